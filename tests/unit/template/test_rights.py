"""Each function has the rights that it needs and no more.

Functions share blocks of rights: a line added to a block gives the right to every function that uses
it. `rights.yaml` lists what each function may do, so that a review shows such a change. What its code
calls is read from the source; see `calls.py`.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.unit.template.calls import ADAPTERS, modules, reach_of
from tests.unit.template.loader import FUNCTIONS
from tests.unit.template.needs import OBJECTS, RESOURCES, comparable, difference, needs_of
from tests.unit.template.rights import recorded_rights, rights_of, statements


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_no_right_has_a_wildcard(name: str) -> None:
    for statement in statements(name):
        assert statement["Effect"] == "Allow"
        assert not any(action.endswith("*") for action in statement["Action"])
        assert "*" not in statement["Resource"]


def test_rights_yaml_lists_exactly_the_functions() -> None:
    assert sorted(recorded_rights()) == sorted(FUNCTIONS)


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_a_function_has_the_rights_in_rights_yaml(name: str) -> None:
    assert rights_of(name) == recorded_rights()[name]


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_a_function_has_no_rights_beside_its_policies(name: str) -> None:
    """Each of these would add rights that `rights.yaml` does not show, or callers that it does not."""
    assert not {"Role", "FunctionUrlConfig", "Connectors"} & set(FUNCTIONS[name])


def folder(name: str) -> str:
    return Path(FUNCTIONS[name]["CodeUri"]).name


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_a_function_has_no_right_that_its_code_does_not_use(name: str) -> None:
    assert difference(comparable(rights_of(name)), needs_of(folder(name))) == {}


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_a_function_has_the_rights_that_its_code_needs(name: str) -> None:
    assert difference(needs_of(folder(name)), comparable(rights_of(name))) == {}


def test_every_adapter_with_a_client_has_a_resource() -> None:
    """Others work for the command line, with the rights of the person who runs it."""
    with_client = {
        name
        for module, content in modules().items()
        if module.startswith(ADAPTERS)
        for name, node in content.classes.items()
        if any(
            "_client" in str(vars(each)) or "_table" in str(vars(each)) for each in _assigned(node)
        )
    }
    by_hand = {
        "CloudWatchAlarms",
        "CognitoPeople",
        "ConsoleFiles",
        "DynamoForgottenCalls",
        "DynamoRestoredTags",
        "DynamoTranscriptionRecords",
        "PoolUsers",
        "DynamoStoredScores",
        "RestoringEvaluations",
        "RestoringTable",
        "S3CopiedScores",
        "S3EvaluationCopies",
        "S3ScorecardCopies",
        "S3ErasableObjects",
        "ErasedWorkCopies",
        "TranscriptListing",
        "WorkCopyListing",
    }
    assert with_client - set(RESOURCES) == {*by_hand, "Table"}


def _assigned(node: ast.ClassDef) -> list[ast.Attribute]:
    return [
        each
        for each in ast.walk(node)
        if isinstance(each, ast.Attribute) and isinstance(each.ctx, ast.Store)
    ]


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_no_function_adds_or_removes_services(name: str) -> None:
    """`ONLY_BY_HAND` relies on it."""
    classes = {owner for _, owner in reach_of(folder(name)).classes}
    by_hand = {"ServiceManager", "CloudWatchAlarms", "CognitoPeople", "ConsoleFiles", "PoolUsers"}
    assert not by_hand & classes


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_no_function_erases_recordings(name: str) -> None:
    classes = {owner for _, owner in reach_of(folder(name)).classes}
    assert not {"EraseRecording", "S3ErasableObjects", "DynamoForgottenCalls"} & classes
    actions = {action for each in rights_of(name).values() for action in each}
    assert "s3:DeleteObjectVersion" not in actions


def test_calls_behind_a_use_case_and_a_port_are_found() -> None:
    needs = needs_of("download_recording")
    assert needs[OBJECTS] == {"s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload"}
    assert needs["CallsTable.Arn"] == {"dynamodb:GetItem", "dynamodb:PutItem"}


def test_a_transaction_needs_the_right_of_each_of_its_requests() -> None:
    needs = needs_of("administer")
    transacted = {"PutItem", "UpdateItem", "DeleteItem", "ConditionCheckItem"}
    assert {f"dynamodb:{each}" for each in transacted} <= needs["PeopleTable.Arn"]
    assert "dynamodb:TransactWriteItems" not in needs["PeopleTable.Arn"]


def test_a_transaction_with_another_table_needs_rights_to_both() -> None:
    """A service and its audit entry are written together, and the service is only put."""
    assert "dynamodb:PutItem" in needs_of("administer")["DirectoryTable.Arn"]
    assert "dynamodb:ConditionCheckItem" not in needs_of("administer")["DirectoryTable.Arn"]


def test_describing_the_routes_of_another_function_needs_none_of_its_rights() -> None:
    assert needs_of("api")["PeopleTable.Arn"] == {
        "dynamodb:BatchGetItem",
        "dynamodb:GetItem",
        "dynamodb:PutItem",
        "dynamodb:Query",
    }
