"""Finds the resources of a deployed stack by the outputs of its template."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError
from pydantic import ConfigDict, ValidationError
from pydantic.alias_generators import to_pascal

from ringkeep.aws.errors import error_code, translated
from ringkeep.domain.model import Model
from ringkeep.domain.validation import wrong_fields
from ringkeep.errors import ConfigurationError

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient


class Resources(Model):
    """Names and ARNs of a stack's resources. The aliases are the names of the outputs. With the parameter
    DeployConsole=false there is no distribution."""

    model_config = ConfigDict(extra="ignore", alias_generator=to_pascal)

    recordings_bucket_name: str
    calls_table_name: str
    directory_table_name: str
    limiter_table_name: str
    tokens_table_name: str
    import_recording_state_machine_arn: str
    backfill_state_machine_arn: str
    secrets_prefix: str
    webhook_secrets_prefix: str
    webhook_url: str
    live_table_name: str
    user_pool_id: str
    people_table_name: str = ""
    """Empty in a stack of version 0.1.0."""
    user_files_bucket_name: str = ""
    """Likewise."""
    search_table_name: str = ""
    """Likewise."""
    work_table_name: str = ""
    """Likewise."""
    audit_bucket_name: str = ""
    """Likewise."""
    evaluations_table_name: str = ""
    """Likewise."""
    scores_table_name: str = ""
    """Likewise."""
    console_bucket_name: str
    console_distribution_id: str = ""
    alarm_topic_arn: str = ""
    """Empty in a stack of version 0.1.0, like `test_alarm_name`."""
    test_alarm_name: str = ""
    two_factors: str = "OPTIONAL"
    """What the deployment asked for. Older stacks had no parameter for it."""


def find_resources(client: CloudFormationClient, stack_name: str) -> Resources:
    """Raises ConfigurationError if the stack does not exist or is not a Ringkeep stack."""
    outputs = _outputs(client, stack_name)
    try:
        return Resources.model_validate(outputs)
    except ValidationError as problem:
        missing = wrong_fields(problem.errors())
        raise ConfigurationError(
            f"the stack {stack_name!r} has no outputs {missing}: is its deployment complete?"
        ) from None


def _outputs(client: CloudFormationClient, stack_name: str) -> Mapping[str, str]:
    with translated(f"stack {stack_name}"):
        try:
            stacks = client.describe_stacks(StackName=stack_name)["Stacks"]
        except ClientError as refusal:
            if error_code(refusal) != "ValidationError":
                raise
            stacks = []  # CloudFormation's error for a stack that does not exist
    if not stacks:
        raise ConfigurationError(f"there is no stack {stack_name!r} in this account and region")
    outputs = stacks[0].get("Outputs", [])
    return {output["OutputKey"]: output["OutputValue"] for output in outputs}
