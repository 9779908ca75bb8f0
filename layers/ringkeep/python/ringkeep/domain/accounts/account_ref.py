"""Names one RingCentral account of one service."""

from __future__ import annotations

from typing import NamedTuple


class AccountRef(NamedTuple):
    """A service can be connected to another account later, so its name alone does not suffice."""

    service: str
    account_id: str

    @property
    def key(self) -> str:
        """As the keys of the tables spell it."""
        return f"{self.service}#{self.account_id}"
