"""The extensions that users may get: those of the accounts to which the services are connected."""

from __future__ import annotations

from dataclasses import dataclass

from ringkeep.domain.access.assignments import Assignment, ExtensionAssignments
from ringkeep.domain.access.extension_rules import ExtensionUnknown, assign
from ringkeep.domain.access.extension_wishes import ExtensionWish
from ringkeep.domain.access.periods import Period
from ringkeep.domain.access.visibility import Owner
from ringkeep.domain.model import Model
from ringkeep.usecases.access.ports import KnownExtensions, PeopleStore
from ringkeep.usecases.accounts.account_history import AccountHistory


class ExtensionChoice(Model):
    """What a person chose. `replaced` is the period of the user's own assignment that ends with it, None
    if they get one more. `account_id` is empty for the account of the service's latest login. `wait`: if
    the extension is not listed yet, the user gets it when it is."""

    service: str
    extension_id: str
    period: Period = Period()
    replaced: Period | None = None
    account_id: str = ""
    wait: bool = False

    def wish_of(self, user_id: str, now: float) -> ExtensionWish | None:
        """Returns what is kept for an extension that is not listed yet, None if it is refused."""
        if not self.wait:
            return None
        return ExtensionWish(
            user_id=user_id,
            service=self.service,
            extension_id=self.extension_id,
            account_id=self.account_id,
            period=self.period,
            since=now,
        )


@dataclass(frozen=True)
class Extensions:
    known: KnownExtensions
    accounts: AccountHistory

    def assigned(
        self, store: PeopleStore, user_id: str, choice: ExtensionChoice
    ) -> ExtensionAssignments:
        """Returns the extension's assignments with the user's. Raises ExtensionUnknown, ExtensionTaken
        and AssignmentUnknown."""
        extension = self._extension(choice)
        new, old = choice.period, choice.replaced
        return assign(
            store.extension(extension),
            Assignment(user_id=user_id, period=new),
            self.known.row(extension),
            replaced=None if old is None else Assignment(user_id=user_id, period=old),
        )

    def _extension(self, choice: ExtensionChoice) -> Owner:
        """Before the service's first login its account is not known, and neither are its extensions."""
        account_id = choice.account_id or self.accounts.latest(choice.service)
        if not account_id:
            raise ExtensionUnknown
        return Owner(choice.service, account_id, choice.extension_id)
