"""Completes the API's description with what the dependencies of its routes say: the right that a route
needs (`x-right`), its body, its `If-Match`, and an example of each.

    "x-right": "users.manage"              the person needs this right
    "x-right": ["audit.see", "data.export"]    both rights
    "x-right": {"any": ["evaluations.evaluate", "scorecards.manage"]}    one of them
    "x-right": "signed-in"                 any active user
    "x-right": "public"                    no sign-in: stated by the route itself
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Final, TypeAlias

from aws_lambda_powertools.event_handler.api_gateway import Route
from aws_lambda_powertools.event_handler.openapi.params import Dependant
from pydantic import BaseModel

from ringkeep.api.dependencies import alternative_rights, required_right, signed_in_user
from ringkeep.api.examples import EXAMPLES
from ringkeep.api.models import Problem
from ringkeep.api.versions import HEADER, named_versions

RIGHT: Final = "x-right"
PUBLIC_ROUTE: Final = {RIGHT: "public"}
"""For a route that needs no sign-in."""
_SIGNED_IN: Final = "signed-in"
_NO_CONTENT: Final = str(HTTPStatus.NO_CONTENT.value)
_JSON: Final = "application/json"
_PROBLEM: Final = "application/problem+json"
_REFERENCE: Final = "#/components/schemas/{model}"

Node: TypeAlias = dict[str, object]


def complete(document: Node, routes: Iterable[Route]) -> None:
    """Changes the document."""
    known = schemas(document)
    for route in routes:
        operation = _operation(document, route)
        if operation is not None:
            _complete_operation(operation, list(_dependencies(route.dependant)), known)
    for operation in _operations(document):
        _drop_content(operation)
        _add_examples(operation, known)


Call: TypeAlias = Callable[..., object]


def _dependencies(dependant: Dependant) -> Iterator[Call]:
    for each in dependant.dependencies:
        yield each.depends.dependency
        yield from _dependencies(each.dependant)


def _complete_operation(operation: Node, calls: list[Call], known: Node) -> None:
    rights = [right.value for right in map(required_right, calls) if right]
    unique = list(dict.fromkeys(rights))
    alternatives = [right.value for call in calls for right in alternative_rights(call)]
    if alternatives:
        operation[RIGHT] = {"any": alternatives}
    elif unique:
        operation[RIGHT] = unique[0] if len(unique) == 1 else unique
    elif signed_in_user in calls:
        operation[RIGHT] = _SIGNED_IN
    models = [model for model in map(_body_of, calls) if model]
    for model in models:
        _add_body(operation, model, known)
        _add_refusal(operation, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "the body is too large")
        _add_refusal(operation, HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "the body is not JSON")
    for types in filter(None, map(_file_types_of, calls)):
        _add_file(operation, types)
    if named_versions in calls:
        _add_version(operation)


def _body_of(call: Call) -> type[BaseModel] | None:
    model: type[BaseModel] | None = getattr(call, "body", None)
    return model


def _add_body(operation: Node, model: type[BaseModel], known: Node) -> None:
    schema = model.model_json_schema(ref_template=_REFERENCE)
    definitions = schema.pop("$defs", {})
    for name, each in {**definitions, model.__name__: schema}.items():
        if _as_shown(known.setdefault(name, each)) != _as_shown(each):
            raise ValueError(f"two models are named {name}")
    reference = {"$ref": _REFERENCE.format(model=model.__name__)}
    operation["requestBody"] = {"required": True, "content": {_JSON: {"schema": reference}}}


def _as_shown(schema: object) -> object:
    """Powertools leaves out a default that is null, where a model is in an answer."""
    if isinstance(schema, list):
        return list(map(_as_shown, schema))
    if not isinstance(schema, dict):
        return schema
    shown = {name: _as_shown(each) for name, each in schema.items()}
    return {name: each for name, each in shown.items() if (name, each) != ("default", None)}


def _file_types_of(call: Call) -> Sequence[str]:
    """Returns the content types of a body that is a file."""
    types: Sequence[str] = getattr(call, "file_types", ())
    return types


def _add_file(operation: Node, types: Sequence[str]) -> None:
    schema = {"type": "string", "format": "binary"}
    content = {each: {"schema": schema} for each in types}
    body = as_node(operation.setdefault("requestBody", {"required": True}))
    body["content"] = {**node(body, "content"), **content}
    _add_refusal(operation, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "the file is too large")
    _add_refusal(operation, HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "the body is not the file itself")


def _add_version(operation: Node) -> None:
    parameters = operation.setdefault("parameters", [])
    if isinstance(parameters, list):
        parameters.append(
            {
                "name": HEADER,
                "in": "header",
                "required": True,
                "description": "the version that you have read: the ETag of the answer",
                "schema": {"type": "string"},
                "example": '"3"',
            }
        )
    _add_refusal(operation, HTTPStatus.PRECONDITION_REQUIRED, f"{HEADER} is missing")
    stale = "someone else changed it since: `given` and `current` are the versions"
    _add_refusal(operation, HTTPStatus.PRECONDITION_FAILED, stale)


def _add_refusal(operation: Node, status: HTTPStatus, description: str) -> None:
    reference = {"$ref": _REFERENCE.format(model=Problem.__name__)}
    node(operation, "responses")[str(status.value)] = {
        "description": description,
        "content": {_PROBLEM: {"schema": reference}},
    }


def _drop_content(operation: Node) -> None:
    """Powertools describes the content of a response that has none."""
    response = node(operation, "responses").get(_NO_CONTENT)
    if isinstance(response, dict):
        response.pop("content", None)


def _add_examples(operation: Node, known: Node) -> None:
    responses = node(operation, "responses")
    bodies = [operation["requestBody"]] if "requestBody" in operation else []
    successes = [each for status, each in responses.items() if status.startswith("2")]
    for each in (*bodies, *successes):
        content = each.get("content", {}) if isinstance(each, dict) else {}
        for media in content.values():
            example = _example(media, known)
            if example is not None:
                media["example"] = example


def _example(media: Mapping[str, object], known: Node) -> object:
    schema = media.get("schema")
    reference = schema.get("$ref") if isinstance(schema, Mapping) else None
    name = str(reference).rpartition("/")[2]
    found = known.get(name)
    examples = found.get("examples") if isinstance(found, Mapping) else None
    return examples[0] if isinstance(examples, list) and examples else EXAMPLES.get(name)


def _operation(document: Node, route: Route) -> Node | None:
    """None for a route that the description leaves out."""
    path = node(document, "paths").get(route.openapi_path)
    found = path.get(route.method.lower()) if isinstance(path, dict) else None
    return found if isinstance(found, dict) else None


def _operations(document: Node) -> Iterator[Node]:
    for path in node(document, "paths").values():
        if isinstance(path, dict):
            yield from path.values()


def schemas(document: Node) -> Node:
    return node(node(document, "components"), "schemas")


def node(parent: Node, name: str) -> Node:
    return as_node(parent.setdefault(name, {}))


def as_node(value: object) -> Node:
    if not isinstance(value, dict):
        raise TypeError("a part of the description is no object")
    return value
