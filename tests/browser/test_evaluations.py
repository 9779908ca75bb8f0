"""A call is scored, from the scorecard's file to the report: by five people, each in their own browser."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from local.clients import Clients
from local.commands import Command, run_commands
from local.environment import ROOT
from local.front import Front
from local.processes import run_logged
from local.sign_in import Person, new_person
from simulator.clock import Clock
from simulator.recordings.factory import CallFactory, CallPlan
from simulator.recordings.records import RecordWriter
from simulator.scenarios import empty
from tests.browser.conftest import Visit, new_visit
from tests.browser.test_people import users_file
from tests.browser.test_realtime import violations
from tests.integration.accounts import Connected, connected
from tests.integration.conftest import SPEED, eventually

FILE = ROOT / "docs" / "scorecards" / "support-call.yaml"
LEAD, AGENT = "101", "102"
"""Extension numbers of a manager, and of the agent who reports to them."""
WIDTHS = ((1280, "light"), (390, "dark"))


@dataclass(frozen=True)
class Scene:
    """`call` is the id by which the console knows the agent's recording."""

    lead: Person
    agent: Person
    evaluator: Person
    call: str


@pytest.fixture(scope="module")
def scene(
    front: Front,
    clients: Clients,
    people: dict[str, Person],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Scene]:
    assert people
    file = tmp_path_factory.mktemp("evaluations") / "users.csv"
    with connected(front.stack, clients, empty(clock=Clock(SPEED))) as service:
        service.add("--no-backfill")
        service.sync()
        lead = new_person("Manager", "lotte.lead@people.example")
        agent = new_person("Agent", "arne.agent@people.example")
        evaluator = new_person("Evaluator", "eva.evaluator@people.example")
        add_people(service, file, lead, agent, evaluator)
        yield Scene(lead, agent, evaluator, add_call(service))


def add_people(
    service: Connected, file: Path, lead: Person, agent: Person, evaluator: Person
) -> None:
    common = {"service": service.name, "licences": "call_recording; evaluation"}
    above = {"name": "Lotte Lead", "email": lead.email, "extension": LEAD}
    below = {"name": "Arne Agent", "email": agent.email, "extension": AGENT, "manager": lead.email}
    text = users_file(
        {**common, **above, "security_profile": "Manager"},
        {**common, **below, "security_profile": "Agent"},
    )
    file.write_text(text, encoding="utf-8")
    run_commands(
        service.stack,
        Command(("user", "import", str(file), "--confirm")),
        *(
            Command(
                ("user", "add", each.email, "--role", each.role, "--password-stdin"), each.password
            )
            for each in (lead, agent, evaluator)
        ),
    )


def add_call(service: Connected) -> str:
    """Stores a call of the agent. Returns the id of its recording."""
    account = service.account
    factory = CallFactory(account, seed=12)
    extension = next(each for each in account.extensions.values() if each.number == AGENT)
    start = account.clock.now() - timedelta(hours=2)
    call = factory.make(CallPlan(start, extension, samples=(factory.sample(),), seconds=20))
    (recording,) = call.recordings
    described = {
        "account_id": str(account.id),
        "recording_id": recording.id,
        "content_type": recording.content_type,
        "sample": recording.sample,
        "record": RecordWriter(account, service.server.url).record(call, detailed=True),
        "channels": 1,
        "utterances": [],
    }
    command = [sys.executable, "-m", "local.prepared_calls", service.name]
    run_logged(command, service.stack.product_environment, json.dumps([described]))
    return f"{service.name}:{account.id}:{recording.id}"


@pytest.fixture
def visit_of(browser: Browser, front: Front) -> Iterator[Callable[[Person, str], Visit]]:
    """Opens a browser of their own for a person, at an address."""
    opened: list[Visit] = []

    def open_for(person: Person, path: str) -> Visit:
        visit = new_visit(browser, front)
        opened.append(visit)
        visit.sign_in_at(path, person)
        return visit

    yield open_for
    for visit in opened:
        visit.page.context.close()


def test_a_call_is_scored_disputed_decided_and_reported(
    visit_of: Callable[[Person, str], Visit], people: dict[str, Person], scene: Scene
) -> None:
    administrator = visit_of(people["Administrator"], "/evaluation/scorecards")
    activate_a_file(administrator)
    evaluator = visit_of(scene.evaluator, f"/recordings/{scene.call}")
    score_by_keyboard(evaluator)
    address = evaluator.page.url
    agent = visit_of(scene.agent, "/")
    acknowledge_and_dispute(agent)
    lead = visit_of(scene.lead, "/")
    decide(lead)
    see_the_report(lead)
    agent.page.goto(address)
    expect(agent.page.locator("[data-dispute=changed]")).to_contain_text("decided by Lotte Lead")
    for visit in (administrator, evaluator, agent, lead):
        assert visit.errors == []


