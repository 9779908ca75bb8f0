"""Makes a new extension a user, with what an administrator named once for all of a service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ringkeep.domain.access.decisions import OpenDecision, Reason, not_added
from ringkeep.domain.access.emails import normalised_email
from ringkeep.domain.access.keep_in_step import KeepInStep, digest, setting_digest, user_name
from ringkeep.domain.access.plain_text import without_controls
from ringkeep.domain.access.refusals import ChangeRefused, Refusal
from ringkeep.domain.access.users import AccountInformation
from ringkeep.domain.access.visibility import Owner
from ringkeep.domain.directory.extensions import Extension, ExtensionRow
from ringkeep.usecases.access.add_user import AddUser, NewUser
from ringkeep.usecases.access.extensions import ExtensionChoice
from ringkeep.usecases.access.requests import ChangeRequest

_LONGEST_SITE: Final = 200


@dataclass(frozen=True)
class AddFromList:
    """Adds users in the name of their service."""

    add_user: AddUser

    def basis(self, setting: KeepInStep, extension: Extension) -> str:
        """Identifies what an attempt depends on: the setting, the extension, and what other users leave of
        addresses and licences. Reads 3 units for an extension that no one has."""
        store = self.add_user.changes.store
        profile = store.profiles().by_id.get(setting.security_profile)
        counts = store.licences()
        full = sorted(
            each
            for each in setting.licences & counts.ceilings.keys()
            if counts.used.get(each, 0) >= counts.ceilings[each]
        )
        email = normalised_email(extension.email)
        return digest(
            setting_digest(setting),
            extension.model_dump(mode="json", exclude={"raw"}),
            profile.version if profile else None,
            full,
            store.user_id_of_email(email) if email else "",
        )

    def __call__(self, setting: KeepInStep, owner: Owner, row: ExtensionRow) -> OpenDecision | None:
        """Returns None if the extension became a user, otherwise the decision that says why not. Raises
        what AddUser raises, except ChangeRefused."""
        extension = row.extension
        tried = self.basis(setting, extension)
        choice = ExtensionChoice(
            service=owner.service,
            account_id=owner.account_id,
            extension_id=owner.extension_id,
        )
        request = ChangeRequest(system=True, name=f"keep in step: {owner.service}")
        try:
            self.add_user(_new_user(setting, extension), request, choice)
        except ChangeRefused as refused:
            return OpenDecision(
                decision=not_added(row, owner),
                found_at=self.add_user.changes.clock.now(),
                reasons=tuple(map(_reason, refused.refusals)),
                tried=tried,
            )
        return None


def _new_user(setting: KeepInStep, extension: Extension) -> NewUser:
    site = without_controls(extension.site_name)[:_LONGEST_SITE]
    return NewUser(
        name=user_name(extension),
        email=extension.email,
        information=AccountInformation(site=site),
        security_profile=setting.security_profile,
        licences=setting.licences,
        invite=setting.invite,
    )


def _reason(refusal: Refusal) -> Reason:
    return Reason(code=refusal.code, field=refusal.field, detail=str(refusal))
