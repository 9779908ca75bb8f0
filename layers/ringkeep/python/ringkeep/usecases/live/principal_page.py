"""The part of the Realtime page that the signed-in person may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from ringkeep.domain.access.principal import Principal
from ringkeep.domain.access.visibility import Owner
from ringkeep.domain.live.page import RealtimeSnapshot, visible_services
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.live.socket_ports import RealtimePage


@dataclass(frozen=True)
class PrincipalPage:
    """Limits the Realtime page to a person's visibility."""

    page: RealtimePage
    clock: Clock

    def snapshot(
        self, principal: Principal, service: str | None = None, cursor: str | None = None
    ) -> RealtimeSnapshot:
        """Returns the part of the page that the person may see. It is empty for someone who may see only
        their own row but has no extension.

        Raises ServiceNotFound, and ValueError for an invalid cursor.
        """
        visibility = principal.visibility
        if visibility.everybody:
            return self.page.snapshot(service, cursor)
        if cursor is not None:
            raise ValueError("the cursor is invalid")
        if visibility.own is None or service not in (None, visibility.own.service):
            return self._empty()
        return self._own(principal, visibility.own)

    def _own(self, principal: Principal, owner: Owner) -> RealtimeSnapshot:
        services = visible_services(principal.visibility, self.page.services())
        user = self.page.user(owner)
        ages = [each.age_seconds for each in services if each.age_seconds is not None]
        return self._empty().model_copy(
            update={
                "services": services,
                "age_seconds": max(ages, default=None),
                "users": (user,) if user else (),
            }
        )

    def _empty(self) -> RealtimeSnapshot:
        now = self.clock.now()
        return RealtimeSnapshot(version=int(now * 1000), as_of=datetime.fromtimestamp(now, UTC))
