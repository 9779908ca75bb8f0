"""E-mail addresses of users: one form for each, so that no two users have the same one."""

from __future__ import annotations

import re
import string
from typing import ClassVar, Final

from ringkeep.domain.access.refusals import Refusal

LONGEST: Final = 254
_NOT_IN_NAMES: Final = re.compile(r"[._-]+")
_LOWER: Final = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
_LOCAL: Final = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_LABEL: Final = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_ADDRESS: Final = re.compile(rf"(?=.{{1,64}}@){_LOCAL}@(?:{_LABEL}\.)+(?=[a-z]){_LABEL}\Z")


class EmailNotValid(Refusal):
    code: ClassVar[str] = "email_not_valid"
    field: ClassVar[str] = "email"

    def __init__(self) -> None:
        super().__init__(
            "This is not an e-mail address. Write it like name@example.com, in ASCII and without a"
            " display name."
        )


class EmailTaken(Refusal):
    code: ClassVar[str] = "email_taken"
    field: ClassVar[str] = "email"

    def __init__(self) -> None:
        super().__init__(
            "Another user has this e-mail address. Use a different one, or change that user."
        )


def normalised_email(text: str) -> str:
    """Returns the text without spaces around it, and with ASCII letters in lower case. Nothing else is
    folded: dots and `+` tags belong to the address, and the Kelvin sign, whose lower case is k, makes it
    another address. Nothing is checked: this is for finding what is stored."""
    return text.strip().translate(_LOWER)


def name_of_email(address: str) -> str:
    """Returns a name for someone of whom only the address is known: `Ann Lee` for ann.lee@example.com. An
    administrator may correct it."""
    local = address.strip().partition("@")[0].partition("+")[0]
    words = _NOT_IN_NAMES.sub(" ", local).split()
    return " ".join(each[0].upper() + each[1:] for each in words)[:200] or address.strip()[:200]


def normal_email(text: str) -> str:
    """Returns the normalised address of a user who is written. Raises EmailNotValid.

    Only ASCII is accepted. Otherwise letters that look alike, or that become ASCII in lower case,
    could make one address look like another; a domain of another script has an ASCII form.
    """
    address = normalised_email(text)
    if not text.strip().isascii() or len(address) > LONGEST or not _ADDRESS.match(address):
        raise EmailNotValid
    return address
