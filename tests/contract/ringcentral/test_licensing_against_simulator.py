"""A service that imports licensed users only, over real HTTP to the simulated account, and into tables like
DynamoDB's: from the excluded call to the licence, the offer and the import."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import boto3
import pytest
from moto import mock_aws

from ringkeep.aws.access.licensed_users import DynamoLicensedUsers
from ringkeep.aws.access.offer_jobs import DynamoOfferJobs
from ringkeep.aws.access.people_table import DynamoPeople
from ringkeep.aws.recordings.calls_table import DynamoCallsTable
from ringkeep.aws.recordings.recording_list import DynamoRecordingList
from ringkeep.domain.access.assignments import Assignment, ExtensionAssignments, UserAssignment
from ringkeep.domain.access.periods import Period
from ringkeep.domain.access.user_principal import COMMAND_LINE
from ringkeep.domain.access.user_records import UserRecord
from ringkeep.domain.access.users import Licence
from ringkeep.domain.access.visibility import Owner
from ringkeep.domain.accounts.services import Licensing, Policy, Service
from ringkeep.domain.recordings.offer_jobs import OfferJob, OfferJobState
from ringkeep.domain.recordings.recordings import Recording
from ringkeep.domain.recordings.retry_delays import RetryDelays
from ringkeep.ringcentral.call_log import WalkedCallLog
from ringkeep.ringcentral.http.transport import Transport
from ringkeep.usecases.access.ports import PeopleWrite, UserWrite
from ringkeep.usecases.recordings.import_offered import ImportOffered
from ringkeep.usecases.recordings.list_recordings import ListRecordings, RecordingQuery
from ringkeep.usecases.recordings.offered_rows import OfferedRows
from ringkeep.usecases.recordings.poll_call_log import CallLogPoller, PageWriter, Target
from ringkeep.usecases.recordings.read_licensing import ReadLicensing
from ringkeep.usecases.recordings.record_calls import CallRecorder
from ringkeep.usecases.recordings.schedule_imports import ImportScheduler
from simulator import scenarios
from simulator.directory.extensions import Extension
from simulator.http.server import SimulatorServer
from simulator.recordings.calls import Call
from simulator.recordings.factory import CallFactory, CallPlan
from simulator.testing import NOON, frozen_clock, options_without_limits
from tests.contract.ringcentral.test_client_against_simulator import SharedClock, SimulatorSetup
from tests.contract.tables import calls_table, people_table
from tests.fakes.accounts.services import MemoryServiceDirectory
from tests.fakes.clock import FakeClock
from tests.fakes.leases import MemoryLeases
from tests.fakes.recordings.archive import MemoryArchive
from tests.fakes.recordings.calls_table import MemoryFoundCounts
from tests.fakes.recordings.scheduling import FixedLimiter, RecordedWorkflows
from tests.fakes.state import MemoryStateStore
from tests.unit.domain.access.example_users import ANN, BEN, user

RECORDED = frozenset({Licence.CALL_RECORDING})


class LicensedService:
    """The first extension of the account is Ann's, who has a licence. The second is Ben's."""

    def __init__(self, server: SimulatorServer, transport: Transport) -> None:
        self.account = server.account
        self.factory = CallFactory(self.account)
        self.simulator = SimulatorSetup(server, transport)
        self.clock = SharedClock(self.account)
        dynamodb = boto3.client("dynamodb", region_name="us-east-1")
        calls, people = calls_table(dynamodb), people_table(dynamodb)
        self.calls = DynamoCallsTable(dynamodb, calls)
        self.rows = DynamoRecordingList(dynamodb, calls)
        self.people = DynamoPeople(dynamodb, people)
        self.jobs = DynamoOfferJobs(dynamodb, people)
        self.services = MemoryServiceDirectory({"acme": self.service})
        self.poller = self._poller(ReadLicensing(DynamoLicensedUsers(dynamodb, people)))
        self.ann, self.ben, *_ = self.account.extensions.values()
        self._add(ANN, self.ann, RECORDED)
        self._add(BEN, self.ben)

    @property
    def service(self) -> Service:
        url = self.simulator.connection.server_url
        policy = Policy(licensing=Licensing.USERS)
        return Service(name="acme", server_url=url, secret_arn="s", policy=policy)

    def _poller(self, licensings: ReadLicensing) -> CallLogPoller:
        delays, clock = RetryDelays(), self.clock
        limiter, machines = FixedLimiter(FakeClock(clock.now())), RecordedWorkflows()
        scheduler = ImportScheduler(self.calls, limiter, machines, clock, delays)
        recorder = CallRecorder(self.calls, MemoryArchive(), delays, clock.now, licensings)
        writer = PageWriter(recorder, MemoryFoundCounts(), scheduler)
        return CallLogPoller(MemoryStateStore(), MemoryLeases(clock), writer, clock, delays)

    def _add(
        self, user_id: str, extension: Extension, licences: frozenset[Licence] = frozenset()
    ) -> None:
        owner = Owner("acme", "1", str(extension.id))
        stored = ExtensionAssignments(
            service="acme",
            account_id="1",
            extension_id=owner.extension_id,
            assignments=(Assignment(user_id=user_id),),
            version=1,
        )
        email = f"{user_id[0]}@example.com"
        record = UserRecord(
            user=user(user_id, email=email, licences=licences),
            assignments=(UserAssignment(owner, Period()),),
        )
        write = PeopleWrite(audit=(), users=(UserWrite(None, record),), extensions=(stored,))
        self.people.write(write)

    def license(self, user_id: str) -> None:
        before = self.people.user(user_id)
        assert before is not None
        changed = before.user.changed(self.clock.now(), licences=RECORDED)
        after = before.model_copy(update={"user": changed})
        self.people.write(PeopleWrite(audit=(), users=(UserWrite(before, after),)))

    def call(self, extension: Extension, minutes_ago: float) -> Call:
        start = NOON - timedelta(minutes=minutes_ago)
        plan = CallPlan(start, extension, samples=("goodbye.mp3",))
        return self.account.add_call(self.factory.make(plan))

    def poll(self) -> None:
        target = Target(
            self.service, self.simulator.connection, "1", WalkedCallLog(self.simulator.client)
        )
        self.poller.poll(target, "poll", self.clock.now() + 300)

    def listed(self, **query: object) -> list[Recording]:
        listing = ListRecordings(self.rows, self.services, self.clock)
        page = listing(COMMAND_LINE, RecordingQuery.model_validate(query))
        return list(page.recordings)

    def accept_offer(self, user_id: str, since: float) -> OfferJob:
        self.jobs.add(OfferJob(id="1" * 32, user_id=user_id, since=since))
        offered = OfferedRows(self.rows, self.services, self.clock)
        worker = ImportOffered(self.jobs, offered, self.calls, self.people, self.clock)
        worker.run(self.clock.now() + 30)
        job = self.jobs.job("1" * 32)
        assert job is not None
        return job


@pytest.fixture
def acme() -> Iterator[LicensedService]:
    account = scenarios.empty(clock=frozen_clock(), options=options_without_limits())
    with SimulatorServer(account, seed=1) as server, mock_aws():
        transport = Transport(SharedClock(account), local=True)
        yield LicensedService(server, transport)
        transport.close()


def test_from_the_excluded_call_to_its_import(acme: LicensedService) -> None:
    of_ann, of_ben = acme.call(acme.ann, 20), acme.call(acme.ben, 10)
    acme.poll()
    (excluded,) = acme.listed(state="excluded")
    assert excluded.recording_id == str(of_ben.recordings[0].id)
    assert excluded.reason == "not_licensed"
    (imported,) = [row for row in acme.listed() if row.state.open]
    assert imported.recording_id == str(of_ann.recordings[0].id)

    acme.license(BEN)
    next_one = acme.call(acme.ben, 5)
    acme.poll()
    assert str(next_one.recordings[0].id) in {row.recording_id for row in acme.listed()}
    assert acme.listed(state="excluded") == [excluded]

    job = acme.accept_offer(BEN, NOON.timestamp() - 3600)
    assert (job.state, job.done) == (OfferJobState.DONE, 1)
    assert acme.listed(state="excluded") == []
    opened = acme.calls.recording(excluded.key)
    assert opened is not None
    assert opened.state.open
