"""Pages that lead nowhere are noticed, with a bounded memory."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringkeep.domain.json import JsonObject
from ringkeep.domain.paging import IDLE_PAGES, Trail
from tests.properties import examples

Page = tuple[list[JsonObject], str]


def page(number: int) -> Page:
    return [{"id": f"c{number}"}], f"next-{number}"


def walked(pages: list[Page]) -> tuple[int, Trail]:
    """Returns the number of pages until a problem, and the trail then."""
    trail = Trail()
    for number, (records, link) in enumerate(pages, 1):
        trail = trail.after(records, link)
        if trail.problem:
            return number, trail
    return len(pages), trail


def test_pages_that_lead_on_have_no_problem() -> None:
    count, trail = walked([page(number) for number in range(300)])
    assert (count, trail.problem) == (300, "")
    assert len(trail.model_dump_json()) < 3000


@settings(max_examples=examples(40))
@given(before=st.integers(0, 60), length=st.integers(1, 150))
def test_a_circle_of_any_length_is_noticed(before: int, length: int) -> None:
    pages = [page(number) for number in range(before)]
    pages += [page(before + number % length) for number in range(2000)]
    count, trail = walked(pages)
    assert trail.problem
    assert count <= 4 * (before + length) + 4


@settings(max_examples=examples(20))
@given(length=st.integers(1, 150))
def test_repeated_records_are_noticed_although_every_link_is_new(length: int) -> None:
    pages = [(page(number % length)[0], f"next-{number}") for number in range(1300)]
    count, trail = walked(pages)
    assert trail.problem
    assert count <= 8 * length + IDLE_PAGES + 4


def test_records_without_an_id_are_told_apart() -> None:
    pages: list[Page] = [([{"duration": number}], f"next-{number}") for number in range(50)]
    assert walked(pages)[1].problem == ""


@pytest.mark.parametrize("idle", [1, IDLE_PAGES - 1])
def test_a_few_idle_pages_are_forgotten_after_a_new_one(idle: int) -> None:
    pages: list[Page] = [([], f"empty-{number}") for number in range(idle)]
    assert walked([*pages, page(1), *[([], f"more-{n}") for n in range(idle)]])[1].problem == ""
