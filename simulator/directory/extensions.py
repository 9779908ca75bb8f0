"""An extension of the account: a user, a call queue, a menu or another kind of entry."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Extension:
    id: int
    name: str
    number: str | None
    type: str = "User"
    status: str = "Enabled"
    department: str | None = None
    site: str | None = None
    """The name of its site, in an account with several."""
