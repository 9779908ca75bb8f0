"""The simulated token endpoint: grants, the cap on sessions, and errors."""

from __future__ import annotations

import pytest

from simulator import scenarios
from simulator.accounts.oauth import JWT_GRANT
from simulator.http.server import SimulatorServer
from simulator.testing import SimulatorClient, frozen_clock


def test_a_jwt_opens_a_session_with_the_granted_scopes(client: SimulatorClient) -> None:
    body = client.login()
    assert body["expires_in"] == 3600
    assert "ReadCallLog" in body["scope"].split()
    assert client.get("").json()["serviceInfo"]["servicePlan"]["edition"] == "Ultimate"


def test_the_sixth_session_ends_the_first_one(client: SimulatorClient) -> None:
    tokens = [client.login()["access_token"] for _ in range(6)]
    answers = []
    for client.token in tokens:
        answers.append(client.get(""))
    assert [answer.status_code for answer in answers] == [401, 200, 200, 200, 200, 200]
    assert answers[0].json()["errors"][0]["errorCode"] == "OAU-213"


def test_a_refresh_token_works_once_and_ends_the_old_access_token(client: SimulatorClient) -> None:
    first = client.login()
    form = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    second = client.grant(**form)
    assert second.status_code == 200
    assert client.get("").status_code == 401
    again = client.grant(**form)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    client.token = second.json()["access_token"]
    assert client.get("").status_code == 200


def test_a_token_expires_after_an_hour(client: SimulatorClient) -> None:
    client.login()
    client.account.clock.advance(3601)
    answer = client.get("")
    assert (answer.status_code, answer.json()["errors"][0]["errorCode"]) == (401, "OAU-210")


def test_a_revoked_token_is_not_found(client: SimulatorClient) -> None:
    token = client.login()["access_token"]
    options = client.account.options
    basic = (options.client_id, options.client_secret)
    answer = client.http.post("/restapi/oauth/revoke", data={"token": token}, auth=basic)
    assert answer.status_code == 200
    assert client.get("").json()["errors"][0]["errorCode"] == "OAU-213"


def test_the_password_grant_is_an_option(client: SimulatorClient) -> None:
    one, two = client.account.users
    form = {"grant_type": "password", "username": one.username, "password": one.password}
    closed = client.grant(**form)
    assert closed.json()["error"] == "unauthorized_client"
    assert closed.json()["errors"][0]["errorCode"] == "OAU-251"
    client.account.options.password_grant = True
    assert client.grant(**form).status_code == 200
    second = client.grant(grant_type="password", username=two.username, password=two.password)
    assert second.json()["errors"][0]["errorCode"] == "OAU-168"


@pytest.mark.parametrize(("extension", "status"), [("101", 200), ("102", 400), (None, 200)])
def test_the_password_grant_compares_the_extension(
    client: SimulatorClient, extension: str | None, status: int
) -> None:
    client.account.options.password_grant = True
    user = client.account.users[0]
    form = {"grant_type": "password", "username": user.username, "password": user.password}
    if extension is not None:
        form["extension"] = extension
    assert client.grant(**form).status_code == status


@pytest.mark.parametrize(
    ("secret", "form", "status", "code"),
    [
        ("wrong", {"grant_type": JWT_GRANT, "assertion": "x"}, 401, "OAU-153"),
        (None, {"grant_type": JWT_GRANT, "assertion": "x"}, 400, "OAU-140"),
        (None, {"grant_type": "client_credentials"}, 400, "OAU-250"),
    ],
)
def test_a_refused_grant_has_the_format_of_oauth(
    client: SimulatorClient, secret: str | None, form: dict[str, str], status: int, code: str
) -> None:
    answer = client.grant(secret, **form)
    assert answer.status_code == status
    assert answer.json()["errors"][0]["errorCode"] == code
    assert {"error", "error_description"} <= answer.json().keys()


@pytest.mark.parametrize(
    ("header", "code"), [(None, "AGW-401"), ("Token abc", "AGW-402"), ("Bearer abc", "OAU-213")]
)
def test_a_wrong_authorization_header_has_its_own_code(
    client: SimulatorClient, header: str | None, code: str
) -> None:
    headers = {"Authorization": header} if header else {}
    answer = client.http.get("/restapi/v1.0/account/~", headers=headers)
    assert (answer.status_code, answer.json()["errors"][0]["errorCode"]) == (401, code)


def test_an_app_gets_five_tokens_per_minute() -> None:
    account = scenarios.empty(clock=frozen_clock())
    with SimulatorServer(account) as server, SimulatorClient(server) as client:
        for _ in range(5):
            client.login()
        sixth = client.grant(grant_type=JWT_GRANT, assertion=account.users[1].jwt)
        assert sixth.status_code == 429
        assert sixth.headers["x-rate-limit-group"] == "auth"
    assert account.statistics.operations["oauth-token"] == 6
