"""A walk and a sync token belong to one user, and begin again if another one must ask."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from ringkeep.domain.accounts.reach import Reader
from ringkeep.domain.recordings.lifecycle import DiscoverySource
from ringkeep.domain.recordings.walks import OVERLAP, Walk, begin
from ringkeep.errors import BadRequest
from ringkeep.ringcentral.call_log import WalkedCallLog
from ringkeep.usecases.documents import StateDocument
from ringkeep.usecases.recordings.backfill import Backfill
from ringkeep.usecases.recordings.poll_call_log import Place, Target
from tests.fakes.recordings.call_log import FakeCallLog, FakeExtract, FakePage
from tests.unit.domain.accounts.test_reach import profile
from tests.unit.domain.recordings.example_rows import NOW
from tests.unit.ringcentral.two_sites import COMPANY, LIMITED, TwoSites
from tests.unit.usecases.recordings.poll_setup import (
    ACCOUNT,
    TIME_LIMIT,
    PollSetup,
    call,
    calls_of,
    names,
)
from tests.unit.usecases.recordings.test_backfill import REQUEST
from tests.unit.usecases.recordings.test_schedule_imports import SERVICE


@dataclass
class LogOfUsers(FakeCallLog):
    """Several users of one service. `reader` is the best of them, `ended` are those who no longer ask.
    `asked` lists the user of each page and `tokens` the user of each extract."""

    ended: set[str] = field(default_factory=set)
    alone: bool = False
    asker: str = ""
    asked: list[str] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)

    def pass_to(self, user: str, *ended: str) -> None:
        self.reader, self.ended = Reader(user=user), set(ended)

    def continued(self, reader: Reader) -> Reader | None:
        if not reader.user:
            return self.reader if self.alone else None
        return None if reader.user in self.ended else reader

    def asked_as(self, user: str) -> LogOfUsers:
        self.asker = user
        return self

    def page(self, walk: Walk, deadline: float) -> FakePage:
        page = super().page(walk, deadline)
        self.asked.append(self.asker)
        return page

    def extract(self, sync_token: str | None, since: float, deadline: float) -> FakeExtract:
        extract = super().extract(sync_token, since, deadline)
        self.tokens.append(self.asker)
        return extract


A = Reader(user="a")


def place_of(setup: PollSetup, source: str = "poll") -> StateDocument[Place]:
    return StateDocument(setup.places, setup.target.place_name(source), Place)


class TestCaseOfTwoSites:
    """60 calls, every other one of the limited user's site, two records on a page, newest first."""

    @pytest.fixture
    def account(self) -> TwoSites:
        self.poll = PollSetup(FakeCallLog())
        account = TwoSites(clock=self.poll.clock)
        account.server.log = [call(n, age=600 + n * 60) for n in range(60)]
        return account

    def target(self, account: TwoSites) -> Target:
        log = WalkedCallLog(account.client())
        return Target(SERVICE, account.setup.connection, ACCOUNT.account_id, log)

    def run(self, account: TwoSites, seconds: float) -> bool:
        deadline = self.poll.clock.now() + seconds
        return self.poll.poller.poll(self.target(account), "poll", deadline).finished

    @pytest.mark.parametrize("seconds", [30.0, 100.0, TIME_LIMIT])
    def test_every_call_is_found_under_pressure_over_several_runs(
        self, account: TwoSites, seconds: float
    ) -> None:
        while not self.run(account, seconds):
            self.poll.clock.advance(60)
        assert self.poll.recordings == names(60)
        assert account.server.users_of("call-log") == {COMPANY}

    def test_everything_is_read_again_when_the_role_of_its_user_reaches_further(self) -> None:
        self.poll = PollSetup(FakeCallLog())
        account = TwoSites(LIMITED, clock=self.poll.clock)
        account.server.log = [call(n, age=600 + n * 60) for n in range(60)]
        assert self.run(account, TIME_LIMIT)
        assert len(self.poll.recordings) == 30
        account.server.profiles[LIMITED] = profile(["Account"])
        account.server.log_of[LIMITED] = slice(None)
        self.poll.clock.advance(86401)
        assert self.run(account, TIME_LIMIT)
        self.poll.poller.continue_sweep(self.target(account), "weekly", self.poll.clock.now() + 9e9)
        assert self.poll.recordings == names(60)


def test_a_walk_stays_with_its_user_over_several_runs() -> None:
    setup = PollSetup(log := LogOfUsers(calls_of(25), page_size=5, slots=2, reader=A))
    setup.poll()
    log.slots = None
    log.pass_to("b")  # another user who sees as much now comes first
    setup.poll()
    assert log.asked == ["a"] * 5
    assert setup.recordings == names(25)


