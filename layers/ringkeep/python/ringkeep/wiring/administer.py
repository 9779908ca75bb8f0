"""Wires the dependencies of the routes of `administer`, except those of the import, of offers and of work."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from ringkeep.aws.access.people_lists import DynamoPeopleLists
from ringkeep.usecases.access.add_user import AddUser
from ringkeep.usecases.access.assign_extension import AssignExtension
from ringkeep.usecases.access.change_profiles import ChangeProfiles
from ringkeep.usecases.access.change_service import ChangeService
from ringkeep.usecases.access.change_user import ChangeUser
from ringkeep.usecases.access.export_audit import ExportAudit
from ringkeep.usecases.access.extensions import Extensions
from ringkeep.usecases.access.invite_user import Invite
from ringkeep.usecases.access.limit_licences import LimitLicences
from ringkeep.usecases.access.list_extensions import ListExtensions
from ringkeep.usecases.access.name_audit import NameAudit
from ringkeep.usecases.access.read_users import ReadUsers
from ringkeep.usecases.access.search_audit import SearchAudit
from ringkeep.usecases.access.users_from_extensions import UsersFromExtensions
from ringkeep.usecases.accounts.account_history import AccountHistory
from ringkeep.wiring.access import audit_log, changes, people_store
from ringkeep.wiring.accounts import Accounts
from ringkeep.wiring.audited_services import AuditedServices
from ringkeep.wiring.base import Base
from ringkeep.wiring.directory import extension_directory
from ringkeep.wiring.signed_in import SignedInPeople

if TYPE_CHECKING:
    from ringkeep.aws.access.decisions_table import DynamoDecisions
    from ringkeep.aws.access.people_table import DynamoPeople
    from ringkeep.aws.access.pool_tasks_table import DynamoPoolTasks
    from ringkeep.aws.directory.extensions_table import DynamoExtensionDirectory
    from ringkeep.settings import SignedInSettings
    from ringkeep.usecases.access.changes import Changes
    from ringkeep.usecases.access.list_decisions import ListDecisions
    from ringkeep.usecases.access.take_decision import TakeDecision
    from ringkeep.usecases.clock import Clock


class AdministeredPeople(SignedInPeople):
    def __init__(self, base: Base, settings: SignedInSettings) -> None:
        super().__init__(base, settings)
        self._accounts = Accounts(base, settings)

    @property
    def clock(self) -> Clock:
        return self._base.clock

    @cached_property
    def people(self) -> DynamoPeople:
        return people_store(self._base, self._signed_in)

    @cached_property
    def changes(self) -> Changes:
        return changes(self._base, self._signed_in)

    @cached_property
    def account_history(self) -> AccountHistory:
        return AccountHistory(self._accounts.states)

    @cached_property
    def invitations(self) -> DynamoPoolTasks:
        from ringkeep.aws.access.pool_tasks_table import DynamoPoolTasks

        return DynamoPoolTasks(self._base.dynamodb, self._signed_in.people_table_name)

    @cached_property
    def users(self) -> ReadUsers:
        return ReadUsers(self.people, self._names, self._directory)

    @cached_property
    def add_user(self) -> AddUser:
        return AddUser(self.changes, self._known_extensions)

    @cached_property
    def change_user(self) -> ChangeUser:
        return ChangeUser(self.changes)

    @cached_property
    def invite(self) -> Invite:
        return Invite(self.changes)

    @cached_property
    def assign_extension(self) -> AssignExtension:
        return AssignExtension(self.changes, self._known_extensions)

    @cached_property
    def users_from_extensions(self) -> UsersFromExtensions:
        return UsersFromExtensions(self.add_user)

    @cached_property
    def extensions(self) -> ListExtensions:
        return ListExtensions(
            self._accounts.services, self.account_history, self._directory, self._lists, self.today
        )

    @cached_property
    def change_profiles(self) -> ChangeProfiles:
        return ChangeProfiles(self.changes)

    @cached_property
    def limit_licences(self) -> LimitLicences:
        return LimitLicences(self.changes)

    @cached_property
    def search_audit(self) -> SearchAudit:
        return SearchAudit(audit_log(self._base, self._signed_in))

    @cached_property
    def name_audit(self) -> NameAudit:
        return NameAudit(self._names, lambda: self.people.profiles().by_id)

    @cached_property
    def export_audit(self) -> ExportAudit:
        return ExportAudit(self.changes, self.search_audit)

    @cached_property
    def list_decisions(self) -> ListDecisions:
        from ringkeep.usecases.access.list_decisions import ListDecisions

        return ListDecisions(self._decisions, self._lists, self._accounts.services)

    @cached_property
    def take_decision(self) -> TakeDecision:
        from ringkeep.usecases.access.take_decision import TakeDecision

        return TakeDecision(self.changes, self._decisions, self._known_extensions, self.today)

    @cached_property
    def change_service(self) -> ChangeService:
        services = AuditedServices(self._base.dynamodb, self._accounts.services, self._lists)
        return ChangeService(self.changes, services)

    @cached_property
    def _decisions(self) -> DynamoDecisions:
        from ringkeep.aws.access.decisions_table import DynamoDecisions

        return DynamoDecisions(self._base.dynamodb, self._signed_in.people_table_name)

    @cached_property
    def _lists(self) -> DynamoPeopleLists:
        return DynamoPeopleLists(self._base.dynamodb, self._signed_in.people_table_name)

    @cached_property
    def _names(self) -> DynamoPeopleLists:
        """For names that are shown beside something else."""
        table = self._signed_in.people_table_name
        return DynamoPeopleLists(self._base.dynamodb, table, latest=False)

    @cached_property
    def _directory(self) -> DynamoExtensionDirectory:
        return extension_directory(self._base, self._signed_in)

    @cached_property
    def _known_extensions(self) -> Extensions:
        return Extensions(self._directory, self.account_history)
