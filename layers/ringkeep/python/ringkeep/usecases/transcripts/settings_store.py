"""The transcription settings of each service: a state document, written by administrators."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ringkeep.domain.transcripts.policies import TranscriptionSettings
from ringkeep.usecases.documents import StateDocument
from ringkeep.usecases.state import StateStore

_NAME: Final = "transcription#{service}"


@dataclass(frozen=True)
class VersionedSettings:
    """`version` is 0 while nothing was ever decided."""

    settings: TranscriptionSettings
    version: int


@dataclass(frozen=True)
class TranscriptionSettingsStore:
    states: StateStore

    def of(self, service: str) -> TranscriptionSettings:
        """Returns the defaults for a service without settings. Raises StoredDataInvalid."""
        return self.versioned(service).settings

    def versioned(self, service: str) -> VersionedSettings:
        name = _NAME.format(service=service)
        document = StateDocument(self.states, name, TranscriptionSettings)
        return VersionedSettings(document.value, document.version)


@dataclass(frozen=True)
class ChangeTranscriptionSettings:
    """Writes the settings of a service."""

    states: StateStore

    def __call__(self, service: str, settings: TranscriptionSettings, expected: int) -> int:
        """Returns the new version. Raises Conflict if someone else changed the settings since."""
        name = _NAME.format(service=service)
        return self.states.put(name, settings.model_dump(mode="json"), expected)
