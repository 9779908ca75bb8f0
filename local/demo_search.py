"""The demo's search: it must find what was said, and the demo says what to search for."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from typing import Final

import httpx

from local.demo_older_calls import OlderCalls
from local.demo_report import Check
from local.front import Front
from local.progress import PATIENCE_SECONDS
from local.sign_in import Person, access_token

WORDS: Final = ("refund", "warranty", "supervisor")
"""Each is said in some of the calls."""
_PAUSE_SECONDS: Final = 0.5
_HALF: Final = 5
"""So many digits, from the end, are half of a telephone number."""


def check_search(check: Check, front: Front, someone: Person, older: OlderCalls) -> None:
    """Searches as the Recordings page does, and notes a problem for each search that finds too little. The
    index follows the rows within seconds. Without older calls there is nothing to search."""
    check.older, wanted = len(older.described), dict(_wanted(older))
    headers = {"Authorization": f"Bearer {access_token(front.stack, front.url, someone)}"}
    deadline = time.monotonic() + PATIENCE_SECONDS
    with httpx.Client(base_url=front.url, headers=headers, timeout=30, trust_env=False) as api:
        while True:
            check.searches = {search: _count(api, search) for search in wanted}
            short = [each for each in wanted if check.searches[each] < wanted[each]]
            if not short or time.monotonic() > deadline:
                break
            time.sleep(_PAUSE_SECONDS)
    check.problems += [
        f"the search for {each} finds {check.searches[each]} calls, not {wanted[each]} or more"
        for each in short
    ]


def what_to_try(url: str, older: OlderCalls) -> Iterator[str]:
    """Lines of text: what to search for, and what to have transcribed."""
    yield f"\nTry on {url}/recordings:"
    if older.described:
        for word in WORDS:
            yield f'  search for "{word}": someone says it in {older.said(word)} calls'
        yield f"  search for a half number, such as {_half_number(older)}"
    yield "  open one of today's calls, play it, and press Transcribe Now"


def _wanted(older: OlderCalls) -> Iterator[tuple[str, int]]:
    """Yields each search, and in how many of the older calls it is right."""
    if older.described:
        yield from ((f"text={word}", max(1, older.said(word))) for word in WORDS)
        half = _half_number(older)
        yield f"number={half}", sum(half in number for number in older.numbers())


def _half_number(older: OlderCalls) -> str:
    return next(older.numbers())[-_HALF:]


def _count(api: httpx.Client, search: str) -> int:
    name, _, value = search.partition("=")
    parameters: Mapping[str, str] = {name: value}
    answer = api.get("/v1/recordings/count", params=parameters)
    answer.raise_for_status()
    return int(answer.json()["count"])
