"""What someone sees of the Realtime page today, and how an open page notices that it changed."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from ringkeep.domain.access.rights import Right
from ringkeep.domain.access.sight import CurrentSight, Today
from ringkeep.domain.access.user_principal import UserPrincipal


class LiveSight(NamedTuple):
    """`fingerprint` changes with the person's rights, with whom they see, and with the day on which
    they begin or cease to see an extension."""

    fingerprint: str
    current: CurrentSight


def live_sight(principal: UserPrincipal | None, today: Today) -> LiveSight | None:
    """Returns None for someone who may not see the page."""
    if principal is None or not principal.may(Right.SEE_LIVE):
        return None
    current = principal.sight.now(today)
    return LiveSight(_fingerprint(principal, current), current)


def _fingerprint(principal: UserPrincipal, current: CurrentSight) -> str:
    if current.everyone:
        return principal.fingerprint
    lines = ("\t".join(owner) for owner in sorted(current.owners))
    text = "\n".join((principal.fingerprint, *lines))
    return hashlib.sha256(text.encode()).hexdigest()[:32]
