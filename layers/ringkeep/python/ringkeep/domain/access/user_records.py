"""A user as they are stored: with a copy of their own assignments, and with a place in the list.

The list is ordered by name. It is read in pages: a page begins after a place, which stays valid when
the user who had it is renamed.
"""

from __future__ import annotations

import base64
import binascii
import re
import unicodedata
from typing import ClassVar, Final

from ringkeep.domain.access.assignments import ExtensionAssignments, UserAssignment
from ringkeep.domain.access.extension_rules import described
from ringkeep.domain.access.refusals import Refusal
from ringkeep.domain.access.users import User
from ringkeep.domain.model import Model

_LONGEST_NAME: Final = 600
"""In bytes. DynamoDB allows 1,024 for a sort key."""
_AFTER_NAME: Final = "\t"
"""Sorts before every character of a name, so that Ann comes before Ann Lee."""
_SPACES: Final = re.compile(r"\s+")


class UserUnknown(Refusal):
    code: ClassVar[str] = "user_unknown"
    field: ClassVar[str] = "id"

    def __init__(self) -> None:
        super().__init__("There is no user with this id. Choose one from the list of users.")


class CursorInvalid(Refusal):
    code: ClassVar[str] = "cursor_invalid"
    field: ClassVar[str] = "cursor"

    def __init__(self) -> None:
        super().__init__("The cursor is not one of this list. Read the list from its beginning.")


class UserRecord(Model):
    """The assignments of all users are written with the extensions' own, in one transaction."""

    user: User
    assignments: tuple[UserAssignment, ...] = ()

    def holding(self, stored: ExtensionAssignments) -> tuple[UserAssignment, ...]:
        """Returns the user's assignments after those of one extension were replaced by `stored`."""
        others = (each for each in self.assignments if each.extension != stored.extension)
        own = (
            UserAssignment(stored.extension, each.period)
            for each in stored.assignments
            if each.user_id == self.user.id
        )
        return (*others, *own)


class UserPage(Model):
    """`next` is the cursor of the following page, empty on the last one."""

    users: tuple[UserRecord, ...] = ()
    next: str = ""


def audited(record: UserRecord | None) -> dict[str, object] | None:
    """Returns what the audit log compares of a user."""
    if record is None:
        return None
    extensions = tuple(map(_spelled, record.assignments))
    return {**dict(record.user), "extensions": extensions}


def _spelled(held: UserAssignment) -> str:
    return f"{' '.join(held.extension)} {described(held.period)}"


def place_of(user: User) -> str:
    """Returns the user's place in the list: by name without case and accents, then by id."""
    return f"{_name_key(user.name)}{_AFTER_NAME}{user.id}"


def beginning_of(name: str) -> str:
    """Returns how the places of all users begin whose name begins with a text. A space at its end counts:
    `Ann ` finds Ann Lee and not Anna."""
    key = _name_key(name)
    return f"{key} " if key and name[-1:].isspace() else key


def _name_key(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    base = "".join(each for each in decomposed if not unicodedata.combining(each))
    key = _SPACES.sub(" ", base).strip().encode()[:_LONGEST_NAME]
    return key.decode(errors="ignore")


def cursor_at(place: str) -> str:
    return base64.urlsafe_b64encode(place.encode()).decode()


def place_at(cursor: str) -> str:
    """Returns the place after which a page begins, empty for the first page. Raises CursorInvalid."""
    try:
        place = base64.b64decode(cursor.encode(), altchars=b"-_", validate=True).decode()
    except (binascii.Error, UnicodeError) as error:
        raise CursorInvalid from error
    if (place and _AFTER_NAME not in place) or len(place.encode()) > _LONGEST_NAME + 100:
        raise CursorInvalid
    return place
