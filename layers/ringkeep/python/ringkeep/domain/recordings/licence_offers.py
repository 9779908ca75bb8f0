"""What giving a licence, or switching the licensing of a service, brings and costs."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, tzinfo

from ringkeep.domain.access.assignments import ExtensionAssignments
from ringkeep.domain.access.user_records import UserRecord
from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.accounts.services import Licensing
from ringkeep.domain.limits.slots import Lane
from ringkeep.domain.model import Model
from ringkeep.domain.recordings.licensing import ImportLicensing, LicensedUsers, is_not_licensed
from ringkeep.domain.recordings.lifecycle import reopened
from ringkeep.domain.recordings.recordings import Recording


def is_offered(row: Recording, licensing: ImportLicensing, since: float, now: float) -> bool:
    """Whether to offer the import of a recording that was excluded as not licensed: its call began at
    `since` or later, a licensed user took part in it, and RingCentral still keeps it. Judged by the row
    alone."""
    in_time = row.start_time >= since and now < row.expires_at
    return is_not_licensed(row) and in_time and licensing.takes(row.covered)


def imported_by_licence(row: Recording, now: float, source: str = "licence") -> Recording:
    """Opens a recording whose import was offered and accepted. New calls do not wait for it."""
    return reopened(row, now, source, now).model_copy(update={"lane": Lane.BACKFILL})


def licensing_of_user(record: UserRecord, account: AccountRef, zone: tzinfo) -> LicensedUsers:
    """Returns the licensing by which only the calls of one user are imported: those of the days on which
    they had one of their extensions."""
    own = [each for each in record.assignments if each.extension.account == account]

    def user_on(extension_id: str, day: date) -> str | None:
        held = (each for each in own if each.extension.extension_id == extension_id)
        return record.user.id if any(each.period.covers(day) for each in held) else None

    return LicensedUsers(zone, user_on, lambda user_id, at: True)


class ImportCount(Model):
    """`calls_a_day`: the recorded calls a day, on average."""

    extensions: int = 0
    calls_a_day: float = 0.0

    def beyond(self, other: ImportCount) -> ImportCount:
        """Returns what this has and the other has not."""
        return ImportCount(
            extensions=max(0, self.extensions - other.extensions),
            calls_a_day=round(max(0.0, self.calls_a_day - other.calls_a_day), 1),
        )


class SwitchPreview(Model):
    """What a switch of the licensing changes: whose calls are no longer imported (`taken_out`), whose
    calls are imported from now on (`taken_in`), and whose calls are imported after the switch. Calls were
    counted over a number of `days`."""

    taken_in: ImportCount
    taken_out: ImportCount
    imported: ImportCount
    days: float


def licensed_extensions(
    assignments: Iterable[ExtensionAssignments], licensed_users: Collection[str], day: date
) -> frozenset[str]:
    """Returns the extensions that licensed users have on the day."""
    return frozenset(
        each.extension_id for each in assignments if each.user_on(day) in licensed_users
    )


def switch_preview(
    before: Licensing,
    after: Licensing,
    extensions: Collection[str],
    licensed: Collection[str],
    recordings: Collection[Collection[str]],
    days: float,
) -> SwitchPreview:
    """Compares two settings. `extensions` are all that have calls or may have, `licensed` those of
    licensed users on the day of the switch. `recordings` has the extensions that each recording of a
    number of `days` covers: one licensed extension is enough."""
    everyone = frozenset(extensions).union(*recordings)
    licensed_ones = everyone & frozenset(licensed)
    with_licence = sum(not licensed_ones.isdisjoint(covered) for covered in recordings)
    counts = {
        Licensing.EVERYONE: _count(len(everyone), len(recordings), days),
        Licensing.USERS: _count(len(licensed_ones), with_licence, days),
    }
    was, will_be = counts[before], counts[after]
    return SwitchPreview(
        taken_in=will_be.beyond(was), taken_out=was.beyond(will_be), imported=will_be, days=days
    )


def _count(extensions: int, recordings: int, days: float) -> ImportCount:
    return ImportCount(extensions=extensions, calls_a_day=round(recordings / (days or 1), 1))
