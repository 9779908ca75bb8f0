"""Takes users over from the extension list: one user for each extension, with its name and address.

Each user is added by themself, so that one extension without an e-mail address stops no other. Repeating
it is safe: whose address is taken already is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import Field

from ringkeep.domain.access.extension_rules import ExtensionUnknown
from ringkeep.domain.access.keep_in_step import user_name
from ringkeep.domain.access.periods import Period
from ringkeep.domain.access.plain_text import without_controls
from ringkeep.domain.access.refusals import ChangeRefused, Refusal
from ringkeep.domain.access.users import AccountInformation, Licence
from ringkeep.domain.access.visibility import Owner
from ringkeep.domain.directory.extensions import ExtensionRow
from ringkeep.domain.model import Model
from ringkeep.usecases.access.add_user import AddUser, NewUser
from ringkeep.usecases.access.extensions import ExtensionChoice
from ringkeep.usecases.access.requests import ChangeRequest

MOST_EXTENSIONS: Final = 50
_LONGEST_SITE: Final = 200


class TakenOver(Model):
    """What the new users have in common."""

    service: str
    extension_ids: Annotated[tuple[str, ...], Field(min_length=1, max_length=MOST_EXTENSIONS)]
    security_profile: str
    licences: frozenset[Licence] = frozenset()
    manager: str = ""
    period: Period = Period()
    invite: bool = False


@dataclass(frozen=True)
class TakenOverResult:
    """`user_id` is empty if the user was refused."""

    extension_id: str
    user_id: str = ""
    refusals: tuple[Refusal, ...] = ()


@dataclass(frozen=True)
class UsersFromExtensions:
    add_user: AddUser

    def __call__(self, taken: TakenOver, request: ChangeRequest) -> Sequence[TakenOverResult]:
        """Raises what AddUser raises, except ChangeRefused. What was added before stays added."""
        return list(self._results(taken, request))

    def _results(self, taken: TakenOver, request: ChangeRequest) -> Iterator[TakenOverResult]:
        account_id = self.add_user.extensions.accounts.latest(taken.service)
        for id_ in dict.fromkeys(taken.extension_ids):
            owner = Owner(taken.service, account_id or "", id_)
            row = self.add_user.extensions.known.row(owner) if account_id else None
            if row is None or not row.present:
                yield TakenOverResult(id_, refusals=(ExtensionUnknown(),))
            else:
                yield self._added(taken, row, request)

    def _added(
        self, taken: TakenOver, row: ExtensionRow, request: ChangeRequest
    ) -> TakenOverResult:
        id_ = row.extension.id
        choice = ExtensionChoice(service=taken.service, extension_id=id_, period=taken.period)
        try:
            record = self.add_user(_new_user(taken, row), request, choice)
        except ChangeRefused as refused:
            return TakenOverResult(id_, refusals=refused.refusals)
        return TakenOverResult(id_, record.user.id)


def _new_user(taken: TakenOver, row: ExtensionRow) -> NewUser:
    extension = row.extension
    return NewUser(
        name=user_name(extension),
        email=extension.email,
        information=AccountInformation(site=without_controls(extension.site_name)[:_LONGEST_SITE]),
        manager=taken.manager,
        security_profile=taken.security_profile,
        licences=taken.licences,
        invite=taken.invite,
    )
