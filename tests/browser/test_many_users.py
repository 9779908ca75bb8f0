"""The Realtime page with two thousand users, in the built console without a backend."""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from local.environment import ROOT

DIST = ROOT / "web" / "dist"
ORIGIN = "http://127.0.0.1:9"
"""No server listens here: the test answers every request."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'"
)
USERS = 2000
SIGN_IN = {
    "authority": "https://issuer.example",
    "authorization_endpoint": f"{ORIGIN}/oauth2/authorize",
    "token_endpoint": f"{ORIGIN}/oauth2/token",
    "end_session_endpoint": f"{ORIGIN}/logout",
    "client_id": "console",
}
ME = {
    "user_id": "a" * 32,
    "username": "u-1",
    "name": "A Person",
    "email": "person@example.com",
    "role": "Administrator",
    "security_profile": "administrator",
    "rights": ["live.see"],
    "visibility": "all",
}


def user(number: int) -> dict[str, object]:
    on_phone = number % 5 == 0
    return {
        "service": "main",
        "extension_id": str(number),
        "extension_number": str(1000 + number),
        "name": f"User {number:04}",
        "status": "OnPhone" if on_phone else "Available",
        "since": datetime.now(UTC).isoformat(),
        "version": time.time_ns(),
        "telephony_session_id": f"s-{number}" if on_phone else None,
    }


def snapshot() -> dict[str, object]:
    now = datetime.now(UTC).isoformat()
    service = {"service": "main", "stale": False, "events_arrive": True, "caller_names": True}
    users = [user(number) for number in range(USERS)]
    return {"version": 1, "as_of": now, "services": [service], "users": users}


ANSWERS = {
    "/v1/configuration": lambda: {"sign_in": SIGN_IN, "live_path": "/live", "idle_minutes": 0},
    "/v1/me": lambda: ME,
    "/v1/realtime": snapshot,
}


def answer(route: Route) -> None:
    path = urlsplit(route.request.url).path
    if path in ANSWERS:
        route.fulfill(json=ANSWERS[path]())
    elif path.startswith("/v1/"):
        route.fulfill(status=503, json={"title": "No ticket", "status": 503})
    else:
        name = path if (DIST / path[1:]).is_file() else "/index.html"
        route.fulfill(path=DIST / name[1:], headers={"Content-Security-Policy": POLICY})


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    found = context.new_page()
    found.route("**/*", answer)
    key = f"oidc.user:{SIGN_IN['authority']}:{SIGN_IN['client_id']}"
    tokens = {"access_token": "t", "token_type": "Bearer", "profile": {"sub": "u-1"}}
    stored = json.dumps({**tokens, "expires_at": time.time() + 3600})
    found.add_init_script(f"sessionStorage.setItem({key!r}, {stored!r});")
    found.goto(f"{ORIGIN}/realtime")
    expect(found.locator("table")).to_have_attribute("aria-rowcount", str(USERS + 1))
    yield found
    context.close()


def rows(page: Page) -> int:
    return page.locator("tbody tr").count()


def test_only_the_rows_in_view_are_in_the_document(page: Page) -> None:
    assert rows(page) < 80
    page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)")
    expect(page.locator('[data-extension-id="1999"]')).to_be_in_viewport()
    assert rows(page) < 80


def test_the_keyboard_reaches_the_last_row_and_the_headings_stay_in_view(page: Page) -> None:
    page.locator('[data-extension-id="0"]').focus()
    page.keyboard.press("End")
    expect(page.locator('[data-extension-id="1999"]')).to_be_focused()
    expect(page.locator('[data-extension-id="1999"]')).to_be_in_viewport()
    page.keyboard.press("Home")
    expect(page.locator('[data-extension-id="0"]')).to_be_focused()
    expect(page.locator("thead")).to_be_in_viewport()


def test_rows_do_not_overlap(page: Page) -> None:
    boxes = [each.bounding_box() for each in page.locator("tbody tr").all()[:20]]
    tops = [box["y"] for box in boxes if box]
    heights = [box["height"] for box in boxes if box]
    gaps = [below - above for above, below in itertools.pairwise(tops)]
    assert gaps == pytest.approx(heights[:-1], abs=1)


def test_scrolling_updating_and_sorting_never_render_all_rows(page: Page) -> None:
    """Counts rows instead of measuring time, so that the test also holds on a busy machine."""
    counts = []
    for _ in range(40):
        page.mouse.wheel(0, 1500)
        page.wait_for_timeout(50)
        counts.append(rows(page))
    # Without a socket the page reads all users again every five seconds.
    page.wait_for_timeout(6000)
    counts.append(rows(page))
    page.locator('th[data-column="status"] button').click()
    counts.append(rows(page))
    assert max(counts) < 120


def test_the_page_violates_no_content_security_policy(page: Page) -> None:
    messages: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    page.evaluate("window.scrollTo(0, 40000)")
    page.wait_for_timeout(500)
    assert [text for text in messages if "Content Security Policy" in text] == []
