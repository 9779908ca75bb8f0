"""The console in a real Chromium, on the deployed template."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from local.clients import Clients
from local.front import Front
from local.sign_in import Person
from tests.browser.chromium import executable, flags
from tests.integration.live import Board, live_board

PATIENCE_MILLISECONDS = 90_000
REALTIME: Final = '[data-page="realtime"], [data-page="my-phone"]'
SIGN_IN: Final = '[data-action="sign-in"]'
Session = dict[str, str]
"""What the console keeps of a sign-in in the storage of a browser's window."""


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
    sessions: dict[str, Session] = field(default_factory=dict)
    """By the person's e-mail address. Visits may share them."""
    errors: list[str] = field(default_factory=list)

    def record(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.errors.append(f"{message.text} {message.location.get('url', '')}")

    @property
    def unexpected(self) -> list[str]:
        """The errors but for a ticket refused: a person gets one a second, and these tests open Realtime more
        often."""
        return [each for each in self.errors if not ("429" in each and "/realtime/tickets" in each)]

    def sign_in(self, person: Person) -> None:
        """Opens Realtime. If a test has signed the person in before, the session is taken over."""
        self._restore(self.sessions.get(person.email, {}))
        self.page.goto(f"{self.origin}/realtime")
        self.page.wait_for_selector(f"{REALTIME}, {SIGN_IN}")
        if self.page.is_visible(SIGN_IN):
            self._sign_in_here(person)
        self.page.wait_for_selector(REALTIME)
        self.sessions[person.email] = self.page.evaluate("() => ({...sessionStorage})")

    def sign_in_at(self, path: str, person: Person) -> None:
        """Signs in at a page's address, which is where the person comes back to. The caller waits for what it
        shows."""
        self.page.goto(f"{self.origin}{path}")
        self._sign_in_here(person)

    def _sign_in_here(self, person: Person) -> None:
        self.page.click(SIGN_IN)
        self.page.fill("#username", person.email)
        self.page.fill("#password", person.password)
        self.page.click('button[type="submit"]')

    def _restore(self, session: Session) -> None:
        """Only a page of the origin reaches its storage."""
        if session:
            address = f"{self.origin}/empty"
            self.page.route(address, lambda route: route.fulfill(content_type="text/html", body=""))
            self.page.goto(address)
            self.page.evaluate("session => void Object.assign(sessionStorage, session)", session)


def new_visit(browser: Browser, front: Front, sessions: dict[str, Session] | None = None) -> Visit:
    """A browser without a sign-in. Moving parts would be drawn by the processor here."""
    page = browser.new_context(reduced_motion="reduce").new_page()
    page.set_default_timeout(PATIENCE_MILLISECONDS)
    found = Visit(page, front.url, {} if sessions is None else sessions)
    page.on("console", found.record)
    page.on("pageerror", lambda error: found.errors.append(str(error)))
    return found


@pytest.fixture(scope="session")
def sessions() -> dict[str, Session]:
    """Signing in takes longer than what most tests look at."""
    return {}


@pytest.fixture
def visit(browser: Browser, front: Front, sessions: dict[str, Session]) -> Iterator[Visit]:
    found = new_visit(browser, front, sessions)
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
