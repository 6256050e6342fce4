"""The order in which options are shown where it must give nothing away."""

import hashlib

from mmcards.model import Options


def shown_order(note_id: str, response: Options) -> tuple[int, ...]:
    """The indexes of the options in the order they are shown in.

    Where the author's order means nothing they are shuffled, with the note's id as the seed: the same on the front and
    the back, in every format, with any Python.
    """
    indexes = range(len(response.options))
    if response.fixed:
        return tuple(indexes)
    return tuple(sorted(indexes, key=lambda index: hashlib.sha256(f"{note_id}/{index}".encode()).digest()))
