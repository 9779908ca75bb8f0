"""The console in a real Chromium, on the deployed template."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from local.clients import Clients
from local.front import Front
from local.sign_in import Person
from tests.browser.chromium import executable, flags
from tests.integration.live import Board, live_board

PATIENCE_MILLISECONDS = 90_000


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Starts Chromium for one module: its event loop would disturb the event loops of other tests."""
    path = executable()
    assert path, "the console's tests need Chromium, which make test installs"
    expect.set_options(timeout=PATIENCE_MILLISECONDS)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=flags())
        yield chromium
        chromium.close()


@dataclass
class Visit:
    """A page with the errors that the browser reported."""

    page: Page
    origin: str
    errors: list[str] = field(default_factory=list)

    def record(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.errors.append(f"{message.text} {message.location.get('url', '')}")

    def sign_in(self, person: Person) -> None:
        """Signs in at Realtime's address, which is where the person comes back to."""
        self.sign_in_at("/realtime", person)
        self.page.wait_for_selector('[data-page="realtime"], [data-page="my-phone"]')

    def sign_in_at(self, path: str, person: Person) -> None:
        """Signs in at a page's address. The caller waits for what it shows."""
        self.page.goto(f"{self.origin}{path}")
        self.page.click('[data-action="sign-in"]')
        self.page.fill("#username", person.email)
        self.page.fill("#password", person.password)
        self.page.click('button[type="submit"]')


def new_visit(browser: Browser, front: Front) -> Visit:
    """A browser without a sign-in. Moving parts would be drawn by the processor here."""
    page = browser.new_context(reduced_motion="reduce").new_page()
    page.set_default_timeout(PATIENCE_MILLISECONDS)
    found = Visit(page, front.url)
    page.on("console", found.record)
    page.on("pageerror", lambda error: found.errors.append(str(error)))
    return found


@pytest.fixture
def visit(browser: Browser, front: Front) -> Iterator[Visit]:
    found = new_visit(browser, front)
    yield found
    found.page.context.close()


@pytest.fixture(scope="module")
def shared_board(front: Front, clients: Clients) -> Iterator[Board]:
    with live_board(front, clients) as found:
        yield found


@pytest.fixture
def board(shared_board: Board, people: dict[str, Person]) -> Iterator[Board]:
    """Without calls at first, even if the test before has failed."""
    yield shared_board
    shared_board.end_calls(people["Manager"])
