"""The tools of a deployed stack, found by its name."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

import boto3

from ringkeep.aws.access.people import CognitoPeople
from ringkeep.aws.errors import translated
from ringkeep.aws.recordings.workflows import execution_name
from ringkeep.cli.archive_facts import S3ArchiveFacts
from ringkeep.cli.published_console import PublishedConsole
from ringkeep.cli.resources import Resources, find_resources
from ringkeep.cli.tools import Diagnosis, Tools
from ringkeep.domain.accounts.services import Service
from ringkeep.errors import RingkeepError
from ringkeep.ringcentral.subscriptions import WebhookSubscriptions
from ringkeep.settings import Settings, read_settings
from ringkeep.usecases.accounts.manage_services import ServiceManager
from ringkeep.usecases.events.forget_subscriptions import SubscriptionEnd
from ringkeep.usecases.recordings.rebuild_index import RebuildIndex, RebuildResult
from ringkeep.usecases.recordings.trace_recording import RecordingTracer
from ringkeep.wiring.base import Composition

_UNSUBSCRIBE_SECONDS = 30.0
_OF_THE_MACHINE = ("CLOCK_SPEED", "AWS_ENDPOINT_URL")
"""What the stack's outputs do not tell: a laptop's stack runs on a faster clock."""


def tools_of_stack(stack_name: str) -> Tools:
    """Raises ConfigurationError for a stack, credentials or a region that are not there."""
    with translated(f"stack {stack_name}"):
        cloudformation = boto3.client("cloudformation")
        resources = find_resources(cloudformation, stack_name)
        known = settings_of_stack(resources, stack_name, os.environ)
        return tools_of(Composition(known), resources)


def settings_of_stack(
    resources: Resources, stack_name: str, environment: Mapping[str, str]
) -> Settings:
    """The settings that a function of the stack would have."""
    local = {name: environment[name] for name in _OF_THE_MACHINE if name in environment}
    named = {name.upper(): value for name, value in resources.model_dump().items()}
    return read_settings({**named, **local, "STACK_NAME": stack_name})


def tools_of(parts: Composition, resources: Resources) -> Tools:
    bucket = parts.settings.recordings_bucket_name
    facts = S3ArchiveFacts(boto3.client("s3"), bucket)

    def diagnose(service: Service) -> Sequence[Diagnosis]:
        connection = parts.secrets.read(service.secret_arn)
        client = parts.client(service.name, connection)
        return [client.diagnose(label) for label in connection.user_labels]

    def rebuild(service: str) -> RebuildResult:
        return RebuildIndex(parts.calls, parts.archive, parts.clock).run(service)

    def unsubscribe(service: Service) -> str:
        try:
            client = parts.client(service.name, parts.secrets.read(service.secret_arn))
        except RingkeepError as problem:
            return str(problem)
        end = SubscriptionEnd(parts.states, parts.leases, parts.clock)
        address = resources.webhook_url.replace("{service}", service.name)
        deadline = parts.clock.now() + _UNSUBSCRIBE_SECONDS
        return end.forget(service.name, address, WebhookSubscriptions(client), deadline).problem

    return Tools(
        manager=ServiceManager(
            parts.services,
            parts.secrets,
            parts.leases,
            parts.workflows,
            parts.webhook_tokens,
            parts.clock,
        ),
        states=parts.states,
        calls=parts.calls,
        found_counts=parts.found_counts,
        tracer=RecordingTracer(parts.calls, facts, execution_name),
        backfills=parts.workflows,
        diagnose=diagnose,
        rebuild=rebuild,
        unsubscribe=unsubscribe,
        people=CognitoPeople(
            boto3.client("cognito-idp"), parts.settings.user_pool_id, parts.states
        ),
        console=PublishedConsole(resources, parts.settings.is_local, parts.clock),
        clock=parts.clock,
    )
