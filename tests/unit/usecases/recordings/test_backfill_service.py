"""A step of a back-fill finds its service and its call log."""

from __future__ import annotations

import pytest

from ringkeep.domain.recordings.retry_delays import RetryDelays
from ringkeep.errors import ServiceNotFound
from ringkeep.usecases.accounts.account_history import AccountHistory
from ringkeep.usecases.accounts.service_credentials import ServiceCredentials
from ringkeep.usecases.recordings.backfill import Backfill, BackfillRequest
from ringkeep.usecases.recordings.backfill_service import BackfillService
from ringkeep.usecases.recordings.poll_call_log import CallLogPoller, PageWriter
from ringkeep.usecases.recordings.read_licensing import ONLY_EVERYONE
from ringkeep.usecases.recordings.record_calls import CallRecorder
from ringkeep.usecases.recordings.schedule_imports import ImportScheduler
from tests.fakes.accounts.secrets import MemorySecrets
from tests.fakes.accounts.services import MemoryServiceDirectory
from tests.fakes.clock import FakeClock
from tests.fakes.leases import MemoryLeases
from tests.fakes.recordings.archive import MemoryArchive
from tests.fakes.recordings.calls_table import MemoryCallsTable, MemoryFoundCounts
from tests.fakes.recordings.scheduling import FixedLimiter, RecordedWorkflows
from tests.fakes.state import MemoryStateStore
from tests.unit.usecases.recordings.call_log_setup import CONNECTION, open_call_log, service


class Setup:
    def __init__(self) -> None:
        clock, delays, calls = FakeClock(), RetryDelays(), MemoryCallsTable()
        self.deadline = clock.now() + 300
        self.services, self.states, self.secrets = (
            MemoryServiceDirectory(),
            MemoryStateStore(),
            MemorySecrets(),
        )
        scheduler = ImportScheduler(calls, FixedLimiter(clock), RecordedWorkflows(), clock, delays)
        recorder = CallRecorder(calls, MemoryArchive(), delays, clock.now, ONLY_EVERYONE)
        writer = PageWriter(recorder, MemoryFoundCounts(), scheduler)
        poller = CallLogPoller(self.states, MemoryLeases(clock), writer, clock, delays)
        self.backfill = BackfillService(
            self.services,
            ServiceCredentials(self.secrets),
            open_call_log(self.states),
            Backfill(poller),
        )

    def connect(self) -> None:
        arn = self.secrets.put("main", CONNECTION)
        self.services.put(service("main").model_copy(update={"secret_arn": arn}))


REQUEST = BackfillRequest(service="main", run_id="run-1")


def test_an_empty_log_is_read_to_its_end() -> None:
    setup = Setup()
    setup.connect()
    step = setup.backfill.step(REQUEST, setup.deadline)
    assert (step.done, step.progress, step.found) == (True, 1.0, 0)
    assert AccountHistory(setup.states).latest("main") == "account-of-main"


def test_the_error_for_a_removed_service_names_it() -> None:
    setup = Setup()
    with pytest.raises(ServiceNotFound, match="main"):
        setup.backfill.step(REQUEST, setup.deadline)
