"""The tools of a deployed stack, found by its name."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import boto3

from ringkeep.aws.errors import translated
from ringkeep.aws.workflows import execution_name
from ringkeep.cli.archive_facts import S3ArchiveFacts
from ringkeep.cli.resources import find_resources
from ringkeep.cli.tools import Diagnosis, Tools
from ringkeep.composition import Composition
from ringkeep.domain.services import Service
from ringkeep.settings import Settings, read_settings
from ringkeep.usecases.manage_services import ServiceManager
from ringkeep.usecases.rebuild_index import RebuildIndex, Rebuilt
from ringkeep.usecases.trace_recording import RecordingTracer

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient

_OF_THE_MACHINE = ("CLOCK_SPEED", "AWS_ENDPOINT_URL")
"""What the stack's outputs do not tell: a laptop's stack runs on a faster clock."""


def tools_of_stack(stack_name: str) -> Tools:
    """Raises ConfigurationError for a stack, credentials or a region that are not there."""
    with translated(f"stack {stack_name}"):
        cloudformation = boto3.client("cloudformation")
        known = settings_of_stack(cloudformation, stack_name, os.environ)
        return tools_of(Composition(known))


def settings_of_stack(
    client: CloudFormationClient, stack_name: str, environment: Mapping[str, str]
) -> Settings:
    """The settings that a function of the stack would have."""
    resources = find_resources(client, stack_name).model_dump()
    local = {name: environment[name] for name in _OF_THE_MACHINE if name in environment}
    named = {name.upper(): value for name, value in resources.items()}
    return read_settings({**named, **local, "STACK_NAME": stack_name})


def tools_of(parts: Composition) -> Tools:
    bucket = parts.settings.recordings_bucket_name
    facts = S3ArchiveFacts(boto3.client("s3"), bucket)

    def diagnose(service: Service) -> Sequence[Diagnosis]:
        connection = parts.secrets.read(service.secret_arn)
        client = parts.client(service.name, connection)
        return [client.diagnose(label) for label in connection.user_labels]

    def rebuild(service: str) -> Rebuilt:
        return RebuildIndex(parts.calls, parts.archive, parts.clock).run(service)

    return Tools(
        manager=ServiceManager(
            parts.services, parts.secrets, parts.leases, parts.workflows, parts.clock
        ),
        states=parts.states,
        calls=parts.calls,
        ledger=parts.ledger,
        tracer=RecordingTracer(parts.calls, facts, execution_name),
        backfills=parts.workflows,
        diagnose=diagnose,
        rebuild=rebuild,
        clock=parts.clock,
    )
