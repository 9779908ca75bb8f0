"""The ports of decisions about changes at RingCentral. Adapters and fakes pass the same contract tests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from ringkeep.domain.access.decisions import OpenDecision
from ringkeep.domain.accounts.account_ref import AccountRef


class Decisions(Protocol):
    """The open decisions. What a person decides is written with the users: see PeopleWrite."""

    def page(self, begins: str, after: str, limit: int) -> Sequence[OpenDecision]:
        """Returns up to `limit` decisions in order of their places, which begin with a text, from the first
        one after a place on. A read may be from a moment ago."""
        ...

    def decision(self, decision_id: str) -> OpenDecision | None:
        """Reads consistently."""
        ...

    def replace(self, before: OpenDecision | None, after: OpenDecision | None) -> None:
        """Writes a decision in the place of the one that was read; None for one that is new, or that is no
        longer open. `after` has the next version. Raises Conflict if it is no longer as it was read."""
        ...


class ExtensionSyncs(Protocol):
    """The syncs of the extension list."""

    def changed_at(self, account: AccountRef) -> float:
        """Returns when a sync last changed the list, in seconds since the epoch; 0 for never."""
        ...


UnimportedOf = Callable[[str, float], int | None]
"""Returns how many recordings of an extension that was deleted at a time (seconds since the epoch) are still
to be imported. None: that is not known, because no complete check of the call log has begun since the
deletion and ended, or because too many recordings of the account wait."""


class UnimportedRecordings(Protocol):
    def of(self, account: AccountRef) -> UnimportedOf:
        """Reads the open recordings of an account once."""
        ...
