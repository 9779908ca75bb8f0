"""Creates the tools of the commands for a deployed stack."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from functools import cache

import boto3

from ringkeep.aws.access.audit_copies import AuditCopies
from ringkeep.aws.access.people import CognitoPeople
from ringkeep.aws.access.people_lists import DynamoPeopleLists
from ringkeep.aws.access.people_table import DynamoAuditLog, DynamoPeople
from ringkeep.aws.access.pool_two_factors import PoolTwoFactors
from ringkeep.aws.alarms.cloudwatch_alarms import CloudWatchAlarms
from ringkeep.aws.errors import translated
from ringkeep.aws.evaluation.evaluation_copies import RestoringEvaluations, S3EvaluationCopies
from ringkeep.aws.evaluation.score_rebuild import DynamoScoreRebuild, S3CopiedScores
from ringkeep.aws.evaluation.scorecard_copies import RestoringTable, S3ScorecardCopies
from ringkeep.aws.recordings.workflows import execution_name
from ringkeep.cli.archive_facts import S3ArchiveFacts
from ringkeep.cli.import_tools import UserFiles
from ringkeep.cli.people import People
from ringkeep.cli.published_console import PublishedConsole
from ringkeep.cli.resources import Resources, find_resources
from ringkeep.cli.tools import Diagnosis, Tools
from ringkeep.domain.access.two_factors import TwoFactors
from ringkeep.domain.accounts.services import Service
from ringkeep.domain.events.webhook_keys import Keyring
from ringkeep.domain.recordings.recordings import RecordingKey
from ringkeep.errors import ConfigurationError, RingkeepError
from ringkeep.ringcentral.subscriptions import WebhookSubscriptions
from ringkeep.settings import StackSettings, UserImportsSettings, read_settings
from ringkeep.usecases.access.add_user import AddUser
from ringkeep.usecases.access.audited_services import AuditedServiceDirectory
from ringkeep.usecases.access.changes import Changes
from ringkeep.usecases.access.copy_audit import CopyMissingEntries
from ringkeep.usecases.access.invite_user import Invite
from ringkeep.usecases.access.requests import ChangeRequest
from ringkeep.usecases.accounts.manage_services import ServiceManager
from ringkeep.usecases.accounts.ports import ServiceDirectory
from ringkeep.usecases.alarms.check_alarms import CheckAlarms
from ringkeep.usecases.evaluation.rebuild_scores import RebuildScores
from ringkeep.usecases.evaluation.restore_evaluations import (
    RestoredEvaluations,
    RestoreEvaluations,
)
from ringkeep.usecases.evaluation.restore_scorecards import (
    RestoredScorecards,
    RestoreScorecards,
)
from ringkeep.usecases.events.forget_subscriptions import SubscriptionRemover
from ringkeep.usecases.events.service_webhooks import ServiceWebhooks
from ringkeep.usecases.recordings.rebuild_index import RebuildIndex, RebuildResult
from ringkeep.usecases.recordings.retry_recordings import RecordingRetrier
from ringkeep.usecases.recordings.trace_recording import RecordingTracer
from ringkeep.wiring.audited_services import AuditedServices
from ringkeep.wiring.base import AWS
from ringkeep.wiring.erasure import erase_recording
from ringkeep.wiring.recording_work import restored_work
from ringkeep.wiring.search import rebuild_search
from ringkeep.wiring.stack import Stack
from ringkeep.wiring.transcripts import restore_pointers
from ringkeep.wiring.user_imports import UserImports
from ringkeep.wiring.user_pool import (
    extension_wishes,
    older_people,
    pool_tasks,
    pool_work,
    user_pool,
)

_UNSUBSCRIBE_SECONDS = 30.0
_MACHINE_VARIABLES = ("CLOCK_SPEED", "AWS_ENDPOINT_URL")
"""Variables that are not outputs of the stack. A local stack needs them."""


def tools_of_stack(stack_name: str) -> Tools:
    """Raises ConfigurationError if the stack, the credentials or the region are missing."""
    with translated(f"stack {stack_name}"):
        cloudformation = boto3.client("cloudformation")
        resources = find_resources(cloudformation, stack_name)
        return tools_of(Stack(settings_of_stack(resources, stack_name, os.environ)), resources)


def settings_of_stack(
    resources: Resources, stack_name: str, environment: Mapping[str, str]
) -> StackSettings:
    """Returns the settings that a function of the stack would have. The clock has normal speed unless
    the environment sets another one."""
    machine = {name: environment[name] for name in _MACHINE_VARIABLES if name in environment}
    outputs = {name.upper(): value for name, value in resources.model_dump().items()}
    variables = {"CLOCK_SPEED": "1", **outputs, **machine, "STACK_NAME": stack_name}
    return read_settings(StackSettings, variables)


def tools_of(stack: Stack, resources: Resources) -> Tools:
    accounts = stack.accounts
    facts = S3ArchiveFacts(boto3.client("s3"), stack.settings.recordings_bucket_name)

    def rebuild(service: str) -> RebuildResult:
        result = RebuildIndex(stack.calls, stack.archive, stack.clock).run(service)
        transcripts = restore_pointers(stack.base, stack.settings).run(service)
        work = restored_work(stack.base, stack.settings, service)
        return result.model_copy(update={"transcripts": transcripts, "work": work})

    return Tools(
        manager=ServiceManager(
            _services(stack),
            accounts.secrets,
            accounts.leases,
            stack.workflows,
            ServiceWebhooks(stack.webhook_tokens, stack.webhook_keys, accounts.services),
            stack.clock,
            local=stack.settings.is_local,
        ),
        states=accounts.states,
        calls=stack.calls,
        found_counts=stack.found_counts,
        tracer=RecordingTracer(stack.calls, facts, execution_name),
        retrier=RecordingRetrier(stack.calls, stack.calls, stack.clock),
        eraser_of=lambda: erase_recording(stack, _request_of_caller),
        backfills=stack.workflows,
        diagnose=lambda service: _diagnose(stack, service),
        rebuild=rebuild,
        rebuild_search=lambda service: rebuild_search(stack, _not_indexed).run(service),
        restore_scorecards=lambda: _restored_scorecards(stack),
        restore_evaluations=lambda: _restored_evaluations(stack),
        rebuild_scores_of=lambda: _rebuild_scores(stack),
        unsubscribe=lambda service: _unsubscribe(stack, resources, service),
        people_of=lambda: people_of_stack(stack),
        user_files_of=lambda: _user_files(stack),
        audit_copies_of=lambda: _audit_copies(stack),
        two_factors=PoolTwoFactors(boto3.client("cognito-idp"), stack.settings.user_pool_id),
        deployed_two_factors=TwoFactors(resources.two_factors),
        console=PublishedConsole(resources, stack.settings.is_local, stack.clock),
        webhook_keys=stack.webhook_keys,
        alarms=CheckAlarms(_alarms(resources)),
        clock=stack.clock,
    )


def _not_indexed(key: RecordingKey, error: Exception) -> None:
    print(f"{key} was not indexed: {error}")


def _services(stack: Stack) -> ServiceDirectory:
    """A stack of version 0.1.0 has no audit log."""
    if not stack.settings.people_table_name:
        return stack.accounts.services
    client, table = stack.base.dynamodb, stack.settings.people_table_name
    audited = AuditedServices(client, stack.accounts.services, DynamoPeopleLists(client, table))
    changes = Changes(DynamoPeople(client, table), stack.clock)
    return AuditedServiceDirectory(audited, changes, _request_of_caller)


def people_of_stack(stack: Stack) -> People:
    settings = stack.settings
    if not settings.people_table_name:
        raise ConfigurationError(
            "the stack is of version 0.1.0, which has no users: update it first"
        )
    base = stack.base
    work = pool_work(base, settings)
    given = extension_wishes(base, settings)
    return People(
        store=work.store,
        tasks=pool_tasks(base, settings),
        pool=user_pool(settings),
        people=CognitoPeople(boto3.client("cognito-idp"), settings.user_pool_id),
        add_user=AddUser(work.change.changes, given.assign.extensions),
        change=work.change,
        assign=given.assign,
        invite_user=Invite(work.change.changes),
        work=work,
        older=older_people(base, settings),
        request=_request_of_caller,
    )


def _user_files(stack: Stack) -> UserFiles:
    settings = stack.settings
    if not settings.user_files_bucket_name:
        raise ConfigurationError(
            "the stack is of version 0.1.0, which imports no users: update it first"
        )
    names = settings.model_dump(include=set(UserImportsSettings.model_fields))
    imports = UserImports(stack.base, UserImportsSettings.model_validate(names))
    return UserFiles(imports.manage, imports.export, imports.run, _request_of_caller)


def _restored_scorecards(stack: Stack) -> RestoredScorecards:
    """A stack of version 0.1.0 has none."""
    settings = stack.settings
    if not settings.evaluations_table_name:
        return RestoredScorecards()
    copies = S3ScorecardCopies(boto3.client("s3"), settings.recordings_bucket_name)
    table = RestoringTable(stack.base.dynamodb, settings.evaluations_table_name)
    return RestoreScorecards(copies, table)()


def _rebuild_scores(stack: Stack) -> RebuildScores:
    settings = stack.settings
    if not settings.scores_table_name:
        raise ConfigurationError("the stack has no reports on scores yet: update it first")
    copies = S3CopiedScores(boto3.client("s3", config=AWS), settings.recordings_bucket_name)
    client = stack.base.dynamodb
    return RebuildScores(
        copies, DynamoScoreRebuild(client, settings.scores_table_name, stack.clock)
    )


def _restored_evaluations(stack: Stack) -> RestoredEvaluations:
    """A stack of version 0.1.0 has none."""
    settings = stack.settings
    if not settings.evaluations_table_name:
        return RestoredEvaluations()
    copies = S3EvaluationCopies(boto3.client("s3", config=AWS), settings.recordings_bucket_name)
    table = RestoringEvaluations(stack.base.dynamodb, settings.evaluations_table_name)
    return RestoreEvaluations(copies, table)()


def _audit_copies(stack: Stack) -> CopyMissingEntries:
    settings = stack.settings
    if not settings.audit_bucket_name:
        raise ConfigurationError(
            "the stack is of version 0.1.0, which has no audit log: update it first"
        )
    entries = DynamoAuditLog(stack.base.dynamodb, settings.people_table_name)
    return CopyMissingEntries(entries, AuditCopies(boto3.client("s3"), settings.audit_bucket_name))


@cache
def _request_of_caller() -> ChangeRequest:
    """Who runs the command stands in the audit log. Without the right to know it, only that it was the
    command line."""
    try:
        with translated("identity of the caller"):
            name = boto3.client("sts").get_caller_identity()["Arn"]
    except RingkeepError:
        name = ""
    return ChangeRequest(name=name)


def _alarms(resources: Resources) -> CloudWatchAlarms:
    return CloudWatchAlarms(
        boto3.client("cloudwatch"),
        boto3.client("sns"),
        resources.alarm_topic_arn,
        resources.test_alarm_name,
    )


def _diagnose(stack: Stack, service: Service) -> Sequence[Diagnosis]:
    connection = stack.accounts.secrets.read(service.secret_arn)
    client = stack.logins.client(service.name, connection)
    users = connection.user_labels
    diagnoses = [client.diagnose(label) for label in users]
    read = {each.user: each.reach for each in diagnoses if each.reach is not None}
    stack.accounts.reaches.remember(service.name, read, users)
    return diagnoses


def _unsubscribe(stack: Stack, resources: Resources, service: Service) -> str:
    """Returns why the subscription could not be deleted; empty on success."""
    accounts = stack.accounts
    try:
        connection = accounts.secrets.read(service.secret_arn)
    except RingkeepError as error:
        return str(error)
    subscriptions = WebhookSubscriptions(stack.logins.client(service.name, connection))
    end = SubscriptionRemover(accounts.states, accounts.leases, stack.clock)
    deadline = stack.clock.now() + _UNSUBSCRIBE_SECONDS
    for address in addresses_of(resources.webhook_url, service.name, stack.webhook_keys.all()):
        problem = end.forget(service.name, address, subscriptions, deadline).problem
        if problem:
            return problem
    return ""


def addresses_of(webhook_url: str, service: str, keyring: Keyring) -> Sequence[str]:
    """Returns the addresses where RingCentral may deliver the service's events: two in a rotation.
    A service without a key has one that exists nowhere: the stored id then finds its subscription."""
    keys = keyring.get(service)
    url = webhook_url.replace("{service}", service)
    return [url.replace("{key}", key) for key in (keys.valid if keys else ("{key}",))]
