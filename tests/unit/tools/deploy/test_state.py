"""In a state in which `sam deploy` would fail nothing is done, and a sentence has the command that helps."""

from __future__ import annotations

import pytest

from tests.unit.tools.deploy.facts import REGION, stack
from tools.deploy.state import StackFacts, created_by_010, is_new
from tools.deploy.terminal import Refused


@pytest.mark.parametrize("status", [None, "REVIEW_IN_PROGRESS"])
def test_without_a_stack_or_with_an_empty_one_it_is_the_first(status: str | None) -> None:
    assert is_new(stack(status) if status else None, REGION)


@pytest.mark.parametrize(
    "status",
    [
        "CREATE_COMPLETE",
        "UPDATE_COMPLETE",
        "UPDATE_ROLLBACK_COMPLETE",
        "IMPORT_COMPLETE",
        "IMPORT_ROLLBACK_COMPLETE",
    ],
)
def test_a_complete_stack_is_updated(status: str) -> None:
    assert not is_new(stack(status), REGION)


def test_a_stack_into_which_nothing_was_adopted_is_not_filled_with_empty_tables() -> None:
    failed = StackFacts("ringkeep-dev", "arn", "IMPORT_ROLLBACK_COMPLETE")
    with pytest.raises(Refused, match="run `make adopt STACK=ringkeep-dev` again"):
        is_new(failed, REGION)


WHERE = "--stack-name ringkeep-dev --region eu-central-1"


@pytest.mark.parametrize(
    ("status", "command"),
    [
        ("ROLLBACK_COMPLETE", "delete-stack"),
        ("ROLLBACK_FAILED", "delete-stack"),
        ("CREATE_FAILED", "delete-stack"),
        ("DELETE_FAILED", "delete-stack"),
        ("UPDATE_ROLLBACK_FAILED", "continue-update-rollback"),
        ("UPDATE_FAILED", "rollback-stack"),
        ("IMPORT_ROLLBACK_FAILED", "describe-stack-events"),
        ("CREATE_IN_PROGRESS", "describe-stack-events"),
        ("UPDATE_IN_PROGRESS", "describe-stack-events"),
        ("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "describe-stack-events"),
        ("UPDATE_ROLLBACK_IN_PROGRESS", "describe-stack-events"),
        ("ROLLBACK_IN_PROGRESS", "describe-stack-events"),
        ("DELETE_IN_PROGRESS", "describe-stack-events"),
        ("IMPORT_IN_PROGRESS", "describe-stack-events"),
    ],
)
def test_any_other_state_is_refused_with_its_command(status: str, command: str) -> None:
    with pytest.raises(Refused) as refused:
        is_new(stack(status), REGION)
    sentence = str(refused.value)
    assert sentence.startswith(f"the stack ringkeep-dev is in the state {status}: ")
    assert f"`aws cloudformation {command} {WHERE}`" in sentence
    assert "{" not in sentence


def test_every_state_of_the_api_is_known() -> None:
    import boto3  # noqa: PLC0415 # its model is needed here alone

    client = boto3.client("cloudformation")
    states: list[str] = client.meta.service_model.shape_for("StackStatus").metadata["enum"]
    for status in set(states) - {"DELETE_COMPLETE"}:
        try:
            is_new(stack(status), REGION)
        except Refused as refused:
            assert len(str(refused).split(": ", 1)[1]) > 30, status


def test_the_reason_of_cloudformation_is_shown() -> None:
    with pytest.raises(Refused, match=r"\(The bucket is not empty\)"):
        is_new(stack("DELETE_FAILED", "The bucket is not empty."), REGION)


def test_another_products_stack_is_not_replaced() -> None:
    with pytest.raises(Refused, match="is not a Ringkeep stack"):
        is_new(stack(Website="x"), REGION)


def test_a_stack_that_has_only_adopted_data_is_updated() -> None:
    adopted = StackFacts("calls", "arn", "IMPORT_COMPLETE", description="Ringkeep stores every ...")
    assert not is_new(adopted, REGION)
    assert not adopted.runs
    assert not created_by_010(adopted)


def test_a_stack_with_one_api_is_of_version_010() -> None:
    assert created_by_010(stack(RecordingsBucketName="b", HttpApiId="x"))
    assert not created_by_010(stack())
    assert not created_by_010(None)
