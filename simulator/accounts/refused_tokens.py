"""Operations that refuse every token with 401 OAU-151, although logins succeed."""

from __future__ import annotations

from simulator.http.errors import bad_token

_EVERYONE = "*"


class RefusedTokens:
    """Operations by name, each with the extension whose tokens it refuses, or with everyone's."""

    def __init__(self) -> None:
        self._operations: dict[str, str] = {}

    def begin(self, operation: str, extension_id: str | None = None) -> None:
        """Refuses the tokens of one user, or of all, from now on."""
        self._operations[operation] = extension_id or _EVERYONE

    def end(self, operation: str) -> None:
        self._operations.pop(operation, None)

    def check(self, operation: str, extension_id: str) -> None:
        """Raises the 401 if the operation refuses this user's tokens."""
        if self._operations.get(operation) in (_EVERYONE, extension_id):
            raise bad_token("OAU-151", "This token may not be used for this operation")
