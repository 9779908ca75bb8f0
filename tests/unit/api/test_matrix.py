"""Every route by every built-in security profile, generated from the API's description.

A new route is tested without being named here. It fails if it does not say who may use it.
"""

from __future__ import annotations

import pytest

from ringkeep.domain.access.rights import Right
from tests.unit.api.matrix import ROLES, Matrix, Operation, operations

OPERATIONS = sorted(operations())
WITHOUT_VERSION = {
    Operation("delete", "/v1/recordings/{recording}/bookmarks/{bookmark}"),
    Operation("put", "/v1/recordings/{recording}/plays/{play}/listened"),
    Operation("put", "/v1/recordings/{recording}/tags"),
}
"""They can be repeated and lose nothing of anyone: a bookmark never changes and is one person's own; a change
of tags says what to add and to remove; what was listened to is added, in any order."""
NO_VERSION = '"999999999999"'


@pytest.fixture
def matrix() -> Matrix:
    return Matrix()


def test_every_route_says_who_may_use_it() -> None:
    for operation in OPERATIONS:
        stated = operation.described.get("x-right")
        stated = stated["any"] if isinstance(stated, dict) else stated
        rights = stated if isinstance(stated, list) else [stated]
        known = {"public", "signed-in", *Right}
        assert known.issuperset(rights), f"{operation}: {stated}"
        assert len(rights) == 1 or not {"public", "signed-in"} & set(rights)
        assert ("security" in operation.described) != operation.is_public


def test_changes_of_entities_need_their_version() -> None:
    """PATCH, PUT and DELETE change what someone has read before. Its version is `If-Match`, or `version` in
    the query or the body."""
    changes = [each for each in OPERATIONS if each.method in ("patch", "put", "delete")]
    assert set(changes) >= WITHOUT_VERSION
    for operation in changes:
        named = {*operation.query, *(operation.example or ())}
        versioned = operation.needs_version or "version" in named
        assert versioned or operation in WITHOUT_VERSION, operation


@pytest.mark.parametrize("profile_id", ROLES)
@pytest.mark.parametrize("operation", OPERATIONS, ids=" ".join)
def test_a_profile_reaches_a_route_only_with_its_right(
    matrix: Matrix, operation: Operation, profile_id: str
) -> None:
    writes = len(matrix.administer.store.writes)
    headers = {"if-match": NO_VERSION} if operation.needs_version else {}
    answer = matrix.ask(operation, profile_id, body=operation.example, headers=headers)
    assert answer.status < 500, answer.text
    if operation.admits(ROLES[profile_id]):
        assert answer.status not in (401, 415, 428), answer.text
        assert answer.status != 403 or answer.json["code"] != "right_missing", answer.text
    else:
        assert (answer.status, answer.json["code"]) == (403, "right_missing")
        assert answer.json["right"] in operation.rights
        assert len(matrix.administer.store.writes) == writes


@pytest.mark.parametrize("operation", OPERATIONS, ids=" ".join)
def test_without_a_token_only_public_routes_answer(matrix: Matrix, operation: Operation) -> None:
    answer = matrix.ask(operation, None, body=operation.example)
    assert (answer.status == 401) == (not operation.is_public), answer.text


@pytest.mark.parametrize("operation", OPERATIONS, ids=" ".join)
def test_someone_who_is_no_user_reaches_nothing(matrix: Matrix, operation: Operation) -> None:
    if not operation.is_public:
        answer = matrix.ask(operation, "stranger", body=operation.example)
        assert (answer.status, answer.json["code"]) == (403, "not_a_user")


@pytest.mark.parametrize("operation", OPERATIONS, ids=" ".join)
def test_a_change_without_its_version_changes_nothing(matrix: Matrix, operation: Operation) -> None:
    if not operation.needs_version:
        return
    writes = len(matrix.administer.store.writes)
    answer = matrix.ask(operation, "administrator", body=operation.example)
    assert (answer.status, answer.json["code"]) == (428, "version_required")
    assert len(matrix.administer.store.writes) == writes
