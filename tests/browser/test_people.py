"""Users, licences and visibility, as an administrator, a manager and an agent see them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Locator, expect

from local.clients import Clients
from local.commands import Command, run_commands
from local.front import Front
from local.sign_in import Person, new_person
from simulator.clock import Clock
from simulator.recordings.factory import CallFactory, CallPlan
from simulator.scenarios import empty
from tests.browser.conftest import Visit
from tests.browser.test_realtime import violations
from tests.integration.accounts import Connected, connected
from tests.integration.conftest import SPEED, eventually

IMPORT = "/configuration/users/import"
DECISIONS = "/configuration/users/decisions"
PAGES = (
    "/recordings",
    "/configuration/users",
    IMPORT,
    DECISIONS,
    "/configuration/security-profiles",
    "/configuration/services",
    "/configuration/audit",
)
SHOWN = "main.page h1"
"""Not a message such as "Loading…"."""
NO_LICENCE = "No participant had a Call Recording licence"
LEAD, LEADS_AGENT, LICENSED, UNLICENSED, RENAMED = "101", "102", "103", "104", "105"
"""Extension numbers of the account: of a manager, their agent, two people who come from a file, and one who
gets another name at RingCentral."""


@dataclass(frozen=True)
class Centre:
    """A contact centre with a manager and their agent, who can sign in."""

    service: Connected
    lead: Person
    agent: Person

    def extension_id(self, number: str) -> str:
        found = self.service.account.extensions.values()
        return next(str(each.id) for each in found if each.number == number)

    def line(self, name: str, number: str, **columns: str) -> dict[str, str]:
        """One line of a file of users."""
        basic = {"name": name, "email": address_of(name), "security_profile": "Agent"}
        return {**basic, "service": self.service.name, "extension": number, **columns}

    def new_call(self, number: str) -> str:
        """Makes a recorded call of a minute ago. Returns the recording's id."""
        account = self.service.account
        factory = CallFactory(account, seed=int(number))
        extension = account.extensions[int(self.extension_id(number))]
        start = account.clock.now() - timedelta(minutes=2)
        plan = CallPlan(start, extension, samples=(factory.sample(),), seconds=20)
        (recording,) = account.add_call(factory.make(plan)).recordings
        return recording.id


def address_of(name: str) -> str:
    return f"{name.replace(' ', '.').lower()}@people.example"


def users_file(*lines: dict[str, str]) -> str:
    """Returns a file of users with the columns of all the lines."""
    columns = list(dict.fromkeys(column for line in lines for column in line))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    return text.getvalue()


@pytest.fixture(scope="module")
def centre(
    front: Front,
    clients: Clients,
    people: dict[str, Person],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Centre]:
    assert people  # the administrator, who was added with the others
    file = tmp_path_factory.mktemp("people") / "users.csv"
    with connected(front.stack, clients, empty(clock=Clock(SPEED))) as service:
        service.add("--no-backfill")
        service.sync()
        lead = new_person("Manager", address_of("Lea Lead"))
        agent = new_person("Agent", address_of("Ada Agent"))
        found = Centre(service, lead, agent)
        add_team(found, file)
        yield found


def add_team(centre: Centre, file: Path) -> None:
    lead = centre.line("Lea Lead", LEAD, security_profile="Manager")
    agent = centre.line("Ada Agent", LEADS_AGENT, manager=centre.lead.email)
    file.write_text(users_file(lead, agent), encoding="utf-8")
    run_commands(
        centre.service.stack,
        Command(("user", "import", str(file), "--confirm")),
        *(
            Command(
                ("user", "add", each.email, "--role", each.role, "--password-stdin"), each.password
            )
            for each in (centre.lead, centre.agent)
        ),
    )


def open_page(visit: Visit, path: str) -> None:
    visit.page.goto(f"{visit.origin}{path}")
    visit.page.wait_for_selector(SHOWN)


