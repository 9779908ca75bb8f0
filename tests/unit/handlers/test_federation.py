"""What Cognito's trigger answers: a new user of an administrator passes, everyone else is stopped."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ringkeep.domain.access.federation import SENTENCES, Arrival, SignInStop
from ringkeep.errors import ConfigurationError, StorageFailed
from ringkeep.handlers import federation
from tests.unit.api.api_client import FakeContext, event, function
from tests.unit.handlers.metrics import values_of

pytestmark = pytest.mark.filterwarnings("ignore:No application metrics")
Answer = Callable[[str, Arrival], SignInStop]
Handler = Callable[[dict[str, Any], FakeContext], dict[str, Any]]
FEDERATED = event("cognito/federated_sign_in.json")


@pytest.fixture
def handler(monkeypatch: pytest.MonkeyPatch) -> Callable[[Answer], Handler]:
    """Returns the function's handler with the given answer of the use case."""

    def with_answer(answer: Answer) -> Handler:
        monkeypatch.setenv("PEOPLE_TABLE_NAME", "people")
        monkeypatch.setenv("IDENTITY_PROVIDER_NAME", "Company")
        monkeypatch.setenv("TRUST_IDENTITY_PROVIDER_EMAILS", "false")
        monkeypatch.setattr(federation, "linker", lambda settings: answer)
        found: Handler = function("link_federated").handler
        return found

    return with_answer


def never(pool_id: str, person: Arrival) -> SignInStop:
    raise AssertionError("the use case was asked")


def test_a_user_of_an_administrator_is_created(handler: Callable[[Answer], Handler]) -> None:
    created = event("cognito/administrator_creates.json")
    assert handler(never)(created, FakeContext()) == created


def test_no_one_signs_up(handler: Callable[[Answer], Handler]) -> None:
    with pytest.raises(federation.SignInRefused, match="No one can sign up"):
        handler(never)(event("cognito/self_sign_up.json"), FakeContext())


def test_someone_of_the_provider_is_looked_up_in_the_pool_of_the_event(
    handler: Callable[[Answer], Handler],
) -> None:
    asked: list[tuple[str, Arrival]] = []

    def connect(pool_id: str, person: Arrival) -> SignInStop:
        asked.append((pool_id, person))
        return SignInStop.CONNECTED

    with pytest.raises(federation.SignInRefused, match="now connected"):
        handler(connect)(FEDERATED, FakeContext())
    expected = Arrival(
        subject="AAAikzqFVrSa",
        email="sam@example.com",
        email_is_verified=True,
        provider="company",
    )
    assert asked == [("us-east-1_AbCdEfGhI", expected)]


@pytest.mark.parametrize("stop", [each for each in SignInStop if each is not SignInStop.CONNECTED])
def test_every_stop_is_told_to_the_person_and_counted(
    handler: Callable[[Answer], Handler], capsys: pytest.CaptureFixture[str], stop: SignInStop
) -> None:
    with pytest.raises(federation.SignInRefused) as refused:
        handler(lambda pool_id, person: stop)(FEDERATED, FakeContext())
    assert str(refused.value) == SENTENCES[stop]
    written = capsys.readouterr().out
    assert "sam@example.com" not in written and "AAAikzqFVrSa" not in written
    assert values_of(written) == {"FederatedSignInRefused": [1]}


def test_a_connection_is_counted_apart(
    handler: Callable[[Answer], Handler], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(federation.SignInRefused):
        handler(lambda pool_id, person: SignInStop.CONNECTED)(FEDERATED, FakeContext())
    written = capsys.readouterr().out
    assert values_of(written) == {"FederatedSignInConnected": [1]}


def failing(error: Exception) -> Answer:
    def fail(pool_id: str, person: Arrival) -> SignInStop:
        raise error

    return fail


def test_an_outage_is_counted_and_says_to_try_again(
    handler: Callable[[Answer], Handler], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(federation.SignInRefused, match="sign in again in a minute"):
        handler(failing(StorageFailed("table people: no answer")))(FEDERATED, FakeContext())
    assert values_of(capsys.readouterr().out) == {"FederatedSignInFailed": [1]}


@pytest.mark.parametrize("error", [ConfigurationError("wrong"), KeyError("sam@example.com")])
def test_a_wrong_set_up_and_a_bug_are_counted(
    handler: Callable[[Answer], Handler], capsys: pytest.CaptureFixture[str], error: Exception
) -> None:
    with pytest.raises(Exception, match=r"wrong|an unexpected error") as raised:
        handler(failing(error))(FEDERATED, FakeContext())
    assert type(raised.value).__name__ == type(error).__name__
    assert "sam@" not in str(raised.value)
    assert values_of(capsys.readouterr().out) == {"FederatedSignInFailed": [1]}
