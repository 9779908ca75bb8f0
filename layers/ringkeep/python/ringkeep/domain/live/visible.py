"""Filters the rows of the Realtime page by a person's visibility."""

from __future__ import annotations

from collections.abc import Iterable

from ringkeep.domain.access.principal import Owner, Visibility
from ringkeep.domain.live.page import RealtimeService, RealtimeUser


def visible_users(
    visibility: Visibility, users: Iterable[RealtimeUser]
) -> tuple[RealtimeUser, ...]:
    return tuple(user for user in users if visibility.sees(Owner(user.service, user.extension_id)))


def visible_services(
    visibility: Visibility, services: Iterable[RealtimeService]
) -> tuple[RealtimeService, ...]:
    return tuple(each for each in services if visibility.sees_service(each.service))
