"""Types of Cognito that MiniStack's CloudFormation lacks, made by its own Cognito."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

Properties = dict[str, Any]
Made = tuple[str, dict[str, Any]]

USER = "AWS::Cognito::UserPoolUser"
MEMBERSHIP = "AWS::Cognito::UserPoolUserToGroupAttachment"
BRANDING = "AWS::Cognito::ManagedLoginBranding"


def _body(answer: tuple[int, Any, Any], what: str) -> dict[str, Any]:
    status, _, content = answer
    if status >= 400:
        raise ValueError(f"{what}: {content!r}")
    values: dict[str, Any] = json.loads(content or b"{}")
    return values


def _unchanged(physical_id: str, *_: object, **__: object) -> Made:
    return physical_id, {}


def _adopted(identifier: dict[str, str]) -> Made:
    return identifier["Username"], {}


def _forget(physical_id: str, properties: Properties) -> None:
    """The pool is deleted with all its people, and branding has no effect here."""


def add_types() -> None:
    """Raises RuntimeError if MiniStack has one of them by now: then remove ours."""
    from ministack.services import cognito
    from ministack.services.cloudformation import provisioners

    def create_user(logical_id: str, properties: Properties, stack_name: str) -> Made:
        made = _body(cognito._admin_create_user(dict(properties)), logical_id)
        return str(made["User"]["Username"]), {}

    def create_membership(logical_id: str, properties: Properties, stack_name: str) -> Made:
        _body(cognito._admin_add_user_to_group(dict(properties)), logical_id)
        return f"{properties['GroupName']}|{properties['Username']}", {}

    def create_branding(logical_id: str, properties: Properties, stack_name: str) -> Made:
        return f"{properties['UserPoolId']}|{logical_id}", {}

    types: dict[str, Callable[[str, Properties, str], Made]] = {
        USER: create_user,
        MEMBERSHIP: create_membership,
        BRANDING: create_branding,
    }
    for name, create in types.items():
        if name in provisioners._RESOURCE_HANDLERS:
            raise RuntimeError(f"MiniStack knows {name} now: remove the patch")
        provisioners._RESOURCE_HANDLERS[name] = {
            "create": create,
            "update": _unchanged,
            "delete": _forget,
            "import": _adopted,
        }
