"""Wires a deployed stack for the command line."""

from __future__ import annotations

from functools import cached_property

from ringkeep.aws.events.webhook_keys import WebhookKeySecret
from ringkeep.aws.events.webhook_tokens import VerificationTokens
from ringkeep.aws.recordings.archive import S3Archive
from ringkeep.aws.recordings.calls_table import DynamoCallsTable
from ringkeep.aws.recordings.found_counts import DynamoFoundCounts
from ringkeep.aws.recordings.workflows import StepFunctionsWorkflows
from ringkeep.settings import StackSettings
from ringkeep.usecases.events.webhook_keys import WebhookKeyring
from ringkeep.wiring.accounts import Accounts, Logins
from ringkeep.wiring.base import Base
from ringkeep.wiring.limits import Limits
from ringkeep.wiring.recordings import archive, calls_table, workflows


class Stack:
    def __init__(self, settings: StackSettings) -> None:
        self.settings = settings
        self.base = Base()
        self.clock = self.base.clock
        self.accounts = Accounts(self.base, settings, settings.secrets_prefix)

    @cached_property
    def logins(self) -> Logins:
        return Logins(self.base, Limits(self.base, self.settings), self.settings)

    @cached_property
    def calls(self) -> DynamoCallsTable:
        return calls_table(self.base, self.settings)

    @cached_property
    def found_counts(self) -> DynamoFoundCounts:
        return DynamoFoundCounts(self.base.dynamodb, self.settings.calls_table_name)

    @cached_property
    def archive(self) -> S3Archive:
        return archive(self.settings)

    @cached_property
    def workflows(self) -> StepFunctionsWorkflows:
        return workflows(
            import_arn=self.settings.import_recording_state_machine_arn,
            backfill_arn=self.settings.backfill_state_machine_arn,
        )

    @cached_property
    def webhook_tokens(self) -> VerificationTokens:
        prefix = self.settings.webhook_secrets_prefix
        return VerificationTokens(self.base.secrets_manager, prefix)

    @cached_property
    def webhook_keys(self) -> WebhookKeyring:
        store = WebhookKeySecret(self.base.secrets_manager, self.settings.webhook_secrets_prefix)
        return WebhookKeyring(store, self.accounts.leases, self.clock)
