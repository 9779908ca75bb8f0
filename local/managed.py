"""What starts at the beginning of a `with` block and stops at its end."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Self


class Managed(ABC):
    """Stops also when its start fails half-way."""

    @abstractmethod
    def start(self) -> None: ...

    @abstractmethod
    def stop(self) -> None:
        """Stopping what is not running changes nothing."""

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()