def check(visit: Visit) -> None:
    """No violation of accessibility, wide and narrow, light and dark."""
    for width, scheme in WIDTHS:
        visit.page.set_viewport_size({"width": width, "height": 900})
        visit.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        assert violations(visit) == [], (visit.page.url, width, scheme)
    visit.page.set_viewport_size({"width": 1280, "height": 900})
    visit.page.emulate_media(color_scheme="light")


def activate_a_file(visit: Visit) -> None:
    page = visit.page
    page.click('[data-action="import-scorecard"]')
    page.set_input_files('input[type="file"]', FILE)
    page.get_by_role("link", name="Open it").click()
    page.click('[data-action="activate"]')
    page.click('[data-dialog="activate"] [data-action="confirm"]')
    expect(page.get_by_text("Version 1 is active.")).to_be_visible()
    check(visit)


def score_by_keyboard(visit: Visit) -> None:
    """Begins the evaluation of the call, and uses no mouse from then on."""
    page = visit.page
    page.click('[data-section="evaluations"] [data-action="evaluate"]')
    dialog = page.locator('[data-dialog="new-evaluation"]')
    dialog.locator('select[name="scorecard"]').select_option(label="Support call")
    dialog.get_by_role("button", name="Start").click()
    expect(page.locator('[data-page="evaluation"]')).to_be_visible()
    expect(page.locator('[data-section="score"]')).to_contain_text("No score yet")
    for keys in ("1", "1", "1", "1", "2\n", "3", "n"):
        for key in keys:
            page.keyboard.press("Enter" if key == "\n" else key)
        page.keyboard.press("j")
    expect(page.locator('[data-section="score"] [data-score]')).not_to_have_text("No score yet")
    page.keyboard.press("k")
    page.keyboard.press("c")
    page.keyboard.type("You sound as if you were in a hurry.")
    page.keyboard.press("Escape")
    check(visit)
    page.keyboard.press("e")
    page.keyboard.press("Enter")
    expect(page.locator('[data-state="released"]')).to_be_visible()


def acknowledge_and_dispute(visit: Visit) -> None:
    page, task = visit.page, visit.page.locator('[data-tasks="to_acknowledge"] a').first
    expect(task).to_be_visible()
    check(visit)
    task.click()
    page.click('[data-action="acknowledge"]')
    expect(page.locator('[data-state="acknowledged"]')).to_be_visible()
    tone = page.locator('[data-question="tone"]')
    tone.locator('[data-action="dispute"]').click()
    tone.locator("textarea").fill("The line was bad.")
    tone.locator('[data-action="send-dispute"]').click()
    expect(page.locator('[data-state="disputed"]')).to_be_visible()
    check(visit)


def decide(visit: Visit) -> None:
    """Someone else than the evaluator changes the answer."""
    page, task = visit.page, visit.page.locator('[data-tasks="to_answer"] a').first
    expect(task).to_be_visible()
    check(visit)
    task.click()
    before = page.locator("[data-score]").inner_text()
    tone = page.locator('[data-question="tone"]')
    tone.get_by_label("The answer changes").check()
    tone.get_by_label("Friendly and attentive").check()
    tone.locator('[name="reason"]').fill("The line was bad indeed.")
    tone.locator('[data-action="send-decision"]').click()
    expect(page.locator('[data-state="resolved"]')).to_be_visible()
    assert page.locator("[data-score]").inner_text() != before
    check(visit)


def see_the_report(visit: Visit) -> None:
    """Sums follow the evaluation within seconds. One evaluation makes no trend."""
    page = visit.page

    def is_counted() -> bool:
        page.goto(f"{visit.origin}/evaluation/reports?by=user")
        page.wait_for_selector("main.page h1")
        page.wait_for_timeout(2_000)
        return page.get_by_role("row", name=re.compile("Arne Agent")).count() > 0

    eventually(is_counted)
    row = page.get_by_role("row", name=re.compile("Arne Agent")).first
    expect(row.locator('[data-direction="unknown"]')).to_be_visible()
    check(visit)
