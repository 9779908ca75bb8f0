"""Runs commands with fakes instead of a deployed stack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ringkeep.cli.import_tools import UserFiles
from ringkeep.cli.main import main
from ringkeep.cli.people import People
from ringkeep.cli.tools import Diagnosis, Tools
from ringkeep.domain.access.two_factors import TwoFactors
from ringkeep.domain.access.user_records import UserRecord
from ringkeep.domain.accounts.services import Service
from ringkeep.errors import RingkeepError
from ringkeep.usecases.access.add_user import AddUser
from ringkeep.usecases.access.assign_extension import AssignExtension
from ringkeep.usecases.access.change_user import ChangeUser
from ringkeep.usecases.access.changes import Changes
from ringkeep.usecases.access.copy_audit import CopyMissingEntries
from ringkeep.usecases.access.export_users import ExportUsers
from ringkeep.usecases.access.extensions import Extensions
from ringkeep.usecases.access.imports.check_import import CheckImport
from ringkeep.usecases.access.imports.documents import ImportDocuments
from ringkeep.usecases.access.imports.manage_imports import ManageImports
from ringkeep.usecases.access.imports.run_imports import RunImports
from ringkeep.usecases.access.imports.write_import import WriteImport
from ringkeep.usecases.access.imports.write_line import WriteLine
from ringkeep.usecases.access.invite_user import Invite
from ringkeep.usecases.access.known_people import ReadKnownPeople
from ringkeep.usecases.access.older_people import OlderPeople
from ringkeep.usecases.access.pool_work import PoolWork
from ringkeep.usecases.access.requests import ChangeRequest
from ringkeep.usecases.accounts.account_history import AccountHistory
from ringkeep.usecases.accounts.manage_services import ServiceManager
from ringkeep.usecases.alarms.check_alarms import CheckAlarms
from ringkeep.usecases.evaluation.rebuild_scores import RebuildScores
from ringkeep.usecases.evaluation.restore_evaluations import RestoredEvaluations
from ringkeep.usecases.evaluation.restore_scorecards import RestoredScorecards
from ringkeep.usecases.events.webhook_keys import WebhookKeyring
from ringkeep.usecases.recordings.rebuild_index import RebuildResult
from ringkeep.usecases.recordings.retry_recordings import RecordingRetrier
from ringkeep.usecases.recordings.trace_recording import ObjectFacts, RecordingTracer
from ringkeep.usecases.search.repair_index import IndexedCounts
from tests.fakes.access.people_store import MemoryPeopleStore
from tests.fakes.access.pool_tasks import MemoryPoolTasks
from tests.fakes.access.two_factors import MemoryTwoFactors
from tests.fakes.access.user_imports import MemoryImportFiles, MemoryImportJobs
from tests.fakes.access.user_pool import MemoryUserPool
from tests.fakes.accounts.secrets import MemorySecrets
from tests.fakes.accounts.services import MemoryServiceDirectory
from tests.fakes.alarms.alarms import MemoryAlarms
from tests.fakes.clock import FakeClock
from tests.fakes.console.console_files import FakeConsole
from tests.fakes.directory.extensions import MemoryExtensionDirectory
from tests.fakes.evaluation.scores import MemoryScoreRebuild, MemoryScores
from tests.fakes.events.webhook_keys import MemoryKeyStore
from tests.fakes.events.webhook_tokens import MemoryTokens
from tests.fakes.leases import MemoryLeases
from tests.fakes.recordings.calls_table import MemoryCallsTable, MemoryFoundCounts
from tests.fakes.recordings.scheduling import RecordedWorkflows
from tests.fakes.state import MemoryStateStore
from tests.unit.usecases.recordings.erase_setup import EraseSetup


@dataclass(frozen=True)
class FakeAccount:
    id: str = "a1"
    plan_name: str = "RingEX"
    edition: str = "Premium"


@dataclass(frozen=True)
class FakeDiagnosis:
    user: str = "user-1"
    ok: bool = True
    problems: Sequence[str] = ()
    scopes: Sequence[str] = ("ReadAccounts", "ReadCallLog")
    account: FakeAccount | None = FakeAccount()


@dataclass
class FakeBackfills:
    """A state machine whose status requests return `statuses` in order."""

    statuses: list[str | RingkeepError] = field(default_factory=lambda: ["SUCCEEDED"])
    started: list[tuple[str, str | None, str]] = field(default_factory=list)

    def start_backfill(self, service: str, date_from: str | None, run_id: str) -> str:
        self.started.append((service, date_from, run_id))
        return f"arn:{service}-{run_id}"

    def backfill_status(self, execution_arn: str) -> str:
        status = self.statuses.pop(0)
        if isinstance(status, RingkeepError):
            raise status
        return status


class CommandLine:
    def __init__(self) -> None:
        self.clock = FakeClock()
        self.services = MemoryServiceDirectory()
        self.secrets = MemorySecrets()
        self.states = MemoryStateStore()
        self.calls = MemoryCallsTable()
        self.found_counts = MemoryFoundCounts()
        self.workflows = RecordedWorkflows()
        self.backfills = FakeBackfills()
        self.diagnoses: list[Diagnosis] = [FakeDiagnosis()]
        self.objects: dict[str, ObjectFacts] = {}
        self.failure: RingkeepError | None = None
        self.stacks: list[str] = []
        self.unsubscribed: list[str] = []
        self.subscription_problem = ""
        self.store = MemoryPeopleStore()
        self.tasks = MemoryPoolTasks(self.store)
        self.pool = MemoryUserPool()
        self.extensions = MemoryExtensionDirectory()
        self.imports = MemoryImportJobs()
        self.import_files = MemoryImportFiles()
        self.leases = MemoryLeases(self.clock)
        self.two_factors = MemoryTwoFactors()
        self.deployed_two_factors = TwoFactors.ON
        self.console = FakeConsole()
        self.alarms = MemoryAlarms()
        self.scores = MemoryScoreRebuild(MemoryScores())
        self.restored_evaluations = RestoredEvaluations(restored=5, steps=9)
        self.audit_copies: CopyMissingEntries
        self.erasing = EraseSetup()
        self.webhook_keys = WebhookKeyring(MemoryKeyStore(), MemoryLeases(self.clock), self.clock)

    def people(self) -> People:
        changes = Changes(self.store, self.clock)
        change = ChangeUser(changes)
        extensions = Extensions(self.extensions, AccountHistory(self.states))
        add_user = AddUser(changes, extensions)
        return People(
            store=self.store,
            tasks=self.tasks,
            pool=self.pool,
            people=self.pool,
            add_user=add_user,
            change=change,
            assign=AssignExtension(changes, extensions),
            invite_user=Invite(changes),
            work=PoolWork(self.store, self.tasks, self.pool, change, self.states, self.clock),
            older=OlderPeople(self.pool, add_user, change, self.tasks, self.states),
            request=lambda: ChangeRequest(name="arn:aws:iam::1:user/owner"),
        )

    def user_files(self) -> UserFiles:
        changes = Changes(self.store, self.clock)
        documents = ImportDocuments(self.import_files)
        accounts = AccountHistory(self.states)
        known = ReadKnownPeople(self.store, self.services, accounts, self.extensions)
        check = CheckImport(self.imports, documents, known, self.clock, lambda: "check")
        line = WriteLine(changes, Extensions(self.extensions, accounts))
        write = WriteImport(self.imports, documents, line, self.clock)
        return UserFiles(
            manage=ManageImports(changes, self.imports, documents),
            export=ExportUsers(changes, self.extensions),
            run=RunImports(self.imports, check, write, self.leases, self.clock),
            request=lambda: ChangeRequest(name="arn:aws:iam::1:user/owner"),
        )

    def user(self, email: str) -> UserRecord:
        record = self.store.user(self.store.user_id_of_email(email))
        assert record is not None
        return record

    def facts(self, key: str) -> ObjectFacts | None:
        return self.objects.get(key)

    def diagnose(self, service: Service) -> Sequence[Diagnosis]:
        return self.diagnoses

    def unsubscribe(self, service: Service) -> str:
        self.unsubscribed.append(service.name)
        return self.subscription_problem

    def tools(self, stack_name: str) -> Tools:
        self.stacks.append(stack_name)
        if self.failure is not None:
            raise self.failure
        return Tools(
            manager=ServiceManager(
                self.services,
                self.secrets,
                MemoryLeases(self.clock),
                self.workflows,
                MemoryTokens(),
                self.clock,
            ),
            states=self.states,
            calls=self.calls,
            found_counts=self.found_counts,
            tracer=RecordingTracer(self.calls, self, lambda row: f"run-{row.dispatch}"),
            retrier=RecordingRetrier(self.calls, self.calls, self.clock),
            eraser_of=lambda: self.erasing.erase,
            backfills=self.backfills,
            diagnose=self.diagnose,
            rebuild=lambda service: RebuildResult(stored=3, decided=1),
            rebuild_search=lambda service: IndexedCounts(changed=4),
            restore_scorecards=lambda: RestoredScorecards(restored=2, versions=3),
            restore_evaluations=lambda: self.restored_evaluations,
            rebuild_scores_of=lambda: RebuildScores(self.scores, self.scores),
            unsubscribe=self.unsubscribe,
            people_of=self.people,
            user_files_of=self.user_files,
            audit_copies_of=lambda: self.audit_copies,
            two_factors=self.two_factors,
            deployed_two_factors=self.deployed_two_factors,
            console=self.console,
            webhook_keys=self.webhook_keys,
            alarms=CheckAlarms(self.alarms),
            clock=self.clock,
        )

    def run(self, *arguments: str) -> int:
        return main(["--stack-name", "dev", *arguments], self.tools)
