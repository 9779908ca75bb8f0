"""The tools that the commands use, for a deployed stack or, in tests, with fakes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

from pydantic import BaseModel

from ringkeep.cli.import_tools import UserFiles
from ringkeep.cli.people import People
from ringkeep.domain.access.two_factors import TwoFactors
from ringkeep.domain.accounts.services import Service
from ringkeep.domain.recordings.recordings import RecordingKey
from ringkeep.usecases.access.copy_audit import CopyMissingEntries
from ringkeep.usecases.accounts.account_history import AccountHistory
from ringkeep.usecases.accounts.manage_services import ServiceManager
from ringkeep.usecases.alarms.check_alarms import CheckAlarms
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.evaluation.rebuild_scores import RebuildScores
from ringkeep.usecases.evaluation.restore_evaluations import RestoredEvaluations
from ringkeep.usecases.evaluation.restore_scorecards import RestoredScorecards
from ringkeep.usecases.events.webhook_keys import WebhookKeyring
from ringkeep.usecases.recordings.erase_recording import EraseRecording, ErasureResult
from ringkeep.usecases.recordings.ports import CallsTable, FoundCounts
from ringkeep.usecases.recordings.retry_recordings import RecordingRetrier
from ringkeep.usecases.recordings.trace_recording import RecordingTracer
from ringkeep.usecases.state import StateStore


class Account(Protocol):
    """The account of a login."""

    @property
    def id(self) -> str: ...

    @property
    def plan_name(self) -> str: ...

    @property
    def edition(self) -> str: ...


class Diagnosis(Protocol):
    """The result of a test login as one user. `problems` are full sentences."""

    @property
    def user(self) -> str: ...

    @property
    def ok(self) -> bool: ...

    @property
    def problems(self) -> Sequence[str]: ...

    @property
    def scopes(self) -> Sequence[str]: ...

    @property
    def account(self) -> Account | None: ...


Diagnose = Callable[[Service], Sequence[Diagnosis]]
"""Logs in as each user of the service and checks the permissions."""


class SecondFactor(Protocol):
    """The user pool's own setting."""

    def read(self) -> TwoFactors: ...

    def write(self, wanted: TwoFactors) -> None: ...


class Console(Protocol):
    @property
    def is_deployed(self) -> bool:
        """Whether the stack has a console: the parameter DeployConsole."""
        ...

    def publish(self, folder: Path) -> int:
        """Uploads the files and returns their number. Raises ConfigurationError if the folder has no
        index.html."""
        ...

    def clear(self) -> int:
        """Deletes the files and returns their number."""
        ...


class Backfills(Protocol):
    def start_backfill(self, service: str, date_from: str | None, run_id: str) -> str: ...

    def backfill_status(self, execution_arn: str) -> str:
        """RUNNING, SUCCEEDED, FAILED, TIMED_OUT or ABORTED."""
        ...


@dataclass(frozen=True)
class Tools:
    """`rebuild` restores the rows of a service from the archive and returns the result, `rebuild_search`
    its search index. `restore_scorecards` and `restore_evaluations` restore those whose rows are missing.
    `eraser_of` makes the use case that erases a recording.
    `unsubscribe` deletes its subscription and returns why that failed; empty on success.
    `deployed_two_factors` is what the stack's parameters asked for."""

    manager: ServiceManager
    states: StateStore
    calls: CallsTable
    found_counts: FoundCounts
    tracer: RecordingTracer
    retrier: RecordingRetrier
    eraser_of: Callable[[], EraseRecording]
    backfills: Backfills
    diagnose: Diagnose
    rebuild: Callable[[str], BaseModel]
    rebuild_search: Callable[[str], BaseModel]
    restore_scorecards: Callable[[], RestoredScorecards]
    restore_evaluations: Callable[[], RestoredEvaluations]
    rebuild_scores_of: Callable[[], RebuildScores]
    unsubscribe: Callable[[Service], str]
    people_of: Callable[[], People]
    user_files_of: Callable[[], UserFiles]
    audit_copies_of: Callable[[], CopyMissingEntries]
    two_factors: SecondFactor
    deployed_two_factors: TwoFactors
    console: Console
    webhook_keys: WebhookKeyring
    alarms: CheckAlarms
    clock: Clock

    @cached_property
    def people(self) -> People:
        """Raises ConfigurationError for a stack that has no people table yet."""
        return self.people_of()

    @cached_property
    def user_files(self) -> UserFiles:
        """Raises ConfigurationError for a stack that has no people table yet."""
        return self.user_files_of()

    def erase(self, key: RecordingKey, reason: str) -> ErasureResult | None:
        """Raises ConfigurationError for a stack that cannot erase yet, and what EraseRecording raises."""
        return self.eraser_of()(key, reason)

    @property
    def accounts(self) -> AccountHistory:
        return AccountHistory(self.states)
