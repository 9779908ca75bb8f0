"""Explains to an administrator why RingCentral refuses a subscription.

RingCentral's messages may quote the webhook's address, part of which is secret. Addresses and long
words are therefore removed from the messages before they are logged.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from ringkeep.domain.events.subscriptions import Reason
from ringkeep.errors import BadRequest, PermissionMissing, RingkeepError

_UNTIL_THEN: Final = "Until then, polls find the recordings."
_ADDRESS: Final = re.compile(r"\S*(?:://|/webhooks/)\S*|[\w-]{32,}")
_ADDRESS_PARAMETER: Final = "deliverymode.address"
_LIMIT_CODE: Final = "SUB-505"
_TEST_CODES: Final = "SUB-52"
"""Prefix of the codes for a failed test of the address: unreachable, too slow, wrong answer, too long."""
_LIMIT_TEXT: Final = (
    "the app's user has reached RingCentral's limit of 30 subscriptions: delete unused ones"
)


class Refusal(NamedTuple):
    """Why RingCentral refused. `permission` is the missing permission, if RingCentral named one."""

    reason: Reason
    text: str
    permission: str = ""


def error_text(error: BadRequest | PermissionMissing) -> str:
    """Returns RingCentral's message and code, without addresses."""
    message = _ADDRESS.sub("[address]", error.message)
    return f"{message} [{error.code or error.status}]"


def redacted_text(error: RingkeepError) -> str:
    """Returns the message of any failure, without addresses."""
    return _ADDRESS.sub("[address]", str(error))


def withheld_text(permissions: Sequence[str], explanation: str) -> str:
    """Describes a subscription that lacks some filters."""
    detail = f": {explanation.rstrip('.')}" if explanation else ""
    names = ", ".join(permissions)
    return f"RingCentral withholds events because permissions are missing ({names}){detail}."


def refusal_of(error: BadRequest | PermissionMissing) -> Refusal:
    """Returns the reason for an error, with a sentence for the administrator."""
    message = error_text(error)
    if error.code == _LIMIT_CODE:
        return _refusal(Reason.LIMIT_REACHED, f"{_LIMIT_TEXT} [{error.code}]")
    if error.code.startswith(_TEST_CODES) or _ADDRESS_PARAMETER in message.lower():
        return _refusal(Reason.UNREACHABLE, f"RingCentral cannot use our webhook: {message}")
    if isinstance(error, PermissionMissing):
        return _permission_missing(error.permission, message)
    return _refusal(Reason.REFUSED, f"RingCentral refuses the subscription: {message}")


def _permission_missing(permission: str, message: str) -> Refusal:
    missing = f"the permission {permission}" if permission else "a permission"
    text = f"the app or its user lacks {missing} for webhooks: {message}"
    return _refusal(Reason.PERMISSION_MISSING, text, permission)


def _refusal(reason: Reason, text: str, permission: str = "") -> Refusal:
    sentence = text[0].upper() + text[1:].rstrip(".")
    return Refusal(reason, f"{sentence}. {_UNTIL_THEN}", permission)
