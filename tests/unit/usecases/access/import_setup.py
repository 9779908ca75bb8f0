"""Imports of users over in-memory stores, with an administrator who uploads and confirms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from ringkeep.domain.access.user_imports import ImportJob, LineResult
from ringkeep.domain.accounts.services import Service
from ringkeep.usecases.access.imports.check_import import CheckImport
from ringkeep.usecases.access.imports.documents import ImportDocuments
from ringkeep.usecases.access.imports.manage_imports import ManageImports
from ringkeep.usecases.access.imports.ports import ImportJobs
from ringkeep.usecases.access.imports.run_imports import RunImports
from ringkeep.usecases.access.imports.write_import import WriteImport
from ringkeep.usecases.access.imports.write_line import WriteLine
from ringkeep.usecases.access.known_people import ReadKnownPeople
from ringkeep.usecases.access.ports import PeopleStore
from ringkeep.usecases.access.requests import ChangeRequest
from tests.fakes.access.user_imports import MemoryImportFiles, MemoryImportJobs
from tests.fakes.accounts.services import MemoryServiceDirectory
from tests.fakes.leases import MemoryLeases
from tests.unit.usecases.access.people_setup import ACCOUNT, PeopleSetup, by

HEADER = "name,email,security_profile"
SECONDS = 50.0
SERVER = "https://platform.ringcentral.com"


def csv_of(*lines: str, header: str = HEADER) -> bytes:
    return "\r\n".join((header, *lines, "")).encode()


def people(count: int) -> Iterable[str]:
    return (f"Person {n},person{n}@example.com,agent" for n in range(2, count + 2))


@dataclass
class ImportSetup:
    """`store` is what the worker sees of the people, by default the memory itself."""

    people: PeopleSetup = field(default_factory=PeopleSetup)
    jobs: MemoryImportJobs = field(default_factory=MemoryImportJobs)
    files: MemoryImportFiles = field(default_factory=MemoryImportFiles)

    def __post_init__(self) -> None:
        self.administrator = self.people.add("ada", "administrator")
        self.request = by(self.administrator)
        self.leases = MemoryLeases(self.people.clock)
        self.services = MemoryServiceDirectory()
        self.services.put(Service(name=ACCOUNT.service, server_url=SERVER, secret_arn="arn"))
        self.documents = ImportDocuments(self.files)
        self.manage = ManageImports(self.people.changes, self.jobs, self.documents)
        self.run = self.worker()

    def worker(
        self, store: PeopleStore | None = None, jobs: ImportJobs | None = None
    ) -> RunImports:
        setup, jobs = self.people, jobs or self.jobs
        changes = replace(setup.changes, store=store or self.people.memory)
        known = ReadKnownPeople(
            changes.store, self.services, setup.extensions.accounts, setup.directory
        )
        check = CheckImport(jobs, self.documents, known, setup.clock, lambda: setup.new_id()[-8:])
        write = WriteImport(jobs, self.documents, WriteLine(changes, setup.extensions), setup.clock)
        return RunImports(jobs, check, write, self.leases, setup.clock)

    def upload(self, *lines: str, header: str = HEADER, invite: bool = False) -> ImportJob:
        return self.manage.upload(
            csv_of(*lines, header=header), "users.csv", self.request, invite=invite
        )

    def work(self, seconds: float = SECONDS) -> None:
        self.run(self.people.clock.now() + seconds)

    def checked(self, *lines: str, header: str = HEADER, invite: bool = False) -> ImportJob:
        job = self.upload(*lines, header=header, invite=invite)
        self.work()
        return self.stored(job)

    def imported(
        self, *lines: str, header: str = HEADER, request: ChangeRequest | None = None
    ) -> ImportJob:
        job = self.checked(*lines, header=header)
        self.manage.confirm(job.id, request or self.request)
        self.work()
        return self.stored(job)

    def stored(self, job: ImportJob) -> ImportJob:
        return self.manage.get(job.id)

    def results(self, job: ImportJob) -> list[LineResult]:
        return [each for part in self.jobs.results(job.id, 0) for each in part.results]

    def outcomes(self, job: ImportJob) -> list[tuple[int, str]]:
        return sorted((each.line, each.result.value) for each in self.results(job))

    def errors(self, job: ImportJob) -> list[tuple[int, str]]:
        return [(each.line, error.code) for each in self.results(job) for error in each.errors]
