"""Code in pieces."""

import time

import pytest

from mmcards.writers.highlight import Piece, pieces


@pytest.mark.parametrize(
    ("language", "unit"),
    [
        ("csharp", "a\n"),
        ("csharp", "  a\n"),
        ("aspectj", "a "),
        ("java", "a "),
        ("mcschema", "<!--"),
        ("moocode", '\\"'),
    ],
)
def test_words_without_signs_and_signs_without_words_take_no_time(language: str, unit: str) -> None:
    """Some lexers look at all that follow from each of them."""
    code = "\n".join(unit * 100 for _ in range(5000 // (100 * len(unit))))
    start = time.process_time()
    assert pieces(code, language) == (Piece("", code),)
    assert time.process_time() - start < 2


def test_code_with_words_of_prose_in_it_keeps_its_colours() -> None:
    code = "# " + "as many words as a comment may have, " * 12 + "\nx = 1\n"
    assert {"comment", "number"} <= {piece.role for piece in pieces(code, "python")}
