"""Whether a recording is imported: for everyone, or only if a licensed user took part in it.

    licensing = LicensedUsers(zone, people.user_on, people.licensed, known)
    row = found(finding, policy, delays, first_delay, licensing)

The rule, with its reasons, is in docs/decisions/licensing.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import Final, Protocol

from ringkeep.domain.access.periods import local_day
from ringkeep.domain.recordings.coverage import (
    NOTHING_KNOWN,
    CoveredExtension,
    KnownExtensions,
    distinct,
)
from ringkeep.domain.recordings.recordings import Recording, RecordingState

NOT_LICENSED: Final = "not_licensed"


class ImportLicensing(Protocol):
    @property
    def everyone(self) -> bool:
        """Whether nothing is excluded because of licences. What was, is then imported after all."""

    @property
    def known(self) -> KnownExtensions: ...

    def takes(self, covered: Iterable[CoveredExtension]) -> bool:
        """Whether a recording that covers these extensions is imported."""


@dataclass(frozen=True)
class Everyone:
    """The default: every recording is imported. `known` still decides what its row remembers."""

    known: KnownExtensions = NOTHING_KNOWN

    @property
    def everyone(self) -> bool:
        return True

    def takes(self, covered: Iterable[CoveredExtension]) -> bool:
        return True


EVERYONE: Final = Everyone()


@dataclass(frozen=True)
class LicensedUsers:
    """Licensed by user. `user_on` names the user who has an extension on a day, `licensed` tells whether
    a user has the licence now, or had it at a moment (seconds since the epoch). Both raise if they cannot
    tell: a failed read excludes nothing. Days are those of the service's time zone."""

    zone: tzinfo
    user_on: Callable[[str, date], str | None]
    licensed: Callable[[str, float], bool]
    known: KnownExtensions = NOTHING_KNOWN

    @property
    def everyone(self) -> bool:
        return False

    def takes(self, covered: Iterable[CoveredExtension]) -> bool:
        return any(map(self._was_licensed, covered))

    def _was_licensed(self, entry: CoveredExtension) -> bool:
        user = self.user_on(entry.extension_id, local_day(entry.at, self.zone))
        return user is not None and self.licensed(user, entry.at)


def covered_in_all(
    row: Recording, found: tuple[CoveredExtension, ...]
) -> tuple[CoveredExtension, ...]:
    """Returns what a row's recording covers after another record was read. Who took part is not
    forgotten, except what a record said while the call was active."""
    return found if row.state is RecordingState.ANNOUNCED else distinct((*row.covered, *found))


def gained(row: Recording, covered: Iterable[CoveredExtension]) -> tuple[CoveredExtension, ...]:
    """Returns the entries that the row does not have yet."""
    known = {each.identity for each in row.covered}
    return tuple(each for each in covered if each.identity not in known)


def is_not_licensed(row: Recording) -> bool:
    return row.state is RecordingState.EXCLUDED and row.reason == NOT_LICENSED


def takes_more(
    row: Recording, covered: Iterable[CoveredExtension], licensing: ImportLicensing
) -> bool:
    """Whether a licensed user is among the participants that the row does not have yet, or the service
    imports everyone now. A licence that was given later to one of the others is no reason: the import is
    then offered, not started."""
    new = gained(row, covered)
    return licensing.everyone or (bool(new) and licensing.takes(new))
