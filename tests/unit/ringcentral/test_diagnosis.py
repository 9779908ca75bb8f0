"""The diagnosis that `service test` shows."""

from __future__ import annotations

import httpx
import pytest

from ringkeep.errors import ConfigurationError, TokenRejected
from ringkeep.ringcentral.diagnosis import Diagnosis, missing_scopes
from ringkeep.ringcentral.http.refusals import Rejection
from tests.unit.ringcentral.fake_ringcentral import ClientSetup, ok, refusal
from tests.unit.ringcentral.http.connections import connection
from tests.unit.ringcentral.test_client import ACCOUNT

PERMISSIONS = {
    "permissions": [{"permission": {"id": "ReadCallRecording"}}, {"permission": None}, 5]
}
LOG: dict[str, list[object]] = {"records": []}


def diagnose(*answers: httpx.Response, setup: ClientSetup | None = None) -> Diagnosis:
    setup = setup or ClientSetup()
    setup.server.answers = list(answers)
    return setup.client.diagnose(setup.user)


def test_a_healthy_service_has_no_problems() -> None:
    diagnosis = diagnose(ok(ACCOUNT), ok(PERMISSIONS), ok(LOG))
    assert diagnosis.ok
    assert diagnosis.logged_in
    assert diagnosis.account is not None
    assert diagnosis.account.edition == "Premium"
    assert diagnosis.permissions == ("ReadCallRecording",)
    assert (diagnosis.problems, diagnosis.notes, diagnosis.missing_scopes) == ((), (), ())


def test_failed_login_is_the_only_problem() -> None:
    setup = ClientSetup()
    setup.server.logins = [refusal(400, "OAU-153")]
    diagnosis = diagnose(setup=setup)
    assert not diagnosis.ok
    assert "client secret" in diagnosis.problems[0]


def test_all_problems_are_reported_at_once() -> None:
    setup = ClientSetup()
    setup.server.grant = {"scope": "ReadAccounts"}
    diagnosis = diagnose(
        ok({**ACCOUNT, "status": "Disabled"}),
        ok({"permissions": [{"permission": {"id": "EditMyself"}}]}),
        refusal(403, "CMN-408"),
        setup=setup,
    )
    text = " ".join(diagnosis.problems)
    for words in ("Read Call Log", "Webhook", "Disabled", "call recordings", "company call log"):
        assert words in text
    assert len(diagnosis.missing_scopes) == 5


def test_unreadable_permissions_are_notes_and_no_problems() -> None:
    setup = ClientSetup()
    setup.server.grant = {"scope": ""}
    diagnosis = diagnose(ok({"id": 1}), refusal(403), ok(LOG), setup=setup)
    assert diagnosis.ok
    assert len(diagnosis.notes) == 3


@pytest.mark.parametrize("answer", [refusal(404), refusal(503), refusal(400)])
def test_unreadable_call_log_is_a_problem(answer: httpx.Response) -> None:
    assert not diagnose(ok(ACCOUNT), ok(PERMISSIONS), answer).ok


def test_unreadable_account_is_a_problem() -> None:
    diagnosis = diagnose(refusal(403, "CMN-401"), ok(PERMISSIONS), ok(LOG))
    assert "account cannot be read" in diagnosis.problems[0]


def test_diagnosis_uses_only_the_given_user() -> None:
    setup = ClientSetup(connection=connection("900001", "900002"))
    second = setup.connection.user_labels[1]
    setup.server.answers = [ok(ACCOUNT), ok(PERMISSIONS), ok(LOG)]
    assert setup.client.diagnose(second).user == second
    assert {user for _, user, group in setup.limiter.admitted if group != "auth"} == {second}


def test_unknown_user_cannot_be_diagnosed() -> None:
    with pytest.raises(ConfigurationError):
        ClientSetup().client.diagnose("user-unknown")


@pytest.mark.parametrize(
    "spelling", ["SubscriptionWebhook", "Webhook Subscriptions", "webhook_subscription"]
)
def test_comparison_of_scopes_ignores_their_spelling(spelling: str) -> None:
    others = ("Read Accounts", "readcalllog", "ReadCallRecordings", "read-presence", "CallControl")
    assert missing_scopes((*others, spelling)) == ()


def test_an_operation_that_is_refused_whatever_the_token_is_a_problem() -> None:
    setup = ClientSetup()
    token = setup.tokens.login(setup.connection, setup.user)
    problem = TokenRejected("not allowed", status=401, code="OAU-151")
    rejection = Rejection(token, "recording-content", problem)
    setup.tokens.refused(setup.connection, setup.user, rejection)
    diagnosis = diagnose(ok(ACCOUNT), ok(PERMISSIONS), ok(LOG), setup=setup)
    assert not diagnosis.ok
    assert "'recording-content' although the login succeeds (401 OAU-151)" in diagnosis.problems[0]
