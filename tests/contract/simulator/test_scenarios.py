"""The scenarios: which recordings they have, and which troubles."""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from typing import Any

import httpx
import pytest

from simulator import scenarios
from simulator.accounts.account import Account
from simulator.clock import Clock
from simulator.staff import TEAMS, Team, team_of
from simulator.testing import SimulatorClient, frozen_clock, options_without_limits

DAYS_BACK = "2026-03-05T12:00:00Z"


@pytest.fixture
def account() -> Account:
    return scenarios.demo(clock=frozen_clock(), options=options_without_limits())


def recording_ids(records: list[dict[str, Any]]) -> set[str]:
    legs = [leg for record in records for leg in record["legs"]]
    return {each["recording"]["id"] for each in [*records, *legs] if "recording" in each}


def listed_recordings(client: SimulatorClient) -> set[str]:
    return recording_ids(client.records(view="Detailed", dateFrom=DAYS_BACK))


def download(client: SimulatorClient, recording_id: str, size: int) -> bytes | None:
    """Downloads as an archive would: again until all bytes are there. None if they never are."""
    for _ in range(4):
        try:
            answer = client.content(recording_id)
        except httpx.RemoteProtocolError:
            continue
        if answer.status_code == 200 and len(answer.content) == size:
            return answer.content
    return None


def test_the_demo_has_sixty_recordings_of_forty_people(client: SimulatorClient) -> None:
    rows = client.control("recordings")
    assert Counter(row["fate"] for row in rows) == {"stored": 59, "deleted": 1, "short": 1}
    assert Counter(row["content_type"] for row in rows)["audio/wav"] == 1
    kinds = Counter(each.type for each in client.account.extensions.values() if each.number)
    assert kinds == {"User": 40, "Department": 4, "IvrMenu": 1}


@pytest.mark.parametrize("team", TEAMS)
def test_each_team_of_the_demo_has_people_a_lead_and_a_queue(account: Account, team: Team) -> None:
    extensions = list(account.extensions.values())
    people = [each for each in extensions if each.type == "User" and each.department == team.name]
    assert len(people) >= 8
    assert {team_of(str(each.number)) for each in people} == {team.name}
    assert team.lead in {each.number for each in people}
    assert {each.site for each in people if each.site} == {team.site}
    assert team.queue in {each.number for each in extensions if each.type == "Department"}


def test_the_demo_has_calls_of_every_team(account: Account) -> None:
    called = {account.extensions[call.extension_id].department for call in account.calls.values()}
    assert called >= {team.name for team in TEAMS}


def test_all_recordings_of_the_demo_but_the_deleted_one_can_be_downloaded(
    client: SimulatorClient,
) -> None:
    rows = {row["id"]: row for row in client.control("recordings") if row["id"]}
    first = listed_recordings(client)
    client.account.clock.advance(60)
    assert first | listed_recordings(client) == rows.keys()
    for recording_id, row in rows.items():
        body = download(client, recording_id, row["size"])
        digest = hashlib.sha256(body).hexdigest() if body else None
        assert digest == (row["sha256"] if row["fate"] == "stored" else None)
    assert client.account.statistics.rate_limited == 1


def test_a_recording_of_the_demo_disappears_once_it_is_listed(client: SimulatorClient) -> None:
    deleted = next(row for row in client.control("recordings") if row["fate"] == "deleted")
    assert deleted["id"] in listed_recordings(client)
    assert deleted["id"] not in listed_recordings(client)


def test_some_recordings_of_the_demo_are_not_ready(client: SimulatorClient) -> None:
    now = client.account.clock.now()
    shown = listed_recordings(client)
    late = [each for each in client.account.recordings.values() if each.ready_at > now]
    listed = [each for each in late if each.id in shown]
    assert len(listed) == 3
    assert {client.content(each.id).status_code for each in listed} == {404}
    client.account.clock.advance(60)
    assert {client.content(each.id).status_code for each in listed} == {200}


def test_the_same_seed_makes_the_same_account() -> None:
    one, two, other = (scenarios.demo(seed, clock=frozen_clock()) for seed in (1, 1, 2))
    assert one.calls == two.calls
    assert one.calls.keys() != other.calls.keys()


def test_many_recordings_are_made_quickly() -> None:
    started = time.process_time()  # a busy machine does not count
    account = scenarios.many(5000, days=90, clock=frozen_clock())
    assert len(account.recordings) == 5000
    assert len(account.started(None, None)) == 5000
    assert time.process_time() - started < 5


def test_an_empty_account_has_no_call() -> None:
    assert scenarios.empty(clock=frozen_clock()).calls == {}


def test_speed_does_not_change_the_calendar() -> None:
    slow, fast = Clock(), Clock(speed=60)
    before, now, after = slow.now(), fast.now(), slow.now()
    assert before <= now <= after
    assert fast.scaled(60).total_seconds() == 1
