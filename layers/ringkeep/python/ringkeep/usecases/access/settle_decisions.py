"""Stores the decisions about one extension, and takes back those that are no longer needed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from ringkeep.domain.access.decisions import OpenDecision, place_of
from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.errors import Conflict
from ringkeep.usecases.access.decision_ports import Decisions

_PAGE: Final = 500


class Settled:
    """How many decisions a run opened and closed."""

    def __init__(self) -> None:
        self.opened = 0
        self.closed = 0


@dataclass(frozen=True)
class SettleDecisions:
    decisions: Decisions

    def opened(self, account: AccountRef) -> Mapping[str, tuple[OpenDecision, ...]]:
        """Returns the open decisions of an account by extension. Those of an account to which the service
        is no longer connected are closed: Ringkeep does not see its extensions any more."""
        found: dict[str, tuple[OpenDecision, ...]] = {}
        for alarm in (True, False):
            for each in self._all(place_of(account.service, alarm=alarm)):
                if each.extension.account == account:
                    known = found.get(each.extension.extension_id, ())
                    found[each.extension.extension_id] = (*known, each)
                else:
                    self._replace(each, None)
        return found

    def count_alarms(self, services: Iterable[str]) -> int:
        """Returns how many alarms are open. Those of services that no longer exist are closed."""
        names, open_ = frozenset(services), 0
        for each in self._all(place_of("", alarm=True)):
            if each.extension.service in names:
                open_ += 1
            else:
                self._replace(each, None)
        return open_

    def close_removed(self, services: Iterable[str]) -> None:
        """Closes the decisions of services that no longer exist."""
        names = frozenset(services)
        for each in self._all(""):
            if each.extension.service not in names:
                self._replace(each, None)

    def settle(
        self, stored: Iterable[OpenDecision], found: Iterable[OpenDecision], settled: Settled
    ) -> None:
        """Writes only what differs. Someone may take a decision at the same moment: then the next
        comparison settles the rest."""
        before = {each.id: each for each in stored}
        after = {each.id: each for each in found}
        for id_, each in after.items():
            old = before.get(id_)
            new = _following(old, each)
            if new != old and self._replace(old, new):
                settled.opened += old is None
        for id_ in before.keys() - after.keys():
            settled.closed += self._replace(before[id_], None)

    def _replace(self, before: OpenDecision | None, after: OpenDecision | None) -> bool:
        try:
            self.decisions.replace(before, after)
        except Conflict:
            return False
        return True

    def _all(self, begins: str) -> Iterable[OpenDecision]:
        after = ""
        while page := self.decisions.page(begins, after, _PAGE):
            yield from page
            after = page[-1].place
            if len(page) < _PAGE:
                return


def _following(old: OpenDecision | None, new: OpenDecision) -> OpenDecision:
    if old is None:
        return new
    same = new.model_copy(update={"found_at": old.found_at, "version": old.version})
    return old if same == old else same.model_copy(update={"version": old.version + 1})