def test_licensed_by_a_file_a_users_calls_are_imported_and_the_others_are_offered(
    visit: Visit, people: dict[str, Person], centre: Centre
) -> None:
    visit.sign_in(people["Administrator"])
    import_users(visit, centre)
    import_for_licensed_users(visit, centre)
    taken, excluded = centre.new_call(LICENSED), centre.new_call(UNLICENSED)
    centre.service.poll("nightly")
    centre.service.import_until_settled(2)
    assert centre.service.states() == {taken: "stored", excluded: "excluded"}
    expect(recording(visit, excluded, "excluded")).to_contain_text(NO_LICENCE)
    accept_the_offer(visit, license_user(visit, "Ugo Unlicensed"))
    eventually(lambda: centre.service.states()[excluded] != "excluded")
    centre.service.import_until_settled(2)
    expect(recording(visit, excluded, "stored")).not_to_contain_text(NO_LICENCE)
    assert visit.unexpected == []


def import_users(visit: Visit, centre: Centre) -> None:
    """Uploads a file of a licensed and an unlicensed user, looks at the preview and confirms it."""
    page = visit.page
    licensed = centre.line("Lia Licensed", LICENSED, licences="call_recording")
    text = users_file(licensed, centre.line("Ugo Unlicensed", UNLICENSED))
    open_page(visit, IMPORT)
    file = FilePayload(name="people.csv", mimeType="text/csv", buffer=text.encode())
    page.set_input_files('input[type="file"]', files=[file])
    page.click('[data-action="upload"]')
    preview = page.locator('[data-import-state="ready"]')
    expect(preview).to_contain_text("Lia Licensed")
    expect(preview.locator("tbody tr")).to_have_count(2)
    assert violations(visit) == []
    page.click('[data-action="confirm-import"]')
    results = page.locator('[data-import-state="done"] [data-result="added"]')
    expect(results).to_have_count(2)
    assert violations(visit) == []


def import_for_licensed_users(visit: Visit, centre: Centre) -> None:
    """Switches the service on the page, which first shows what that takes in and out."""
    open_page(visit, "/configuration/services")
    card = visit.page.locator(f'[data-service="{centre.service.name}"]')
    card.locator('input[value="users"]').click()
    expect(visit.page.locator("[data-preview]")).to_contain_text("No longer imported")
    visit.page.click('[data-action="confirm"]')
    expect(card.and_(visit.page.locator('[data-licensing="users"]'))).to_be_visible()


def recording(visit: Visit, recording_id: str, state: str) -> Locator:
    """The recording's row on a page of the recordings of a state."""
    open_page(visit, "/recordings")
    visit.page.select_option('select[name="state"]', state)
    row = visit.page.locator(f'[data-recording-id="{recording_id}"][data-state="{state}"]')
    expect(row).to_be_visible()
    return row


def license_user(visit: Visit, name: str) -> Locator:
    """Gives someone the licence. Returns the part of the panel that offers what was excluded."""
    page = visit.page
    open_page(visit, "/configuration/users")
    page.fill('input[type="search"]', name)
    page.click(f'[data-email="{address_of(name)}"] [data-action="edit"]')
    panel = page.locator('[data-dialog="edit-user"]')
    panel.get_by_label("Call Recording").check()
    panel.get_by_role("button", name="Save").click()
    return panel.locator('[data-section="offer"]')


def accept_the_offer(visit: Visit, offer: Locator) -> None:
    expect(offer).to_contain_text("1 recording of this person was excluded")
    assert violations(visit) == []
    offer.locator('[data-action="import-offer"]').click()
    expect(offer.locator('[data-job="done"]')).to_contain_text("1 recording is queued")


def test_a_renamed_extension_waits_for_a_decision_which_is_taken(
    visit: Visit, people: dict[str, Person], centre: Centre, tmp_path: Path
) -> None:
    file = tmp_path / "users.csv"
    file.write_text(users_file(centre.line("Nele Old", RENAMED)), encoding="utf-8")
    run_commands(centre.service.stack, Command(("user", "import", str(file), "--confirm")))
    rename_at_ringcentral(centre, RENAMED, "Nele New")
    visit.sign_in(people["Administrator"])
    eventually(lambda: keep_users(centre) and is_listed(visit, RENAMED, centre))
    row = decision(visit, RENAMED, centre)
    expect(row).to_contain_text("to Nele New")
    take_decision(visit, row, "The same person")
    expect(visit.page.locator('[role="status"]').first).to_contain_text("The decision was taken")
    expect(decision(visit, RENAMED, centre)).to_have_count(0)
    open_page(visit, "/configuration/users")
    visit.page.fill('input[type="search"]', "Nele New")
    expect(visit.page.locator(f'[data-email="{address_of("Nele Old")}"]')).to_be_visible()
    assert visit.unexpected == []


