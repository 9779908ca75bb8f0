"""Sends messages to the open sockets of the WebSocket API, and closes them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from ringkeep.aws.errors import error_code, translated
from ringkeep.usecases.live.socket_ports import GoneError

if TYPE_CHECKING:
    from mypy_boto3_apigatewaymanagementapi import ApiGatewayManagementApiClient


class ApiGatewaySockets:
    """The Sockets port over API Gateway's management API."""

    def __init__(self, client: ApiGatewayManagementApiClient) -> None:
        self._client = client

    def send(self, connection_id: str, text: str) -> None:
        with _gone_translated():
            self._client.post_to_connection(ConnectionId=connection_id, Data=text.encode())

    def close(self, connection_id: str) -> None:
        with _gone_translated():
            self._client.delete_connection(ConnectionId=connection_id)


@contextmanager
def _gone_translated() -> Iterator[None]:
    with translated("WebSocket API"):
        try:
            yield
        except ClientError as error:
            if error_code(error) in ("GoneException", "410"):
                raise GoneError from None
            raise
