"""An extension, by which recordings, calls and rows of the Realtime page are seen or not."""

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
