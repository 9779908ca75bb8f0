"""An import finds its service and credentials, and learns how soon content is ready."""

from __future__ import annotations

import pytest

from ringkeep.domain.accounts.services import Connection
from ringkeep.domain.json import JsonObject
from ringkeep.domain.recordings.imports import ImportRequest, import_request
from ringkeep.errors import ServiceNotFound, StorageFailed
from ringkeep.usecases.accounts.service_credentials import ServiceCredentials
from ringkeep.usecases.recordings.import_result import ImportResult, result_of
from ringkeep.usecases.recordings.run_import import RunImport
from tests.fakes.accounts.secrets import MemorySecrets
from tests.fakes.accounts.services import MemoryServiceDirectory
from tests.fakes.state import MemoryStateStore
from tests.unit.domain.recordings.example_rows import NOW, pending
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
) -> ImportResult:
    secrets = MemorySecrets()
    arn = secrets.put("default", CONNECTION)
    for each in services.list():
        services.put(each.model_copy(update={"secret_arn": arn}))
    importers = {"default": FakeImporter()}
    credentials = ServiceCredentials(secrets)
    observe = (observed if observed is not None else []).append
    runner = RunImport(services, credentials, lambda name, _: importers[name], states, observe)
    return runner.run(REQUEST, 0.0)


def test_an_import_learns_how_soon_content_is_ready() -> None:
    services, states = MemoryServiceDirectory(), MemoryStateStore()
    services.put(service("default"))
    assert run(services, states).outcome == "not_ready"
    assert states.get("readiness#default#a1")[0] is not None


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
