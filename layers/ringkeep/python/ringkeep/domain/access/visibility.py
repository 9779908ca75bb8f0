"""Which extensions a person may see: in the API, in pushed changes, and on every page."""

from __future__ import annotations

from typing import NamedTuple

from ringkeep.domain.accounts.account_ref import AccountRef


class Owner(NamedTuple):
    """An extension of one account of a service. Without the account it would not be identified: a
    service may move to another account, where the same id belongs to someone else."""

    service: str
    account_id: str
    extension_id: str

    @property
    def account(self) -> AccountRef:
        return AccountRef(self.service, self.account_id)


class Visibility(NamedTuple):
    """The extensions that a person may see: all of them (`everybody`), only their `own`, or none.

    People with equal visibility see the same page.
    """

    everybody: bool
    own: Owner | None = None

    def sees(self, owner: Owner) -> bool:
        return self.everybody or owner == self.own

    def sees_account(self, account: AccountRef) -> bool:
        """Whether any extension of the account may be visible."""
        return self.everybody or (self.own is not None and self.own.account == account)
