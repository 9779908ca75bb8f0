"""Sends requests to the function `administer`. Its dependencies are use cases over fakes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from ringkeep.api.functions import administer_app
from ringkeep.domain.access.profiles import BUILT_IN
from ringkeep.domain.access.user_records import UserRecord
from ringkeep.domain.accounts.services import Service
from ringkeep.domain.directory.extensions import Extension, ExtensionRow
from ringkeep.usecases.access.change_service import ChangeService
from ringkeep.usecases.access.export_audit import ExportAudit
from ringkeep.usecases.access.export_users import ExportUsers
from ringkeep.usecases.access.import_excluded import ImportExcluded
from ringkeep.usecases.access.imports.documents import ImportDocuments
from ringkeep.usecases.access.imports.manage_imports import ManageImports
from ringkeep.usecases.access.invite_user import Invite
from ringkeep.usecases.access.limit_licences import LimitLicences
from ringkeep.usecases.access.list_decisions import ListDecisions
from ringkeep.usecases.access.list_extensions import ListExtensions
from ringkeep.usecases.access.name_audit import NameAudit
from ringkeep.usecases.access.read_principal import ReadPrincipal
from ringkeep.usecases.access.read_users import ReadUsers
from ringkeep.usecases.access.record_sign_in import RecordSignIn
from ringkeep.usecases.access.search_audit import SearchAudit
from ringkeep.usecases.access.take_decision import TakeDecision
from ringkeep.usecases.access.users_from_extensions import UsersFromExtensions
from ringkeep.usecases.accounts.account_history import AccountHistory
from ringkeep.usecases.live.budgets import PersonBudgets
from ringkeep.usecases.recordings.offered_rows import OfferedRows
from ringkeep.usecases.recordings.preview_licensing import PreviewLicensing
from tests.fakes.access.decisions import MemoryDecisions
from tests.fakes.access.people_lists import MemoryPeopleLists, MemoryServiceChanges
from tests.fakes.access.pool_tasks import MemoryPoolTasks
from tests.fakes.access.principals import FakeToday
from tests.fakes.access.sign_ins import MemorySignInLog
from tests.fakes.access.user_imports import MemoryImportFiles, MemoryImportJobs
from tests.fakes.accounts.services import MemoryServiceDirectory
from tests.fakes.directory.extensions import MemoryExtensionDirectory
from tests.fakes.live.sockets import MemorySocketsTable
from tests.fakes.recordings.calls_table import MemoryCallsTable
from tests.fakes.recordings.offer_jobs import MemoryOfferJobs
from tests.fakes.state import MemoryStateStore
from tests.unit.api.api_client import Answer, request, send_to
from tests.unit.usecases.access.people_setup import ACCOUNT, PeopleSetup

PROFILES = tuple(each.id for each in BUILT_IN)
EXTENSIONS = (
    Extension(
        id="101",
        number="1101",
        name="Ann Lee",
        email="ann@example.com",
        site_id="denver",
        site_name="Denver",
    ),
    Extension(id="102", number="1102", name="Ben Moss", email="ben@example.com"),
    Extension(id="103", number="1103", name="No Address"),
)
BUDGET = 10_000


class FakeWork:
    """Counts how often the work after a change was started. `failure` is raised instead."""

    def __init__(self) -> None:
        self.started = 0
        self.failure: Exception | None = None

    def start(self) -> None:
        if self.failure is not None:
            raise self.failure
        self.started += 1


class Administrators:
    """The dependencies of the routes of `administer`. There is one user for each built-in profile, whose
    `sub` is the profile's id, a second administrator, and a service `main` with three extensions."""

    def __init__(self) -> None:
        self.setup = PeopleSetup()
        self.store = self.setup.memory
        self.people = self.store
        self.clock = self.setup.clock
        self.work = FakeWork()
        self.today = FakeToday()
        self.services = MemoryServiceDirectory()
        self.services.put(
            Service(name="main", server_url="https://platform.example.com", secret_arn="arn:secret")
        )
        self.sockets = MemorySocketsTable()
        self.lists = MemoryPeopleLists(self.store)
        self.invitations = MemoryPoolTasks(self.store)
        self.decisions = MemoryDecisions(self.store)
        self.account_history = AccountHistory(MemoryStateStore())
        self.account_history.remember(ACCOUNT)
        self.directory = MemoryExtensionDirectory()
        self.calls = MemoryCallsTable()
        self.offer_jobs = MemoryOfferJobs()
        self.sign_in_log = MemorySignInLog()
        self._add_people()

    def _add_people(self) -> None:
        rows = [ExtensionRow(extension=each, added_at=1.0, changed_at=1.0) for each in EXTENSIONS]
        self.directory.write(ACCOUNT, rows)
        directory = self.setup.extensions.known
        assert isinstance(directory, MemoryExtensionDirectory)
        directory.write(ACCOUNT, rows)
        self.setup.add("second", "administrator")
        for profile in PROFILES:
            record = self.setup.add(f"{profile}-person", profile)
            self.setup.edit(record, sub=profile)

    def user(self, profile: str) -> UserRecord:
        found = self.store.user(self.store.user_id_of_sub(profile))
        assert found is not None
        return found

    @cached_property
    def principals(self) -> ReadPrincipal:
        return ReadPrincipal(self.store, self.clock, 0.0)

    @property
    def budgets(self) -> PersonBudgets:
        return PersonBudgets(self.sockets, self.clock)

    @property
    def sign_ins(self) -> RecordSignIn:
        return RecordSignIn(self.sign_in_log, self.clock)

    @property
    def users(self) -> ReadUsers:
        return ReadUsers(self.store, self.lists, self.directory)

    @property
    def add_user(self) -> Any:
        return self.setup.add_user

    @property
    def change_user(self) -> Any:
        return self.setup.change

    @property
    def invite(self) -> Invite:
        return Invite(self.setup.add_user.changes)

    @property
    def assign_extension(self) -> Any:
        return self.setup.assign

    @property
    def users_from_extensions(self) -> UsersFromExtensions:
        return UsersFromExtensions(self.setup.add_user)

    @property
    def extensions(self) -> ListExtensions:
        return ListExtensions(
            self.services, self.account_history, self.directory, self.lists, self.today
        )

    @cached_property
    def user_imports(self) -> ManageImports:
        documents = ImportDocuments(MemoryImportFiles())
        return ManageImports(self.setup.changes, MemoryImportJobs(), documents)

    @property
    def export_users(self) -> ExportUsers:
        return ExportUsers(self.setup.changes, self.setup.directory)

    @property
    def change_profiles(self) -> Any:
        return self.setup.profiles

    @property
    def limit_licences(self) -> LimitLicences:
        return LimitLicences(self.setup.add_user.changes)

    @property
    def search_audit(self) -> SearchAudit:
        return SearchAudit(self.store)

    @property
    def name_audit(self) -> NameAudit:
        return NameAudit(self.lists, lambda: self.store.profiles().by_id)

    @property
    def export_audit(self) -> ExportAudit:
        return ExportAudit(self.setup.add_user.changes, self.search_audit)

    @property
    def import_excluded(self) -> ImportExcluded:
        offered = OfferedRows(self.calls, self.services, self.clock)
        return ImportExcluded(self.setup.add_user.changes, offered, self.offer_jobs)

    @property
    def preview_licensing(self) -> PreviewLicensing:
        return PreviewLicensing(
            self.services,
            self.account_history,
            self.directory,
            self.store,
            self.calls,
            self.clock,
        )

    @property
    def list_decisions(self) -> ListDecisions:
        return ListDecisions(self.decisions, self.lists, self.services)

    @property
    def take_decision(self) -> TakeDecision:
        return TakeDecision(
            self.setup.add_user.changes, self.decisions, self.setup.extensions, self.today
        )

    @property
    def change_service(self) -> ChangeService:
        services = MemoryServiceChanges(self.services, self.store)
        return ChangeService(self.setup.add_user.changes, services)


class AdministerClient:
    """`sub` is the id of the built-in profile of the person who asks."""

    def __init__(self) -> None:
        self.dependencies = Administrators()
        self.app = administer_app(self.dependencies)

    @property
    def store(self) -> Any:
        return self.dependencies.store

    def send(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        sub: str | None = "administrator",
        version: object = None,
        headers: Mapping[str, str] | None = None,
        **query: str,
    ) -> Answer:
        http_event = request(method, path, sub, **query)
        if body is not None:
            http_event["body"] = body if isinstance(body, str) else json.dumps(body)
            http_event["headers"]["content-type"] = "application/json"
        if version is not None:
            value = f'"{version}"' if isinstance(version, int) else str(version)
            http_event["headers"]["if-match"] = value
        http_event["headers"].update(headers or {})
        return send_to(self.app, http_event)

    def get(self, path: str, **query: str) -> Answer:
        return send_to(self.app, request("GET", path, "administrator", **query))
