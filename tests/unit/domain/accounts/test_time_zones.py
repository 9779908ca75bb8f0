"""The time zone of a service."""

from __future__ import annotations

from datetime import UTC

import pytest

from ringkeep.domain.accounts.services import Policy, Service
from ringkeep.domain.accounts.time_zones import is_time_zone, zone_of
from ringkeep.errors import ConfigurationError
from ringkeep.usecases.accounts.manage_services import changed_policy


def service(time_zone: str) -> Service:
    policy = Policy(time_zone=time_zone)
    return Service(name="main", server_url="https://p.example.com", secret_arn="a", policy=policy)


def test_a_service_of_an_older_version_is_in_utc() -> None:
    assert zone_of(service("")) is UTC


@pytest.mark.parametrize(
    "name", ["Nowhere/Town", "../../etc/passwd", "/etc/localtime", "a\0b", "."]
)
def test_an_unknown_zone_is_refused_and_one_that_is_stored_stops_nothing(name: str) -> None:
    assert not is_time_zone(name)
    assert zone_of(service(name)) is UTC
    with pytest.raises(ConfigurationError, match="time_zone"):
        changed_policy(Policy(), {"time_zone": name})


def test_a_known_zone_is_accepted() -> None:
    policy = changed_policy(Policy(), {"time_zone": "America/New_York"})
    assert str(zone_of(service(policy.time_zone))) == "America/New_York"
