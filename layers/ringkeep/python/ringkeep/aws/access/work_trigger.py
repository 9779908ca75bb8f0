"""Starts the function that does the work after a change of people, without waiting for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ringkeep.aws.errors import translated

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient


class WorkTrigger:
    """The StartsWork port: invokes the function keep_users."""

    def __init__(self, client: LambdaClient, function_name: str) -> None:
        self._client = client
        self._function = function_name

    def start(self) -> None:
        """Raises Throttled, ResourceMissing and StorageFailed."""
        with translated(f"function {self._function}"):
            self._client.invoke(FunctionName=self._function, InvocationType="Event", Payload=b"{}")
