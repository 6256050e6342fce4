"""The order in which options are shown where it must give nothing away."""

import hashlib


def shown_order(note_id: str, count: int) -> tuple[int, ...]:
    """The indexes of so many options in the order they are shown in.

    They are shuffled, with the note's id as the seed: the same on the front and the back, in every format, with any
    Python.
    """
    return tuple(sorted(range(count), key=lambda index: hashlib.sha256(f"{note_id}/{index}".encode()).digest()))
