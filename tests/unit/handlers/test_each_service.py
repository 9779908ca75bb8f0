"""One service's trouble is its own: it is logged, counted, and stops no other service."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from pydantic import BaseModel

from ringkeep.domain.accounts.services import Connection, Service
from ringkeep.errors import (
    Busy,
    LoginFailed,
    RateLimited,
    RingkeepError,
    ServiceNotFound,
    Unavailable,
)
from ringkeep.handlers.each_service import IsolatedServices, as_json
from ringkeep.handlers.requests import ServicesRequest
from ringkeep.usecases.accounts.service_credentials import ServiceCredentials
from ringkeep.usecases.each_service import ServiceResult
from tests.fakes.accounts.secrets import MemorySecrets
from tests.fakes.accounts.services import MemoryServiceDirectory
from tests.unit.handlers.metrics import metric_values
from tests.unit.usecases.recordings.call_log_setup import CONNECTION, service


class Done(BaseModel):
    service: str


class Bench:
    def __init__(self, *names: str) -> None:
        self.secrets = MemorySecrets()
        directory = MemoryServiceDirectory()
        for name in names:
            arn = self.secrets.put(name, CONNECTION)
            directory.put(service(name).model_copy(update={"secret_arn": arn}))
        self.services = IsolatedServices(directory, ServiceCredentials(self.secrets))

    def run(self, **faults: Exception) -> list[ServiceResult[Done]]:
        def work(service: Service, connection: Connection) -> Sequence[Done]:
            assert connection == CONNECTION
            if service.name in faults:
                raise faults[service.name]
            return [Done(service=service.name)]

        return self.services.run(self.services.requested(ServicesRequest()), work)


def test_results_come_in_the_order_of_the_services() -> None:
    names = [f"s{number:02}" for number in range(40)]
    results = Bench(*names).run()
    assert [result.results[0].service for result in results] == names


def test_a_failing_service_does_not_stop_the_others(capsys: pytest.CaptureFixture[str]) -> None:
    results = Bench("a", "b").run(a=Unavailable("down"))
    assert as_json(results)["services"] == [
        {
            "service": "a",
            "status": "failed",
            "error": "Unavailable",
            "detail": "down",
            "results": [],
        },
        {
            "service": "b",
            "status": "ok",
            "error": "",
            "detail": "",
            "results": [{"service": "b"}],
        },
    ]
    assert metric_values(capsys)["ServiceFailed"] == [1.0]


@pytest.mark.parametrize(
    ("error", "metric"),
    [
        (RateLimited("slow down", retry_after=60.0), "RateLimited"),
        (LoginFailed("wrong client"), "ServiceFailed"),
    ],
)
def test_a_failure_is_counted_by_its_kind(
    capsys: pytest.CaptureFixture[str], error: RingkeepError, metric: str
) -> None:
    Bench("a").run(a=error)
    assert list(metric_values(capsys)) == [metric]


def test_after_a_failed_login_the_credentials_are_read_again() -> None:
    bench = Bench("a", "b")
    bench.run(a=LoginFailed("wrong client"), b=Unavailable("down"))
    assert bench.secrets.forgotten == [bench.secrets.kept[0]]


def test_a_service_that_another_run_works_on_has_not_failed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    (result,) = Bench("a").run(a=Busy("held"))
    assert (result.status, result.failed) == ("busy", False)
    assert metric_values(capsys) == {}


def test_a_service_without_credentials_has_failed() -> None:
    bench = Bench("a")
    bench.secrets.delete(bench.secrets.kept[0])
    (result,) = bench.run()
    assert (result.status, result.error) == ("failed", "ResourceMissing")


def test_a_bug_is_not_a_service_s_trouble() -> None:
    with pytest.raises(KeyError):
        Bench("a").run(a=KeyError("bug"))


def test_one_service_may_be_requested_by_its_name() -> None:
    services = Bench("a", "b").services
    assert [each.name for each in services.requested(ServicesRequest(service="b"))] == ["b"]
    with pytest.raises(ServiceNotFound):
        services.requested(ServicesRequest(service="c"))
