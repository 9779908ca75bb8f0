"""Typed documents in the state store: defaults, versions and conflicts."""

from __future__ import annotations

import pytest
from pydantic import BaseModel, ConfigDict

from ringkeep.errors import Conflict, StoredDataInvalid
from ringkeep.usecases.documents import StateDocument
from tests.fakes.state import MemoryStateStore


class Place(BaseModel):
    model_config = ConfigDict(frozen=True)

    page: int = 1
    seen: frozenset[str] = frozenset()


def read(states: MemoryStateStore, name: str = "place") -> StateDocument[Place]:
    return StateDocument(states, name, Place)


def test_a_document_that_does_not_exist_has_the_defaults_and_is_not_written() -> None:
    states = MemoryStateStore()
    document = read(states)
    assert document.value == Place()
    assert not document.exists
    assert states.writes == 0


def test_saved_values_are_read_with_their_types() -> None:
    states = MemoryStateStore()
    read(states).save(page=3, seen=frozenset({"a"}))
    document = read(states)
    assert document.value == Place(page=3, seen=frozenset({"a"}))
    assert document.exists
    assert read(states, "other").value == Place()


def test_a_document_can_be_saved_several_times() -> None:
    states = MemoryStateStore()
    document = read(states)
    document.save(page=2)
    document.save(seen=frozenset({"a"}))
    document.put(Place(page=9))
    assert read(states).value == document.value == Place(page=9)


def test_a_document_that_was_changed_since_the_read_is_not_overwritten() -> None:
    states = MemoryStateStore()
    late = read(states)
    read(states).save(page=2)
    with pytest.raises(Conflict):
        late.save(page=7)
    assert late.value == Place()
    assert read(states).value == Place(page=2)


def test_a_cleared_document_keeps_only_its_version() -> None:
    states = MemoryStateStore()
    read(states).save(page=2)
    document = read(states)
    document.clear()
    assert states.get("place") == ({}, 2)
    assert document.value == read(states).value == Place()


def test_clearing_a_document_that_does_not_exist_writes_nothing() -> None:
    states = MemoryStateStore()
    read(states).clear()
    assert states.writes == 0


def test_document_of_another_program_is_named_and_not_quoted() -> None:
    states = MemoryStateStore()
    states.put("users#1", {"page": "+14155550123x"}, 0)
    with pytest.raises(StoredDataInvalid) as invalid:
        StateDocument(states, "users#1", Place)
    assert str(invalid.value) == "the stored document users#1 has invalid fields: page"
    assert invalid.value.__context__ is None
