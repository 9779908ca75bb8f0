"""RingCentral's own API document, if it is beside the repository, and validation against it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from openapi_schema_validator import OAS30Validator, oas30_format_checker
from referencing import Registry
from referencing.jsonschema import DRAFT4

DOCUMENT = Path(__file__).resolve().parents[3].parent / "shared" / "ringcentral" / "openapi.yml"
NAME = "urn:ringcentral"

# Fields that the guides show and the document omits: of OAuth errors; of an event about the list of
# extensions; of presence with details for the whole account; of a recording in a telephony event,
# since July 2026 (the document has them at the answers of call control)
KNOWN_FROM_GUIDES = {
    *("$.error_description", "$.body.extensions", "$.ownerId"),
    *("$.body.parties[].recordings[].mode", "$.body.parties[].recordings[].view"),
}

needs_the_document = pytest.mark.skipif(
    not DOCUMENT.exists(),
    reason="RingCentral's API document is not beside the repository (shared/ringcentral)",
)


@cache
def document() -> dict[str, Any]:
    with DOCUMENT.open(encoding="utf-8") as file:
        loaded: dict[str, Any] = yaml.load(file, Loader=yaml.CSafeLoader)
    return loaded


@cache
def registry() -> Registry[Any]:
    resource = DRAFT4.create_resource(document())
    made: Registry[Any] = Registry().with_resource(NAME, resource)
    return made


def resolved(node: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in node:
        name = node["$ref"]
        node = document()
        for step in name.removeprefix("#/").split("/"):
            node = node[step]
    return node


def described(path: str, method: str, status: int) -> dict[str, Any]:
    """Returns the schema of an answer, as a reference into the document."""
    answers = document()["paths"][path][method]["responses"]
    assert str(status) in answers, f"{path} is not documented to answer {status}"
    content = resolved(answers[str(status)])["content"]
    schema: dict[str, Any] = next(iter(content.values()))["schema"]
    return schema


def absolute(node: Any) -> Any:
    """Makes references start at the document instead of at the schema."""
    if isinstance(node, dict):
        return {
            key: f"{NAME}{value}" if key == "$ref" else absolute(value)
            for key, value in node.items()
        }
    return [absolute(each) for each in node] if isinstance(node, list) else node


def assert_valid(body: Any, schema: dict[str, Any]) -> None:
    validator = OAS30Validator(
        absolute(schema), registry=registry(), format_checker=oas30_format_checker
    )
    problems = [f"{error.json_path}: {error.message}" for error in validator.iter_errors(body)]
    assert problems == []
    assert set(undocumented(body, schema)) <= KNOWN_FROM_GUIDES


def undocumented(body: Any, schema: dict[str, Any], where: str = "$") -> Iterator[str]:
    """Yields fields that the document does not describe, which a schema alone would accept."""
    if isinstance(body, list):
        for each in body:
            yield from undocumented(each, resolved(schema).get("items", {}), f"{where}[]")
    if not isinstance(body, dict):
        return
    known = properties(schema)
    for key, value in body.items():
        if known and key not in known:
            yield f"{where}.{key}"
        elif known:
            yield from undocumented(value, known[key], f"{where}.{key}")


def properties(schema: dict[str, Any]) -> dict[str, Any]:
    schema = resolved(schema)
    found: dict[str, Any] = dict(schema.get("properties", {}))
    for part in schema.get("allOf", []):
        found |= properties(part)
    return found
