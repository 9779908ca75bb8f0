"""Events that a service should not receive, or cannot store as they are: of another account, or huge."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from simulator.clock import zulu
from simulator.live.events import Event, Json
from simulator.live.wiring import Live

_OTHER_ACCOUNT = 990_000_001
_Change = Callable[[Json, Json], None]
"""Changes an event's body and its only party."""


def _other_account(body: Json, party: Json) -> None:
    party["accountId"] = str(_OTHER_ACCOUNT)


def _many_recordings(body: Json, party: Json) -> None:
    party["recordings"] = [{"id": str(10**6 + each)} for each in range(11_000)]


def _many_parties(body: Json, party: Json) -> None:
    body["parties"] = [{"id": f"p-{each}", "status": {"code": "Setup"}} for each in range(4000)]


def _huge_time(body: Json, party: Json) -> None:
    body["eventTime"] = 10**400


def _huge_name(body: Json, party: Json) -> None:
    party["from"] = {"name": "x" * 240_000}


def _long_ids(body: Json, party: Json) -> None:
    party["id"], party["extensionId"] = "p" * 3000, "9" * 3000


def _deep(body: Json, party: Json) -> None:
    inner: list[object] = []
    for _ in range(200):
        inner = [inner]
    party["extra"] = inner


_CHANGES: Mapping[str, _Change] = {
    "other_account": _other_account,
    "many_recordings": _many_recordings,
    "many_parties": _many_parties,
    "huge_time": _huge_time,
    "huge_name": _huge_name,
    "long_ids": _long_ids,
    "deep": _deep,
}
KINDS = tuple(_CHANGES)


def publish_unusual_event(live: Live, kind: str) -> None:
    """Publishes one event of a session that does not exist. Raises KeyError for an unknown kind."""
    change = _CHANGES[kind]
    with live.timeline.lock:
        live.notifier.publish(_event(live, kind, change))


def _event(live: Live, kind: str, change: _Change) -> Event:
    user = live.planner.users()[0]
    account = _OTHER_ACCOUNT if kind == "other_account" else live.account.id
    party: Json = {
        "accountId": str(account),
        "extensionId": str(user.id),
        "id": f"p-unusual-{kind}-1",
        "direction": "Inbound",
        "from": {"phoneNumber": "+16505550199"},
        "to": {"extensionId": str(user.id)},
        "status": {"code": "Disconnected"},
    }
    body: Json = {
        "sequence": 1,
        "sessionId": "990000000001",
        "telephonySessionId": f"s-unusual-{kind}",
        "eventTime": zulu(live.timeline.now),
        "parties": [party],
    }
    change(body, party)
    path = f"/restapi/v1.0/account/{account}/extension/{user.id}/telephony/sessions"
    return Event("telephony", path, str(user.id), body, f"s-unusual-{kind}")
