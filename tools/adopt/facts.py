"""What is known of each resource that may be adopted: whether it exists, its size, date and shape."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import boto3
from botocore.exceptions import ClientError

from tools.adopt.identifiers import Identifier

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client

_MISSING = {"ResourceNotFoundException", "UserNotFoundException", "NoSuchBucket", "404"}
_MOST_COUNTED = 1000


class Missing(Exception):
    """There is no such resource in this account and region."""


@dataclass(frozen=True)
class Fact:
    """`text` describes a resource for the person who decides. `shape`: see `reduced.Shapes`."""

    text: str
    shape: Mapping[str, Any] | None = None
    case_sensitive: bool | None = None


class Account:
    """The AWS account and region of the default session."""

    @cached_property
    def dynamodb(self) -> DynamoDBClient:
        return boto3.client("dynamodb")

    @cached_property
    def s3(self) -> S3Client:
        return boto3.client("s3")

    @cached_property
    def cognito(self) -> CognitoIdentityProviderClient:
        return boto3.client("cognito-idp")

    def fact(self, kind: str, physical_id: str) -> Fact:
        """Raises Missing."""
        describe: dict[str, Callable[[str], Fact]] = {
            "AWS::DynamoDB::Table": self._table,
            "AWS::S3::Bucket": self._bucket,
            "AWS::Cognito::UserPool": self._pool,
        }
        try:
            return describe[kind](physical_id)
        except ClientError as error:
            if error.response["Error"]["Code"] not in _MISSING:
                raise
            raise Missing(physical_id) from None

    def exists(self, kind: str, part: Identifier) -> bool:
        """Whether a part of a user pool exists: a group, a user, or a user in a group."""
        try:
            return self._has(part["UserPoolId"], part.get("GroupName"), part.get("Username"))
        except ClientError as error:
            if error.response["Error"]["Code"] not in _MISSING:
                raise
            return False

    def _has(self, pool: str, group: str | None, person: str | None) -> bool:
        if person is None:
            return bool(self.cognito.get_group(UserPoolId=pool, GroupName=group or ""))
        if group is None:
            return bool(self.cognito.admin_get_user(UserPoolId=pool, Username=person))
        found = self.cognito.admin_list_groups_for_user(UserPoolId=pool, Username=person)
        return group in [each.get("GroupName") for each in found["Groups"]]

    def _table(self, name: str) -> Fact:
        table = self.dynamodb.describe_table(TableName=name)["Table"]
        indexes = [
            {key: index[key] for key in ("IndexName", "KeySchema", "Projection")}
            for index in table.get("GlobalSecondaryIndexes", ())
            if index.get("IndexStatus") != "DELETING"
        ]
        shape: dict[str, Any] = {
            "AttributeDefinitions": table["AttributeDefinitions"],
            "KeySchema": table["KeySchema"],
        }
        if indexes:
            shape["GlobalSecondaryIndexes"] = indexes
        made = f"{table['CreationDateTime']:%Y-%m-%d}"
        return Fact(f"about {table.get('ItemCount', 0)} rows, made on {made}", shape)

    def _bucket(self, name: str) -> Fact:
        found = self.s3.list_objects_v2(Bucket=name, MaxKeys=_MOST_COUNTED)
        number = len(found.get("Contents", ()))
        text = f"{number} or more" if found.get("IsTruncated") else str(number)
        newest = max((it["LastModified"] for it in found.get("Contents", ())), default=None)
        seen = f", one of {newest:%Y-%m-%d}" if newest else ""
        return Fact(f"{text} objects{seen}")

    def _pool(self, pool_id: str) -> Fact:
        pool = self.cognito.describe_user_pool(UserPoolId=pool_id)["UserPool"]
        made = f"{pool['CreationDate']:%Y-%m-%d}"
        sensitive = pool.get("UsernameConfiguration", {}).get("CaseSensitive", True)
        number = pool.get("EstimatedNumberOfUsers", 0)
        return Fact(f"about {number} people, made on {made}", case_sensitive=sensitive)
