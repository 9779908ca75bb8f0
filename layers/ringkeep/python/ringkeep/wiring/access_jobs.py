"""Wires what the function keep_users does each minute, and how it is started sooner."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from ringkeep.domain.json import JsonObject
from ringkeep.observability import count
from ringkeep.settings import KeepUsersSettings
from ringkeep.usecases.access.steps import Step
from ringkeep.wiring.accounts import Accounts
from ringkeep.wiring.base import AWS, Base

if TYPE_CHECKING:
    from ringkeep.aws.access.work_trigger import WorkTrigger

_IMPORT_SHARE: Final = 0.7
"""Of the time that is left. An import of thousands of users must not stop the steps after it for minutes."""


class AccessJobs:
    def __init__(self, settings: KeepUsersSettings) -> None:
        self.base = Base()
        self.settings = settings
        self.accounts = Accounts(self.base, settings)

    @property
    def steps(self) -> Sequence[Step]:
        """Each step builds what it needs when it runs: if that fails, the others still run."""
        return (
            Step("first_administrator", self._first_administrator),
            Step("pool_work", self._pool_work),
            Step("extension_wishes", self._extension_wishes),
            Step("deleted_extensions", self._deleted_extensions),
            Step("find_decisions", self._find_decisions, is_long=True),
            Step("copy_teams", self._copy_teams),
            Step("older_people", self._older_people, is_long=True),
            Step("import_users", self._import_users, is_long=True),
            Step("reopen_everyone", self._reopen_everyone, is_long=True),
            Step("import_offered", self._import_offered, is_long=True),
        )

    def _first_administrator(self, deadline: float) -> JsonObject:
        from ringkeep.usecases.access.first_administrator import FirstResult
        from ringkeep.wiring.user_pool import first_administrator

        email = self.settings.administrator_email
        result = first_administrator(self.base, self.settings, email)()
        return {} if result is FirstResult.NOT_NEEDED else {"result": result.value}

    def _pool_work(self, deadline: float) -> JsonObject:
        from ringkeep.wiring.user_pool import pool_work

        result = pool_work(self.base, self.settings)(deadline)
        did = result.done or result.refused or result.problems
        return result.model_dump(mode="json") if did else {}

    def _extension_wishes(self, deadline: float) -> JsonObject:
        from ringkeep.wiring.user_pool import extension_wishes

        result = extension_wishes(self.base, self.settings)(deadline)
        return result.model_dump(mode="json") if result.given or result.problems else {}

    def _deleted_extensions(self, deadline: float) -> JsonObject:
        """A metric costs only in the hours in which it has data, and missing data ends the alarm too."""
        from ringkeep.wiring.decisions import settle_decisions

        services = (each.name for each in self.accounts.services.list())
        alarms = settle_decisions(self.base, self.settings).count_alarms(services)
        if alarms:
            count("DeletedExtensionsUnimported", alarms)
        return {}

    def _find_decisions(self, deadline: float) -> JsonObject:
        from ringkeep.wiring.decisions import find_decisions

        result = find_decisions(self.base, self.settings)(deadline)
        return result.model_dump(mode="json") if result.did_something else {}

    def _copy_teams(self, deadline: float) -> JsonObject:
        """After the other short steps, whose changes it copies too."""
        from ringkeep.wiring.team_copies import copy_teams

        teams = copy_teams(self.base, self.settings)()
        return {"teams_read": teams} if teams else {}

    def _older_people(self, deadline: float) -> JsonObject:
        """Once everyone is taken over, only its progress is read."""
        from ringkeep.wiring.user_pool import older_people

        older = older_people(self.base, self.settings)
        if older.progress().value.done:
            return {}
        return older(deadline).model_dump(mode="json")

    def _import_users(self, deadline: float) -> JsonObject:
        from ringkeep.wiring.user_imports import UserImports

        now = self.base.clock.now()
        return UserImports(self.base, self.settings).run(now + (deadline - now) * _IMPORT_SHARE)

    def _reopen_everyone(self, deadline: float) -> JsonObject:
        from ringkeep.wiring.licensing import reopen_everyone

        return reopen_everyone(self.base, self.settings).run(deadline)

    def _import_offered(self, deadline: float) -> JsonObject:
        from ringkeep.wiring.licensing import import_offered

        return import_offered(self.base, self.settings).run(deadline)


def work_trigger(function_name: str) -> WorkTrigger:
    import boto3

    from ringkeep.aws.access.work_trigger import WorkTrigger

    return WorkTrigger(boto3.client("lambda", config=AWS), function_name)
