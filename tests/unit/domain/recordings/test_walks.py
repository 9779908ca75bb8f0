"""A walk through the call log ends when every page of every slice was read."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ringkeep.domain.recordings.retry_delays import DAY, HOUR
from ringkeep.domain.recordings.walks import OVERLAP, SLICE, Walk, begin, begin_poll, begin_sweep

NOW = 1_800_000_000.0


def read_all(walk: Walk, pages_per_slice: int) -> list[tuple[float, float]]:
    """Returns the slice of each page that was read."""
    read = []
    while not walk.finished:
        for page in range(pages_per_slice):
            read.append((walk.slice_from, walk.slice_to))
            last = page == pages_per_slice - 1
            walk = walk.after_page(None if last else f"p{page}", NOW, records=1, found=0)
    return read


@given(st.floats(0, 400 * DAY), st.integers(1, 4))
def test_the_slices_cover_the_range_without_a_gap(length: float, pages: int) -> None:
    walk = begin("backfill", "a", NOW - length, NOW, NOW)
    slices = sorted(set(read_all(walk, pages)))
    assert slices[0][0] == NOW - length
    assert slices[-1][1] == NOW
    assert all(left[1] == right[0] for left, right in pairwise(slices))


@given(st.floats(0, 400 * DAY))
def test_no_slice_is_longer_than_the_limit(length: float) -> None:
    walk = begin("backfill", "a", NOW - length, NOW, NOW)
    assert all(end - start <= SLICE for start, end in read_all(walk, 1))


def test_a_range_of_a_month_is_one_slice() -> None:
    assert len(read_all(begin("backfill", "a", NOW - 30 * DAY, NOW, NOW), 1)) == 1


def test_a_poll_starts_before_its_watermark() -> None:
    assert begin_poll("a", NOW - 300, NOW).date_from == NOW - 300 - OVERLAP


def test_the_first_poll_starts_a_day_back() -> None:
    assert begin_poll("a", None, NOW).date_from == NOW - DAY


def test_each_sweep_has_its_own_time_range() -> None:
    spans = [
        NOW - begin_sweep(source, "a", 90, NOW).date_from
        for source in ("hourly", "nightly", "weekly")
    ]
    assert spans == [4 * HOUR, 48 * HOUR, 90 * DAY]


def test_progress_grows_from_zero_to_one() -> None:
    walk = begin("backfill", "a", NOW - 90 * DAY, NOW, NOW)
    seen = [walk.progress]
    while not walk.finished:
        walk = walk.after_page(None, NOW, records=1, found=1)
        seen.append(walk.progress)
    assert seen[0] == 0.0
    assert seen[-1] == 1.0
    assert seen == sorted(seen)


def test_a_page_in_the_middle_of_a_slice_does_not_end_it() -> None:
    walk = begin("backfill", "a", NOW - DAY, NOW, NOW).after_page("next", NOW, records=5, found=2)
    assert (walk.next_uri, walk.slice_from, walk.finished) == ("next", NOW - DAY, False)
    assert (walk.pages, walk.records, walk.found) == (1, 5, 2)
