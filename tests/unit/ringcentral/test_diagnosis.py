"""What `service test` tells."""

from __future__ import annotations

import httpx
import pytest

from ringkeep.errors import ConfigurationError
from ringkeep.ringcentral.diagnosis import Diagnosis, missing_scopes
from tests.unit.ringcentral.http.connections import connection
from tests.unit.ringcentral.server import World, ok, refusal
from tests.unit.ringcentral.test_client import ACCOUNT

PERMISSIONS = {
    "permissions": [{"permission": {"id": "ReadCallRecording"}}, {"permission": None}, 5]
}
LOG: dict[str, list[object]] = {"records": []}


def diagnose(*answers: httpx.Response, world: World | None = None) -> Diagnosis:
    world = world or World()
    world.server.answers = list(answers)
    return world.client.diagnose(world.user)


def test_a_healthy_service_has_no_problems() -> None:
    diagnosis = diagnose(ok(ACCOUNT), ok(PERMISSIONS), ok(LOG))
    assert diagnosis.ok
    assert diagnosis.logged_in
    assert diagnosis.account is not None
    assert diagnosis.account.edition == "Premium"
    assert diagnosis.permissions == ("ReadCallRecording",)
    assert (diagnosis.problems, diagnosis.notes, diagnosis.missing_scopes) == ((), (), ())


def test_a_login_that_fails_is_all_there_is_to_say() -> None:
    world = World()
    world.server.logins = [refusal(400, "OAU-153")]
    diagnosis = diagnose(world=world)
    assert not diagnosis.ok
    assert "client secret" in diagnosis.problems[0]


def test_all_problems_are_told_at_once() -> None:
    world = World()
    world.server.grant = {"scope": "ReadAccounts"}
    diagnosis = diagnose(
        ok({**ACCOUNT, "status": "Disabled"}),
        ok({"permissions": [{"permission": {"id": "EditMyself"}}]}),
        refusal(403, "CMN-408"),
        world=world,
    )
    text = " ".join(diagnosis.problems)
    for words in ("Read Call Log", "Webhook", "Disabled", "call recordings", "company call log"):
        assert words in text
    assert len(diagnosis.missing_scopes) == 5


def test_what_cannot_be_read_is_a_note_where_trying_tells_more() -> None:
    world = World()
    world.server.grant = {"scope": ""}
    diagnosis = diagnose(ok({"id": 1}), refusal(403), ok(LOG), world=world)
    assert diagnosis.ok
    assert len(diagnosis.notes) == 3


@pytest.mark.parametrize("answer", [refusal(404), refusal(503), refusal(400)])
def test_a_call_log_that_cannot_be_read_is_a_problem(answer: httpx.Response) -> None:
    assert not diagnose(ok(ACCOUNT), ok(PERMISSIONS), answer).ok


def test_an_account_that_cannot_be_read_is_a_problem() -> None:
    diagnosis = diagnose(refusal(403, "CMN-401"), ok(PERMISSIONS), ok(LOG))
    assert "account cannot be read" in diagnosis.problems[0]


def test_each_user_is_looked_at_alone() -> None:
    world = World(connection=connection("900001", "900002"))
    second = world.connection.user_labels[1]
    world.server.answers = [ok(ACCOUNT), ok(PERMISSIONS), ok(LOG)]
    assert world.client.diagnose(second).user == second
    assert {user for _, user, group in world.limiter.admitted if group != "auth"} == {second}


def test_an_unknown_user_cannot_be_looked_at() -> None:
    with pytest.raises(ConfigurationError):
        World().client.diagnose("user-unknown")


@pytest.mark.parametrize(
    "spelling", ["SubscriptionWebhook", "Webhook Subscriptions", "webhook_subscription"]
)
def test_scopes_are_compared_whatever_their_spelling(spelling: str) -> None:
    others = ("Read Accounts", "readcalllog", "ReadCallRecordings", "read-presence", "CallControl")
    assert missing_scopes((*others, spelling)) == ()
