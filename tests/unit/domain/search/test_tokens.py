from __future__ import annotations

import pytest

from ringkeep.domain.search.numbers import grams_of, pieces_of
from ringkeep.domain.search.tokens import (
    COMMON_IDS,
    COMMON_WORDS,
    digits_of,
    number_digits,
    words_of,
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Call me BACK, please!", ["call", "me", "back", "please"]),
        ("don't Don\u2019t", ["don't", "don't"]),
        ("e-mail and/or snake_case", ["e", "mail", "and", "or", "snake", "case"]),
        ("CAFÉ cafe\u0301 Straße", ["cafe", "cafe", "strasse"]),
        ("1,000 ٤٥٦ \uff17\uff18", ["1", "000", "456", "78"]),
        (
            "\u202e\u05e9\u05dc\u05d5\u05dd \u05e2\u05d5\u05dc\u05dd",
            ["\u05e9\u05dc\u05d5\u05dd", "\u05e2\u05d5\u05dc\u05dd"],
        ),
        ("مَرحباً بك", ["مرحبا", "بك"]),
        ("नमस्ते", ["नमस्ते"]),
        ("你好world", ["你", "好", "world"]),
        ("\U0001f600 ok\U0001f600fine \u2014", ["ok", "fine"]),
        ("'quoted' rock''n", ["quoted", "rock", "n"]),
        ("'; DROP TABLE calls; --", ["drop", "table", "calls"]),
        ("", []),
    ],
)
def test_text_is_split_into_words(text: str, words: list[str]) -> None:
    assert words_of(text) == words


def test_a_word_of_ten_thousand_letters_has_a_short_value_of_its_own() -> None:
    one, other = words_of("a" * 10_000 + " " + "a" * 9_999 + "b")
    assert one != other
    assert len(one) == len(other) == 61


def test_very_common_words_have_places_that_fit_into_seven_bits() -> None:
    assert len(COMMON_IDS) == len(COMMON_WORDS) == 59
    assert all(words_of(word) == [word] for word in COMMON_WORDS)


@pytest.mark.parametrize(
    "typed",
    [
        "+15551234567",
        "+1 (555) 123-4567",
        "1-555-123-4567",
        "555.123.4567",
        "(555) 123 4567",
        "tel:+1-555-123-4567",
        "011 1 555 123 4567",
        "001 555 123 4567",
        "5551234567",
        "٥٥٥١٢٣٤٥٦٧",
        "\uff15\uff15\uff151234567",
        "\u202a+1 555 123 4567\u202c",
    ],
)
def test_a_number_is_the_same_however_typed(typed: str) -> None:
    assert number_digits(typed) == "5551234567"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("020 7946 0958", "+442079460958"),
        ("+44 (0)20 7946 0958", "+442079460958"),
        ("0012", "40012"),
    ],
)
def test_a_prefix_that_may_be_left_out_does_not_matter(typed: str, stored: str) -> None:
    assert number_digits(typed) in digits_of(stored)


@pytest.mark.parametrize("part", ["155", "5551", "55512", "555123", "1234567", "15551234567"])
def test_the_pieces_of_a_part_are_pieces_of_the_number_at_their_places(part: str) -> None:
    number = "15551234567"
    grams = list(grams_of(number))
    start = number.index(part)
    assert all((text, start + place) in grams for text, place in pieces_of(part))
    covered = {place + step for text, place in pieces_of(part) for step in range(len(text))}
    assert covered == set(range(len(part)))
    assert len(grams) == 15
