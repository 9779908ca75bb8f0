"""Takes the guide's pictures of the console, as the demo's administrator sees it.

    make web && python -m tools.pictures

It runs the demo, which takes some minutes, and writes PNG files into docs/.
"""

from __future__ import annotations

import shutil
import sys
from typing import Final

from playwright.sync_api import FilePayload, Page, ViewportSize, sync_playwright

from local.demo import demonstrate
from local.environment import ROOT
from local.front import Front
from local.sign_in import Person
from local.signals import end_on_signals
from local.simulator import Simulator

DOCS: Final = ROOT / "docs"
_SIZE: Final = ViewportSize(width=1280, height=800)
_FLAGS: Final = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run")
_FILE: Final = """\
name,email,team,security_profile,licences,manager
Nadia Osei,nadia.osei@example.com,Sales,Agent,call_recording,lucia.brandt@example.com
Chiara Abara,chiara.abara@example.com,Sales,Agent,call_recording;evaluation,lucia.brandt@example.com
Dario Abara,dario.abara@example.com,Workshop Denver,Agent,call_recording,peter.okafor@example.com
"""


def take(front: Front, simulator: Simulator, someone: list[Person]) -> None:
    """Looks at the pages as the administrator, who is the first of those who can sign in."""
    with sync_playwright() as playwright:
        path = shutil.which("chromium")
        chromium = playwright.chromium.launch(executable_path=path, args=list(_FLAGS))
        page = chromium.new_page(viewport=_SIZE, color_scheme="light", device_scale_factor=1)
        page.set_default_timeout(60_000)
        _sign_in(page, front.url, someone[0])
        _users(page, front.url)
        _preview(page, front.url)
        chromium.close()


def _sign_in(page: Page, url: str, person: Person) -> None:
    page.goto(url)
    page.click('[data-action="sign-in"]')
    page.fill("#username", person.email)
    page.fill("#password", person.password)
    page.click('button[type="submit"]')
    page.wait_for_selector('[data-page="realtime"]')


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
    page.screenshot(
        path=DOCS / "import-preview.png", clip={"x": 0, "y": 0, "width": 1280, "height": 616}
    )


def main() -> int:
    end_on_signals()
    return 0 if demonstrate(take) else 1


if __name__ == "__main__":
    sys.exit(main())
