"""schemathesis asks every route of the API's description, each request in the name of every built-in
security profile.

No request ends in a server error, every answer has a documented status and a documented form, and no one
sees what lies beyond their profile. CONTRIBUTING.md has the command of a longer run.
"""

from __future__ import annotations

import copy
import os
from functools import cache
from typing import Any, Final, NamedTuple

import pytest
import schemathesis
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import load_all_checks, not_a_server_error
from schemathesis.core.transport import Response
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.unit.api.beyond import REPORTS, SEARCHES, SEEN, FilledMatrix, beyond, mark, recording_of
from tests.unit.api.matrix import ROLES, Operation, operations
from tests.unit.api.test_document import DOCUMENT
from tests.unit.api.wsgi import Gateway

EXPLORES = "SCHEMATHESIS_EXAMPLES" in os.environ
"""`make test` asks the same each time, so that it never fails for another reason than a change."""
EXAMPLES = int(os.environ.get("SCHEMATHESIS_EXAMPLES", "7"))
OPERATIONS = sorted(operations())


def _always_signed_in() -> dict[str, Any]:
    """The matrix tests requests without a token."""
    document = copy.deepcopy(DOCUMENT)
    del document["components"]["securitySchemes"]
    for operation in operations():
        document["paths"][operation.path][operation.method].pop("security", None)
    return document


AnyCase = Case[Any]


class Drawn(NamedTuple):
    case: AnyCase
    as_generated: bool


SCHEMA = schemathesis.openapi.from_dict(_always_signed_in())
SEARCHED = ("/v1/recordings", "/v1/recordings/count")
TYPO = {404, 405, 422}
"""A path or a parameter that fits no route."""
CHECKS = [
    not_a_server_error,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
]
VERSIONS = ['"0"', '"1"', '"2"', '"1", "2"', 'W/"1"', "*"]
STRANGE = [
    "",
    " ",
    "a\0b",
    "=HYPERLINK(1)",
    "<script>alert(1)</script>",
    "\u202eevil",
    "x" * 3_000,
    "李小龙",
    "2026-02-30",
    "9" * 400,
    "../../etc",
    "%00",
    "null",
]
UNCHANGED: Final[dict[Operation, FilledMatrix]] = {}
"""To fill a matrix takes longer than to ask it. One that was only read, or refused each request, is asked
again."""
load_all_checks()


@cache
def generated(operation: Operation, mode: GenerationMode) -> st.SearchStrategy[AnyCase]:
    return SCHEMA[operation.path][operation.method].as_strategy(generation_mode=mode)


@st.composite
def requests(draw: st.DrawFn, operation: Operation, matrix: FilledMatrix) -> Drawn:
    """Some fit the description, some do not. Ids and versions are often ones that exist, and one in four
    has a text somewhere that programs have stumbled over."""
    mode = draw(st.sampled_from(list(GenerationMode)))
    try:
        case = draw(generated(operation, mode))
    except (
        RecursionError
    ):  # some wrong forms of a scorecard, whose sections have sections, are too deep to make
        reject()
    if draw(st.integers(0, 4)) == 0:
        return Drawn(case, as_generated=True)
    _make_real(draw, case, operation, matrix)
    if draw(st.integers(0, 3)) == 0:
        _upset(draw, case)
    return Drawn(case, as_generated=False)


def _make_real(draw: st.DrawFn, case: AnyCase, operation: Operation, matrix: FilledMatrix) -> None:
    """Names what exists."""
    for name in case.path_parameters:
        if name in matrix.known and draw(st.integers(0, 3)):
            case.path_parameters[name] = matrix.known[name]
    if operation.path.startswith("/v1/reports") and draw(st.booleans()):
        case.query = dict(draw(st.sampled_from(REPORTS)))
    if operation.path in SEARCHED and draw(st.booleans()):
        case.query = dict(draw(st.sampled_from(SEARCHES)))
    if operation.needs_version and draw(st.integers(0, 3)):
        case.headers["If-Match"] = draw(st.sampled_from(VERSIONS))


def _upset(draw: st.DrawFn, case: AnyCase) -> None:
    """Replaces one text of the request."""
    text = draw(st.sampled_from(STRANGE))
    places = [part for part in (case.query, case.body) if isinstance(part, dict)]
    names = [(part, name) for part in places for name in part if isinstance(part[name], str)]
    if names:
        part, name = draw(st.sampled_from(names))
        part[name] = text
    elif case.path_parameters:
        case.path_parameters[draw(st.sampled_from(sorted(case.path_parameters)))] = text or "x"


