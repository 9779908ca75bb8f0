"""Whether a recording is excluded: its call is too short, or no licensed user took part in it."""

from __future__ import annotations

from typing import Final, NamedTuple

from ringkeep.domain.accounts.services import Policy
from ringkeep.domain.recordings.calls import Call, RecordedPart
from ringkeep.domain.recordings.coverage import CoveredExtension, covered_extensions
from ringkeep.domain.recordings.licensing import (
    NOT_LICENSED,
    ImportLicensing,
    covered_in_all,
    is_not_licensed,
    takes_more,
)
from ringkeep.domain.recordings.recordings import Recording

TOO_SHORT: Final = "too_short"


class ImportRules(NamedTuple):
    """What decides whether a recording is imported. `covered`: whose calls it covers, as far as known."""

    policy: Policy
    licensing: ImportLicensing
    call: Call
    covered: tuple[CoveredExtension, ...]
    now: float

    @property
    def too_short(self) -> bool:
        """An unknown duration (0) is not short. A recording that is named is not excluded because it is
        marked as short: it is asked for once."""
        return self.call.settled and (
            0 < self.call.longest_duration < self.policy.minimum_duration_seconds
        )

    @property
    def exclusion(self) -> str:
        """Why the recording is not imported, or an empty text."""
        if self.too_short:
            return TOO_SHORT
        return "" if self.licensing.takes(self.covered) else NOT_LICENSED

    def changes_exclusion(self, row: Recording) -> bool:
        """Whether an excluded recording is imported now, or excluded for another reason. What RingCentral
        has deleted by now stays excluded: it was not lost."""
        if is_not_licensed(row) and row.confirmed:
            opens = self.now < row.expires_at and not self.too_short
            return opens and takes_more(row, self.covered, self.licensing)
        return self.exclusion != row.reason


def rules_of(
    call: Call,
    part: RecordedPart,
    policy: Policy,
    licensing: ImportLicensing,
    now: float,
    row: Recording | None = None,
) -> ImportRules:
    """`row` is what earlier records and events said about the recording."""
    view = row.view if row else ""
    covered = covered_extensions(call, part, view=view, known=licensing.known)
    in_all = covered_in_all(row, covered) if row else covered
    return ImportRules(policy, licensing, call, in_all, now)
