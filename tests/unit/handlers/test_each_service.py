"""The failure of a service is logged and counted, and does not stop the other services."""

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
from ringkeep.handlers.each_service import IsolatedRows, IsolatedServices, as_json
from ringkeep.handlers.requests import ServicesRequest
from ringkeep.usecases.accounts.service_credentials import ServiceCredentials
from ringkeep.usecases.each_service import ServiceResult
from tests.fakes.accounts.secrets import MemorySecrets
from tests.fakes.accounts.services import MemoryServiceDirectory
from tests.unit.handlers.metrics import metric_values
from tests.unit.usecases.recordings.call_log_setup import CONNECTION, service


class Done(BaseModel):
    service: str


class ServicesRun:
    def __init__(self, *names: str) -> None:
        self.secrets = MemorySecrets()
        directory = MemoryServiceDirectory()
        for name in names:
            arn = self.secrets.put(name, CONNECTION)
            directory.put(service(name).model_copy(update={"secret_arn": arn}))
        self.rows = IsolatedRows(directory)
        self.services = IsolatedServices(directory, ServiceCredentials(self.secrets))

    def run(self, **faults: Exception) -> list[ServiceResult[Done]]:
        def work(service: Service, connection: Connection) -> Sequence[Done]:
            assert connection == CONNECTION
            if service.name in faults:
                raise faults[service.name]
            return [Done(service=service.name)]

        return self.services.run(self.services.requested(ServicesRequest()), work)


def test_results_are_in_the_order_of_the_services() -> None:
    names = [f"s{number:02}" for number in range(40)]
    results = ServicesRun(*names).run()
    assert [result.results[0].service for result in results] == names


def test_failing_service_does_not_stop_the_others(capsys: pytest.CaptureFixture[str]) -> None:
    results = ServicesRun("a", "b").run(a=Unavailable("down"))
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
def test_failure_is_counted_by_its_kind(
    capsys: pytest.CaptureFixture[str], error: RingkeepError, metric: str
) -> None:
    ServicesRun("a").run(a=error)
    assert list(metric_values(capsys)) == [metric]


def test_credentials_are_read_again_after_a_failed_login() -> None:
    services_run = ServicesRun("a", "b")
    services_run.run(a=LoginFailed("wrong client"), b=Unavailable("down"))
    assert services_run.secrets.forgotten == [services_run.secrets.kept[0]]


def test_busy_service_has_not_failed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    (result,) = ServicesRun("a").run(a=Busy("held"))
    assert (result.status, result.failed) == ("busy", False)
    assert metric_values(capsys) == {}


def test_service_without_credentials_has_failed() -> None:
    services_run = ServicesRun("a")
    services_run.secrets.delete(services_run.secrets.kept[0])
    (result,) = services_run.run()
    assert (result.status, result.error) == ("failed", "ResourceMissing")


def test_bug_is_not_caught() -> None:
    with pytest.raises(KeyError):
        ServicesRun("a").run(a=KeyError("bug"))


def test_one_service_is_requested_by_its_name() -> None:
    services = ServicesRun("a", "b").services
    assert [each.name for each in services.requested(ServicesRequest(service="b"))] == ["b"]
    with pytest.raises(ServiceNotFound):
        services.requested(ServicesRequest(service="c"))


def test_work_on_rows_reads_no_credentials(capsys: pytest.CaptureFixture[str]) -> None:
    services_run = ServicesRun("a", "b")
    for arn in services_run.secrets.kept:
        services_run.secrets.delete(arn)

    def work(service: Service) -> Sequence[Done]:
        if service.name == "a":
            raise Unavailable("down")
        return [Done(service=service.name)]

    rows = services_run.rows
    results = rows.run_rows(rows.requested(ServicesRequest()), work)
    assert [result.status for result in results] == ["failed", "ok"]
    assert metric_values(capsys)["ServiceFailed"] == [1.0]
