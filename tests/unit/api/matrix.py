"""Every route of the API's description, as a person of any security profile asks for it.

The paths, methods, rights and examples are those of the description. Each function's app has its own
fakes; `served` finds the app that answers a route.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

from ringkeep.api.functions import administer_app, api_app, media_app, work_app
from ringkeep.api.resources import Resources
from ringkeep.domain.access.profiles import BUILT_IN, SecurityProfile
from ringkeep.domain.access.rights import Right
from tests.fakes.access.principals import FakePrincipals, someone
from tests.unit.api.administer_client import AdministerClient
from tests.unit.api.api_client import Answer, ApiClient, request, send_to
from tests.unit.api.test_document import DOCUMENT

METHODS = ("get", "post", "put", "patch", "delete")
ROLES = {each.id: each for each in BUILT_IN}
UNKNOWN = "0" * 32
"""The id of nothing."""


class Operation(NamedTuple):
    method: str
    path: str

    @property
    def described(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = DOCUMENT["paths"][self.path][self.method]
        return found

    @property
    def rights(self) -> frozenset[Right]:
        """Raises KeyError for a route that does not say who may use it, and ValueError for a right that
        does not exist."""
        stated = self.described["x-right"]
        if isinstance(stated, dict):
            return frozenset(map(Right, stated["any"]))
        if stated in ("public", "signed-in"):
            return frozenset()
        return frozenset(map(Right, [stated] if isinstance(stated, str) else stated))

    @property
    def is_public(self) -> bool:
        return bool(self.described["x-right"] == "public")

    def admits(self, profile: SecurityProfile) -> bool:
        if isinstance(self.described["x-right"], dict):
            return bool(profile.rights & self.rights)
        return profile.rights >= self.rights

    @property
    def example(self) -> Any:
        content = self.described.get("requestBody", {}).get("content", {})
        return next((media["example"] for media in content.values() if "example" in media), None)

    @property
    def media_type(self) -> str:
        content = self.described.get("requestBody", {}).get("content", {})
        return next(iter(content), "")

    @property
    def query(self) -> Mapping[str, str]:
        """The required parameters of the query, with the first example or value of each."""
        return {
            each["name"]: _example(each)
            for each in self.described.get("parameters", [])
            if each["in"] == "query" and each["required"]
        }

    @property
    def needs_version(self) -> bool:
        return any(each["name"] == "If-Match" for each in self.described.get("parameters", []))


def _example(parameter: Mapping[str, Any]) -> str:
    schema = parameter["schema"]
    name = schema.get("$ref", "").rpartition("/")[2]
    values = schema.get("examples") or DOCUMENT["components"]["schemas"].get(name, {}).get("enum")
    assert values, f"give the parameter {parameter['name']} an example"
    return str(values[0])


def operations() -> Iterator[Operation]:
    for path, methods in DOCUMENT["paths"].items():
        for method in methods:
            if method in METHODS:
                yield Operation(method, path)


@cache
def _administered() -> Resources:
    return Resources(administer_app(None))


@cache
def _worked() -> Resources:
    return Resources(work_app(None))


@cache
def _opened() -> Resources:
    return Resources(media_app(None))


class Matrix:
    """The four apps with their fakes. In all but `administer` the people are made for their profile."""

    def __init__(self) -> None:
        self.administer = AdministerClient()
        people = [someone(id_, profile) for id_, profile in ROLES.items()]
        self.api = ApiClient(principals=FakePrincipals.of(*people))
        self.api_app = api_app(self.api)
        self.work_app = work_app(self.api)
        self.media_app = media_app(self.api)

    def is_administered(self, operation: Operation) -> bool:
        return _serves(_administered(), operation)

    def _app(self, operation: Operation) -> APIGatewayHttpResolver:
        if self.is_administered(operation):
            return self.administer.app
        if _serves(_opened(), operation):
            return self.media_app
        return self.work_app if _serves(_worked(), operation) else self.api_app

    def ask(
        self,
        operation: Operation,
        profile_id: str | None,
        *,
        body: Any = None,
        path_parameters: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
    ) -> Answer:
        path = operation.path
        for parameter in operation.described.get("parameters", []):
            if parameter["in"] == "path":
                value = (path_parameters or {}).get(parameter["name"], UNKNOWN)
                path = path.replace("{" + parameter["name"] + "}", value)
        administered = self.is_administered(operation)
        sub = profile_id if administered or profile_id is None else f"u-{profile_id}"
        asked = {**operation.query, **(query or {})}
        http_event = request(operation.method.upper(), path, sub, **asked)
        http_event["headers"].update(headers or {})
        if body is not None:
            text = body if isinstance(body, str) else json.dumps(body)
            http_event["body"] = text
            http_event["headers"].setdefault("content-type", operation.media_type)
        return send_to(self._app(operation), http_event)


def _serves(resources: Resources, operation: Operation) -> bool:
    return resources.parameters(operation.method.upper(), operation.path) is not None
