"""Security profiles: which rights a person has, and whose calls they may see.

The five built-in profiles are part of the program. They cannot be changed or deleted. Own profiles
are stored. docs/decisions/security-profiles.md has the reasons for the rights of each.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field, StringConstraints

from ringkeep.domain.access.rights import Right
from ringkeep.domain.model import Model

_SEPARATORS: Final = re.compile(r"[\s_-]+")


class ProfileVisibility(StrEnum):
    """Whose calls a person may see. Each includes the following ones."""

    ALL = "all"
    TEAM = "team"
    """Themself and everyone who reports to them, at any depth."""
    SELF = "self"

    def includes(self, other: ProfileVisibility) -> bool:
        order = list(ProfileVisibility)
        return order.index(self) <= order.index(other)


ProfileId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,40}$")]
ProfileName = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=100), Field(min_length=1)
]


class SecurityProfile(Model):
    """`version` grows with every change. It is 0 for a built-in profile, which never changes."""

    id: ProfileId
    name: ProfileName
    rights: frozenset[Right]
    visibility: ProfileVisibility
    built_in: bool = False
    version: int = 1

    @property
    def is_administrator(self) -> bool:
        """Only the built-in Administrator counts. It alone is certain to have every right, also after
        an update that adds one, so its people can repair everything else."""
        return self.id == ADMINISTRATOR.id

    def may(self, right: Right) -> bool:
        return right in self.rights

    def includes(self, other: SecurityProfile) -> bool:
        """Whether people with this profile can do and see everything that `other` allows."""
        return self.rights >= other.rights and self.visibility.includes(other.visibility)


_AGENT_RIGHTS = frozenset({Right.SEE_LIVE, Right.LIST_RECORDINGS, Right.PLAY})
_EVALUATOR_RIGHTS = frozenset({Right.LIST_RECORDINGS, Right.PLAY, Right.TRANSCRIBE, Right.EVALUATE})
_MANAGER_RIGHTS = _AGENT_RIGHTS | _EVALUATOR_RIGHTS | {Right.DOWNLOAD, Right.MANAGE_EVALUATIONS}
_NOT_FOR_LIMITED = frozenset({Right.MANAGE_SERVICES, Right.MANAGE_RETENTION, Right.SEE_UNREDACTED})


def _built_in(name: str, rights: Iterable[Right], visibility: ProfileVisibility) -> SecurityProfile:
    return SecurityProfile(
        id=profile_key(name),
        name=name,
        rights=frozenset(rights),
        visibility=visibility,
        built_in=True,
        version=0,
    )


def profile_key(name: str) -> str:
    """Returns the form in which names are compared: without case, and with one hyphen for spaces,
    underscores and hyphens. `Limited Administrator` becomes `limited-administrator`. Marks that no one
    sees, such as a space without width, do not count."""
    seen = "".join(each for each in name if unicodedata.category(each) != "Cf") or name
    return _SEPARATORS.sub("-", _caseless(_caseless(seen)).strip())


def _caseless(text: str) -> str:
    """Applied twice, it removes every difference of case and of compatible characters (Unicode's
    definition of a compatibility caseless match)."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFD", text).casefold())


ADMINISTRATOR: Final = _built_in("Administrator", Right, ProfileVisibility.ALL)
LIMITED_ADMINISTRATOR: Final = _built_in(
    "Limited Administrator", set(Right) - _NOT_FOR_LIMITED, ProfileVisibility.ALL
)
MANAGER: Final = _built_in("Manager", _MANAGER_RIGHTS, ProfileVisibility.TEAM)
EVALUATOR: Final = _built_in("Evaluator", _EVALUATOR_RIGHTS, ProfileVisibility.ALL)
AGENT: Final = _built_in("Agent", _AGENT_RIGHTS, ProfileVisibility.SELF)
BUILT_IN: Final = (ADMINISTRATOR, LIMITED_ADMINISTRATOR, MANAGER, EVALUATOR, AGENT)


def all_profiles(own: Iterable[SecurityProfile]) -> Mapping[str, SecurityProfile]:
    """Returns the built-in profiles and the stored ones, by id."""
    return {each.id: each for each in (*own, *BUILT_IN)}


def find_profile(
    profiles: Mapping[str, SecurityProfile], id_or_name: str
) -> SecurityProfile | None:
    """Returns the profile with this id, or with this name in any case: a script and a CSV file may
    give either."""
    key = profile_key(id_or_name)
    by_name = (each for each in profiles.values() if profile_key(each.name) == key)
    return profiles.get(key) or next(by_name, None)
