"""The signed-in person is read from the user pool, and cached for at most half a minute."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import boto3
import pytest
from moto import mock_aws
from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

from ringkeep.aws.access.identity import CACHE_SECONDS, CognitoIdentity
from ringkeep.aws.access.people import CognitoPeople
from ringkeep.aws.access.user_pool import CognitoUserPool
from ringkeep.domain.access.pool_tasks import PoolUser
from ringkeep.domain.access.principal import Principal
from ringkeep.domain.access.roles import Role
from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.errors import ConfigurationError, ResourceMissing, StorageFailed
from ringkeep.usecases.access.older_assignments import assignment
from ringkeep.usecases.accounts.account_history import AccountHistory
from tests.contract.access.user_pool import user_pool
from tests.fakes.clock import FakeClock
from tests.fakes.state import MemoryStateStore

EMAIL = "ann@example.com"


@dataclass(frozen=True)
class OlderPeople:
    """Adds and changes people as version 0.1.0 did: with groups of the user pool, and documents."""

    client: CognitoIdentityProviderClient
    pool_id: str
    states: MemoryStateStore

    @property
    def pool(self) -> CognitoUserPool:
        return CognitoUserPool(self.client, self.pool_id)

    def add(self, email: str, role: Role) -> PoolUser:
        user = self.pool.create(email, invited=False)
        CognitoPeople(self.client, self.pool_id).set_password(user, "Secret123456")
        self.client.admin_add_user_to_group(
            UserPoolId=self.pool_id, Username=user.username, GroupName=role.value
        )
        return user

    def assign(self, email: str, service: str, extension_id: str) -> None:
        account_id = AccountHistory(self.states).latest(service) or ""
        assignment(self.states, self.find(email).username).save(
            service=service, account_id=account_id, extension_id=extension_id
        )

    def enable(self, email: str, *, enabled: bool) -> None:
        change = self.client.admin_enable_user if enabled else self.client.admin_disable_user
        change(UserPoolId=self.pool_id, Username=self.find(email).username)

    def remove(self, email: str) -> None:
        CognitoPeople(self.client, self.pool_id).delete(self.find(email))

    def find(self, email: str) -> PoolUser:
        found = self.pool.by_email(email)
        assert found is not None
        return found


@dataclass
class Pool:
    client: CognitoIdentityProviderClient
    states: MemoryStateStore = field(default_factory=MemoryStateStore)
    clock: FakeClock = field(default_factory=FakeClock)

    def __post_init__(self) -> None:
        self.id = user_pool(self.client)
        self.people = OlderPeople(self.client, self.id, self.states)
        self.identity = CognitoIdentity(self.client, self.id, self.states, self.clock)

    def add(self, role: Role = Role.AGENT, email: str = EMAIL) -> str:
        """Returns the username that the user pool assigned."""
        return self.people.add(email, role).username

    def group(self, name: str, username: str) -> None:
        self.client.create_group(UserPoolId=self.id, GroupName=name)
        self.client.admin_add_user_to_group(UserPoolId=self.id, Username=username, GroupName=name)


@pytest.fixture
def pool() -> Iterator[Pool]:
    with mock_aws():
        yield Pool(boto3.client("cognito-idp", region_name="us-east-1"))


def test_person_has_the_role_of_their_group_and_the_assigned_extension(pool: Pool) -> None:
    username = pool.add()
    AccountHistory(pool.states).remember(AccountRef("main", "a1"))
    pool.people.assign(EMAIL, "main", "101")
    ann = Principal(
        username=username,
        email=EMAIL,
        role=Role.AGENT,
        service="main",
        account_id="a1",
        extension_id="101",
    )
    assert pool.identity.viewer(username) == ann
    AccountHistory(pool.states).remember(AccountRef("main", "a2"))
    pool.clock.advance(CACHE_SECONDS + 0.1)
    assert pool.identity.viewer(username) == ann  # still the extension of the former account


def test_assignment_without_an_account_holds_as_long_as_there_is_only_one(pool: Pool) -> None:
    """Version 0.1.0 stored no account."""
    username = pool.add()
    pool.people.assign(EMAIL, "main", "101")
    accounts = []
    for latest in ("", "a1", "a2"):
        if latest:
            AccountHistory(pool.states).remember(AccountRef("main", latest))
        pool.clock.advance(CACHE_SECONDS + 0.1)
        viewer = pool.identity.viewer(username)
        assert viewer is not None
        accounts.append(viewer.account_id)
    assert accounts == ["", "a1", ""]


def test_person_without_an_extension(pool: Pool) -> None:
    viewer = pool.identity.viewer(pool.add(Role.MANAGER))
    assert viewer is not None
    assert (viewer.role, viewer.service, viewer.extension_id) == (Role.MANAGER, "", "")


def test_groups_other_than_roles_change_nothing(pool: Pool) -> None:
    username = pool.add()
    pool.group("Accounting", username)
    viewer = pool.identity.viewer(username)
    assert viewer is not None and viewer.role is Role.AGENT


def test_user_without_a_role_is_no_principal(pool: Pool) -> None:
    username = pool.add()
    pool.client.admin_remove_user_from_group(
        UserPoolId=pool.id, Username=username, GroupName="Agent"
    )
    assert pool.identity.viewer(username) is None


def test_unknown_user_is_no_principal(pool: Pool) -> None:
    assert pool.identity.viewer("0a1b2c3d-0000-4000-8000-000000000000") is None


@pytest.mark.parametrize("what", ["disabled", "removed", "without a role", "another extension"])
def test_change_takes_effect_within_half_a_minute(pool: Pool, what: str) -> None:
    username = pool.add()
    before = pool.identity.viewer(username)
    if what == "disabled":
        pool.people.enable(EMAIL, enabled=False)
    elif what == "removed":
        pool.people.remove(EMAIL)
    elif what == "without a role":
        pool.client.admin_remove_user_from_group(
            UserPoolId=pool.id, Username=username, GroupName="Agent"
        )
    else:
        pool.people.assign(EMAIL, "main", "7")
    assert pool.identity.viewer(username) == before
    pool.clock.advance(CACHE_SECONDS + 0.1)
    after = pool.identity.viewer(username)
    assert after != before
    assert (after is None) == (what != "another extension")


def test_user_who_is_enabled_again_is_a_principal_again(pool: Pool) -> None:
    username = pool.add()
    pool.people.enable(EMAIL, enabled=False)
    assert pool.identity.viewer(username) is None
    pool.people.enable(EMAIL, enabled=True)
    pool.clock.advance(CACHE_SECONDS + 0.1)
    assert pool.identity.viewer(username) is not None


def test_cached_users_do_not_all_expire_at_the_same_time(pool: Pool) -> None:
    names = [pool.add(email=f"user{number}@example.com") for number in range(20)]
    for name in names:
        assert pool.identity.viewer(name) is not None
    pool.client.delete_user_pool(UserPoolId=pool.id)
    pool.clock.advance(CACHE_SECONDS * 0.75)
    cached = 0
    for name in names:
        try:
            cached += pool.identity.viewer(name) is not None
        except ResourceMissing:
            continue
    assert 0 < cached < 20


class FailingUserPool:
    """A client whose requests fail with an error code."""

    def __init__(self, client: CognitoIdentityProviderClient, code: str) -> None:
        self._error = client.exceptions.ClientError({"Error": {"Code": code}}, "AdminGetUser")

    def admin_get_user(self, **_: object) -> object:
        raise self._error


@pytest.mark.parametrize(
    ("code", "error"),
    [("TooManyRequestsException", StorageFailed), ("AccessDeniedException", ConfigurationError)],
)
def test_failing_user_pool_raises_instead_of_denying_access(
    pool: Pool, code: str, error: type[Exception]
) -> None:
    broken: CognitoIdentityProviderClient = FailingUserPool(pool.client, code)  # type: ignore[assignment]
    identity = CognitoIdentity(broken, pool.id, pool.states, pool.clock)
    with pytest.raises(error, match="user pool"):
        identity.viewer("u-ann")
