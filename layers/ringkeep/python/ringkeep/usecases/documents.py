"""Small documents in the state store, each of one pydantic model."""

from __future__ import annotations

from typing import Generic, TypeVar

from pydantic import BaseModel

from ringkeep.usecases.state import StateStore

Model = TypeVar("Model", bound=BaseModel)


class StateDocument(Generic[Model]):
    """A document as it was read; a write replaces only the version that was read.

        place = StateDocument(states, "call-log#poll", Place)
        place.save(watermark=now)

    A document that does not exist yet has the model's defaults.
    """

    def __init__(self, states: StateStore, name: str, model: type[Model]) -> None:
        self._states = states
        self._name = name
        stored, self._version = states.get(name)
        self.value: Model = model.model_validate(stored or {})

    @property
    def exists(self) -> bool:
        """Whether it has ever been written."""
        return self._version > 0

    def save(self, **changes: object) -> None:
        """Writes the document with these fields changed. Raises Conflict when another writer was
        faster; the value is then still the one that was read."""
        self.put(self.value.model_copy(update=changes))

    def clear(self) -> None:
        """Leaves nothing but the document's name and version; one that does not exist stays so.
        Raises Conflict likewise."""
        if self.exists:
            self._version = self._states.put(self._name, {}, self._version)
            self.value = type(self.value)()

    def put(self, value: Model) -> None:
        """Writes a new value in place of the one that was read. Raises Conflict likewise."""
        stored = value.model_dump(mode="json")
        self._version = self._states.put(self._name, stored, self._version)
        self.value = value
