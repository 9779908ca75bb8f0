"""The accounts in which a command looks for a recording."""

from __future__ import annotations

from collections.abc import Iterator

from ringkeep.cli.tools import Tools
from ringkeep.domain.accounts.account_ref import AccountRef


def owners(tools: Tools, service: str | None, account: str | None) -> Iterator[AccountRef]:
    """Yields the given account or the known ones, of the given service or of all services."""
    names = [service] if service else [each.name for each in tools.manager.list()]
    for name in names:
        for account_id in [account] if account else tools.accounts.accounts(name):
            yield AccountRef(name, account_id)
