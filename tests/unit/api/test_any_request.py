"""Whatever someone sends, with whatever rights: the API answers as described, never with a server error,
and a refused request changes nothing and shows nothing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, find, given, settings
from hypothesis import strategies as st
from openapi_schema_validator import OAS31Validator

from tests.properties import examples
from tests.unit.api.api_client import Answer
from tests.unit.api.matrix import ROLES, Matrix, Operation, operations
from tests.unit.api.schema_values import junk, texts, values
from tests.unit.api.test_document import DOCUMENT

OPERATIONS = sorted(operations())
FRAMEWORK = {"404", "405", "422"}
"""A path or a parameter that fits no route."""


def asked(matrix: Matrix, operation: Operation, profile_id: str, data: st.DataObject) -> Answer:
    people = matrix.administer.dependencies
    ids = [people.user("agent").user.id, people.user("administrator").user.id, "agent", "main"]
    names = [each["name"] for each in operation.described.get("parameters", [])]
    parameters = {each["name"]: each for each in operation.described.get("parameters", []) if each}
    in_path = {
        name: data.draw(
            st.sampled_from(ids) | texts.map(lambda each: each.replace("/", "_") or "x")
        )
        for name in names
        if parameters[name]["in"] == "path"
    }
    query = {
        name: str(data.draw(values(parameters[name]["schema"])))
        for name in names
        if parameters[name]["in"] == "query" and data.draw(st.booleans())
    }
    if data.draw(st.integers(0, 15)) == 0:
        query["unknown"] = "1"
    headers = _headers(operation, data)
    return matrix.ask(
        operation,
        profile_id,
        body=_body(operation, data),
        path_parameters=in_path,
        query=query,
        headers=headers,
    )


def _headers(operation: Operation, data: st.DataObject) -> dict[str, str]:
    headers = {}
    if operation.needs_version:
        tags = ['"0"', '"1"', '"2"', '"1", "2"', 'W/"1"', "*", '"x"', "1", ""]
        headers["if-match"] = data.draw(st.sampled_from(tags) | st.text('"W/,1 *a\xe9', max_size=9))
    if data.draw(st.integers(0, 15)) == 0:
        headers["content-type"] = data.draw(st.sampled_from(["text/plain", "", "x", "a/b;c=d"]))
    return headers


def _body(operation: Operation, data: st.DataObject) -> Any:
    content = operation.described.get("requestBody", {}).get("content", {})
    schema = content.get("application/json", {}).get("schema")
    if schema is None:
        return data.draw(st.none() | texts) if content else None
    return data.draw(values(schema) | junk | st.just(operation.example))


def assert_as_described(operation: Operation, answer: Answer) -> None:
    described = operation.described["responses"]
    status = str(answer.status)
    assert status in {*described, *FRAMEWORK}, f"{operation} answers {status}: {answer.text}"
    media = described.get(status, {}).get("content", {})
    content_type = str(answer.headers.get("Content-Type", "")).partition(";")[0]
    if content_type in media and "json" in content_type:
        schema = {**media[content_type]["schema"], "components": DOCUMENT["components"]}
        OAS31Validator(schema).validate(answer.json)


@pytest.mark.parametrize("operation", OPERATIONS, ids=" ".join)
@settings(max_examples=examples(20), deadline=None, suppress_health_check=list(HealthCheck))
@given(profile_id=st.sampled_from(sorted(ROLES)), data=st.data())
def test_any_request_is_answered_as_described(
    operation: Operation, profile_id: str, data: st.DataObject
) -> None:
    matrix = Matrix()
    writes = len(matrix.administer.store.writes)
    answer = asked(matrix, operation, profile_id, data)
    assert answer.status < 500, answer.text
    assert_as_described(operation, answer)
    if answer.status >= 400:
        assert len(matrix.administer.store.writes) == writes
    if not operation.admits(ROLES[profile_id]):
        assert answer.status in (403, 404, 422)
        assert "@" not in answer.text.replace("name@example.com", "")


BODIES = [each for each in OPERATIONS if each.media_type == "application/json"]


@pytest.mark.parametrize("operation", BODIES, ids=" ".join)
def test_bodies_that_fit_are_among_those_that_are_sent(operation: Operation) -> None:
    """Otherwise nothing behind the checks of a body would be tried."""
    schema = operation.described["requestBody"]["content"]["application/json"]["schema"]
    validator = OAS31Validator({**schema, "components": DOCUMENT["components"]})
    assert validator.is_valid(find(values(schema), validator.is_valid))
