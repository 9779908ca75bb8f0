"""The present day of a service, and how often the service is read for it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from ringkeep.domain.accounts.services import Policy, Service
from ringkeep.usecases.accounts.service_days import ServiceDays
from tests.fakes.accounts.services import MemoryServiceDirectory
from tests.fakes.clock import FakeClock
from tests.unit.usecases.recordings.call_log_setup import service


class _Counting(MemoryServiceDirectory):
    asked = 0

    def get(self, name: str) -> Service:
        self.asked += 1
        return super().get(name)


def day_of_utc(clock: FakeClock) -> object:
    return datetime.fromtimestamp(clock.now(), UTC).date()


def test_without_a_time_zone_it_is_the_day_of_utc() -> None:
    clock = FakeClock()
    days = ServiceDays(MemoryServiceDirectory({"main": service("main")}), clock)
    assert days("main") == days("unknown") == day_of_utc(clock)


def test_a_service_is_read_once_a_minute() -> None:
    clock, directory = FakeClock(), _Counting({"main": service("main")})
    days = ServiceDays(directory, clock)
    for _ in range(100):
        days("main")
    assert directory.asked == 1
    clock.advance(61)
    days("main")
    assert directory.asked == 2


def test_it_is_the_day_of_the_services_time_zone() -> None:
    clock = FakeClock()
    clock.advance(86_400 - clock.now() % 86_400 + 60)  # a minute after midnight in UTC
    names = {"west": "America/Los_Angeles", "east": "Asia/Tokyo", "nowhere": "Mars/Olympus"}
    directory = MemoryServiceDirectory(
        {
            name: service(name).model_copy(update={"policy": Policy(time_zone=zone)})
            for name, zone in names.items()
        }
    )
    days = ServiceDays(directory, clock)
    utc = datetime.fromtimestamp(clock.now(), UTC).date()
    assert days("west") == utc - timedelta(days=1)
    assert days("east") == days("nowhere") == utc
