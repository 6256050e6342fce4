"""Which changed question was which."""

import time

import pytest

from mmcards.identity import id_from
from mmcards.lock import lookalikes


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("What is RLFH?", "What is RLHF?"),
        ("What is RLHF?", "What is RLHF, in one sentence?"),
        ("What is RLHF, exactly?", "What, exactly, is RLHF?"),
        ("Name the four stages.", "Name the five stages."),
        (
            "What is the first of all the things that one has to know?",
            "What is the first of all the things that we must know?",
        ),
        ("強化学習とは何ですか?", "強化学習とは何でしょうか?"),
        ("Où est le café?", "Où est-ce que le café est?"),
    ],
)
def test_a_changed_question_looks_like_what_it_was(old: str, new: str) -> None:
    others = [id_from(f"Who won the games of {year}?") for year in range(1896, 2028, 4)]
    assert lookalikes.of_questions([id_from(new)], [*others, id_from(old)]) == {id_from(new): id_from(old)}


@pytest.mark.parametrize(
    ("old", "new"),
    [("What is RLHF?", "Who pays?"), ("C", "D"), ("cat", "concatenate"), ("What is SFT?", "Where is Lisbon?")],
)
def test_another_question_looks_like_none(old: str, new: str) -> None:
    assert lookalikes.of_questions([id_from(new)], [id_from(old)]) == {}


def test_each_is_paired_once_with_the_most_alike() -> None:
    new = ["what-is-a-transformer", "what-is-a-transformer-model", "what-is-a-transforming-model"]
    gone = ["what-is-the-transformer", "what-is-a-transformer-mode"]
    found = lookalikes.of_questions(new, gone)
    assert sorted(found.values()) == sorted(gone)
    assert found["what-is-a-transformer-model"] == "what-is-a-transformer-mode"


def test_of_a_note_from_another_deck_the_id_alone_counts() -> None:
    assert lookalikes.of_questions(["what-is-rlhf"], ["7q2m4kzr/what-is-rlfh"]) == {
        "what-is-rlhf": "7q2m4kzr/what-is-rlfh"
    }


def test_notes_of_the_same_content_are_paired_once() -> None:
    assert lookalikes.of_content([("x", "1"), ("y", "1"), ("z", "1"), ("w", "2")], {"a": "1", "b": "1", "c": "3"}) == {
        "x": "a",
        "y": "b",
    }


def test_a_deck_that_was_written_anew_is_compared_in_no_time() -> None:
    new = [id_from(f"What is the meaning of the word number {number}?") for number in range(4_000)]
    gone = [id_from(f"What was the sense of the word number {number}, then?") for number in range(4_000)]
    start = time.perf_counter()
    lookalikes.of_questions(new, gone)
    assert time.perf_counter() - start < 5