@pytest.mark.parametrize("source", ["poll", "nightly"])
def test_a_walk_begins_again_if_its_user_no_longer_asks(source: DiscoverySource) -> None:
    setup = PollSetup(log := LogOfUsers(calls_of(25), page_size=5, slots=2, reader=A))
    setup.poll(source)
    log.slots = None
    log.pass_to("b", "a")
    setup.poll(source)
    assert log.asked == ["a"] * 2 + ["b"] * 5
    assert setup.recordings == names(25)


def test_a_sweep_that_is_continued_begins_again_too() -> None:
    setup = PollSetup(log := LogOfUsers(calls_of(25), page_size=5, slots=2, reader=A))
    setup.poll("nightly")
    log.slots = None
    log.pass_to("b", "a")
    setup.continue_sweep("nightly")
    assert log.asked == ["a"] * 2 + ["b"] * 5


def test_a_backfill_begins_again_but_a_finished_one_does_not() -> None:
    setup = PollSetup(log := LogOfUsers(calls_of(25), page_size=5, slots=2, reader=A))
    backfill = Backfill(setup.poller)
    backfill.step(setup.target, REQUEST, NOW + TIME_LIMIT)
    log.slots = None
    log.pass_to("b", "a")
    assert backfill.step(setup.target, REQUEST, NOW + TIME_LIMIT).done
    pages = len(log.asked)
    assert log.asked[:2] == ["a", "a"]
    assert set(log.asked[2:]) == {"b"}
    log.pass_to("c", "a", "b")
    assert backfill.step(setup.target, REQUEST, NOW + TIME_LIMIT).done
    assert len(log.asked) == pages


def test_a_sync_token_is_used_by_its_user_only() -> None:
    extracts = [FakeExtract([], f"t{number}") for number in range(3)]
    setup = PollSetup(log := LogOfUsers(extracts=[*extracts], reader=A))
    setup.poll()
    setup.poll()
    log.pass_to("b", "a")
    setup.poll()
    assert [token for token, _ in log.extract_requests] == [None, "t0", None]
    assert log.tokens == ["a", "a", "b"]
    assert log.extract_requests[-1][1] == pytest.approx(NOW - OVERLAP)


def test_an_extract_that_was_refused_to_one_user_is_tried_as_the_next_one() -> None:
    setup = PollSetup(log := LogOfUsers(extracts=[BadRequest("no")], reader=A))
    setup.poll()
    log.extracts = [FakeExtract([], "t")]
    log.pass_to("b", "a")
    assert setup.poll().used_extract_sync


def test_calls_behind_the_watermark_that_only_the_next_user_sees_are_swept() -> None:
    setup = PollSetup(log := LogOfUsers(reader=A))
    setup.poll()
    log.records = [call(1, age=80 * 86400)]
    log.pass_to("b", "a")
    setup.poll()
    assert setup.recordings == []
    result = setup.continue_sweep("weekly")
    assert result is not None
    assert result.finished
    assert setup.recordings == ["r1"]
    assert setup.continue_sweep("weekly") is None


def test_a_walk_of_the_last_version_goes_on_if_the_service_has_one_user() -> None:
    setup = PollSetup(log := LogOfUsers(calls_of(25), page_size=5, slots=2, alone=True, reader=A))
    keep_walk_of_the_last_version(setup, next_uri="10")
    setup.poll()
    assert [uri for _, _, uri in log.requests] == ["10", "15"]
    assert place_of(setup).value.reader == A


def test_a_walk_of_the_last_version_begins_again_if_the_service_has_several_users() -> None:
    setup = PollSetup(log := LogOfUsers(calls_of(25), page_size=5, reader=A))
    keep_walk_of_the_last_version(setup, next_uri="10")
    setup.poll()
    assert [uri for _, _, uri in log.requests] == [None, "5", "10", "15", "20"]


def keep_walk_of_the_last_version(setup: PollSetup, next_uri: str) -> None:
    walk = begin("poll", "a1", NOW - 86400, NOW, NOW)
    document = {"watermark": None, "walk": {**walk.model_dump(), "next_uri": next_uri}}
    setup.places.put(setup.target.place_name("poll"), document, 0)


def test_a_sweep_without_a_walk_writes_nothing() -> None:
    setup = PollSetup(LogOfUsers(reader=A))
    assert setup.continue_sweep("weekly") is None
    assert not place_of(setup, "weekly").exists
