"""Gives users the extensions that were not listed when someone chose them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ringkeep.domain.access.extension_wishes import ExtensionWish
from ringkeep.domain.access.refusals import ChangeRefused
from ringkeep.domain.access.user_records import UserRecord, UserUnknown
from ringkeep.domain.access.visibility import Owner
from ringkeep.domain.model import Model
from ringkeep.errors import RingkeepError
from ringkeep.usecases.access.assign_extension import AssignExtension
from ringkeep.usecases.access.extensions import ExtensionChoice
from ringkeep.usecases.access.pool_ports import ExtensionWishes
from ringkeep.usecases.access.requests import ChangeRequest

REQUEST: Final = ChangeRequest(system=True, name="extension list")


class WishesResult(Model):
    """`problems` has the user's id and the error of each that failed."""

    given: int = 0
    waiting: int = 0
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class GiveExtensions:
    wishes: ExtensionWishes
    assign: AssignExtension

    def __call__(self, deadline: float) -> WishesResult:
        given, waiting = 0, 0
        problems = []
        for wish in self.wishes.wishes():
            if self.assign.changes.clock.now() >= deadline:
                break
            try:
                done = self._given(wish)
            except RingkeepError as error:
                problems.append(f"{wish.user_id} {type(error).__name__}: {error}")
                continue
            given, waiting = given + done, waiting + (not done)
        return WishesResult(given=given, waiting=waiting, problems=tuple(problems))

    def _given(self, wish: ExtensionWish) -> bool:
        """Returns whether the wish is settled. A refused one waits, with the reason, until the extension
        is free: the list of users shows it."""
        owner = self._listed(wish)
        if owner is None:
            return False
        record = self.assign.changes.store.user(wish.user_id)
        if record is None or _has(record, owner):
            self.wishes.drop_wish(wish.user_id)
            return True
        choice = ExtensionChoice(
            service=wish.service,
            extension_id=wish.extension_id,
            period=wish.period,
            account_id=owner.account_id,
        )
        try:
            self.assign(wish.user_id, choice, REQUEST)
        except UserUnknown:
            self.wishes.drop_wish(wish.user_id)
        except ChangeRefused as refused:
            if wish.problem != str(refused):
                self.wishes.put_wish(wish.model_copy(update={"problem": str(refused)}))
            return False
        return True

    def _listed(self, wish: ExtensionWish) -> Owner | None:
        """Returns the extension if the account's list has it."""
        extensions = self.assign.extensions
        account_id = wish.account_id or extensions.accounts.latest(wish.service) or ""
        owner = Owner(wish.service, account_id, wish.extension_id)
        return owner if account_id and extensions.known.row(owner) else None


def _has(record: UserRecord, owner: Owner) -> bool:
    return any(each.extension == owner for each in record.assignments)
