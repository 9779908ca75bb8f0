"""The result of a sync of extensions is logged, and a list without an end is counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import pytest

from ringkeep.domain.accounts.services import Connection, Service
from ringkeep.handlers.directory import SyncExtensions
from ringkeep.handlers.requests import ServicesRequest
from ringkeep.usecases.directory.sync_extensions import SyncResult
from ringkeep.usecases.directory.sync_service import SyncService
from tests.unit.handlers.metrics import metric_values
from tests.unit.handlers.test_each_service import ServicesRun


@dataclass(frozen=True)
class FixedSync:
    result: SyncResult

    def run(self, service: Service, connection: Connection, deadline: float) -> SyncResult:
        return self.result


@pytest.mark.parametrize("endless", [True, False])
def test_a_list_without_an_end_is_counted_and_logged(
    capsys: pytest.CaptureFixture[str], logged: list[str], endless: bool
) -> None:
    sync = cast(SyncService, FixedSync(SyncResult(added=3, endless=endless)))
    SyncExtensions(ServicesRun("a").services, sync)(ServicesRequest(), 0.0)
    assert metric_values(capsys) == ({"ListsWithoutEnd": [1.0]} if endless else {})
    assert any("extensions compared" in line for line in logged)
    assert any("does not end" in line for line in logged) == endless
