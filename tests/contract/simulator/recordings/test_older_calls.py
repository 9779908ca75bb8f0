"""Older calls: described with their words, listed when an archive has them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from simulator import scenarios
from simulator.accounts.account import Account
from simulator.clock import parse_time
from simulator.dialogues.library import Library, Made
from simulator.dialogues.speech import Utterance
from simulator.recordings import audio
from simulator.recordings.older_calls import older_calls
from simulator.testing import NOON, SimulatorClient, frozen_clock, options_without_limits

SAID = (Utterance("A", 0.1, 3.0, "How can I help?"), Utterance("C", 3.2, 6.0, "I want a refund."))


def made(number: int) -> Made:
    file, outbound = str(audio.FOLDER / "refund.mp3"), number % 4 == 0
    name, extension = f"{number:03d}", ("110", "112", "103")[number % 3]
    return Made(name, "refund", "A", "Sales", extension, "Al Ba", outbound, 1, file, 6.0, SAID)


@pytest.fixture
def account() -> Account:
    library = Library(map(made, range(40)))
    return scenarios.demo(clock=frozen_clock(), options=options_without_limits(), dialogues=library)


def test_they_are_described_before_they_are_listed(client: SimulatorClient) -> None:
    before = len(client.control("recordings"))
    described = client.control("older-calls", {"days": 30})
    assert len(described) == 40
    assert len(client.control("recordings")) == before
    assert client.control("older-calls/listed", {}) == {"listed": 40}
    listed = client.records(view="Detailed", dateFrom="2026-01-01T00:00:00Z")
    by_id = {record["id"]: record for record in listed}
    for each in described:
        assert by_id[each["record"]["id"]] == each["record"]
        assert [said["text"] for said in each["utterances"]] == [said.text for said in SAID]
    assert len(client.control("recordings")) == before + 40


def test_they_are_spread_over_the_days_in_office_hours(client: SimulatorClient) -> None:
    described = client.control("older-calls", {"days": 30})
    starts = [parse_time(each["record"]["startTime"]) for each in described]
    assert starts == sorted(starts)
    assert min(starts) >= NOON - timedelta(days=30)
    assert max(starts) <= NOON - timedelta(hours=3)
    assert len({start.date() for start in starts}) > 10
    assert {start.hour for start in starts} <= set(range(8, 18))
    assert {each["record"]["direction"] for each in described} == {"Inbound", "Outbound"}


def test_the_archive_gets_the_bytes_of_the_recordings(client: SimulatorClient) -> None:
    (first, *_) = client.control("older-calls", {})
    client.control("older-calls/listed", {})
    content = audio.recording_bytes(first["sample"], first["recording_id"])
    assert client.content(first["recording_id"]).content == content


def test_calls_of_the_demo_speak_and_are_as_long_as_their_records(account: Account) -> None:
    plain = [
        call
        for call in account.calls.values()
        if len(call.recordings) == 1 and account.dialogues.of_file(call.recordings[0].sample)
    ]
    assert len(plain) > 40
    assert {side.name for call in plain for side in (call.caller, call.callee)} >= {"Al Ba"}


def test_without_conversations_there_are_none(client: SimulatorClient) -> None:
    client.account.dialogues = Library()
    assert client.control("older-calls", {}) == []


def test_an_account_may_have_no_queue_but_must_have_the_agent() -> None:
    account = scenarios.empty(clock=frozen_clock())
    account.dialogues = Library([made(2)])
    assert [each.call.extension_id for each in older_calls(account, 30)] == [62_001_003]
    account.dialogues = Library([made(0)])
    with pytest.raises(ValueError, match="extension 110"):
        older_calls(account, 30)
