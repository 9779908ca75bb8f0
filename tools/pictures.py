"""Takes the guide's pictures of the console, as the demo's administrator and evaluator see it.

    make web && python -m tools.pictures

It runs the demo, which takes some minutes, and writes PNG files into docs/.
"""

from __future__ import annotations

import sys
from typing import Final

from playwright.sync_api import Browser, FilePayload, Page, ViewportSize, sync_playwright

from local.clients import Clients
from local.demo import Shown, demonstrate
from local.environment import ROOT
from local.front import Front
from local.sign_in import Person
from local.signals import end_on_signals
from local.simulator import Simulator
from tests.browser.chromium import executable, flags

DOCS: Final = ROOT / "docs"
_SIZE: Final = ViewportSize(width=1280, height=800)
_FILE: Final = """\
name,email,team,security_profile,licences,manager
Nadia Osei,nadia.osei@example.com,Sales,Agent,call_recording,lucia.brandt@example.com
Chiara Abara,chiara.abara@example.com,Sales,Agent,call_recording;evaluation,lucia.brandt@example.com
Dario Abara,dario.abara@example.com,Workshop Denver,Agent,call_recording,peter.okafor@example.com
"""
_AT_RINGCENTRAL: Final = {
    "62001114": {"name": "Edda Winter"},
    "62001115": {"site": "Boston"},
    "62001116": {"status": "Disabled"},
    "62001117/delete": {},
}
"""What happens to extensions of the demo's people, by the path of the simulated account's control API."""
_TRIES: Final = 10
_WORD: Final = 12
_DRAWN_MILLISECONDS: Final = 2_000


def take(front: Front, simulator: Simulator, shown: Shown) -> None:
    """Looks at the pages as the administrator, who is the first of those who can sign in."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable(), args=flags())
        administrator, evaluator, *_ = shown.someone
        page = _new_page(chromium)
        _sign_in(page, front.url, administrator, "/realtime")
        _users(page, front.url)
        _preview(page, front.url)
        _decisions(page, front, simulator)
        _keep_in_step(page, front.url)
        _recordings(page, front.url)
        _scores(page, front.url)
        page = _new_page(chromium)
        _sign_in(page, front.url, evaluator, "/")
        _evaluation(page)
        chromium.close()


def _new_page(chromium: Browser) -> Page:
    page = chromium.new_page(viewport=_SIZE, color_scheme="light", device_scale_factor=1)
    page.set_default_timeout(60_000)
    return page


def _sign_in(page: Page, url: str, person: Person, path: str) -> None:
    """At an address, which is where the person comes back to."""
    page.goto(f"{url}{path}")
    page.click('[data-action="sign-in"]')
    page.fill("#username", person.email)
    page.fill("#password", person.password)
    page.click('button[type="submit"]')
    page.wait_for_selector('[data-page="realtime"], [data-page="tasks"]')


def _users(page: Page, url: str) -> None:
    page.goto(f"{url}/configuration/users")
    page.wait_for_selector("[data-user]")
    page.screenshot(path=DOCS / "users.png")


def _preview(page: Page, url: str) -> None:
    page.goto(f"{url}/configuration/users/import")
    file = FilePayload(name="new-people.csv", mimeType="text/csv", buffer=_FILE.encode())
    page.set_input_files('input[type="file"]', files=[file])
    page.click('[data-action="upload"]')
    page.wait_for_selector('[data-import-state="ready"] [data-line]')
    _shoot(page, "import-preview.png", 616)


def _decisions(page: Page, front: Front, simulator: Simulator) -> None:
    for path, change in _AT_RINGCENTRAL.items():
        simulator.post(f"extensions/{path}", change)
    clients = Clients(front.stack)
    clients.invoke("SyncExtensionsFunctionName", {})
    for _ in range(_TRIES):
        clients.invoke("KeepUsersFunctionName", {})
        page.goto(f"{front.url}/configuration/users/decisions")
        page.wait_for_selector("[data-decision], [data-empty]")
        if page.locator("[data-decision]").count() == len(_AT_RINGCENTRAL):
            break
    _shoot(page, "decisions.png", 420)


def _keep_in_step(page: Page, url: str) -> None:
    page.goto(f"{url}/configuration/services")
    page.locator('[data-action="keep-in-step"]').first.click()
    page.locator('[data-field="state"] input').last.check()
    page.wait_for_selector(".effects")
    page.screenshot(path=DOCS / "keep-in-step.png")


def _recordings(page: Page, url: str) -> None:
    """A search for a spoken word, and the first recording that it finds, some seconds into it."""
    page.goto(f"{url}/recordings?text=refund")
    page.wait_for_selector("[data-recording-id]")
    _shoot(page, "recordings.png", 700)
    page.locator("[data-recording-id] a").first.click()
    page.wait_for_selector("[data-word]")
    page.locator("[data-word]").nth(_WORD).click()
    page.wait_for_timeout(_DRAWN_MILLISECONDS)
    page.screenshot(path=DOCS / "recording.png")


def _scores(page: Page, url: str) -> None:
    """The report of eight weeks by team, and the editor of a scorecard."""
    page.goto(f"{url}/evaluation/reports?by=team&period=week")
    page.wait_for_selector(".plot-canvas canvas")
    page.wait_for_timeout(_DRAWN_MILLISECONDS)
    page.screenshot(path=DOCS / "scores.png")
    page.goto(f"{url}/evaluation/scorecards")
    page.locator("[data-scorecard] a").first.click()
    page.wait_for_selector("[data-preview-section]")
    page.screenshot(path=DOCS / "scorecard.png")


def _evaluation(page: Page) -> None:
    """The first evaluation that the evaluator is to write, with some answers."""
    page.locator('[data-tasks="to_write"] a').first.click()
    page.wait_for_selector('[data-section="score"]')
    for key in ("1", "j", "1", "j", "3"):
        page.keyboard.press(key)
    page.wait_for_timeout(_DRAWN_MILLISECONDS)
    page.screenshot(path=DOCS / "evaluation.png")


def _shoot(page: Page, name: str, height: int) -> None:
    page.screenshot(path=DOCS / name, clip={"x": 0, "y": 0, "width": 1280, "height": height})


def main() -> int:
    end_on_signals()
    return 0 if demonstrate(take) else 1


if __name__ == "__main__":
    sys.exit(main())
