"""Addresses that someone types, follows or keeps: the console answers all of them itself."""

from __future__ import annotations

import httpx
import pytest
from playwright.sync_api import expect

from local.sign_in import Person
from tests.browser.conftest import Visit
from tests.integration.conftest import PATIENCE


@pytest.mark.parametrize("address", ["/no-such-page", "/realtime/x", "/a/deep/link?x=1"])
def test_an_address_without_a_page_shows_the_console_s_own_page(
    visit: Visit, people: dict[str, Person], address: str
) -> None:
    visit.sign_in(people["Manager"])
    visit.page.goto(f"{visit.origin}{address}")
    expect(visit.page.locator('[data-page="not-found"]')).to_be_visible()
    visit.page.click("text=Go to the first page")
    expect(visit.page.locator('[data-page="tasks"]')).to_be_visible()
    assert visit.unexpected == []


def test_a_page_s_own_address_opens_it(visit: Visit, people: dict[str, Person]) -> None:
    visit.sign_in(people["Manager"])
    visit.page.goto(f"{visit.origin}/realtime?status=OnPhone")
    expect(visit.page.locator('[data-page="realtime"]')).to_be_visible()
    assert visit.unexpected == []


@pytest.mark.parametrize("address", ["/no-such-page", "/realtime/x"])
def test_a_signed_out_person_is_asked_to_sign_in_at_every_address(
    visit: Visit, people: dict[str, Person], address: str
) -> None:
    visit.page.goto(f"{visit.origin}{address}")
    expect(visit.page.locator('[data-action="sign-in"]')).to_be_visible()
    assert visit.unexpected == []


@pytest.mark.parametrize("address", ["/", "/realtime", "/realtime/x", "/no-such-page"])
def test_every_page_has_the_same_file_and_headers(
    visit: Visit, people: dict[str, Person], address: str
) -> None:
    answer = httpx.get(f"{visit.origin}{address}", trust_env=False, timeout=PATIENCE)
    page = httpx.get(f"{visit.origin}/index.html", trust_env=False, timeout=PATIENCE)
    assert (answer.status_code, answer.content) == (200, page.content)
    for header in ("content-security-policy", "x-frame-options", "cache-control", "content-type"):
        assert answer.headers[header] == page.headers[header]


@pytest.mark.parametrize(
    ("address", "status"),
    [("/assets/no-such-file.js", 403), ("/no-such-file.txt", 403), ("/v1/no-such-route", 401)],
)
def test_a_missing_file_and_the_api_keep_their_own_status(
    visit: Visit, people: dict[str, Person], address: str, status: int
) -> None:
    answer = httpx.get(f"{visit.origin}{address}", trust_env=False, timeout=PATIENCE)
    assert answer.status_code == status
    assert "<!doctype html>" not in answer.text
