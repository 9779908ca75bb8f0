"""Starts other functions of the stack without waiting for them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ringkeep.aws.errors import translated
from ringkeep.domain.json import JsonObject

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient


class LambdaFunctions:
    def __init__(self, client: LambdaClient) -> None:
        self._client = client

    def start(self, name: str, event: JsonObject) -> None:
        """Raises ResourceMissing, StorageFailed."""
        with translated(f"function {name}"):
            self._client.invoke(
                FunctionName=name, InvocationType="Event", Payload=json.dumps(event).encode()
            )
