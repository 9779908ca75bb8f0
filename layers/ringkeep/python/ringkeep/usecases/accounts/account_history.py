"""Which RingCentral accounts a service has been connected to."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.model import Model
from ringkeep.errors import Conflict
from ringkeep.usecases.documents import StateDocument
from ringkeep.usecases.state import StateStore


class _Accounts(Model):
    """The account ids of a service, the latest last."""

    account_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class AccountHistory:
    """Remembers the accounts of each service, since new credentials may belong to another account."""

    states: StateStore

    def accounts(self, service: str) -> tuple[str, ...]:
        """Returns the account ids of a service, the latest last. It also works for a removed
        service."""
        return self._document(service).value.account_ids

    def latest(self, service: str) -> str | None:
        """Returns the account of the latest login, or None before the first login."""
        accounts = self.accounts(service)
        return accounts[-1] if accounts else None

    def remember(self, account: AccountRef) -> None:
        """Makes the account the latest one of the service. Writes only if another account was the
        latest. A conflict means that another login was faster; it is ignored."""
        document = self._document(account.service)
        account_ids = document.value.account_ids
        if account_ids[-1:] == (account.account_id,):
            return
        others = (each for each in account_ids if each != account.account_id)
        with suppress(Conflict):
            document.save(account_ids=(*others, account.account_id))

    def _document(self, service: str) -> StateDocument[_Accounts]:
        return StateDocument(self.states, f"accounts#{service}", _Accounts)
