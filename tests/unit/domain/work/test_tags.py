"""Tags: a recording has each once, whatever way it is written, and changes commute."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringkeep.domain.search.documents import tag_value
from ringkeep.domain.work.refusals import TextMissing, TextTooLong, TooMany
from ringkeep.domain.work.tags import MOST_TAGS, changed_tags, tag_change, tag_name

NAMES = st.sampled_from(
    ["Billing", "billing ", "BÍLLING", "late fee", "late  fee", "🔥", "x", "ﬁne"]
)
SOME = st.lists(NAMES, max_size=6)


@given(SOME, SOME, SOME)
def test_a_recording_has_each_tag_once_and_none_that_was_removed(
    tags: list[str], add: list[str], remove: list[str]
) -> None:
    before = changed_tags((), tag_change(tags, []))
    after = changed_tags(before, tag_change(add, remove))
    values = [tag_value(each) for each in after]
    assert len(set(values)) == len(values)
    assert values == sorted(values)
    expected = {tag_value(each) for each in (*tags, *add)} - {tag_value(each) for each in remove}
    assert set(values) == expected
    assert changed_tags(after, tag_change(add, remove)) == after


@given(SOME, SOME, SOME)
def test_two_people_who_add_lose_nothing_of_each_other(
    tags: list[str], ann: list[str], ben: list[str]
) -> None:
    before = changed_tags((), tag_change(tags, []))
    of_ann, of_ben = tag_change(ann, []), tag_change(ben, [])
    one = changed_tags(changed_tags(before, of_ann), of_ben)
    other = changed_tags(changed_tags(before, of_ben), of_ann)
    assert [tag_value(each) for each in one] == [tag_value(each) for each in other]


def test_a_tag_stays_as_it_was_first_written() -> None:
    assert changed_tags(("Billing",), tag_change(["BILLING", "late"], [])) == ("Billing", "late")


def test_a_recording_has_at_most_30() -> None:
    full = changed_tags((), tag_change(map(str, range(MOST_TAGS)), []))
    with pytest.raises(TooMany):
        changed_tags(full, tag_change(["one more"], []))
    assert len(changed_tags(full, tag_change(["one more"], ["1"]))) == MOST_TAGS
    assert changed_tags(full, tag_change(["7"], [])) == full


@pytest.mark.parametrize("text", ["", " ", "\u200b", "\u200d\ufe0f", "\u0301"])
def test_a_tag_that_no_one_can_see_is_refused(text: str) -> None:
    with pytest.raises(TextMissing):
        tag_name(text)


@given(st.text(max_size=120))
def test_a_tag_is_kept_or_refused(text: str) -> None:
    try:
        name = tag_name(text)
    except (TextMissing, TextTooLong):
        return
    assert 1 <= len(name) <= 50
    assert tag_name(name) == name
    assert len(tag_value(name).encode()) <= 1_000, "the sort key of an item has at most 1,024 bytes"
