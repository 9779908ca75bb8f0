"""The part of the Realtime page that the signed-in person may see."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Final

from ringkeep.domain.access.sight import CurrentSight, Today
from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.domain.access.visibility import Owner
from ringkeep.domain.live.page import RealtimeSnapshot, RealtimeUser, visible_services
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.live.positions import cursor_at, position_of
from ringkeep.usecases.live.socket_ports import RealtimePage

TEAM_PAGE_SIZE: Final = 5000


@dataclass(frozen=True)
class PrincipalPage:
    """Limits the Realtime page to what a person sees. For someone who does not see everyone, it reads the
    rows of the extensions that they see today, and no others."""

    page: RealtimePage
    today: Today
    clock: Clock
    page_size: int = TEAM_PAGE_SIZE

    def snapshot(
        self, principal: UserPrincipal, service: str | None = None, cursor: str | None = None
    ) -> RealtimeSnapshot:
        """Returns the part of the page that the person may see. It is empty for someone who sees no
        extension today.

        Raises ServiceNotFound, and ValueError for an invalid cursor.
        """
        sight = principal.sight.now(self.today)
        if sight.everyone:
            return self.page.snapshot(service, cursor)
        return self._part(sight, service, cursor)

    def _part(
        self, sight: CurrentSight, service: str | None, cursor: str | None
    ) -> RealtimeSnapshot:
        after = position_of(cursor) if cursor is not None else None
        wanted = (each for each in sight.owners if service in (None, each.service))
        owners = sorted(each for each in wanted if after is None or each > after)
        chosen = owners[: self.page_size]
        seen = visible_services(sight, self.page.services()) if owners else ()
        services = tuple(each for each in seen if service in (None, each.service))
        ages = [each.age_seconds for each in services if each.age_seconds is not None]
        now = self.clock.now()
        return RealtimeSnapshot(
            version=int(now * 1000),
            as_of=datetime.fromtimestamp(now, UTC),
            age_seconds=max(ages, default=None),
            services=services,
            users=tuple(self._rows(chosen)),
            next=cursor_at(chosen[-1]) if len(owners) > len(chosen) else None,
        )

    def _rows(self, owners: Sequence[Owner]) -> Iterator[RealtimeUser]:
        """`owners` are in order."""
        for account, group in groupby(owners, key=lambda each: each.account):
            yield from self.page.some_users(account, [each.extension_id for each in group])
