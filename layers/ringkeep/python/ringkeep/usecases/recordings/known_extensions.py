"""What the directory says about the extensions of a call, read when a call needs it.

    known = DirectoryKnowledge(directory, clock)
    licensing = LicensedUsers(..., known(account))

Few calls need it: only the legs that name a recording are looked up, and only a party that has a number
but no id needs the numbers of all extensions. What was read is kept for a quarter of an hour, because
queues and numbers seldom change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

from ringkeep.domain.access.visibility import Owner
from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.recordings.coverage import KnownExtensions, ids_by_number, is_shared
from ringkeep.errors import ItemRefused, LicensingUnknown, RingkeepError
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.recordings.ports import ExtensionRows

_KEPT_SECONDS: Final = 900.0


@dataclass
class DirectoryKnowledge:
    directory: ExtensionRows
    clock: Clock
    _shared: dict[Owner, tuple[float, bool]] = field(default_factory=dict)
    _numbers: dict[AccountRef, tuple[float, Mapping[str, str]]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def __call__(self, account: AccountRef) -> KnownExtensions:
        return KnownExtensions(_Shared(self, account), _Numbers(self, account))

    def is_shared(self, extension: Owner) -> bool:
        """Raises LicensingUnknown. An extension that was never listed is a person's."""
        read_at, shared = self._shared.get(extension, (0.0, False))
        if self._is_old(read_at):
            shared = self._read_shared(extension)
            self._shared[extension] = (self.clock.now(), shared)
        return shared

    def numbers(self, account: AccountRef) -> Mapping[str, str]:
        """Returns the ids of an account's extensions by their unique numbers. Raises LicensingUnknown."""
        with self._lock:
            read_at, numbers = self._numbers.get(account, (0.0, {}))
            if self._is_old(read_at):
                numbers = self._read_numbers(account)
                self._numbers[account] = (self.clock.now(), numbers)
            return numbers

    def _is_old(self, read_at: float) -> bool:
        return self.clock.now() - read_at > _KEPT_SECONDS

    def _read_shared(self, extension: Owner) -> bool:
        try:
            row = self.directory.row(extension)
        except ItemRefused:
            return False  # an id that cannot be a key was never listed
        except RingkeepError as error:
            raise LicensingUnknown(f"the directory cannot be read: {error}") from error
        return row is not None and row.present and is_shared(row.extension)

    def _read_numbers(self, account: AccountRef) -> Mapping[str, str]:
        try:
            rows = self.directory.rows(account).values()
        except RingkeepError as error:
            raise LicensingUnknown(f"the directory cannot be read: {error}") from error
        return ids_by_number([row.extension for row in rows if row.present])


@dataclass(frozen=True)
class _Shared:
    knowledge: DirectoryKnowledge
    account: AccountRef

    def __contains__(self, extension_id: object) -> bool:
        if not isinstance(extension_id, str) or not extension_id:
            return False
        return self.knowledge.is_shared(Owner(*self.account, extension_id))


@dataclass(frozen=True)
class _Numbers:
    knowledge: DirectoryKnowledge
    account: AccountRef

    def get(self, number: str, default: str, /) -> str:
        return self.knowledge.numbers(self.account).get(number, default) if number else default
