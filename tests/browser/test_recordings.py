"""A call is found by a spoken word and by half a number, played, and transcribed with what was said.

The speech is composed from a seed and spoken by espeak-ng, so no text of the emulator fits. It is the same
in each run: of a single short call the recogniser gets 1 to 20 % of the words wrong. The benchmark
`transcribe_now.py` measures with new texts of six minutes.

Needs `make speech`, and espeak-ng and lame from Debian.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from local.clients import Clients
from local.front import Front
from local.processes import run_logged
from local.sign_in import Person
from local.speech.client import SpeechMissing, speech_python
from local.speech.word_errors import word_error_rate, words_of
from simulator.clock import Clock
from simulator.dialogues.library import Library
from simulator.dialogues.long_calls import long_call
from simulator.dialogues.make import speak_all
from simulator.dialogues.plan import Agent
from simulator.dialogues.speech import missing_programs
from simulator.recordings.older_calls import described, older_calls
from simulator.scenarios import empty
from tests.browser.conftest import Visit
from tests.integration.accounts import connected
from tests.integration.conftest import SPEED, eventually

AGENT = Agent("104", "Samuel Ortega", "Sales")
SEED = 11
MOST_ERRORS = 0.10
LAST_DIGITS = 6
"""Half a number. Four of its digits are the same for all callers of the simulated account."""
SHORTEST_WORD = 7
A_SECOND = 1_000
TRANSCRIBED_MILLISECONDS = 300_000


def _speech_is_missing() -> bool:
    try:
        speech_python()
    except SpeechMissing:
        return True
    return bool(missing_programs())


pytestmark = pytest.mark.skipif(_speech_is_missing(), reason="needs make speech, espeak-ng, lame")


@dataclass(frozen=True)
class Calls:
    """`known` has a transcript. `new` has none yet."""

    known: dict[str, Any]
    new: dict[str, Any]


def number_of(call: dict[str, Any]) -> str:
    record = call["record"]
    return str(record["from"].get("phoneNumber") or record["to"]["phoneNumber"])


def said_in(call: dict[str, Any]) -> list[str]:
    return words_of(" ".join(each["text"] for each in call["utterances"]))


@pytest.fixture(scope="module")
def calls(
    front: Front,
    clients: Clients,
    people: dict[str, Person],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Calls]:
    assert people
    folder: Path = tmp_path_factory.mktemp("spoken") / "dialogues"
    speak_all(folder, [long_call(AGENT, SEED, matters=1), long_call(AGENT, SEED + 1, matters=2)])
    account = empty(clock=Clock(SPEED))
    account.dialogues = Library.read(folder)
    with connected(front.stack, clients, account) as service:
        service.add("--no-backfill")
        service.sync()
        made = older_calls(account, 2)
        known, new = (described(account, each, service.server.url) for each in made)
        command = [sys.executable, "-m", "local.prepared_calls", service.name]
        silent = {**new, "utterances": []}
        run_logged(command, front.stack.product_environment, json.dumps([known, silent]))
        yield Calls(known, new)


def row_of(visit: Visit, call: dict[str, Any]) -> Locator:
    return visit.page.locator(f'[data-recording-id="{call["recording_id"]}"]')


def search(visit: Visit, field: str, text: str) -> None:
    visit.page.goto(f"{visit.origin}/recordings")
    visit.page.fill(f"input[name={field}]", text)
    visit.page.press(f"input[name={field}]", "Enter")


def find(visit: Visit, call: dict[str, Any], field: str, text: str) -> None:
    """The index follows the rows within seconds."""

    def found() -> bool:
        search(visit, field, text)
        visit.page.wait_for_timeout(2 * A_SECOND)
        return row_of(visit, call).is_visible()

    eventually(found)


def test_a_call_is_found_by_a_word_that_was_said(
    visit: Visit, people: dict[str, Person], calls: Calls
) -> None:
    visit.sign_in(people["Administrator"])
    word = max(said_in(calls.known), key=len)
    assert len(word) >= SHORTEST_WORD
    find(visit, calls.known, "text", word)
    expect(row_of(visit, calls.new)).to_have_count(0)
    search(visit, "text", "xylophonists")
    expect(row_of(visit, calls.known)).to_have_count(0)


def test_a_call_is_found_by_half_a_number_played_and_transcribed(
    visit: Visit, people: dict[str, Person], calls: Calls
) -> None:
    visit.sign_in(people["Administrator"])
    find(visit, calls.new, "number", number_of(calls.new)[-LAST_DIGITS:])
    row_of(visit, calls.new).locator("a").first.click()
    page = visit.page
    position = page.locator("[data-position]")
    before = position.inner_text()
    page.click('[data-action="play"]')
    expect(position).not_to_have_text(before)
    moved = position.inner_text()
    expect(position).not_to_have_text(moved)
    page.click('[data-action="transcribe"]')
    done = page.locator('[data-transcription="completed"]')
    expect(done).to_be_visible(timeout=TRANSCRIBED_MILLISECONDS)
    expect(page.locator("[data-word]").first).to_be_visible()
    heard = words_of(" ".join(page.locator("[data-word]").all_inner_texts()))
    assert word_error_rate(said_in(calls.new), heard) <= MOST_ERRORS, heard
    assert not visit.errors
