"""The people in the Cognito user pool: added, changed and removed by an administrator."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from ringkeep.aws.access.identity import assigned_account, assignment
from ringkeep.aws.errors import error_code, translated
from ringkeep.domain.access.roles import Role, role_of
from ringkeep.domain.model import Model
from ringkeep.errors import ConfigurationError
from ringkeep.usecases.accounts.account_history import AccountHistory
from ringkeep.usecases.state import StateStore

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient


class PersonRow(Model):
    """One user of the user pool. `role` is None if they have none."""

    username: str
    email: str
    enabled: bool
    role: Role | None = None
    service: str = ""
    account_id: str = ""
    extension_id: str = ""


class CognitoPeople:
    """The user pool. Every method raises ConfigurationError for an unknown address."""

    def __init__(
        self, client: CognitoIdentityProviderClient, user_pool_id: str, states: StateStore
    ) -> None:
        self._client = client
        self._pool = user_pool_id
        self._states = states

    def add(self, email: str, role: Role, password: str | None = None) -> PersonRow:
        """Adds a person, or changes the role of an existing one.

        Without a password, Cognito sends a new person a temporary one by e-mail.
        """
        try:
            row = self.find(email)
        except ConfigurationError:
            self._create(email, invited=password is None)
            row = self.find(email)
        self._set_role(row.username, role)
        if password is not None:
            with self._translated(email):
                self._client.admin_set_user_password(
                    UserPoolId=self._pool, Username=row.username, Password=password, Permanent=True
                )
        return row.model_copy(update={"role": role})

    def assign(self, email: str, service: str, extension_id: str) -> None:
        """Assigns an extension of the service's current account to the person. Before the service's
        first login the account is not known yet: then it is the one of that login."""
        account_id = AccountHistory(self._states).latest(service) or ""
        document = assignment(self._states, self.find(email).username)
        document.save(
            email=email, service=service, account_id=account_id, extension_id=extension_id
        )

    def find(self, email: str) -> PersonRow:
        with self._translated(email):
            user = self._client.admin_get_user(UserPoolId=self._pool, Username=email)
        return self._row(user["Username"], email, enabled=user.get("Enabled", False))

    def all(self) -> Sequence[PersonRow]:
        return sorted(self._rows(), key=lambda row: row.email)

    def enable(self, email: str, *, enabled: bool) -> None:
        """Enables or disables a person. Their open pages close within a minute of being disabled."""
        username = self.find(email).username
        change = self._client.admin_enable_user if enabled else self._client.admin_disable_user
        with self._translated(email):
            change(UserPoolId=self._pool, Username=username)

    def remove(self, email: str) -> None:
        """Deletes the person and their data. An empty document under the user's id remains."""
        username = self.find(email).username
        with self._translated(email):
            self._client.admin_delete_user(UserPoolId=self._pool, Username=username)
        assignment(self._states, username).clear()

    def _rows(self) -> Iterator[PersonRow]:
        pages = self._client.get_paginator("list_users").paginate(UserPoolId=self._pool)
        with translated("user pool"):
            for page in pages:
                for user in page["Users"]:
                    attributes = {
                        each["Name"]: each.get("Value", "") for each in user.get("Attributes", [])
                    }
                    enabled = user.get("Enabled", False)
                    yield self._row(user["Username"], attributes.get("email", ""), enabled=enabled)

    def _row(self, username: str, email: str, *, enabled: bool) -> PersonRow:
        assigned = assignment(self._states, username).value
        return PersonRow(
            username=username,
            email=email,
            enabled=enabled,
            role=role_of(self._groups(username)),
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
        with self._translated(email):
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

    @contextmanager
    def _translated(self, email: str) -> Iterator[None]:
        with translated("user pool"):
            try:
                yield
            except ClientError as refusal:
                code = error_code(refusal)
                if code == "UserNotFoundException":
                    raise ConfigurationError(f"there is no user {email}") from None
                if code in ("InvalidPasswordException", "InvalidParameterException"):
                    raise ConfigurationError(
                        f"Cognito rejects the address or password for {email}: {code}"
                    ) from None
                raise
