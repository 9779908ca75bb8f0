"""RingCentral's refusals may quote what was sent. Nothing of it reaches an error's message."""

from __future__ import annotations

import httpx
import pytest

from ringkeep.domain.accounts.services import Connection
from ringkeep.errors import RingkeepError
from ringkeep.ringcentral.client import RingCentralClient
from tests.unit.ringcentral.fake_ringcentral import ClientSetup, ok
from tests.unit.ringcentral.http.connections import connection, jwt, password_connection

SHORT = "k3y5"


def refused(client: RingCentralClient) -> str:
    with pytest.raises(RingkeepError) as error:
        client.account(deadline=client._clock.now() + 300)
    return str(error.value)


@pytest.mark.parametrize(
    ("connected", "secrets"),
    [
        (connection(key=SHORT), [jwt(), SHORT]),
        (password_connection(), ["user-password", "+12125550100"]),
    ],
)
@pytest.mark.parametrize("status", [400, 401, 403, 429, 500, 503])
def test_a_refused_login_quotes_no_credential(
    connected: Connection, secrets: list[str], status: int
) -> None:
    setup = ClientSetup(connection=connected)
    text = f"the app's key {' and '.join(secrets)} is wrong"
    body = {"error": "unheard_of", "error_description": text}
    setup.server.logins = [httpx.Response(status, json=body)]
    message = refused(setup.client)
    assert not [secret for secret in secrets if secret in message]
    assert "is wrong" in message


@pytest.mark.parametrize("status", [400, 403, 404, 500])
def test_a_refused_request_quotes_no_token_and_no_number(status: int) -> None:
    setup = ClientSetup()
    text = "Bearer token-1 of +1 (650) 555-0142 <jane@example.com> may not do this"
    setup.server.answers = [httpx.Response(status, json={"errorCode": "X", "message": text})]
    message = refused(setup.client)
    assert message == "Bearer [token] of [number] <[address]> may not do this [X]"


@pytest.mark.parametrize(
    "problem",
    [
        httpx.LocalProtocolError("Illegal header value b'Bearer token-1\n'"),
        httpx.RemoteProtocolError("illegal status line: bytearray(b'Bearer token-1')"),
        httpx.ConnectError("https://me:token-1@x.example/?signature=token-1 failed"),
    ],
)
def test_a_network_error_quotes_no_token_and_no_query(problem: httpx.RequestError) -> None:
    setup = ClientSetup()
    setup.server.answers = [problem]
    message = refused(setup.client)
    assert "token-1" not in message
    assert "RingCentral cannot be reached" in message


def test_a_successful_request_is_not_changed() -> None:
    setup = ClientSetup()
    setup.server.answers = [ok({"id": 12125550100, "serviceInfo": {}})]
    assert setup.client.account(setup.soon).id == "12125550100"
