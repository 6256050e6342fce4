import re
import subprocess
import sys
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmcards import identity

texts = st.text(st.characters(exclude_categories=["Cs"]))


@pytest.mark.parametrize(
    ("question", "made"),
    [
        ("What is RLHF?", "what-is-rlhf"),
        ("What is  RLHF ?", "what-is-rlhf"),
        ("What is\nRLHF!", "what-is-rlhf"),
        ("C", "c"),
        ("Where were the Games of 1896", "where-were-the-games-of-1896"),
    ],
)
def test_a_short_question_in_plain_words_is_its_own_id(question: str, made: str) -> None:
    assert identity.id_from(question) == made


@pytest.mark.parametrize(
    ("question", "pattern"),
    [
        ("What is C++?", "what-is-c-[a-z2-9]{6}"),
        ("Où est le café?", "ou-est-le-cafe-[a-z2-9]{6}"),
        ("什么是“重要”?", "[a-z-]+-[a-z2-9]{6}"),
        (
            "What is the first of all the things that one has to know?",
            "what-is-the-first-of-all-the-things-that-[a-z2-9]{6}",
        ),
        ("a" * 100, "a{40}-[a-z2-9]{6}"),
        ("?", "[a-z2-9]{6}"),
        ("", "[a-z2-9]{6}"),
    ],
)
def test_a_hash_says_what_the_words_of_the_id_do_not(question: str, pattern: str) -> None:
    assert re.fullmatch(pattern, identity.id_from(question))


def test_questions_that_differ_in_signs_have_different_ids() -> None:
    questions = ["C", "C++", "C#", "C-", "<C>", "C & C", "C / C", "C, C", "(C)", "¬C", "C'", '"C"', "*C*", "É", "E"]
    questions += ["x²", "x2", "x_2", "2 > 1", "2 < 1", "2 = 1", "a b", "ab", "a, b", "a. b", "1.5", "15", "1 5"]
    ids = {question: identity.id_from(question) for question in questions}
    assert [pair for pair in combinations(questions, 2) if ids[pair[0]] == ids[pair[1]]] == []


def test_an_id_does_not_change_with_how_the_question_is_typed() -> None:
    assert identity.id_from("cafe\u0301 \n noir") == identity.id_from(" caf\u00e9 noir")


@pytest.mark.parametrize(
    ("question", "made"),
    [
        ("What is RLHF?", "what-is-rlhf"),
        ("C", "c"),
        ("C++", "c-hzjre8"),
        ("C#", "c-wifdef"),
        ("What is C++?", "what-is-c-64hwvq"),
        ("Ou\u0300 est le cafe\u0301?", "ou-est-le-cafe-svh9ss"),
        ("O\u00f9 est le caf\u00e9?", "ou-est-le-cafe-svh9ss"),
        ("\u4ec0\u4e48?", "shenme-yg2vez"),
        ("強化学習とは何ですか?", "qianghuaxuexitohahedesuka-5ad2fc"),
        ("What does a product manager do in a year?", "what-does-a-product-manager-do-in-a-year"),
        ("What does a product manager do in a month?", "what-does-a-product-manager-do-in-a-rwa4tk"),
        ("a" * 40, "a" * 40),
        ("a" * 41, "a" * 40 + "-6degag"),
        ("", "5zgjbq"),
    ],
)
def test_these_ids_are_never_changed(question: str, made: str) -> None:
    """A change here would give the notes of every deck without ids a new identity."""
    assert identity.id_from(question) == made


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("small", "wy42gq4257q7"),
        ("Multimodal agents in production", "32nuwmu5u9f8"),
        ("Cafe\u0301", "eiysst7yuav5"),
        ("Caf\u00e9", "eiysst7yuav5"),
        ("日本語", "fwpg4h5jhq5x"),
    ],
)
def test_these_uids_are_never_changed(name: str, made: str) -> None:
    assert identity.uid_from(name) == made


@given(texts)
def test_every_question_has_an_id(question: str) -> None:
    made = identity.id_from(question)
    assert identity.ID.fullmatch(made)
    assert made == identity.id_from(question)


@given(texts, texts)
def test_different_words_have_different_ids(one: str, other: str) -> None:
    if identity.id_from(one) == identity.id_from(other):
        signs = str.maketrans("-", " ")
        assert (
            one.lower().translate(signs).strip(" ?.!").split() == other.lower().translate(signs).strip(" ?.!").split()
        )


@given(texts)
def test_a_slug_is_an_id_or_nothing(text: str) -> None:
    made = identity.slug(text)
    assert made == "" or identity.ID.fullmatch(made)
    assert len(made) <= 40


@given(texts)
def test_every_name_has_a_uid(name: str) -> None:
    assert identity.ID.fullmatch(identity.uid_from(name))


@pytest.mark.parametrize(
    ("text", "made"), [("My Deck", "my-deck"), ("Übung_2", "ubung-2"), ("---", ""), ("日本", "riben")]
)
def test_a_slug_is_in_plain_letters(text: str, made: str) -> None:
    assert identity.slug(text) == made


@pytest.mark.parametrize("text", ["a", "rlhf", "a-b", "2", "7q2m4kzr", "a-2-b"])
def test_an_id_has_small_letters_digits_and_single_hyphens(text: str) -> None:
    assert identity.ID.fullmatch(text)


@pytest.mark.parametrize("text", ["", "A", "a_b", "a b", "-a", "a-", "a--b", "é", "a/b", "a\n", "٣"])
def test_nothing_else_is_an_id(text: str) -> None:
    assert not identity.ID.fullmatch(text)


def test_a_guid_tells_deck_and_note_apart() -> None:
    assert identity.guid("a", "b-c") == "a/b-c"
    assert identity.guid("a-b", "c") == "a-b/c"


def test_only_those_who_need_it_load_the_table_of_letters() -> None:
    code = "import sys; from mmcards.identity import id_from; id_from('What is C++?'); print('anyascii' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
