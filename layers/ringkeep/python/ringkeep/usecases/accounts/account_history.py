"""Which RingCentral accounts a service has been connected to."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.errors import Conflict
from ringkeep.usecases.documents import StateDocument
from ringkeep.usecases.state import StateStore


class _Accounts(BaseModel):
    """The latest account is the last."""

    model_config = ConfigDict(frozen=True)

    account_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class AccountHistory:
    """New credentials of a service may belong to another account than the old ones."""

    states: StateStore

    def accounts(self, service: str) -> tuple[str, ...]:
        """Account ids, the latest last; those of a removed service, too."""
        return self._document(service).value.account_ids

    def latest(self, service: str) -> str | None:
        """The account that was logged in to last; None before the first login."""
        accounts = self.accounts(service)
        return accounts[-1] if accounts else None

    def remember(self, account: AccountRef) -> None:
        """Makes the account the service's latest. It writes only when another account was; a
        conflict means that another login to the same account was faster."""
        document = self._document(account.service)
        known = document.value.account_ids
        if known[-1:] == (account.account_id,):
            return
        others = (each for each in known if each != account.account_id)
        with suppress(Conflict):
            document.save(account_ids=(*others, account.account_id))

    def _document(self, service: str) -> StateDocument[_Accounts]:
        return StateDocument(self.states, f"accounts#{service}", _Accounts)
