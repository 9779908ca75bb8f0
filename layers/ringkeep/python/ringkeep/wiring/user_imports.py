"""Wires the imports of users: their routes, and the work on them."""

from __future__ import annotations

import secrets
from functools import cached_property

import boto3

from ringkeep.aws.access.import_files import S3ImportFiles
from ringkeep.aws.access.import_jobs import DynamoImportJobs
from ringkeep.settings import UserImportsSettings
from ringkeep.usecases.access.export_users import ExportUsers
from ringkeep.usecases.access.extensions import Extensions
from ringkeep.usecases.access.imports.check_import import CheckImport
from ringkeep.usecases.access.imports.documents import ImportDocuments
from ringkeep.usecases.access.imports.manage_imports import ManageImports
from ringkeep.usecases.access.imports.run_imports import RunImports
from ringkeep.usecases.access.imports.write_import import WriteImport
from ringkeep.usecases.access.imports.write_line import WriteLine
from ringkeep.usecases.access.known_people import ReadKnownPeople
from ringkeep.usecases.accounts.account_history import AccountHistory
from ringkeep.wiring.access import changes, people_store
from ringkeep.wiring.accounts import Accounts
from ringkeep.wiring.base import AWS, Base
from ringkeep.wiring.directory import extension_directory


class UserImports:
    def __init__(self, base: Base, settings: UserImportsSettings) -> None:
        self._base = base
        self._settings = settings
        self._accounts = Accounts(base, settings)
        self._changes = changes(base, settings)
        self._directory = extension_directory(base, settings)

    @cached_property
    def manage(self) -> ManageImports:
        return ManageImports(self._changes, self._jobs, self._documents)

    @cached_property
    def export(self) -> ExportUsers:
        return ExportUsers(self._changes, self._directory)

    @cached_property
    def run(self) -> RunImports:
        """What the function keep_users does with the open imports."""
        clock, history = self._base.clock, AccountHistory(self._accounts.states)
        store = people_store(self._base, self._settings)
        known = ReadKnownPeople(store, self._accounts.services, history, self._directory)
        check = CheckImport(self._jobs, self._documents, known, clock, lambda: secrets.token_hex(4))
        line = WriteLine(self._changes, Extensions(self._directory, history))
        write = WriteImport(self._jobs, self._documents, line, clock)
        return RunImports(self._jobs, check, write, self._accounts.leases, clock)

    @cached_property
    def _jobs(self) -> DynamoImportJobs:
        return DynamoImportJobs(self._base.dynamodb, self._settings.people_table_name)

    @cached_property
    def _documents(self) -> ImportDocuments:
        s3 = boto3.client("s3", config=AWS)
        return ImportDocuments(S3ImportFiles(s3, self._settings.user_files_bucket_name))