def asked(matrix: FilledMatrix, drawn: Drawn, profile_id: str) -> Response:
    """Only of a request as it was generated is it known whether it fits the description."""
    headers = {"Authorization": f"Bearer {profile_id}"}
    checks = [*CHECKS, negative_data_rejection] if drawn.as_generated else CHECKS
    return drawn.case.call_and_validate(app=Gateway(matrix), headers=headers, checks=checks)


@pytest.mark.parametrize("operation", OPERATIONS, ids=" ".join)
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=not EXPLORES,
    suppress_health_check=list(HealthCheck),
)
@given(data=st.data())
def test_every_profile_gets_what_the_description_says_and_no_more(
    operation: Operation, data: st.DataObject
) -> None:
    """The profiles with fewer rights ask first: what they may not do must leave no trace."""
    matrix = UNCHANGED.pop(operation, None) or FilledMatrix()
    is_changed = False
    drawn = data.draw(requests(operation, matrix))
    for profile_id, profile in sorted(ROLES.items(), key=lambda each: len(each[1].rights)):
        writes = len(matrix.administer.store.writes)
        response = asked(matrix, drawn, profile_id)
        text = response.content.decode()
        assert not [each for each in beyond(profile_id) if each in text]
        if response.status_code >= 400:
            assert len(matrix.administer.store.writes) == writes
        if not operation.admits(profile):
            assert response.status_code in {403, *TYPO}
            assert "@" not in text.replace("name@example.com", "")
        is_changed |= response.status_code < 400 and operation.method != "get"
    if not is_changed:
        UNCHANGED[operation] = matrix


@pytest.mark.parametrize("path", ["/v1/recordings", "/v1/realtime"])
def test_what_lies_beyond_a_profile_is_there_to_be_seen(path: str) -> None:
    """Otherwise the test above would find nothing."""
    seen_by_everyone_in(path, {})


@pytest.mark.parametrize("query", SEARCHES, ids=str)
def test_every_search_finds_what_lies_beyond_a_profile(query: dict[str, str]) -> None:
    if "extension" in query:
        found = FilledMatrix().ask(Operation("get", "/v1/recordings"), "administrator", query=query)
        assert mark("199") in found.text
    else:
        seen_by_everyone_in("/v1/recordings", query)


def test_evaluations_lie_beyond_a_profile() -> None:
    matrix, everything = FilledMatrix(), {"101", "102", "199"}
    for profile_id, seen in {"administrator": everything, "manager": {"102"}}.items():
        for path, query in (("/v1/evaluations", {"list": "all"}), ("/v1/tasks", {})):
            text = matrix.ask(Operation("get", path), profile_id, query=query).text
            assert {each for each in everything if mark(each) in text} == seen, (profile_id, path)


def test_a_report_on_scores_has_users_beyond_a_profile() -> None:
    matrix = FilledMatrix()
    own = {"agent": set(), "manager": {"102"}, "administrator": {"102", "199"}}
    for profile_id, seen in own.items():
        for path in ("/v1/reports/scores", "/v1/reports/scores/export"):
            query = {"by": "user", "to": "2026-12-31"}
            answer = matrix.ask(Operation("get", path), profile_id, query=query)
            if answer.status != 403:
                assert {each for each in ("102", "199") if mark(each) in answer.text} == seen


def test_the_conversation_of_a_recording_goes_on_beyond_a_profile() -> None:
    seen_by_everyone_in("/v1/recordings/{recording}", {})


def test_a_count_counts_only_what_a_person_may_see() -> None:
    matrix = FilledMatrix()
    for profile_id, count in {"agent": 1, "manager": 2, "administrator": 3}.items():
        answer = matrix.ask(
            Operation("get", "/v1/recordings/count"), profile_id, query={"number": "5550100"}
        )
        assert (answer.json["count"], answer.json["more"]) == (count, False)


def seen_by_everyone_in(path: str, query: dict[str, str]) -> None:
    matrix = FilledMatrix()
    everything = frozenset({"101", "102", "199"})
    for profile_id, seen in {**SEEN, "administrator": everything}.items():
        answer = matrix.ask(
            Operation("get", path),
            profile_id,
            query={**query, **({"limit": "100"} if "limit" in query else {})},
            path_parameters={"recording": recording_of("101")},
        )
        assert answer.status == 200, answer.text
        assert {each for each in ("101", "102", "199") if mark(each) in answer.text} == seen
