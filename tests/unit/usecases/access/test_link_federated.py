"""People of the company's identity provider become only those users who were invited at their verified
address."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from ringkeep.domain.access.federation import (
    SENTENCES,
    Arrival,
    ExternalIdentity,
    PoolProfile,
    SignInStop,
    arrival,
)
from ringkeep.domain.access.user_records import UserRecord
from ringkeep.domain.access.users import User
from ringkeep.usecases.access.link_federated import LinkFederated
from tests.fakes.clock import FakeClock

POOL = "us-east-1_AbCdEfGhI"
SUB = "4f1c0d8e-0000-4000-8000-000000000001"
ADDRESS = "sam@example.com"
SUBJECT = "AAAikzqFVrSa"
PROVIDER = "Company"


@dataclass
class Directory:
    """One user, and their profile in the pool."""

    user_: User | None
    clock: FakeClock
    present: PoolProfile | None = None
    accepts: bool = True
    connected: list[tuple[str, str, str, str]] = field(default_factory=list)
    profile_after: PoolProfile | None = None

    def user_id_of_email(self, email: str) -> str:
        return self.user_.id if self.user_ and self.user_.email == email else ""

    def user(self, user_id: str) -> UserRecord | None:
        return UserRecord(user=self.user_) if self.user_ and self.user_.id == user_id else None

    def profile(self, pool_id: str, username: str) -> PoolProfile | None:
        assert (pool_id, username) == (POOL, SUB)
        return self.present

    def connect(self, pool_id: str, username: str, identity: ExternalIdentity) -> bool:
        self.connected.append((pool_id, username, identity.provider, identity.subject))
        if not self.accepts:
            self.present = self.profile_after or self.present
        return self.accepts


def user(**changes: object) -> User:
    fields = {
        "id": "0" * 31 + "1",
        "name": "Sam Lee",
        "email": ADDRESS,
        "sub": SUB,
        "security_profile": "agent",
        "created_at": 1.0,
        "changed_at": 1.0,
    }
    return User.model_validate({**fields, **changes})


def profile(*identities: ExternalIdentity, enabled: bool = True) -> PoolProfile:
    return PoolProfile(username=SUB, enabled=enabled, identities=identities)


def identity(
    subject: str = SUBJECT, linked_at: float = 0, provider: str = PROVIDER
) -> ExternalIdentity:
    return ExternalIdentity(provider=provider, subject=subject, linked_at=linked_at)


@pytest.fixture
def directory() -> Directory:
    return Directory(user(), FakeClock(), profile())


def sign_in(
    directory: Directory,
    *,
    email: str = ADDRESS,
    verified: bool = True,
    subject: str = SUBJECT,
    trusts: bool = False,
) -> SignInStop:
    link = LinkFederated(directory, directory, directory.clock, PROVIDER, trusts)
    return link(POOL, Arrival(subject=subject, email=email, email_is_verified=verified))


def test_an_invited_user_is_connected_by_the_providers_id(directory: Directory) -> None:
    """By the id, not by the address: the address may pass to someone else."""
    assert sign_in(directory) is SignInStop.CONNECTED
    assert directory.connected == [(POOL, SUB, PROVIDER, SUBJECT)]


def test_an_address_that_is_not_verified_connects_no_one(directory: Directory) -> None:
    assert sign_in(directory, verified=False) is SignInStop.EMAIL_NOT_VERIFIED
    assert directory.connected == []


def test_an_operator_may_trust_the_providers_addresses(directory: Directory) -> None:
    assert sign_in(directory, verified=False, trusts=True) is SignInStop.CONNECTED


@pytest.mark.parametrize("trusts", [True, False])
def test_someone_without_an_address_is_refused(directory: Directory, trusts: bool) -> None:
    assert sign_in(directory, email="", trusts=trusts) is SignInStop.NO_EMAIL


@pytest.mark.parametrize("present", [None, user(active=False), user(email="other@example.com")])
def test_only_an_active_user_at_this_address_is_connected(
    directory: Directory, present: User | None
) -> None:
    directory.user_ = present
    assert sign_in(directory) is SignInStop.NOT_A_USER
    assert directory.connected == []


def test_a_user_who_is_not_invited_is_not_connected(directory: Directory) -> None:
    directory.user_ = user(sub="")
    assert sign_in(directory) is SignInStop.NOT_INVITED


@pytest.mark.parametrize("present", [None, profile(enabled=False)])
def test_a_profile_that_is_gone_or_disabled_is_not_connected(
    directory: Directory, present: PoolProfile | None
) -> None:
    directory.present = present
    assert sign_in(directory) is SignInStop.NOT_INVITED
    assert directory.connected == []


def test_a_second_account_of_the_provider_is_not_connected(directory: Directory) -> None:
    """It may have inherited the address of someone who left."""
    directory.present = profile(identity("another-id"))
    assert sign_in(directory) is SignInStop.OTHER_ACCOUNT
    assert directory.connected == []


def test_an_identity_of_another_provider_does_not_count(directory: Directory) -> None:
    directory.present = profile(identity("another-id", provider="Old"))
    assert sign_in(directory) is SignInStop.CONNECTED


def test_a_repeated_question_about_a_new_connection_has_the_same_answer(
    directory: Directory,
) -> None:
    """Cognito asks again if an answer was late."""
    directory.present = profile(identity(linked_at=directory.clock.now() - 2))
    assert sign_in(directory) is SignInStop.CONNECTED
    assert directory.connected == []


def test_a_connection_that_cognito_does_not_find_is_not_repeated_for_ever(
    directory: Directory,
) -> None:
    directory.present = profile(identity(linked_at=directory.clock.now() - 3600))
    assert sign_in(directory) is SignInStop.IDENTIFIER_CHANGES


def test_another_spelling_of_a_connected_id_is_named_as_such(directory: Directory) -> None:
    directory.present = profile(identity(SUBJECT.lower()))
    assert sign_in(directory) is SignInStop.IDENTIFIER_CHANGES


def test_of_two_questions_at_the_same_time_both_have_the_answer(directory: Directory) -> None:
    directory.accepts = False
    directory.profile_after = profile(identity(linked_at=directory.clock.now()))
    assert sign_in(directory) is SignInStop.CONNECTED


def test_an_identity_with_a_profile_of_its_own_is_not_connected(directory: Directory) -> None:
    directory.accepts = False
    assert sign_in(directory) is SignInStop.OTHER_ACCOUNT


def test_every_stop_has_a_sentence_that_says_what_to_do() -> None:
    assert set(SENTENCES) == set(SignInStop)
    for sentence in SENTENCES.values():
        assert "Ask" in sentence or "sign in" in sentence
        assert sentence.endswith(".") and "@" not in sentence


def test_the_console_recognises_a_new_connection_by_the_same_words() -> None:
    """It then signs the person in once more by itself."""
    source = (Path(__file__).parents[4] / "web/src/access/cognito.ts").read_text()
    found = re.search(r'const CONNECTED = "(.+)";', source)
    assert found
    recognised = [stop for stop, sentence in SENTENCES.items() if found[1] in sentence]
    assert recognised == [SignInStop.CONNECTED]


@pytest.mark.parametrize(
    ("username", "profile_claim", "subject"),
    [
        ("Company_AAAikzqFVrSa", "", "AAAikzqFVrSa"),
        ("company_aaaikzqfvrsa", "AAAikzqFVrSa", "AAAikzqFVrSa"),
        ("company_aaaikzqfvrsa", "something else", "aaaikzqfvrsa"),
        ("company_a_b", "A_B", "A_B"),
    ],
)
def test_the_id_is_taken_as_the_provider_spells_it(
    username: str, profile_claim: str, subject: str
) -> None:
    """A user pool that ignores case writes user names in lower case."""
    assert arrival(username, {"profile": profile_claim}).subject == subject


@pytest.mark.parametrize(
    ("claim", "verified"),
    [("true", True), ("True", True), ("false", False), ("", False), ("1", False), ("yes", False)],
)
def test_only_true_means_verified(claim: str, verified: bool) -> None:
    assert arrival("Company_1", {"email_verified": claim}).email_is_verified is verified
    assert not arrival("Company_1", {}).email_is_verified


def test_the_address_is_compared_in_its_normal_form() -> None:
    assert arrival("Company_1", {"email": " Sam@Example.com "}).email == ADDRESS


def test_an_address_that_only_looks_like_the_users_connects_no_one() -> None:
    """The lower case of the Kelvin sign is the letter k."""
    kim = Directory(user(email="kim@example.com"), FakeClock(), profile())
    sent = {"email": "\u212aim@example.com", "email_verified": "true"}
    link = LinkFederated(kim, kim, kim.clock, PROVIDER)
    assert link(POOL, arrival("company_aaa", sent)) is SignInStop.NOT_A_USER
    assert kim.connected == []


def test_someone_of_another_provider_of_the_pool_is_not_connected(directory: Directory) -> None:
    sent = {"email": ADDRESS, "email_verified": "true"}
    link = LinkFederated(directory, directory, directory.clock, PROVIDER)
    assert link(POOL, arrival("google_1234", sent)) is SignInStop.NOT_A_USER
    assert directory.connected == []
    assert link(POOL, arrival("company_1234", sent)) is SignInStop.CONNECTED
