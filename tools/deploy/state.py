"""Whether the stack is in a state in which `sam deploy` can work, and what helps if it is not."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field

from tools.deploy.terminal import Refused

_UPDATABLE = (
    "CREATE_COMPLETE",
    "UPDATE_COMPLETE",
    "UPDATE_ROLLBACK_COMPLETE",
    "IMPORT_COMPLETE",
    "IMPORT_ROLLBACK_COMPLETE",
)
_REVIEWED = "REVIEW_IN_PROGRESS"
_MARK = "RecordingsBucketName"
"""An output that every version has."""
_DESCRIPTION = "Ringkeep "
"""How the description of every version begins."""
_MARK_SINCE_020 = "WebhookApiId"
CREATED_BY_010 = "CreatedByVersion010"

_HELP = {
    "ROLLBACK_COMPLETE": (
        "its first deployment failed, and CloudFormation can only delete it. Delete it with"
        " `{delete}`, wait with `{wait_deleted}`, and deploy again"
    ),
    "ROLLBACK_FAILED": (
        "its first deployment failed, and a part of it could not be removed ({reason}). Delete it with"
        " `{delete}`, and deploy again"
    ),
    "CREATE_FAILED": (
        "its first deployment failed ({reason}). Delete it with `{delete}`, and deploy again"
    ),
    "DELETE_FAILED": (
        "it could not be deleted completely ({reason}). Empty or remove what is named, delete the stack"
        " again with `{delete}`, and deploy then"
    ),
    "UPDATE_ROLLBACK_FAILED": (
        "an update failed, and so did the return to the version before ({reason}). Finish it with"
        " `{continue_rollback}`, and deploy again"
    ),
    "UPDATE_FAILED": (
        "an update failed and was not rolled back ({reason}). Roll it back with `{rollback}`, and deploy"
        " again"
    ),
    "IMPORT_ROLLBACK_FAILED": (
        "an import of resources failed ({reason}). `{events}` shows what is in the way"
    ),
}
_BUSY = (
    "CloudFormation is still working on it. `{events}` shows the progress; deploy again when the"
    " state ends in COMPLETE"
)


@dataclass(frozen=True)
class StackFacts:
    """A stack as CloudFormation describes it."""

    name: str
    stack_id: str
    status: str
    reason: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    outputs: Mapping[str, str] = field(default_factory=dict)
    description: str = ""

    @property
    def runs(self) -> bool:
        """A stack that has only adopted the data of a deleted one has no outputs yet."""
        return _MARK in self.outputs

    @property
    def adopted_nothing(self) -> bool:
        """An import that failed left a stack without resources. An update would make new, empty ones."""
        return self.status == "IMPORT_ROLLBACK_COMPLETE" and not self.runs


@dataclass(frozen=True)
class ChangeSet:
    """Changes that CloudFormation has prepared. `is_open`: they can be made, and no one has done it.
    `reason`: why they could not be prepared."""

    id: str
    is_open: bool
    reason: str


def is_new(stack: StackFacts | None, region: str) -> bool:
    """Whether `sam deploy` creates the stack. Raises Refused if it would fail. A stack that only holds a
    change set for review has nothing in it, and sam creates it."""
    if stack is None or stack.status == _REVIEWED:
        return True
    if stack.status not in _UPDATABLE:
        raise Refused(
            f"the stack {stack.name} is in the state {stack.status}: {_help(stack, region)}."
        )
    if stack.adopted_nothing:
        raise Refused(
            f"an adoption into the stack {stack.name} failed, and deploying would make new, empty tables."
            f" Delete it with `make delete STACK={stack.name}`, which retains everything, and run"
            f" `make adopt STACK={stack.name}` again."
        )
    if not is_ringkeep(stack.description, stack.outputs):
        raise Refused(
            f"the stack {stack.name} in {region} is not a Ringkeep stack (it has no output {_MARK}), and"
            " deploying would replace what it has. Choose another name with STACK=..."
        )
    return False


def is_ringkeep(description: str, outputs: Container[str]) -> bool:
    """Whether a stack was made from a template of Ringkeep. One that failed or only adopted has no output."""
    return _MARK in outputs or description.startswith(_DESCRIPTION)


def _help(stack: StackFacts, region: str) -> str:
    text = _BUSY if stack.status.endswith("_IN_PROGRESS") else _HELP.get(stack.status, "{events}")
    where = f"--stack-name {stack.name} --region {region}"
    cloudformation = "aws cloudformation"
    return text.format(
        reason=(stack.reason or "CloudFormation gives no reason").rstrip("."),
        delete=f"{cloudformation} delete-stack {where}",
        wait_deleted=f"{cloudformation} wait stack-delete-complete {where}",
        continue_rollback=f"{cloudformation} continue-update-rollback {where}",
        rollback=f"{cloudformation} rollback-stack {where}",
        events=f"{cloudformation} describe-stack-events {where}",
    )


def created_by_010(stack: StackFacts | None) -> bool:
    """Version 0.1.0 had one API for the console and the webhook."""
    return stack is not None and stack.runs and _MARK_SINCE_020 not in stack.outputs
