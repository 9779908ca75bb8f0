"""Small documents in the state store. Each has a pydantic model."""

from __future__ import annotations

from typing import Generic, TypeVar

from pydantic import BaseModel, ValidationError

from ringkeep.domain.json import JsonObject
from ringkeep.domain.validation import wrong_fields
from ringkeep.errors import StoredDataInvalid
from ringkeep.usecases.state import StateStore

Model = TypeVar("Model", bound=BaseModel)


class StateDocument(Generic[Model]):
    """A document that was read from the store. A write replaces only the version that was read.

        place = StateDocument(states, "call-log#poll", Place)
        place.save(watermark=now)

    A document that does not exist yet has the model's defaults. Raises StoredDataInvalid for one that
    does not fit the model.
    """

    def __init__(self, states: StateStore, name: str, model: type[Model]) -> None:
        self._states = states
        self._name = name
        stored, self._version = states.get(name)
        self.value: Model = _validated(model, name, stored or {})

    @property
    def exists(self) -> bool:
        """Whether the document was ever written."""
        return self._version > 0

    @property
    def version(self) -> int:
        """The version that was read or written last, 0 for a document that does not exist."""
        return self._version

    def save(self, **changes: object) -> None:
        """Writes the document with the changed fields. Raises Conflict if another writer was faster;
        `value` is then still the one that was read."""
        self.put(self.value.model_copy(update=changes))

    def clear(self) -> None:
        """Empties the document but keeps its name and version. If it does not exist, nothing happens.
        Raises Conflict as `save` does."""
        if self.exists:
            self._version = self._states.put(self._name, {}, self._version)
            self.value = type(self.value)()

    def put(self, value: Model) -> None:
        """Replaces the value that was read. Raises Conflict as `save` does."""
        stored = value.model_dump(mode="json")
        self._version = self._states.put(self._name, stored, self._version)
        self.value = value


def _validated(model: type[Model], name: str, stored: JsonObject) -> Model:
    """The error quotes nothing of the document: it may hold an address or a number."""
    try:
        return model.model_validate(stored)
    except ValidationError as problem:
        fields = wrong_fields(problem.errors())
    raise StoredDataInvalid(f"the stored document {name} has invalid fields: {fields}")
