"""A connected account whose events the test posts to the webhook."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

from local import console
from local.clients import Clients
from local.front import Front
from local.sign_in import Person, access_token
from tests.integration.accounts import Connected, connected, small_account
from tests.integration.conftest import PATIENCE, eventually
from tests.live_events import LiveCall

IN_A_CALL: Final = frozenset({"Ringing", "OnPhone", "OnHold", "Parked"})


@dataclass
class Board:
    """The backend of the Realtime page with one service."""

    service: Connected
    front: Front
    _bearers: dict[str, str] = field(default_factory=dict)
    _calls: list[LiveCall] = field(default_factory=list)

    def call(self, user: int = 0, **changes: Any) -> LiveCall:
        """Returns a call to one of the account's users, before its first event."""
        account = self.service.account
        users = [each for each in account.extensions.values() if each.type == "User"]
        call = LiveCall(str(account.id), str(users[user].id), **changes)
        self._calls.append(call)
        return call

    def end_calls(self, person: Person) -> None:
        """Ends all calls, and waits until the page shows none to the person."""
        calls, self._calls = self._calls, []
        for call in calls:
            self.post(call.end())
        if calls:
            eventually(lambda: not IN_A_CALL & set(self.statuses(person).values()))

    @property
    def webhook_url(self) -> str:
        return console.webhook_url(self.front.stack, self.service.name)

    @property
    def token(self) -> str:
        return console.verification_token(self.front.stack, self.service.name)

    def post(self, event: str, token: str | None = None) -> int:
        """Delivers an event as RingCentral does, and returns the status of the answer."""
        headers = {"Verification-Token": token or self.token, "Content-Type": "application/json"}
        answer = httpx.post(
            self.webhook_url, content=event, headers=headers, trust_env=False, timeout=PATIENCE
        )
        return answer.status_code

    def realtime(self, person: Person) -> dict[str, Any]:
        if person.email not in self._bearers:
            self._bearers[person.email] = access_token(self.front.stack, self.front.url, person)
        answer = httpx.get(
            f"{self.front.url}/v1/realtime",
            params={"service": self.service.name},
            headers={"Authorization": f"Bearer {self._bearers[person.email]}"},
            trust_env=False,
            timeout=PATIENCE,
        )
        answer.raise_for_status()
        document: dict[str, Any] = answer.json()
        return document

    def statuses(self, person: Person) -> dict[str, str]:
        """Returns the users' statuses by extension id."""
        return {user["extension_id"]: user["status"] for user in self.realtime(person)["users"]}

    def wait_for_status(self, person: Person, extension_id: str, status: str) -> None:
        """Waits until the page shows the user with the status."""
        eventually(lambda: self.statuses(person).get(extension_id) == status)

    def assign(self, person: Person, extension_id: str) -> None:
        console.assign(self.front.stack, person, self.service.name, extension_id)


@contextmanager
def live_board(front: Front, clients: Clients) -> Iterator[Board]:
    """Connects a service, reads its extensions and creates the token of its webhook."""
    with connected(front.stack, clients, small_account(2)) as service:
        service.add("--no-backfill")
        service.sync()
        yield Board(service, front)
