"""Starts the sync of extensions at once, without waiting for it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ringkeep.aws.errors import translated
from ringkeep.domain.accounts.account_ref import AccountRef

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient


class ExtensionSyncTrigger:
    """The ExtensionChanges port: invokes the function that compares a service's extensions."""

    def __init__(self, client: LambdaClient, function_name: str) -> None:
        self._client = client
        self._function = function_name

    def changed(self, account: AccountRef) -> None:
        """Starts the sync of the service. Raises ResourceMissing and StorageFailed."""
        with translated(f"function {self._function}"):
            self._client.invoke(
                FunctionName=self._function,
                InvocationType="Event",
                Payload=json.dumps({"service": account.service}).encode(),
            )
