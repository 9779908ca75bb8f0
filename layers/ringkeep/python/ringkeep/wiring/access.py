"""Wires the people table: who signed in, changes of people, and the audit log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ringkeep.aws.access.people_table import DynamoPeople
from ringkeep.settings import DirectoryTableSettings, PeopleTableSettings, TeamCopiesSettings
from ringkeep.usecases.access.read_principal import KEPT_SECONDS, ReadPrincipal
from ringkeep.usecases.accounts.service_days import ServiceDays
from ringkeep.wiring.accounts import Accounts
from ringkeep.wiring.base import Base
from ringkeep.wiring.team_copies import LazyTeamCopies

if TYPE_CHECKING:
    from ringkeep.aws.access.people_table import DynamoAuditLog
    from ringkeep.usecases.access.changes import Changes
    from ringkeep.usecases.access.record_sign_in import RecordSignIn


def people_store(base: Base, settings: PeopleTableSettings) -> DynamoPeople:
    return DynamoPeople(base.dynamodb, settings.people_table_name)


def audit_log(base: Base, settings: PeopleTableSettings) -> DynamoAuditLog:
    from ringkeep.aws.access.people_table import DynamoAuditLog

    return DynamoAuditLog(base.dynamodb, settings.people_table_name)


def changes(base: Base, settings: PeopleTableSettings) -> Changes:
    from ringkeep.usecases.access.changes import Changes

    return Changes(people_store(base, settings), base.clock)


def principals(
    base: Base, settings: TeamCopiesSettings, kept_seconds: float = KEPT_SECONDS
) -> ReadPrincipal:
    copies = LazyTeamCopies(settings)
    return ReadPrincipal(people_store(base, settings), base.clock, kept_seconds, copies)


def sign_ins(base: Base, settings: PeopleTableSettings) -> RecordSignIn:
    from ringkeep.aws.access.sign_ins import DynamoSignIns
    from ringkeep.usecases.access.record_sign_in import RecordSignIn

    return RecordSignIn(DynamoSignIns(base.dynamodb, settings.people_table_name), base.clock)


def today(base: Base, settings: DirectoryTableSettings) -> ServiceDays:
    """Returns the present day of each service."""
    return ServiceDays(Accounts(base, settings).services, base.clock)
