"""Wires the people table: who signed in, changes of people, and the audit log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ringkeep.aws.access.people_table import DynamoPeople
from ringkeep.settings import PeopleSettings, PeopleTableSettings
from ringkeep.usecases.access.read_principal import KEPT_SECONDS, ReadPrincipal
from ringkeep.wiring.base import AWS, Base

if TYPE_CHECKING:
    from ringkeep.aws.access.identity import CognitoIdentity
    from ringkeep.aws.access.people_table import DynamoAuditLog
    from ringkeep.usecases.access.changes import Changes


def people_store(base: Base, settings: PeopleTableSettings) -> DynamoPeople:
    return DynamoPeople(base.dynamodb, settings.people_table_name)


def audit_log(base: Base, settings: PeopleTableSettings) -> DynamoAuditLog:
    from ringkeep.aws.access.people_table import DynamoAuditLog

    return DynamoAuditLog(base.dynamodb, settings.people_table_name)


def changes(base: Base, settings: PeopleTableSettings) -> Changes:
    from ringkeep.usecases.access.changes import Changes

    return Changes(people_store(base, settings), base.clock)


def principals(
    base: Base, settings: PeopleTableSettings, kept_seconds: float = KEPT_SECONDS
) -> ReadPrincipal:
    return ReadPrincipal(people_store(base, settings), base.clock, kept_seconds)


def identity(base: Base, settings: PeopleSettings) -> CognitoIdentity:
    import boto3

    from ringkeep.aws.access.identity import CognitoIdentity
    from ringkeep.aws.state import DynamoStateStore

    states = DynamoStateStore(base.dynamodb, settings.directory_table_name)
    client = boto3.client("cognito-idp", config=AWS)
    return CognitoIdentity(client, settings.user_pool_id, states, base.clock)
