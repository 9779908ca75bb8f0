"""The time zone of a service: days of assignments, rules and reports are days in it."""

from __future__ import annotations

from datetime import UTC, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from ringkeep.domain.accounts.services import Service

_LONGEST: Final = 64


def is_time_zone(name: str) -> bool:
    """Whether this machine knows the IANA name, such as America/New_York."""
    return named_zone(name) is not None


def named_zone(name: str) -> tzinfo | None:
    if len(name) > _LONGEST:
        return None
    try:
        return ZoneInfo(name) if name else UTC
    except (OSError, ValueError, KeyError):  # no such zone, or not the name of one
        return None


def zone_name(service: Service) -> str:
    """Returns the name of the service's time zone: the one that is set, else the one that RingCentral
    reports for the account. Empty for UTC."""
    return service.policy.time_zone or service.reported_time_zone


def zone_of(service: Service) -> tzinfo:
    """Returns the service's time zone, UTC if there is none or this machine does not know it."""
    return named_zone(zone_name(service)) or UTC
