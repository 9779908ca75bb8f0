"""Tasks, lists of evaluations and the report, in the built console without a backend."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from local.environment import ROOT
from tests.browser.test_many_users import DIST, ME, ORIGIN, POLICY, SIGN_IN

AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
RIGHTS = [
    "live.see",
    "recordings.list",
    "evaluations.evaluate",
    "evaluations.manage",
    "data.export",
]
ANNA = {"id": "b" * 32, "name": "Anna Lee"}
MIA = {"id": "c" * 32, "name": "Mia Stone"}
MONTHS = ("2026-06", "2026-07", "2026-08", "2026-09", "2026-10", "2026-11")
SCORES = (71.5, 76.0, 74.25, 82.0, 85.5, 88.0)
COUNTS = (12, 18, 3, 22, 25, 2)


def summary(number: int, **changes: object) -> dict[str, object]:
    return {
        "id": f"e-{number}",
        "kind": "review",
        "state": "assigned",
        "revision": 1,
        "scorecard": {"id": "s-1", "title": "Support call", "version": 2},
        "recording": "main:809646016:7602012008",
        "service": "main",
        "evaluated": ANNA,
        "evaluator": {"id": ME["user_id"], "name": ME["name"]},
        "assigned_by": MIA,
        "due": "2026-11-25",
        "created_at": "2026-11-20T08:00:00Z",
        "submitted_at": None,
        "released_at": None,
        "score": None,
        "category": "",
        "failed_by": None,
        "open_disputes": 0,
        "listened": None,
        **changes,
    }


def released(number: int, **changes: object) -> dict[str, object]:
    times = {"submitted_at": "2026-11-21T08:00:00Z", "released_at": "2026-11-22T08:00:00Z"}
    scored = {"score": 87.5, "category": "Exceeds", "listened": 0.62, "evaluator": MIA, "due": None}
    return summary(number, **{"state": "released", **times, **scored, **changes})


def tasks() -> dict[str, object]:
    return {
        "to_write": {"items": [summary(1), summary(2, due="2030-01-01")], "more": True},
        "to_release": {"items": [released(3, state="submitted")], "more": False},
        "to_acknowledge": {"items": [released(4, evaluated={"id": ME["user_id"], "name": "A"})]},
        "to_answer": {"items": [released(5, state="disputed", open_disputes=1)]},
    }


def evaluations() -> dict[str, object]:
    others = (released(2), released(3, state="disputed", open_disputes=2), summary(4, kind="self"))
    return {"items": [summary(1), *others, summary(5, state="draft")], "next": None}


def point(month: str, score: float, count: int) -> dict[str, object]:
    interval = 40 / count
    low, high = max(0, score - interval), min(100, score + interval)
    return {
        "start": f"{month}-01",
        "count": count,
        "score": score,
        "low": low,
        "high": high,
        "failed": 0,
    }


def series(id_: str, name: str, shift: float) -> dict[str, object]:
    drawn = zip(MONTHS, SCORES, COUNTS, strict=True)
    points = [point(month, score + shift, count) for month, score, count in drawn]
    total = {"count": 82, "score": 80.5 + shift, "low": 78.0, "high": 83.0, "failed": 1}
    sentence = "It rises by 2.9 percentage points a month."
    trend = {"direction": "up", "sentence": sentence}
    return {"id": id_, "name": name, "points": points, "total": total, "trend": trend}


def report(by: str) -> dict[str, object]:
    people = [series("u-1", "Anna Lee", 0), series("u-2", "Ben Moss", -9), series("u-3", "Cy", 6)]
    found = people if by == "user" else [series("all", "", 0)]
    return {"series": found, "next": None}


SCORECARDS = {"items": [{"id": "s-1", "title": "Support call"}], "next": None}
ANSWERS = {
    "/v1/configuration": lambda _: {"sign_in": SIGN_IN, "live_path": "/live", "idle_minutes": 0},
    "/v1/me": lambda _: {**ME, "role": "Manager", "rights": RIGHTS},
    "/v1/tasks": lambda _: tasks(),
    "/v1/evaluations": lambda _: evaluations(),
    "/v1/scorecards": lambda _: SCORECARDS,
    "/v1/reports/scores": report,
}
PAGES = ("/", "/evaluation/queue?list=all", "/evaluation/reports?by=user")


def answer(route: Route) -> None:
    parts = urlsplit(route.request.url)
    by = parse_qs(parts.query).get("by", [""])[0]
    if parts.path in ANSWERS:
        route.fulfill(json=ANSWERS[parts.path](by))
    elif parts.path.startswith("/v1/"):
        route.fulfill(status=404, json={"title": "Not Found", "status": 404})
    else:
        name = parts.path if (DIST / parts.path[1:]).is_file() else "/index.html"
        route.fulfill(path=DIST / name[1:], headers={"Content-Security-Policy": POLICY})


class Opened:
    """A page with what the browser said about it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.messages: list[str] = []
        page.on("console", lambda message: self.messages.append(message.text))
        page.on("pageerror", lambda error: self.messages.append(str(error)))

    def at(self, address: str) -> Page:
        self.page.goto(f"{ORIGIN}{address}")
        expect(self.page.locator("main[data-page] :is(section, table)").first).to_be_visible()
        return self.page


