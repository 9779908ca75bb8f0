"""The time zone that RingCentral reports counts where none is set."""

from __future__ import annotations

import pytest

from ringkeep.domain.accounts.services import Policy, Service
from ringkeep.domain.accounts.time_zones import zone_name, zone_of
from ringkeep.usecases.accounts.reported_time_zone import KeepTimeZone
from tests.fakes.accounts.services import MemoryServiceDirectory


@pytest.fixture
def services() -> MemoryServiceDirectory:
    services = MemoryServiceDirectory()
    url = "https://platform.example.com"
    services.put(Service(name="main", server_url=url, secret_arn="arn:secret"))
    return services


def keep(services: MemoryServiceDirectory, reported: str) -> Service:
    KeepTimeZone(services)(services.get("main"), reported)
    return services.get("main")


def test_it_counts_where_none_is_set(services: MemoryServiceDirectory) -> None:
    assert zone_name(services.get("main")) == ""
    kept = keep(services, "US/Pacific")
    assert (zone_name(kept), str(zone_of(kept))) == ("US/Pacific", "US/Pacific")
    chosen = kept.model_copy(update={"policy": Policy(time_zone="Europe/Berlin")})
    assert str(zone_of(chosen)) == "Europe/Berlin"


def test_the_same_one_is_not_written_again(services: MemoryServiceDirectory) -> None:
    assert keep(services, "US/Pacific").version == keep(services, "US/Pacific").version
    assert zone_name(keep(services, "Asia/Tokyo")) == "Asia/Tokyo"
    assert zone_name(keep(services, "UTC")) == "UTC"


def test_utc_need_not_be_written(services: MemoryServiceDirectory) -> None:
    assert keep(services, "UTC") == services.get("main")
    assert services.get("main").version == 1


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../../etc/passwd", "x" * 100, "a\0b"])
def test_a_name_that_is_not_known_changes_nothing(
    services: MemoryServiceDirectory, name: str
) -> None:
    keep(services, "US/Pacific")
    assert keep(services, name).reported_time_zone == "US/Pacific"


def test_a_change_at_the_same_moment_wins(services: MemoryServiceDirectory) -> None:
    read = services.get("main")
    services.put(read.model_copy(update={"added_at": 5.0}))
    KeepTimeZone(services)(read, "US/Pacific")
    assert (services.get("main").added_at, services.get("main").reported_time_zone) == (5.0, "")


def test_a_service_that_was_removed_stays_removed(services: MemoryServiceDirectory) -> None:
    read = services.get("main")
    services.delete("main")
    KeepTimeZone(services)(read, "US/Pacific")
    assert services.list() == []
