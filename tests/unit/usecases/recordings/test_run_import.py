"""An import finds its service and credentials, and learns how soon content is ready."""

from __future__ import annotations

import pytest

from ringkeep.domain.accounts.services import Connection
from ringkeep.domain.json import JsonObject
from ringkeep.domain.recordings.imports import ImportRequest, import_request
from ringkeep.domain.recordings.lifecycle import not_ready
from ringkeep.domain.recordings.readiness import MOST_TRIES
from ringkeep.errors import ServiceNotFound, StorageFailed
from ringkeep.usecases.accounts.service_credentials import ServiceCredentials
from ringkeep.usecases.recordings.import_result import ImportResult, result_of
from ringkeep.usecases.recordings.retry_soon import RetrySoon
from ringkeep.usecases.recordings.run_import import RunImport
from tests.fakes.accounts.secrets import MemorySecrets
from tests.fakes.accounts.services import MemoryServiceDirectory
from tests.fakes.clock import FakeClock
from tests.fakes.recordings.calls_table import MemoryCallsTable
from tests.fakes.state import MemoryStateStore
from tests.unit.domain.recordings.example_rows import DELAYS, NOW, pending
from tests.unit.usecases.recordings.call_log_setup import CONNECTION, service
from tests.unit.usecases.recordings.import_setup import slot

REQUEST = import_request(pending(dispatch=1), slot(NOW))


class FakeImporter:
    def run(self, request: ImportRequest, connection: Connection, deadline: float) -> ImportResult:
        assert connection == CONNECTION
        return result_of(pending(dispatch=1), "not_ready", call_age=30.0)


def run(
    services: MemoryServiceDirectory,
    states: MemoryStateStore,
    observed: list[ImportResult] | None = None,
    request: ImportRequest = REQUEST,
) -> ImportResult:
    secrets = MemorySecrets()
    arn = secrets.put("default", CONNECTION)
    for each in services.list():
        services.put(each.model_copy(update={"secret_arn": arn}))
    importers = {"default": FakeImporter()}
    credentials = ServiceCredentials(secrets)
    observe = (observed if observed is not None else []).append
    calls = MemoryCallsTable()
    calls.put_recording(not_ready(pending(dispatch=1), NOW, DELAYS))
    retry_soon = RetrySoon(calls, FakeClock(NOW), DELAYS)
    runner = RunImport(
        services, credentials, lambda name, _: importers[name], states, observe, retry_soon
    )
    return runner.run(request, 0.0)


def test_an_import_learns_how_soon_content_is_ready() -> None:
    services, states = MemoryServiceDirectory(), MemoryStateStore()
    services.put(service("default"))
    assert run(services, states).outcome == "wait"
    assert states.get("readiness#default#a1")[0] is not None


def test_a_recording_that_is_not_ready_is_tried_again_soon_but_not_for_ever() -> None:
    services, states = MemoryServiceDirectory(), MemoryStateStore()
    services.put(service("default"))
    for tries in range(1, MOST_TRIES):
        request = REQUEST.model_copy(update={"tries": tries})
        assert run(services, states, request=request).outcome == "wait"
    last = REQUEST.model_copy(update={"tries": MOST_TRIES})
    assert run(services, states, request=last).outcome == "not_ready"


class FailingStateStore(MemoryStateStore):
    def put(self, name: str, value: JsonObject, expected_version: int) -> int:
        raise StorageFailed("busy")


def test_the_result_is_observed_even_if_learning_fails() -> None:
    services = MemoryServiceDirectory()
    services.put(service("default"))
    observed: list[ImportResult] = []
    with pytest.raises(StorageFailed):
        run(services, FailingStateStore(), observed)
    assert [result.outcome for result in observed] == ["not_ready"]


def test_the_error_for_a_removed_service_names_it() -> None:
    with pytest.raises(ServiceNotFound, match="default"):
        run(MemoryServiceDirectory(), MemoryStateStore())
