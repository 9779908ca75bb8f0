"""Wires what the function keep_users does each minute, and how it is started sooner."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ringkeep.settings import KeepUsersSettings
from ringkeep.usecases.access.steps import Step
from ringkeep.wiring.accounts import Accounts
from ringkeep.wiring.base import AWS, Base

if TYPE_CHECKING:
    from ringkeep.aws.access.work_trigger import WorkTrigger


class AccessJobs:
    def __init__(self, settings: KeepUsersSettings) -> None:
        self.base = Base()
        self.settings = settings
        self.accounts = Accounts(self.base, settings)

    @property
    def steps(self) -> Sequence[Step]:
        """The work in its order. What takes long comes last, so that it delays no invitation. Each step
        builds what it needs when it runs: if that fails, the others still run."""
        return ()


def work_trigger(function_name: str) -> WorkTrigger:
    import boto3

    from ringkeep.aws.access.work_trigger import WorkTrigger

    return WorkTrigger(boto3.client("lambda", config=AWS), function_name)
