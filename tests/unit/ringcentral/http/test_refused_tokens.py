"""Refused whatever the token: remembered for all workers, reported once, tried rarely."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from ringkeep.domain.accounts.services import Connection
from ringkeep.domain.accounts.token_refusals import TokenRefusal
from ringkeep.domain.limits.slots import Lane
from ringkeep.domain.limits.state import HEAVY
from ringkeep.errors import LoginFailed, NoSlot, RingkeepError, TokenRefused, TokenRejected
from ringkeep.ringcentral.call_log import CallLogQuery
from ringkeep.ringcentral.client import RingCentralClient
from ringkeep.ringcentral.http.tokens import TokenSource
from tests.unit.ringcentral.fake_ringcentral import ClientSetup, heavy, ok, refusal
from tests.unit.ringcentral.http.connections import connection

AUDIO = httpx.Response(200, content=b"RIFF", headers={"Content-Type": "audio/wav", **heavy()})
REFUSED = refusal(401, "OAU-151", {"X-Rate-Limit-Group": "heavy"})


class Fleet:
    """Workers that each start with an empty memory and share the tables."""

    def __init__(self, *users: str) -> None:
        self.setup = ClientSetup(connection=connection(*users) if users else connection())
        self.setup.server.answers = [self._answer] * 10_000
        self.refuses: Callable[[httpx.Request], bool] = lambda request: (
            "content" in str(request.url)
        )
        self.reported: list[tuple[str, TokenRefusal]] = []
        self.content_requests: list[httpx.Request] = []

    def _answer(self, request: httpx.Request) -> httpx.Response:
        content = "content" in str(request.url)
        if content:
            self.content_requests.append(request)
        if self.refuses(request):
            return REFUSED
        return AUDIO if content else ok({"records": []}, heavy())

    def client(self, at: Connection | None = None) -> RingCentralClient:
        setup = self.setup
        tokens = TokenSource(
            setup.store,
            setup.limiter,
            setup.clock,
            setup.transport,
            report=lambda user, refusal: self.reported.append((user, refusal)),
        )
        connected = at or setup.connection
        return RingCentralClient(
            "acme", connected, setup.limiter, tokens, setup.clock, setup.transport
        )

    def download(self, at: Connection | None = None) -> None:
        setup, client = self.setup, self.client(at)
        slots = setup.limiter.reserve(at or setup.connection, HEAVY, {Lane.FRESH: 1}, 120)
        if not slots:
            raise NoSlot("full")
        slot = slots[0]
        while (later := setup.limiter.admit(at or setup.connection, slot)) is not None:
            setup.clock.sleep(later.start_at - setup.clock.now())
            slot = later
        with client.open_recording("r1", "a1", None, slot):
            pass

    def page(self) -> None:
        query = CallLogQuery(date_from=0, date_to=1)
        self.client().call_log_page(query, self.setup.clock.now() + 300)

    def imports(self, number: int, every: float) -> int:
        """Returns how many of the downloads succeeded."""
        done = 0
        for _ in range(number):
            try:
                self.download()
                done += 1
            except RingkeepError:
                pass
            self.setup.clock.advance(every)
        return done

    @property
    def logins(self) -> int:
        return len(self.setup.server.forms)


def test_fifty_imports_in_ten_minutes_make_a_handful_of_requests_and_logins() -> None:
    fleet = Fleet()
    assert fleet.imports(50, every=12) == 0
    assert len(fleet.content_requests) <= 4
    assert fleet.logins <= 4


def test_a_refusal_of_a_whole_day_is_tried_about_once_an_hour() -> None:
    fleet = Fleet()
    fleet.imports(24 * 60, every=60)
    assert len(fleet.content_requests) <= 30
    assert fleet.logins <= 55


def test_a_refused_token_is_replaced_by_one_login_and_the_refusal_is_reported() -> None:
    fleet = Fleet()
    with pytest.raises(TokenRefused) as caught:
        fleet.download()
    assert (len(fleet.content_requests), fleet.logins) == (2, 2)
    assert (caught.value.code, caught.value.retry_after) == ("OAU-151", 300)
    ((user, noted),) = fleet.reported
    assert (user, noted.operation, noted.count) == (fleet.setup.user, "recording-content", 1)
    assert "OAU-151" in noted.sentence()


def test_the_pauses_are_minutes_then_an_hour() -> None:
    fleet = Fleet()
    pauses = []
    for _ in range(5):
        with pytest.raises(TokenRefused) as caught:
            fleet.download()
        pauses.append(caught.value.retry_after)
        fleet.setup.clock.advance(caught.value.retry_after + 1)
    assert pauses == [300, 900, 3600, 3600, 3600]


def test_when_the_pause_is_over_one_worker_tries_with_a_new_login() -> None:
    fleet = Fleet()
    with pytest.raises(TokenRefused):
        fleet.download()
    fleet.setup.clock.advance(301)
    fleet.client()._tokens.get(fleet.setup.connection, fleet.setup.user, "recording-content")
    with pytest.raises(TokenRefused):
        fleet.download()
    assert (len(fleet.content_requests), fleet.logins) == (2, 3)


def test_a_success_ends_the_refusal() -> None:
    fleet = Fleet()
    with pytest.raises(TokenRefused):
        fleet.download()
    fleet.refuses = lambda _: False
    fleet.setup.clock.advance(301)
    assert fleet.imports(20, every=1) == 20
    assert fleet.client()._tokens.refusals(fleet.setup.connection, fleet.setup.user) == []
    assert fleet.logins == 3


def test_other_operations_go_on_with_the_same_token() -> None:
    fleet = Fleet()
    with pytest.raises(TokenRefused):
        fleet.download()
    for _ in range(5):
        fleet.page()
    assert fleet.logins == 2


def test_a_new_token_that_is_refused_for_all_operations_causes_no_further_login() -> None:
    fleet = Fleet()
    fleet.refuses = lambda _: True
    with pytest.raises(TokenRefused):
        fleet.download()
    for _ in range(5):
        with pytest.raises(TokenRefused):
            fleet.page()
    assert fleet.logins == 2
    assert len(fleet.setup.server.requests) == 3


def test_new_credentials_are_tried_at_once() -> None:
    fleet = Fleet()
    with pytest.raises(TokenRefused):
        fleet.download()
    corrected = connection(key="corrected")
    fleet.refuses = lambda request: "token-2" in request.headers["authorization"]
    fleet.download(corrected)
    assert fleet.logins == 3


def test_a_login_by_a_person_ends_the_pause() -> None:
    fleet = Fleet()
    with pytest.raises(TokenRefused):
        fleet.download()
    fleet.client()._tokens.login(fleet.setup.connection, fleet.setup.user)
    fleet.refuses = lambda _: False
    fleet.download()
    assert fleet.logins == 3


def test_other_users_of_the_service_go_on() -> None:
    fleet = Fleet("900001", "900002")
    first, second = fleet.setup.connection.user_labels
    fleet.setup.tokens.get(fleet.setup.connection, first)
    fleet.setup.server.grant = {"access_token": "token-of-the-second"}
    fleet.setup.tokens.get(fleet.setup.connection, second)
    fleet.setup.server.grant = {}
    fleet.refuses = lambda request: "second" not in request.headers["authorization"]
    assert fleet.imports(50, every=12) == 50
    assert {user for user, _ in fleet.reported} == {first}


def test_a_user_who_cannot_log_in_does_not_stop_the_others() -> None:
    fleet = Fleet("900001", "900002")
    fleet.refuses = lambda _: False
    fleet.setup.server.logins = [refusal(400, "OAU-140")]
    assert fleet.imports(10, every=12) == 10


def test_the_last_user_who_cannot_log_in_is_an_error() -> None:
    fleet = Fleet("900001", "900002")
    fleet.setup.server.logins = [refusal(400, "OAU-140")] * 2
    with pytest.raises(LoginFailed):
        fleet.download()


def test_an_old_token_that_another_user_has_is_not_taken_for_a_refused_one() -> None:
    """The retry after the first user's 401 may go out as the second user, whose token is old too."""
    fleet = Fleet("900001", "900002")
    for user in fleet.setup.connection.user_labels:
        fleet.setup.tokens.get(fleet.setup.connection, user)
    fleet.setup.clock.advance(1000)
    fleet.refuses = lambda request: request.headers["authorization"][-1] in "12"
    assert fleet.imports(10, every=12) >= 8
    assert fleet.reported == []


def test_an_expired_token_is_still_replaced_at_once() -> None:
    fleet = Fleet()
    old = "token-1"
    fleet.refuses = lambda request: old in request.headers["authorization"]
    fleet.download()
    fleet.download()
    assert (fleet.logins, fleet.reported) == (2, [])
    assert issubclass(TokenRefused, TokenRejected)
