"""The results, log lines and metrics of the functions of the live board."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

import pytest

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.accounts.services import Connection, Service
from ringkeep.domain.json import JsonObject
from ringkeep.domain.live.calls import EndedCall
from ringkeep.domain.live.page import Status
from ringkeep.errors import StorageFailed
from ringkeep.handlers.live import CheckLiveCalls, TrackCalls, report_announced
from ringkeep.handlers.requests import EventBatch, ServicesRequest
from ringkeep.usecases.accounts.account_history import AccountHistory
from ringkeep.usecases.live.check_live_calls import LiveCheckResult
from ringkeep.usecases.live.check_service import CheckService
from ringkeep.usecases.recordings.announce_ended_call import AnnouncedCall
from ringkeep.usecases.recordings.hint_recordings import HintResult
from tests.fakes.clock import FakeClock
from tests.unit.api.api_client import event
from tests.unit.domain.live.notifications import NOW, USER_A, USER_B, USER_C, party, telephony, text
from tests.unit.handlers.metrics import metric_values
from tests.unit.handlers.test_each_service import ServicesRun
from tests.unit.usecases.live.live_setup import LiveSetup

Capture = pytest.CaptureFixture[str]
NUMBER = "+14155550123"


def message(id_: str, body: str, received_at: float) -> JsonObject:
    attributes = {"service": "default", "received_at": str(received_at)}
    return {
        "messageId": id_,
        "body": body,
        "messageAttributes": {name: {"stringValue": value} for name, value in attributes.items()},
    }


def tracked(live: LiveSetup, *bodies: str, aside: KeptAside | None = None) -> JsonObject:
    clock = FakeClock()
    records = [message(f"m-{number}", body, clock.now() - 2) for number, body in enumerate(bodies)]
    batch = EventBatch.model_validate({"Records": records})
    return TrackCalls(live.tracker, clock, aside or KeptAside())(batch, 0.0)


@dataclass
class KeptAside:
    """The SetAside port."""

    failure: StorageFailed | None = None
    texts: list[str] = field(default_factory=list)

    def put(self, service: str, text: str, received_at: float) -> None:
        if self.failure is not None:
            raise self.failure
        self.texts.append(text)


def test_batch_of_the_queue_is_tracked(capsys: Capture, logged: list[str]) -> None:
    """One event starts a call on the board and one is unreadable. Neither is delivered again."""
    live = LiveSetup()
    AccountHistory(live.states).remember(AccountRef("default", "809646016"))
    batch = EventBatch.model_validate(event("sqs/live_events.json"))
    assert TrackCalls(live.tracker, FakeClock(), KeptAside())(batch, 0.0) == {
        "batchItemFailures": []
    }
    counted = metric_values(capsys)
    assert counted["LiveEventsTracked"] == [1.0, 1.0]
    assert counted["LiveEventsUnreadable"] == [1.0]
    assert len(live.table.users(AccountRef("default", "809646016"))) == 1


def test_unreadable_event_is_counted_and_not_delivered_again(
    capsys: Capture, logged: list[str]
) -> None:
    assert tracked(LiveSetup(), "[]") == {"batchItemFailures": []}
    counted = metric_values(capsys)
    assert counted["LiveEventsUnreadable"] == [1.0]
    assert counted["SecondsFromEventToBoard"] == [2.0]
    assert "an event cannot be read" in logged[0]


def test_event_of_another_account_is_counted_and_not_delivered_again(
    capsys: Capture, logged: list[str]
) -> None:
    foreign = '{"event": "/restapi/v1.0/account/9/extension", "body": {}}'
    assert tracked(LiveSetup(), foreign) == {"batchItemFailures": []}
    assert metric_values(capsys)["LiveEventsOfOtherAccounts"] == [1.0]
    assert "an event was refused" in logged[0]


def test_event_that_the_table_refuses_is_set_aside_and_does_not_block_the_others(
    capsys: Capture, logged: list[str]
) -> None:
    live, aside = LiveSetup(), KeptAside()
    live.table.refused_sessions.add("s-2")
    bodies = [
        text(telephony(1, NOW - 5, party("Answered", extension), session=session))
        for extension, session in ((USER_A, "s-1"), (USER_B, "s-2"), (USER_C, "s-3"))
    ]
    assert tracked(live, *bodies, aside=aside) == {"batchItemFailures": []}
    assert aside.texts == [bodies[1]]
    counted = metric_values(capsys)
    assert (counted["LiveEventsSetAside"], counted["LiveEventsTracked"]) == ([1.0], [1.0, 1.0])
    assert "an event was set aside" in "".join(logged)
    assert (live.row(USER_A).calls, live.row(USER_C).calls) == (1, 1)


def test_event_that_cannot_be_set_aside_is_delivered_again(logged: list[str]) -> None:
    live = LiveSetup()
    live.table.refused_sessions.add("s-1")
    body = text(telephony(1, NOW - 5, party("Answered")))
    failed = tracked(live, body, aside=KeptAside(StorageFailed("the queue does not answer")))
    assert failed == {"batchItemFailures": [{"itemIdentifier": "m-0"}]}


def test_only_the_refused_event_of_a_session_is_set_aside(logged: list[str]) -> None:
    live, aside = LiveSetup(), KeptAside()
    live.table.refused_parties.add("p-bad")
    bodies = [
        text(telephony(1, NOW - 5, party("Answered"))),
        text(telephony(2, NOW - 4, party("Answered", USER_B, party_id="p-bad"))),
        text(telephony(3, NOW - 3, party("Hold"))),
    ]
    assert tracked(live, *bodies, aside=aside) == {"batchItemFailures": []}
    assert aside.texts == [bodies[1]]
    assert live.row(USER_A).status is Status.ON_HOLD


def test_failed_event_is_delivered_again(
    capsys: Capture, logged: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise KeyError(NUMBER)

    monkeypatch.setattr("ringkeep.usecases.live.track_calls.parse_event", broken)
    assert tracked(LiveSetup(), "{}") == {"batchItemFailures": [{"itemIdentifier": "m-0"}]}
    assert metric_values(capsys) == {"LiveEventsFailed": [1.0]}
    assert "KeyError" in logged[0]
    assert NUMBER not in logged[0]


def test_recordings_of_ended_calls_are_counted(capsys: Capture, logged: list[str]) -> None:
    call = EndedCall(
        telephony_session_id="t-1",
        session_id="s-1",
        started_at=1.0,
        ended_at=2.0,
        recording_ids=("r-1",),
    )
    report_announced(AnnouncedCall("main", call, HintResult(found=1, started=1)))
    assert metric_values(capsys) == {"RecordingsFound": [1.0]}
    assert "a call with recordings has ended" in logged[0]
    assert "t-1" in logged[0]


@dataclass(frozen=True)
class FixedCheck:
    check: LiveCheckResult | None

    def run(
        self, service: Service, connection: Connection, deadline: float
    ) -> LiveCheckResult | None:
        return self.check


def checked(check: LiveCheckResult | None) -> object:
    handler = CheckLiveCalls(ServicesRun("a").services, cast(CheckService, FixedCheck(check)))
    (result,) = cast("list[dict[str, object]]", handler(ServicesRequest(), 0.0)["services"])
    return result["results"]


def test_check_returns_its_counts_and_logs_its_problem(logged: list[str]) -> None:
    check = LiveCheckResult(
        open_calls=3, asked=2, active=1, not_found=1, problem=StorageFailed("busy")
    )
    counts = {"open_calls": 3, "asked": 2, "active": 1, "not_found": 1, "stale": False}
    assert checked(check) == [counts]
    assert "not all live calls could be checked" in logged[0]
    assert "live calls checked" in logged[1]


def test_service_before_its_first_login_has_no_check() -> None:
    assert checked(None) == []
