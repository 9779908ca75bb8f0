"""How CloudFormation names each resource to import."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Template = dict[str, Any]
Identifier = dict[str, str]

_NAMES = {
    "AWS::S3::Bucket": "BucketName",
    "AWS::DynamoDB::Table": "TableName",
    "AWS::Cognito::UserPool": "UserPoolId",
}
_OF_A_POOL: dict[str, tuple[str, ...]] = {
    "AWS::Cognito::UserPoolGroup": ("UserPoolId", "GroupName"),
    "AWS::Cognito::UserPoolUser": ("UserPoolId", "Username"),
    "AWS::Cognito::UserPoolUserToGroupAttachment": ("UserPoolId", "GroupName", "Username"),
}
RETAINING = ("Retain", "RetainExceptOnCreate")


def adoptable(template: Template) -> dict[str, str]:
    """The types of the resources that outlive the stack, by their logical ids."""
    return {
        name: resource["Type"]
        for name, resource in template["Resources"].items()
        if resource.get("DeletionPolicy") in RETAINING
    }


def is_named(kind: str) -> bool:
    """Whether a physical id alone identifies such a resource. The others are parts of a user pool."""
    return kind in _NAMES


def named(kind: str, physical_id: str) -> Identifier:
    return {_NAMES[kind]: physical_id}


def identifying(kind: str, properties: Mapping[str, Any]) -> dict[str, Any]:
    """The properties that identify a part of a user pool."""
    return {key: properties[key] for key in _OF_A_POOL[kind]}


def identifier(kind: str, properties: Mapping[str, Any], names: Mapping[str, str]) -> Identifier:
    """`names` has what a Ref to each adopted resource says."""
    found = identifying(kind, properties)
    return {
        key: names[value["Ref"]] if isinstance(value, dict) else str(value)
        for key, value in found.items()
    }


def reference(part: Identifier) -> str:
    """What a Ref to a group or a user says: its name."""
    return list(part.values())[-1]