def rename_at_ringcentral(centre: Centre, number: str, name: str) -> None:
    """Changes the extension, once its present name is the one that was decided on."""
    centre.service.sync()
    keep_users(centre)
    centre.service.account.extensions[int(centre.extension_id(number))].name = name
    centre.service.sync()


def keep_users(centre: Centre) -> bool:
    centre.service.clients.invoke("KeepUsersFunctionName", {})
    return True


def decision(visit: Visit, number: str, centre: Centre) -> Locator:
    extension_id = centre.extension_id(number)
    return visit.page.locator(f'[data-decision][data-extension-id="{extension_id}"]')


def is_listed(visit: Visit, number: str, centre: Centre) -> bool:
    open_page(visit, DECISIONS)
    expect(visit.page.locator('[aria-busy="true"]')).to_have_count(0)
    return decision(visit, number, centre).count() == 1


def take_decision(visit: Visit, row: Locator, choice: str) -> None:
    row.locator('[data-action="decide"]').click()
    panel = visit.page.locator('[data-dialog="decide"]')
    panel.get_by_label(choice).check()
    assert violations(visit) == []
    panel.get_by_role("button", name="Take this decision").click()
    expect(panel).to_have_count(0)


def shown_extensions(visit: Visit) -> set[str | None]:
    rows = visit.page.locator("[data-extension-id]")
    expect(rows.first).to_be_visible()
    return {each.get_attribute("data-extension-id") for each in rows.all()}


def test_a_manager_sees_only_themself_and_their_people_on_realtime(
    visit: Visit, centre: Centre
) -> None:
    visit.sign_in(centre.lead)
    expected = {centre.extension_id(number) for number in (LEAD, LEADS_AGENT)}
    eventually(lambda: shown_extensions(visit) == expected)
    expect(visit.page.get_by_role("link", name="Configuration")).to_have_count(0)
    assert visit.unexpected == []


def test_an_agent_sees_only_themself_and_no_page_of_the_configuration(
    visit: Visit, centre: Centre
) -> None:
    visit.sign_in(centre.agent)
    assert shown_extensions(visit) == {centre.extension_id(LEADS_AGENT)}
    open_page(visit, "/configuration/users")
    expect(visit.page.locator('[data-page="not-allowed"]')).to_be_visible()
    assert visit.unexpected == []


def test_someone_who_is_deactivated_loses_the_open_page_within_a_minute(
    visit: Visit, centre: Centre
) -> None:
    """Their sockets are checked each minute; here at once and again until it is closed."""
    visit.sign_in(centre.agent)
    expect(visit.page.locator('[data-connection="live"]')).to_be_visible()
    centre.service.stack.command_line("user", "disable", centre.agent.email)
    refused = visit.page.locator('[data-page="forbidden"]')
    eventually(lambda: check_sockets(centre) and refused.is_visible())
    expect(refused).to_contain_text("An administrator of Ringkeep can")
    expect(visit.page.locator("[data-extension-id]")).to_have_count(0)


def check_sockets(centre: Centre) -> bool:
    centre.service.clients.invoke("CheckSocketsFunctionName", {})
    return True


@pytest.mark.usefixtures("centre")  # its users and its service are shown
@pytest.mark.parametrize(("width", "scheme"), [(1440, "dark"), (390, "light")])
def test_the_pages_about_people_have_no_accessibility_violations(
    visit: Visit, people: dict[str, Person], width: int, scheme: str
) -> None:
    visit.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    visit.page.set_viewport_size({"width": width, "height": 900})
    visit.sign_in(people["Administrator"])
    for path in PAGES:
        open_page(visit, path)
        expect(visit.page.locator('[aria-busy="true"]')).to_have_count(0)
        assert (path, violations(visit)) == (path, [])
        assert not is_wider_than_the_window(visit), path
    assert visit.unexpected == []


def is_wider_than_the_window(visit: Visit) -> bool:
    wide: bool = visit.page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    )
    return wide
