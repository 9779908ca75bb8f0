"""An operation that RingCentral refuses with 401 whatever the token: when it is tried again.

A new login does not help then. The refusal is stored with the token, so that no worker tries the
operation or logs in meanwhile: for minutes at first, then for an hour. When the pause is over, one
worker logs in and tries. A success ends the refusal, and so do new credentials.
"""

from __future__ import annotations

from typing import Final

from ringkeep.domain.model import Model

_PAUSES: Final = (300.0, 900.0, 3600.0)
TRIAL_SECONDS: Final = 60.0
"""How long one worker has to try an operation again before another one may."""
NEW_TOKEN_SECONDS: Final = 600.0
"""A token that was refused within this time after its login is not replaced by another login."""


class TokenRefusal(Model):
    """`generation` is the number of the login whose token was refused last. `count` is the number of
    refusals in a row. No worker tries the operation before `until`."""

    operation: str
    message: str
    code: str = ""
    status: int = 401
    generation: int = 0
    count: int = 1
    until: float
    fingerprint: str = ""

    def sentence(self) -> str:
        """Describes the refusal for an administrator."""
        return (
            f"RingCentral refuses the operation {self.operation!r} although the login succeeds"
            f" ({self.status} {self.code}): {self.message}. Check that the app is active in the"
            " developer console and has the permissions that the administrator's guide lists."
        )


def refusal_of(
    refusals: tuple[TokenRefusal, ...], operation: str, fingerprint: str
) -> TokenRefusal | None:
    """Returns the refusal of an operation. A refusal of other credentials does not count."""
    found = (each for each in refusals if each.operation == operation)
    return next((each for each in found if each.fingerprint == fingerprint), None)


def with_refusal(
    refusals: tuple[TokenRefusal, ...], refusal: TokenRefusal
) -> tuple[TokenRefusal, ...]:
    return (*without(refusals, refusal.operation), refusal)


def without(refusals: tuple[TokenRefusal, ...], operation: str) -> tuple[TokenRefusal, ...]:
    return tuple(each for each in refusals if each.operation != operation)


def pause_after(count: int) -> float:
    """Returns the seconds until the next try after this many refusals in a row."""
    return _PAUSES[min(count, len(_PAUSES)) - 1]
