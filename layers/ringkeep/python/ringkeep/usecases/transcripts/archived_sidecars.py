"""The sidecars of stored recordings: the waveform says whether a file is silent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from ringkeep.domain.recordings.archive import Sidecar, sidecar_key
from ringkeep.domain.recordings.recordings import Recording


class ReadsSidecars(Protocol):
    def read_sidecar(self, object_key: str) -> Sidecar:
        """Raises ValueError if the object is not a sidecar."""
        ...


@dataclass(frozen=True)
class ArchivedSidecars:
    """The Sidecars port over the archive."""

    archive: ReadsSidecars

    def sidecar(self, row: Recording) -> Sidecar | None:
        try:
            return self.archive.read_sidecar(sidecar_key(row))
        except ValueError:
            return None
