"""The security profiles of people from a stack with the roles of version 0.1.0. They keep what they
had. An agent may now also play their own recordings."""

from __future__ import annotations

from typing import Final

from ringkeep.domain.access.profiles import (
    ADMINISTRATOR,
    AGENT,
    ProfileVisibility,
    SecurityProfile,
)
from ringkeep.domain.access.rights import Right

REALTIME_VIEWER: Final = SecurityProfile(
    id="realtime-of-everyone",
    name="Realtime of everyone",
    rights=frozenset({Right.SEE_LIVE}),
    visibility=ProfileVisibility.ALL,
)
"""Stored as an own profile if the older stack has a Manager: that role saw everyone's live state. The
profile Manager sees only a team, and an older stack has no teams yet."""


OLDER_ROLES: Final = ("Administrator", "Manager", "Agent")
"""The groups of the user pool in version 0.1.0, starting with the one that had the most rights. Who was
in several had the first of them."""


def profile_of_role(role: str) -> SecurityProfile | None:
    """Returns the profile of someone with a role of version 0.1.0, None for no role."""
    return {"Administrator": ADMINISTRATOR, "Manager": REALTIME_VIEWER, "Agent": AGENT}.get(role)
