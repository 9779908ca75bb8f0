from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringkeep.domain.search.query import Near, Phrase, QueryProblem, TextQuery, Token, parse


def phrase(*words: str) -> Phrase:
    return Phrase(tuple(Token(each.rstrip("*"), each.endswith("*")) for each in words))


def found(*terms: Phrase | Near) -> TextQuery:
    return TextQuery(required=terms)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("Refund INVOICE", found(phrase("refund"), phrase("invoice"))),
        ('"call me back" refund', found(phrase("call", "me", "back"), phrase("refund"))),
        ('"call back', found(phrase("call", "back"))),
        ('refund"call back"', found(phrase("refund"), phrase("call", "back"))),
        ("\u201ccall back\u201d", found(phrase("call", "back"))),
        ("\u00abcall back\u00bb", found(phrase("call", "back"))),
        ("e-mail", found(phrase("e", "mail"))),
        ("the refund", found(phrase("refund"))),
        ('"the refund"', found(phrase("the", "refund"))),
        ("refund refund", found(phrase("refund"))),
        ("invoi*", found(phrase("invoi*"))),
        ("cafe\u0301*", found(phrase("cafe*"))),
        ('"my invoi*"', found(phrase("my", "invoi*"))),
        ("\U0001f600 refund \U0001f600", found(phrase("refund"))),
        ("\u202b\u05e9\u05dc\u05d5\u05dd\u202c", found(phrase("\u05e9\u05dc\u05d5\u05dd"))),
        ("- refund \u2013 invoice", found(phrase("refund"), phrase("invoice"))),
        ("refund NEAR/5 invoice", found(Near(phrase("refund"), phrase("invoice"), 5))),
        ('"pay near/5 now"', found(phrase("pay", "near", "5", "now"))),
        (
            "pay near/2 bill near/3 now",
            found(Near(phrase("pay"), phrase("bill"), 2), Near(phrase("bill"), phrase("now"), 3)),
        ),
        ('"call back" near/9 tom*', found(Near(phrase("call", "back"), phrase("tom*"), 9))),
        ("'; DROP TABLE x", found(phrase("drop"), phrase("table"), phrase("x"))),
    ],
)
def test_what_a_search_asks_for(text: str, query: TextQuery) -> None:
    assert parse(text) == query


@pytest.mark.parametrize("dash", ["-", "--", "\u2212", "\u2014"])
def test_what_a_search_excludes(dash: str) -> None:
    query = parse(f'refund {dash}invoice {dash}"no thanks')
    assert query.required == (phrase("refund"),)
    assert query.excluded == (phrase("invoice"), phrase("no", "thanks"))


def test_a_search_may_only_exclude() -> None:
    assert parse("-refund") == TextQuery(excluded=(phrase("refund"),))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("   ", "empty"),
        ("\U0001f600", "no words"),
        ('"', "no words"),
        ("the of", "so common"),
        ('"to be"', "very common words"),
        ("*", "end of a word"),
        ("refund *", "end of a word"),
        ("* *", "end of a word"),
        ("in*voice", "end of a word"),
        ("*voice", "end of a word"),
        ("foo-*", "end of a word"),
        ("i*", "at least 2 letters"),
        ("near/5 refund", "between two words"),
        ("refund near/5", "on both sides"),
        ("refund near/5 near/5 invoice", "on both sides"),
        ("refund near/0 invoice", "from 1 to 50"),
        ("refund near/x invoice", "from 1 to 50"),
        ("refund near/99999999999 invoice", "from 1 to 50"),
        ("refund near/\u00b2 invoice", "from 1 to 50"),
        ("the near/5 invoice", "too common"),
        ("-refund near/5 invoice", "cannot be excluded"),
        ("x" * 501, "at most 500"),
        (" ".join(f"w{number}" for number in range(21)), "at most 20"),
        ('"' + "word " * 21, "at most 20"),
    ],
)
def test_what_cannot_be_searched_is_answered_with_a_reason(text: str, reason: str) -> None:
    with pytest.raises(QueryProblem, match=reason):
        parse(text)


@given(text=st.text(max_size=80) | st.text(alphabet='"-*/near5 \u0301ab', max_size=40))
def test_any_text_is_understood_or_refused(text: str) -> None:
    try:
        query = parse(text)
    except QueryProblem as problem:
        assert str(problem)
        return
    assert query.required or query.excluded
