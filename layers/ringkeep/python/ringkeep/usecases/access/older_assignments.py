"""The extension that a stack of version 0.1.0 assigned to a person: a document in the state store, under
the person's name in the user pool."""

from __future__ import annotations

from ringkeep.domain.model import Model
from ringkeep.usecases.accounts.account_history import AccountHistory
from ringkeep.usecases.documents import StateDocument
from ringkeep.usecases.state import StateStore


class Assignment(Model):
    """The extension that is assigned to a person."""

    email: str = ""
    service: str = ""
    account_id: str = ""
    """Empty in assignments of version 0.1.0, and in those made before the service's first login."""
    extension_id: str = ""


def assignment_name(username: str) -> str:
    """Returns the name of the state document with the person's service and extension."""
    return f"users#{username}"


def assignment(states: StateStore, username: str) -> StateDocument[Assignment]:
    return StateDocument(states, assignment_name(username), Assignment)


def assigned_account(states: StateStore, assigned: Assignment) -> str:
    """Returns the account of the assigned extension. An assignment that names none holds as long as the
    service was never connected to a second account, where the extension could be someone else's. Empty
    if it no longer holds."""
    if assigned.account_id or not assigned.service:
        return assigned.account_id
    accounts = AccountHistory(states).accounts(assigned.service)
    return accounts[0] if len(accounts) == 1 else ""
