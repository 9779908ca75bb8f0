"""Puts evaluations of the last weeks into a laptop stack, as if people had written them then.

    python -m local.prepared_evaluations < wanted.json

The process has the environment of the stack's command line. It reads who had the extensions of each
recording, and writes with the product's own code; the copies and the report follow from the table's stream.
It prints how many it has written, and how many of them are released.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC
from typing import Any, Final

import boto3

from local.made_evaluations import EvaluatedCall, MadeEvaluation, MadePerson, Maker
from ringkeep.aws.access.people_table import DynamoPeople
from ringkeep.aws.evaluation.evaluation_items import evaluation_put, step_put, unique_put
from ringkeep.aws.evaluation.scorecards_table import DynamoScorecards
from ringkeep.aws.table import Table
from ringkeep.aws.transactions import Put
from ringkeep.cli.resources import find_resources
from ringkeep.cli.stack import settings_of_stack
from ringkeep.domain.access.profiles import MANAGER
from ringkeep.domain.access.users import User
from ringkeep.domain.access.visibility import Owner
from ringkeep.domain.evaluation.evaluations import Subject
from ringkeep.domain.evaluation.records import ScorecardVersion
from ringkeep.domain.recordings.owners import owners_on
from ringkeep.domain.recordings.recordings import Recording, RecordingKey
from ringkeep.usecases.access.list_users import ListUsers
from ringkeep.wiring.stack import Stack

_AT_ONCE: Final = 2


@dataclass(frozen=True)
class Staff:
    """The users by id, and who has each extension."""

    users: Mapping[str, User]
    holders: Mapping[Owner, str]

    @classmethod
    def read(cls, stack: Stack) -> Staff:
        found = ListUsers(DynamoPeople(stack.base.dynamodb, stack.settings.people_table_name))
        page = found(limit=100)
        records = [*page.users]
        while page.next:
            page = found(page.next, limit=100)
            records += page.users
        return cls(
            {each.user.id: each.user for each in records},
            {held.extension: each.user.id for each in records for held in each.assignments},
        )

    def with_email(self, email: str) -> str:
        return next(each.id for each in self.users.values() if each.email == email)

    @property
    def managers(self) -> Sequence[str]:
        return [each.id for each in self.users.values() if each.security_profile == MANAGER.id]

    def agent(self, row: Recording) -> MadePerson | None:
        """The first user who took part in the call."""
        ids = (self.holders.get(each.owner, "") for each in owners_on(row, UTC))
        user = next((self.users[id_] for id_ in ids if id_), None)
        if user is None:
            return None
        return MadePerson(user.id, user.information.team, self._manager_above(user))

    def _manager_above(self, user: User) -> str:
        managers, above = self.managers, user.manager
        while above and above not in managers:
            above = self.users[above].manager
        return above


def calls_of(stack: Stack, staff: Staff, wanted: Mapping[str, Any]) -> Iterator[EvaluatedCall]:
    for account_id, recording_id in wanted["recordings"]:
        key = RecordingKey(
            service=wanted["service"], account_id=account_id, recording_id=recording_id
        )
        row = stack.calls.recording(key)
        agent = staff.agent(row) if row is not None else None
        if row is not None and agent is not None:
            yield EvaluatedCall(Subject(**key.model_dump()), row.start_time, agent)


def versions_of(stack: Stack, scorecards: Mapping[str, str]) -> Mapping[str, ScorecardVersion]:
    """The first version of each, by the team that is scored with it."""
    table = DynamoScorecards(stack.base.dynamodb, stack.settings.evaluations_table_name)
    found = {team: table.version(id_, 1) for team, id_ in scorecards.items()}
    return {team: each for team, each in found.items() if each is not None}


def main() -> None:
    wanted, name = json.load(sys.stdin), os.environ["STACK_NAME"]
    resources = find_resources(boto3.client("cloudformation"), name)
    stack = Stack(settings_of_stack(resources, name, os.environ))
    staff = Staff.read(stack)
    maker = Maker(
        versions_of(stack, wanted["scorecards"]),
        staff.with_email(wanted["evaluator"]),
        staff.managers,
        stack.clock.now(),
    )
    made = list(maker.make(list(calls_of(stack, staff, wanted))))
    _write(stack, made)
    released = sum(each.evaluation.released_at is not None for each in made)
    print(json.dumps({"made": len(made), "released": released}))


def _write(stack: Stack, made: Sequence[MadeEvaluation]) -> None:
    table = Table(stack.base.dynamodb, stack.settings.evaluations_table_name)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(lambda each: table.transact(_puts(each)), made))


def _puts(made: MadeEvaluation) -> Sequence[Put]:
    evaluation, steps = made.evaluation, made.steps
    puts = [step_put(evaluation.id, each) for each in steps]
    return [evaluation_put(evaluation, steps[-1], 0), unique_put(evaluation), *puts]


if __name__ == "__main__":
    main()