@pytest.fixture
def opened(browser: Browser) -> Iterator[Opened]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    page.route("**/*", answer)
    key = f"oidc.user:{SIGN_IN['authority']}:{SIGN_IN['client_id']}"
    tokens = {"access_token": "t", "token_type": "Bearer", "profile": {"sub": "u-1"}}
    stored = json.dumps({**tokens, "expires_at": time.time() + 3600})
    page.add_init_script(f"sessionStorage.setItem({key!r}, {stored!r});")
    yield Opened(page)
    context.close()


def violations(page: Page) -> list[str]:
    """Returns axe's findings as `rule: first element`. Evaluating a script is not subject to the policy."""
    page.evaluate(f"{AXE.read_text()}; null")
    found = page.evaluate("axe.run().then(result => result.violations)")
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("address", PAGES)
def test_a_page_has_no_accessibility_violations(
    opened: Opened, address: str, width: int, scheme: str
) -> None:
    opened.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    opened.page.set_viewport_size({"width": width, "height": 900})
    page = opened.at(address)
    assert violations(page) == []
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(overflow) <= 0
    assert opened.messages == []


COLOURS = """() => {
  const canvas = document.querySelector('.plot-canvas canvas');
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  const found = new Set();
  for (let at = 0; at < data.length; at += 4) {
    if (data[at + 3] === 255) found.add([data[at], data[at + 1], data[at + 2]].join());
  }
  return [...found];
}"""


def drawn(page: Page) -> set[str]:
    """The colours of the plot."""
    expect(page.locator(".plot-canvas canvas")).to_be_visible()
    return set(page.evaluate(COLOURS))


def test_the_plot_is_drawn_in_the_page_s_colours_and_follows_the_scheme(opened: Opened) -> None:
    page = opened.at("/evaluation/reports?by=user")
    assert "22,80,189" in drawn(page)
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(200)
    colours = drawn(page)
    assert "156,192,255" in colours
    assert "22,80,189" not in colours


def test_the_plot_is_printed_in_dark_on_white_and_the_navigation_is_not(opened: Opened) -> None:
    opened.page.emulate_media(color_scheme="dark")
    page = opened.at("/evaluation/reports?by=user")
    assert drawn(page)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print", color_scheme="dark")
    assert "22,80,189" in drawn(page)
    for hidden in (".header", ".group-navigation", "search", '[data-action="print"]'):
        expect(page.locator(hidden)).to_be_hidden()
    expect(page.locator(".periods")).to_be_visible()
    page.emulate_media(media="screen", color_scheme="dark")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert "22,80,189" not in drawn(page)


def test_the_report_is_used_by_keyboard(opened: Opened) -> None:
    page = opened.at("/evaluation/reports?by=user")
    box = page.get_by_label("Show Ben Moss in the plot")
    box.focus()
    page.keyboard.press("Space")
    expect(page.locator("[data-line]")).to_have_count(2)
    expect(page.locator(".periods thead th")).to_have_count(3)
