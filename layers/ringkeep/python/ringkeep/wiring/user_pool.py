"""Wires what follows from changes of people: the user pool, and people and extensions of an older stack.

Each function returns a use case that is called with a deadline, in seconds since the epoch.
"""

from __future__ import annotations

from typing import Protocol

import boto3

from ringkeep.aws.access.people_table import DynamoPeople
from ringkeep.aws.access.pool_tasks_table import DynamoPoolTasks
from ringkeep.aws.access.user_pool import CognitoUserPool
from ringkeep.aws.directory.extensions_table import DynamoExtensionDirectory
from ringkeep.aws.state import DynamoStateStore
from ringkeep.usecases.access.add_user import AddUser
from ringkeep.usecases.access.assign_extension import AssignExtension
from ringkeep.usecases.access.change_user import ChangeUser
from ringkeep.usecases.access.changes import Changes
from ringkeep.usecases.access.extension_wishes import GiveExtensions
from ringkeep.usecases.access.extensions import Extensions
from ringkeep.usecases.access.first_administrator import FirstAdministrator
from ringkeep.usecases.access.older_people import OlderPeople
from ringkeep.usecases.access.pool_work import PoolWork
from ringkeep.usecases.accounts.account_history import AccountHistory
from ringkeep.wiring.base import AWS, Base


class PoolSettings(Protocol):
    @property
    def directory_table_name(self) -> str: ...

    @property
    def people_table_name(self) -> str: ...

    @property
    def user_pool_id(self) -> str: ...


def pool_tasks(base: Base, settings: PoolSettings) -> DynamoPoolTasks:
    return DynamoPoolTasks(base.dynamodb, settings.people_table_name)


def user_pool(settings: PoolSettings) -> CognitoUserPool:
    return CognitoUserPool(boto3.client("cognito-idp", config=AWS), settings.user_pool_id)


def pool_work(base: Base, settings: PoolSettings) -> PoolWork:
    changes = _changes(base, settings)
    return PoolWork(
        changes.store,
        pool_tasks(base, settings),
        user_pool(settings),
        ChangeUser(changes),
        _states(base, settings),
        base.clock,
    )


def first_administrator(base: Base, settings: PoolSettings, email: str) -> FirstAdministrator:
    changes = _changes(base, settings)
    return FirstAdministrator(
        changes.store,
        user_pool(settings),
        AddUser(changes, extensions(base, settings)),
        ChangeUser(changes),
        email,
    )


def older_people(base: Base, settings: PoolSettings) -> OlderPeople:
    changes = _changes(base, settings)
    return OlderPeople(
        user_pool(settings),
        AddUser(changes, extensions(base, settings)),
        ChangeUser(changes),
        pool_tasks(base, settings),
        _states(base, settings),
    )


def extension_wishes(base: Base, settings: PoolSettings) -> GiveExtensions:
    changes = _changes(base, settings)
    assign = AssignExtension(changes, extensions(base, settings))
    return GiveExtensions(pool_tasks(base, settings), assign)


def extensions(base: Base, settings: PoolSettings) -> Extensions:
    table = settings.directory_table_name
    directory = DynamoExtensionDirectory(base.dynamodb, table, base.clock)
    return Extensions(directory, AccountHistory(_states(base, settings)))


def _changes(base: Base, settings: PoolSettings) -> Changes:
    return Changes(DynamoPeople(base.dynamodb, settings.people_table_name), base.clock)


def _states(base: Base, settings: PoolSettings) -> DynamoStateStore:
    return DynamoStateStore(base.dynamodb, settings.directory_table_name)
