"""The Realtime page as a manager, an administrator and an agent see it."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Locator, expect

from local.environment import ROOT
from local.sign_in import Person
from tests.browser.conftest import Visit
from tests.integration.live import Board
from tests.live_events import CALLER

AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"


def test_signing_in_leads_back_to_the_address_and_the_first_page_has_the_tasks(
    visit: Visit, people: dict[str, Person]
) -> None:
    visit.sign_in_at("/realtime", people["Manager"])
    expect(visit.page.locator('[data-page="realtime"]')).to_be_visible()
    visit.page.goto(visit.origin)
    expect(visit.page.locator('[data-page="tasks"]')).to_be_visible()
    pages = visit.page.get_by_role("navigation", name="Pages")
    expect(pages.get_by_role("link", name="Realtime")).to_be_visible()
    assert visit.unexpected == []


def test_a_call_rings_is_answered_held_and_ended(
    visit: Visit, people: dict[str, Person], board: Board
) -> None:
    call = board.call()
    visit.sign_in(people["Manager"])
    row = visit.page.locator(f'[data-extension-id="{call.extension_id}"]')
    expect(visit.page.locator('[data-connection="live"]')).to_be_visible()
    for event, status in (
        (call.ring(), "Ringing"),
        (call.answer(), "OnPhone"),
        (call.hold(), "OnHold"),
        (call.unhold(), "OnPhone"),
        (call.end(), "Available"),
    ):
        board.post(event)
        expect(row.locator(f'[data-status="{status}"]')).to_be_visible()
    assert visit.unexpected == []


def test_the_row_shows_the_other_party(
    visit: Visit, people: dict[str, Person], board: Board
) -> None:
    call = board.call()
    visit.sign_in(people["Administrator"])
    row = visit.page.locator(f'[data-extension-id="{call.extension_id}"]')
    board.post(call.answer())
    expect(row.locator('[data-column="number"]')).to_contain_text(CALLER[-4:])
    expect(row.locator('[data-column="direction"]')).to_contain_text("Inbound")


@pytest.mark.parametrize("width", [1440, 390])
def test_two_recordings_of_a_call_are_shown_and_leave_room_for_the_rest(
    visit: Visit, people: dict[str, Person], board: Board, width: int
) -> None:
    call = board.call()
    event = json.loads(call.answer())
    event["body"]["parties"][0]["recordings"] = [
        {"id": f"{call.session_id}-1", "active": True, "mode": "Automatic", "view": "Party"},
        {"id": f"{call.session_id}-2", "active": True, "mode": "OnDemand", "view": "Session"},
    ]
    visit.page.set_viewport_size({"width": width, "height": 900})
    visit.sign_in(people["Manager"])
    board.post(json.dumps(event))
    row = visit.page.locator(f'[data-extension-id="{call.extension_id}"]')
    kinds = row.locator('[data-column="recording"]')
    expect(kinds).to_contain_text("automatic (one party)")
    expect(kinds).to_contain_text("on demand (whole call)")
    for column in ("user", "number", "name", "recording"):
        assert not _is_cut_off(row.locator(f'[data-column="{column}"]')), column
    box = row.bounding_box()
    assert box is not None and box["height"] < 200


def _is_cut_off(cell: Locator) -> bool:
    cut: bool = cell.evaluate("cell => cell.scrollWidth > cell.clientWidth")
    return cut


def test_without_a_socket_the_page_falls_back_to_polling(
    visit: Visit, people: dict[str, Person], board: Board
) -> None:
    call = board.call()
    visit.page.route_web_socket("**/live*", lambda socket: socket.close(code=1011))
    visit.sign_in(people["Manager"])
    expect(visit.page.locator('[data-connection="polling"]')).to_be_visible()
    board.post(call.ring())
    row = visit.page.locator(f'[data-extension-id="{call.extension_id}"]')
    expect(row.locator('[data-status="Ringing"]')).to_be_visible()


def test_an_agent_sees_only_their_own_row(
    visit: Visit, people: dict[str, Person], board: Board
) -> None:
    mine, other = board.call(0), board.call(1)
    board.assign(people["Agent"], mine.extension_id)
    visit.sign_in(people["Agent"])
    board.post(other.ring())
    board.post(mine.ring())
    expect(visit.page.locator('[data-status="Ringing"]').first).to_be_visible()
    found = visit.page.locator("[data-extension-id]")
    shown = {found.nth(index).get_attribute("data-extension-id") for index in range(found.count())}
    assert shown == {mine.extension_id}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_the_page_has_no_accessibility_violations(
    visit: Visit, people: dict[str, Person], board: Board, scheme: str, width: int
) -> None:
    call = board.call()
    visit.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    visit.page.set_viewport_size({"width": width, "height": 900})
    visit.sign_in(people["Manager"])
    board.post(call.answer())
    row = visit.page.locator(f'[data-extension-id="{call.extension_id}"]')
    expect(row.locator('[data-status="OnPhone"]')).to_be_visible()
    assert violations(visit) == []


def test_the_content_security_policy_is_strict(visit: Visit) -> None:
    answer = visit.page.goto(visit.origin)
    assert answer is not None
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


def violations(visit: Visit) -> list[str]:
    """Returns axe's findings as `rule: first element`. Evaluating a script is not subject to the policy."""
    visit.page.evaluate(f"{AXE.read_text()}; null")
    found = visit.page.evaluate("axe.run().then(result => result.violations)")
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found]
