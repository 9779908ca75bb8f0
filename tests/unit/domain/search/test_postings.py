from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringkeep.domain.recordings.coverage import CoveredExtension
from ringkeep.domain.recordings.recordings import RecordingState
from ringkeep.domain.search.documents import ListKey, SearchDocument, SpokenWord, postings_of
from ringkeep.domain.search.keys import (
    EVERY,
    Field,
    ListName,
    identity_of,
    just_before,
    moment_of,
    month_of,
    month_start,
    sort_key,
    time_key,
)
from ringkeep.domain.search.postings import (
    Facts,
    Occurrence,
    PartOfCall,
    Posting,
    packed_facts,
    packed_occurrences,
)
from ringkeep.domain.search.tokens import COMMON_IDS

NOW = 1_795_000_000.0
IDS = st.text(alphabet="0123456789", min_size=1, max_size=25) | st.text(
    alphabet="ab.~!#/é \U0001f600", min_size=1, max_size=8
)
MOMENTS = st.floats(0, 4_000_000_000)
FINAL = [each for each in RecordingState if each.searchable]


@given(moment=MOMENTS, account=IDS, recording=IDS)
def test_a_sort_key_names_the_recording_and_the_start(
    moment: float, account: str, recording: str
) -> None:
    key = sort_key(moment, account, recording)
    assert identity_of(key) == (account, recording)
    assert moment_of(key) == round(moment * 1000) / 1000
    assert key.isascii()
    assert month_start(month_of(key)) <= key


@given(first=MOMENTS, second=MOMENTS, ids=st.tuples(IDS, IDS, IDS, IDS))
def test_sort_keys_are_in_the_order_of_time(
    first: float, second: float, ids: tuple[str, str, str, str]
) -> None:
    one, other = sort_key(first, *ids[:2]), sort_key(second, *ids[2:])
    if moment_of(one) < moment_of(other):
        assert one < time_key(second) < other
    if one < other:
        assert one <= just_before(other) < other


@given(
    state=st.sampled_from(FINAL),
    direction=st.sampled_from(["", "inbound", "outbound"]),
    duration=st.integers(0, 10_000_000),
    parts=st.lists(st.builds(PartOfCall, IDS, st.integers(0, 3_000_000)), max_size=5),
    occurrences=st.lists(
        st.builds(
            Occurrence,
            st.integers(0, 200_000),
            st.lists(st.integers(0, 58), max_size=20).map(tuple),
            st.lists(st.integers(0, 58), max_size=20).map(tuple),
        ),
        max_size=6,
    ),
)
def test_a_posting_holds_what_was_packed(
    state: RecordingState,
    direction: str,
    duration: int,
    parts: list[PartOfCall],
    occurrences: list[Occurrence],
) -> None:
    key = sort_key(NOW, "1", "2")
    facts = Facts(state, direction, duration, tuple(parts))
    in_order = tuple(sorted(occurrences))
    posting = Posting(key, packed_facts(facts, key) + packed_occurrences(in_order))
    assert posting.facts == facts
    assert posting.occurrences == in_order


def document(**changes: object) -> SearchDocument:
    given_facts: dict[str, object] = {
        "service": "main",
        "account_id": "809646016",
        "recording_id": "7602012008",
        "start_time": NOW,
        "state": RecordingState.STORED,
        "direction": "Inbound",
        "duration_seconds": 143,
        "recording_type": "On Demand",
        "covered": (CoveredExtension(extension_id="850957020", at=NOW + 60),),
        **changes,
    }
    return SearchDocument(**given_facts)  # type: ignore[arg-type]


def test_the_lists_of_a_recording_without_a_transcript() -> None:
    found = postings_of(document(queues=("9001",), tags=("Late  Fee",), numbers=("+1 555",)))
    assert set(found) == {
        ListKey(Field.ALL, EVERY),
        ListKey(Field.STATE, "stored"),
        ListKey(Field.TYPE, "ondemand"),
        ListKey(Field.EXTENSION, "850957020"),
        ListKey(Field.QUEUE, "9001"),
        ListKey(Field.TAG, "late fee"),
        ListKey(Field.NUMBER, "155"),
        ListKey(Field.NUMBER, "555"),
    }


def test_a_word_has_its_positions_and_the_very_common_words_beside_it() -> None:
    text = "pay the bill of the pay"
    spoken = [SpokenWord(word, place) for place, word in enumerate(text.split())]
    found = postings_of(document(spoken=spoken))
    the, of = COMMON_IDS["the"], COMMON_IDS["of"]
    key = document().sort_key
    pay = Posting(key, found[ListKey(Field.WORD, "pay")]).occurrences
    assert pay == (Occurrence(0, (), (the,)), Occurrence(5, (of, the), ()))
    assert ListKey(Field.WORD, "the") not in found
    assert ListKey(Field.TRANSCRIPT, EVERY) in found


def test_a_gap_in_the_transcript_separates_words() -> None:
    spoken = [SpokenWord("pay", 0), SpokenWord("the", 1), SpokenWord("bill", 8)]
    found = postings_of(document(spoken=spoken))
    bill = Posting(document().sort_key, found[ListKey(Field.WORD, "bill")]).occurrences
    assert bill == (Occurrence(8),)


def test_a_transcript_without_words_is_a_transcript() -> None:
    assert ListKey(Field.TRANSCRIPT, EVERY) in postings_of(document(spoken=[]))


@pytest.mark.parametrize("state", [each for each in RecordingState if not each.searchable])
def test_an_open_or_erased_recording_is_not_indexed(state: RecordingState) -> None:
    assert postings_of(document(state=state)) == {}


def test_a_posting_is_small() -> None:
    """A page reads hundreds of them, and is paid by their size."""
    spoken = [SpokenWord("refund", 700)]
    packed = postings_of(document(spoken=spoken))[ListKey(Field.WORD, "refund")]
    partition = ListName("main", Field.WORD, "refund").partition("202611")
    assert len(partition) + len(document().sort_key) + len(packed) + len("pkskv") <= 65
