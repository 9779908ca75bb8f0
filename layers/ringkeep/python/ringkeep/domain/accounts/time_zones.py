"""The time zone of a service: days of assignments, rules and reports are days in it."""

from __future__ import annotations

from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo

from ringkeep.domain.accounts.services import Service


def is_time_zone(name: str) -> bool:
    """Whether this machine knows the IANA name, such as America/New_York."""
    return named_zone(name) is not None


def named_zone(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name) if name else UTC
    except (OSError, ValueError, KeyError):  # no such zone, or not the name of one
        return None


def zone_of(service: Service) -> tzinfo:
    """Returns the service's time zone, UTC if none is set or this machine does not know it."""
    return named_zone(service.policy.time_zone) or UTC
