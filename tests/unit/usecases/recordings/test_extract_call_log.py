"""The extract is read if the account offers it. Otherwise the list is read in the same run."""

from __future__ import annotations

import pytest

from ringkeep.domain.recordings.retry_delays import DAY
from ringkeep.errors import (
    BadRequest,
    InvalidAnswer,
    PermissionMissing,
    RingkeepError,
    TokenRefused,
    Unavailable,
)
from tests.fakes.recordings.call_log import FakeExtract
from tests.unit.domain.recordings.example_rows import NOW
from tests.unit.usecases.recordings.poll_setup import call, calls_of, extract_setup


def test_the_extract_is_used_if_the_account_offers_it() -> None:
    setup = extract_setup(FakeExtract(calls_of(2), "t1", True), FakeExtract([call(7)], "t2"))
    result = setup.poll()
    assert (result.used_extract_sync, result.found, result.pages) == (True, 3, 2)
    assert [token for token, _ in setup.log.extract_requests] == [None, "t1"]
    assert setup.log.requests == []


def test_the_next_poll_continues_from_the_sync_token() -> None:
    setup = extract_setup(FakeExtract([], "t1"), FakeExtract([], "t2"))
    setup.poll()
    setup.poll()
    assert [token for token, _ in setup.log.extract_requests] == [None, "t1"]


@pytest.mark.parametrize(
    "refusal",
    [
        PermissionMissing("no feature", code="CMN-408"),
        BadRequest("unknown", status=400),
    ],
)
def test_after_a_refused_extract_the_list_is_read_for_a_day(
    refusal: RingkeepError,
) -> None:
    setup = extract_setup(refusal, FakeExtract([], "t1"))
    assert setup.poll().records == 3
    setup.poll()
    assert len(setup.log.extract_requests) == 1
    setup.clock.advance(DAY + 60)
    setup.poll()
    assert len(setup.log.extract_requests) == 2


@pytest.mark.parametrize(
    "error",
    [Unavailable("?", status=501), InvalidAnswer("not JSON"), TokenRefused("OAU-213")],
)
def test_after_an_error_of_the_extract_the_list_is_read_in_this_run(error: RingkeepError) -> None:
    setup = extract_setup(error, FakeExtract([], "t1"))
    assert setup.poll().records == 3
    assert setup.poll().used_extract_sync


def test_an_expired_sync_token_loses_nothing() -> None:
    expired = BadRequest("syncToken is invalid", status=400, code="CLG-101")
    setup = extract_setup(FakeExtract([], "t1"), expired, FakeExtract([call(9)], "t9"))
    setup.poll()
    setup.clock.advance(300)
    assert not setup.poll().used_extract_sync
    setup.clock.advance(300)
    setup.poll()
    assert "r9" in setup.recordings
    assert setup.log.extract_requests[-1][0] is None


def test_an_unfinished_extract_keeps_the_watermark() -> None:
    setup = extract_setup(
        FakeExtract([], "t0"), FakeExtract([call(1)], "t1", True), FakeExtract([call(2)], "t2")
    )
    setup.poll()
    setup.clock.advance(300)
    setup.log.slots = 1
    assert not setup.poll().finished
    place, _ = setup.places.get(setup.target.place_name("poll"))
    assert place is not None
    assert (place["watermark"], place["sync_token"]) == (NOW, "t1")
