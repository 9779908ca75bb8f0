"""The people in the Cognito user pool: added, changed and removed by an administrator."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from ringkeep.aws.access.pool_users import PoolUsers, no_such_user, pool_translated
from ringkeep.aws.errors import error_code, translated
from ringkeep.domain.access.emails import normalised_email
from ringkeep.domain.access.pool_tasks import PoolUser
from ringkeep.domain.access.roles import Role, role_of
from ringkeep.domain.model import Model
from ringkeep.errors import ConfigurationError
from ringkeep.usecases.access.older_assignments import assigned_account, assignment
from ringkeep.usecases.accounts.account_history import AccountHistory
from ringkeep.usecases.state import StateStore

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient


_DEFAULT_PASSWORD_DAYS = 7
"""Cognito's own default."""


class PersonRow(Model):
    """One user of the user pool. `role` is None if they have none. `signed_in`: they have chosen a
    password of their own."""

    username: str
    email: str
    enabled: bool
    signed_in: bool = False
    role: Role | None = None
    service: str = ""
    account_id: str = ""
    extension_id: str = ""


class AddedPerson(PersonRow):
    """`invited`: Cognito sent them an invitation just now."""

    invited: bool


class CognitoPeople:
    """The user pool. Every method raises ConfigurationError for an unknown address. Two spellings of an
    address are one person."""

    def __init__(
        self, client: CognitoIdentityProviderClient, user_pool_id: str, states: StateStore
    ) -> None:
        self._client = client
        self._pool = user_pool_id
        self._users = PoolUsers(client, user_pool_id)
        self._states = states

    def add(self, email: str, role: Role, password: str | None = None) -> AddedPerson:
        """Adds a person, or changes the role of an existing one.

        Without a password, Cognito sends a new person a temporary one by e-mail.
        """
        is_new = self._users.find(email) is None
        if is_new:
            self._create(normalised_email(email), invited=password is None)
        row = self.find(email)
        self._set_role(row.username, role)
        if password is not None:
            self._set_password(row, password)
        changes = {"role": role, "signed_in": row.signed_in or password is not None}
        return AddedPerson(**{**dict(row), **changes}, invited=is_new and password is None)

    def invite(self, email: str) -> bool:
        """Sends the invitation again, with a new temporary password. Returns False if the person has
        signed in already: then no e-mail is sent. Raises Throttled if Cognito sends no more today."""
        user = self._users.find(email)
        if user is None:
            raise ConfigurationError(
                f"there is no user {email}: add them with `ringkeep user add {email} --role ROLE`"
            )
        if not user.enabled:
            raise ConfigurationError(
                f"{user.email} is disabled: run `ringkeep user enable {user.email}` first"
            )
        return not user.signed_in and self._send_invitation(user.email)

    def password_days(self) -> int:
        """Returns how many days a temporary password is valid."""
        with translated("user pool"):
            pool = self._client.describe_user_pool(UserPoolId=self._pool)["UserPool"]
        policy = pool.get("Policies", {}).get("PasswordPolicy", {})
        return int(policy.get("TemporaryPasswordValidityDays") or _DEFAULT_PASSWORD_DAYS)

    def assign(self, email: str, service: str, extension_id: str) -> None:
        """Assigns an extension of the service's current account to the person. Before the service's
        first login the account is not known yet: then it is the one of that login."""
        account_id = AccountHistory(self._states).latest(service) or ""
        row = self.find(email)
        assignment(self._states, row.username).save(
            email=normalised_email(row.email),
            service=service,
            account_id=account_id,
            extension_id=extension_id,
        )

    def find(self, email: str) -> PersonRow:
        user = self._users.find(email)
        if user is None:
            raise no_such_user(email)
        return self._row(user)

    def all(self) -> Sequence[PersonRow]:
        return sorted(map(self._row, self._users.all()), key=lambda row: row.email)

    def enable(self, email: str, *, enabled: bool) -> None:
        """Enables or disables a person. Their open pages close within a minute of being disabled."""
        username = self.find(email).username
        change = self._client.admin_enable_user if enabled else self._client.admin_disable_user
        with pool_translated(email):
            change(UserPoolId=self._pool, Username=username)

    def remove(self, email: str) -> None:
        """Deletes the person and their data. An empty document under the user's id remains."""
        username = self.find(email).username
        with pool_translated(email):
            self._client.admin_delete_user(UserPoolId=self._pool, Username=username)
        assignment(self._states, username).clear()

    def _row(self, user: PoolUser) -> PersonRow:
        assigned = assignment(self._states, user.username).value
        return PersonRow(
            username=user.username,
            email=user.email,
            enabled=user.enabled,
            signed_in=user.signed_in,
            role=role_of(self._groups(user.username)),
            service=assigned.service,
            account_id=assigned_account(self._states, assigned),
            extension_id=assigned.extension_id,
        )

    def _groups(self, username: str) -> Sequence[str]:
        with translated("user pool"):
            answer = self._client.admin_list_groups_for_user(
                UserPoolId=self._pool, Username=username
            )
        return [group.get("GroupName", "") for group in answer["Groups"]]

    def _create(self, email: str, *, invited: bool) -> None:
        attributes = [
            {"Name": "email", "Value": email},
            {"Name": "email_verified", "Value": "true"},
        ]
        with pool_translated(email):
            if invited:
                self._client.admin_create_user(
                    UserPoolId=self._pool,
                    Username=email,
                    UserAttributes=attributes,  # type: ignore[arg-type]
                    DesiredDeliveryMediums=["EMAIL"],
                )
            else:
                self._client.admin_create_user(
                    UserPoolId=self._pool,
                    Username=email,
                    UserAttributes=attributes,  # type: ignore[arg-type]
                    MessageAction="SUPPRESS",
                )

    def _send_invitation(self, email: str) -> bool:
        """Returns False if the person has signed in meanwhile."""
        with pool_translated(email):
            try:
                self._client.admin_create_user(
                    UserPoolId=self._pool,
                    Username=email,
                    MessageAction="RESEND",
                    DesiredDeliveryMediums=["EMAIL"],
                )
            except ClientError as refusal:
                if error_code(refusal) != "UnsupportedUserStateException":
                    raise
                return False
        return True

    def _set_password(self, row: PersonRow, password: str) -> None:
        with pool_translated(row.email):
            self._client.admin_set_user_password(
                UserPoolId=self._pool, Username=row.username, Password=password, Permanent=True
            )

    def _set_role(self, username: str, role: Role) -> None:
        current = self._groups(username)
        with translated("user pool"):
            if role.value not in current:
                self._client.admin_add_user_to_group(
                    UserPoolId=self._pool, Username=username, GroupName=role.value
                )
            for other in set(current) & {each.value for each in Role} - {role.value}:
                self._client.admin_remove_user_from_group(
                    UserPoolId=self._pool, Username=username, GroupName=other
                )
