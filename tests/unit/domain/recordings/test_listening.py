"""What someone has listened to: a union within the recording that claims nothing that was not heard."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringkeep.domain.recordings.listening import (
    LONGEST_SECONDS,
    MOST_PARTS,
    Part,
    share,
    united,
)

moments = st.floats(min_value=-10, max_value=200, allow_nan=False)
parts = st.lists(st.tuples(moments, moments), max_size=20)


@pytest.mark.parametrize(
    ("before", "more", "expected"),
    [
        ([], [(0.0, 5.0)], ((0.0, 5.0),)),
        ([(0.0, 5.0)], [(4.0, 9.0)], ((0.0, 9.0),)),
        ([(0.0, 5.0)], [(5.3, 9.0)], ((0.0, 9.0),)),
        ([(0.0, 5.0)], [(6.0, 9.0)], ((0.0, 5.0), (6.0, 9.0))),
        ([(0.0, 50.0)], [(10.0, 20.0)], ((0.0, 50.0),)),
        ([], [(90.0, 500.0)], ((90.0, 100.0),)),
        ([], [(9.0, 3.0), (200.0, 300.0), (7.0, 7.0)], ()),
    ],
)
def test_parts_are_united_within_the_length(
    before: list[Part], more: list[Part], expected: tuple[Part, ...]
) -> None:
    assert united(before, more, 100.0) == expected


@given(before=parts, more=parts)
def test_the_order_of_reports_and_repetitions_do_not_matter(
    before: list[Part], more: list[Part]
) -> None:
    once = united(united((), before, 150.0), more, 150.0)
    assert united(united((), more, 150.0), before, 150.0) == once
    assert united(once, more, 150.0) == once
    assert all(0 <= start < end <= 150 for start, end in once)
    assert 0 <= share(once, 150.0) <= 1


def test_a_header_only_file_has_nothing_to_listen_to() -> None:
    assert united((), [(0.0, 3.0)], 0.0) == ()
    assert share((), 0.0) == 0.0


def test_without_a_length_parts_are_kept_and_have_no_share() -> None:
    heard = united((), [(0.0, 3.0), (10.0, LONGEST_SECONDS * 2)], None)
    assert heard == ((0.0, 3.0), (10.0, LONGEST_SECONDS))
    assert share(heard, None) == 0.0


def test_ten_hours_in_pieces_keep_the_longest_parts() -> None:
    pieces = [(float(at), at + (2.0 if at % 20 else 5.0)) for at in range(0, 36_000, 10)]
    heard = united((), pieces, 36_000.0)
    assert len(heard) == MOST_PARTS
    assert heard == tuple(sorted(heard))
    assert share(heard, 36_000.0) <= sum(b - a for a, b in pieces) / 36_000
