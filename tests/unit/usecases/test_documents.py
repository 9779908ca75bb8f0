"""Typed documents over the state store: defaults, versions, and what a conflict leaves."""

from __future__ import annotations

import pytest
from pydantic import BaseModel, ConfigDict

from ringkeep.errors import Conflict
from ringkeep.usecases.documents import StateDocument
from tests.fakes.state import MemoryStateStore


class Place(BaseModel):
    model_config = ConfigDict(frozen=True)

    page: int = 1
    seen: frozenset[str] = frozenset()


def read(states: MemoryStateStore, name: str = "place") -> StateDocument[Place]:
    return StateDocument(states, name, Place)


def test_a_document_that_does_not_exist_has_the_defaults_and_costs_no_write() -> None:
    states = MemoryStateStore()
    document = read(states)
    assert document.value == Place()
    assert not document.exists
    assert states.writes == 0


def test_what_is_saved_is_read_with_its_types() -> None:
    states = MemoryStateStore()
    read(states).save(page=3, seen=frozenset({"a"}))
    document = read(states)
    assert document.value == Place(page=3, seen=frozenset({"a"}))
    assert document.exists
    assert read(states, "other").value == Place()


def test_one_reader_may_save_again_and_again() -> None:
    states = MemoryStateStore()
    document = read(states)
    document.save(page=2)
    document.save(seen=frozenset({"a"}))
    document.put(Place(page=9))
    assert read(states).value == document.value == Place(page=9)


def test_a_writer_that_read_an_older_version_changes_nothing() -> None:
    states = MemoryStateStore()
    late = read(states)
    read(states).save(page=2)
    with pytest.raises(Conflict):
        late.save(page=7)
    assert late.value == Place()
    assert read(states).value == Place(page=2)


def test_a_cleared_document_keeps_nothing_but_its_version() -> None:
    states = MemoryStateStore()
    read(states).save(page=2)
    document = read(states)
    document.clear()
    assert states.get("place") == ({}, 2)
    assert document.value == read(states).value == Place()


def test_clearing_what_does_not_exist_writes_nothing() -> None:
    states = MemoryStateStore()
    read(states).clear()
    assert states.writes == 0
