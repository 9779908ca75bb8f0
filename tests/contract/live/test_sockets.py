"""API Gateway's answers are translated to the errors of the port."""

from __future__ import annotations

from collections.abc import Iterator

import boto3
import pytest
from botocore.stub import Stubber
from mypy_boto3_apigatewaymanagementapi import ApiGatewayManagementApiClient

from ringkeep.aws.live.sockets import ApiGatewaySockets
from ringkeep.errors import ConfigurationError, StorageFailed
from ringkeep.usecases.live.socket_ports import GoneError


@pytest.fixture
def client() -> ApiGatewayManagementApiClient:
    return boto3.client(
        "apigatewaymanagementapi",
        region_name="us-east-1",
        endpoint_url="https://a1b2c3.execute-api.us-east-1.amazonaws.com/live",
    )


@pytest.fixture
def gateway(client: ApiGatewayManagementApiClient) -> Iterator[Stubber]:
    with Stubber(client) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


def test_a_text_is_sent_unchanged(client: ApiGatewayManagementApiClient, gateway: Stubber) -> None:
    sent = {"ConnectionId": "c=1", "Data": b'{"type":"pong"}'}
    gateway.add_response("post_to_connection", {}, sent)
    ApiGatewaySockets(client).send("c=1", '{"type":"pong"}')


def test_a_socket_is_closed(client: ApiGatewayManagementApiClient, gateway: Stubber) -> None:
    gateway.add_response("delete_connection", {}, {"ConnectionId": "c=1"})
    ApiGatewaySockets(client).close("c=1")


@pytest.mark.parametrize(
    ("code", "status", "error"),
    [
        ("GoneException", 410, GoneError),
        ("410", 410, GoneError),
        ("LimitExceededException", 429, StorageFailed),
        ("ForbiddenException", 403, StorageFailed),
        ("AccessDeniedException", 403, ConfigurationError),
        ("InternalServerError", 500, StorageFailed),
    ],
)
def test_an_error_is_translated(
    client: ApiGatewayManagementApiClient,
    gateway: Stubber,
    code: str,
    status: int,
    error: type[Exception],
) -> None:
    for method in ("post_to_connection", "delete_connection"):
        gateway.add_client_error(method, code, http_status_code=status)
    with pytest.raises(error):
        ApiGatewaySockets(client).send("c-1", "{}")
    with pytest.raises(error):
        ApiGatewaySockets(client).close("c-1")
