"""Why RingCentral takes no subscription, in words for the person who can mend it.

RingCentral's messages may quote the webhook's address, part of which nobody shall learn from a log:
addresses and long words are cut out of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from ringkeep.domain.events.subscriptions import Reason
from ringkeep.errors import BadRequest, PermissionMissing, RingkeepError

MEANWHILE: Final = "Recordings are imported by polls meanwhile."
_ADDRESS: Final = re.compile(r"\S*(?:://|/webhooks/)\S*|[\w-]{32,}")
_ADDRESS_PARAMETER: Final = "deliverymode.address"
_LIMIT_CODE: Final = "SUB-505"
_TEST_CODES: Final = "SUB-52"
"""How the codes of a failed test of the address begin: not reachable, late, not echoed, too long."""
_LIMIT_WORDS: Final = (
    "this app's user has as many subscriptions as RingCentral allows (30): delete those that"
    " nothing uses"
)


class Trouble(NamedTuple):
    """`permission` is what RingCentral named, if it named one."""

    reason: Reason
    words: str
    permission: str = ""


def words_of(refusal: BadRequest | PermissionMissing) -> str:
    """RingCentral's own words and code."""
    said = _ADDRESS.sub("[address]", refusal.message)
    return f"{said} [{refusal.code or refusal.status}]"


def plain_words(problem: RingkeepError) -> str:
    """Any failure in its own words."""
    return _ADDRESS.sub("[address]", str(problem))


def withheld_words(permissions: Sequence[str], explanation: str) -> str:
    """What is told of a subscription that works but for some filters."""
    said = f": {explanation.rstrip('.')}" if explanation else ""
    return f"RingCentral withholds events for want of {', '.join(permissions)}{said}."


def trouble_of(refusal: BadRequest | PermissionMissing) -> Trouble:
    told = words_of(refusal)
    if refusal.code == _LIMIT_CODE:
        return _trouble(Reason.LIMIT_REACHED, f"{_LIMIT_WORDS} [{refusal.code}]")
    if refusal.code.startswith(_TEST_CODES) or _ADDRESS_PARAMETER in told.lower():
        return _trouble(Reason.UNREACHABLE, f"RingCentral cannot use our webhook: {told}")
    if isinstance(refusal, PermissionMissing):
        return _permission_missing(refusal.permission, told)
    return _trouble(Reason.REFUSED, f"RingCentral refuses the subscription: {told}")


def _permission_missing(permission: str, told: str) -> Trouble:
    lacking = f"the permission {permission}" if permission else "a permission"
    words = f"the app or its user lacks {lacking} for webhooks: {told}"
    return _trouble(Reason.PERMISSION_MISSING, words, permission)


def _trouble(reason: Reason, words: str, permission: str = "") -> Trouble:
    sentence = words[0].upper() + words[1:].rstrip(".")
    return Trouble(reason, f"{sentence}. {MEANWHILE}", permission)
