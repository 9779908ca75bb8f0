"""How wrong a transcript is."""

from __future__ import annotations

import pytest

from local.speech.word_errors import word_error_rate, word_errors, words_of


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("Good morning, Alice!", "good morning alice"),
        ("It costs $99.", "it costs ninety nine dollars"),
        ("for 24 months", "for twenty four months"),
        ("Order 73433", "order seven three four three three"),
        ("6, 100 and 654", "six one hundred and six hundred fifty four"),
        ("I don't, 0", "i dont zero"),
    ],
)
def test_numbers_count_as_they_are_spoken(written: str, words: str) -> None:
    assert words_of(written) == words.split()


def test_each_missing_wrong_or_added_word_is_an_error() -> None:
    said = ["please", "refund", "my", "money"]
    assert word_errors(said, said) == 0
    assert word_errors(said, ["please", "refund", "me", "my", "money"]) == 1
    assert word_errors(said, ["please", "fund", "money"]) == 2
    assert word_error_rate(said, []) == 1.0
