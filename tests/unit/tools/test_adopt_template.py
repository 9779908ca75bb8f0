"""The template of an import has every retained resource as it is, and nothing that does not exist yet."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.unit.template.loader import RESOURCES, TEMPLATE
from tools.adopt.identifiers import Identifier, adoptable, is_named
from tools.adopt.reduced import imports, is_concrete, reduced_template
from tools.adopt.resolved import Resolved

KEY = "arn:aws:kms:us-east-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef"
COPIES = KEY.replace("us-east-1", "eu-central-1")
EVERYTHING = {
    "AdministratorEmail": "you@example.com",
    "RecordObjectAccess": "true",
    "KmsKeyArn": KEY,
    "ReplicationBucketArn": "arn:aws:s3:::copies",
    "ReplicationKmsKeyArn": COPIES,
}
PHYSICAL = {
    "RecordingsBucket": "ringkeep-prod-recordingsbucket-abc",
    "AuditBucket": "ringkeep-prod-auditbucket-abc",
    "UserFilesBucket": "ringkeep-prod-userfilesbucket-abc",
    "ObjectAccessBucket": "ringkeep-prod-objectaccessbucket-abc",
    "CallsTable": "ringkeep-prod-CallsTable-ABC",
    "DirectoryTable": "ringkeep-prod-DirectoryTable-ABC",
    "EvaluationsTable": "ringkeep-prod-EvaluationsTable-ABC",
    "PeopleTable": "ringkeep-prod-PeopleTable-ABC",
    "WorkTable": "ringkeep-prod-WorkTable-ABC",
    "UserPool": "us-east-1_AbCdEfGhI",
}
POOL = PHYSICAL["UserPool"]


def all_exist(kind: str, part: Identifier) -> bool:
    return True


def adopted(**parameters: str) -> dict[str, Any]:
    resolved = Resolved(TEMPLATE, {**EVERYTHING, **parameters})
    names = list(imports(TEMPLATE, resolved, PHYSICAL, all_exist))
    return reduced_template(TEMPLATE, resolved, names, {})


def created_only() -> dict[str, list[str]]:
    """The properties of each type whose change replaces a resource, from AWS's own schemas."""
    import cfnlint.data.schemas  # noqa: PLC0415 # a second that not every worker needs

    found = {}
    kinds = set(adoptable(TEMPLATE).values())
    folder = Path(cfnlint.data.schemas.__file__).parent / "resources"
    for path in folder.glob("*.json"):
        schema = json.loads(path.read_text())
        if schema.get("typeName") in kinds:
            only = schema.get("createOnlyProperties", [])
            found[schema["typeName"]] = [name.removeprefix("/properties/") for name in only]
    return found


def references(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from references(each)
    elif isinstance(value, dict):
        for key, each in value.items():
            if key == "Ref":
                yield each
            assert not key.startswith("Fn::"), value
            yield from references(each)


def test_every_resource_that_outlives_the_stack_is_adopted() -> None:
    assert set(adopted()["Resources"]) == set(adoptable(TEMPLATE))


GROUPS = {"AdministratorGroup", "ManagerGroup", "AgentGroup"}
FIRST = {"FirstAdministrator", "FirstAdministratorGroup"}


def test_groups_and_the_first_administrator_outlive_the_stack() -> None:
    """A group that is deleted with the stack takes everyone's role with it."""
    parts = {name for name, kind in adoptable(TEMPLATE).items() if not is_named(kind)}
    assert parts == GROUPS | FIRST
    assert {RESOURCES[name]["DeletionPolicy"] for name in parts} == {"RetainExceptOnCreate"}


def test_another_first_administrator_takes_the_place_of_the_former_one() -> None:
    """The address is a parameter: who is no longer named there must not keep the role."""
    assert {RESOURCES[name]["UpdateReplacePolicy"] for name in FIRST} == {"Delete"}
    assert {RESOURCES[name]["UpdateReplacePolicy"] for name in GROUPS} == {"Retain"}


def test_a_resource_that_does_not_exist_yet_is_not_named() -> None:
    resources = adopted()["Resources"]
    assert set(references(resources)) <= set(resources)
    assert "ReplicationConfiguration" not in resources["RecordingsBucket"]["Properties"]


def test_all_resources_are_retained_until_the_deployment() -> None:
    for resource in adopted()["Resources"].values():
        assert resource["DeletionPolicy"] == resource["UpdateReplacePolicy"] == "Retain"


def test_the_values_are_those_of_the_parameters() -> None:
    resources = adopted(LogRetentionDays="30")["Resources"]
    table = resources["CallsTable"]["Properties"]
    assert table["SSESpecification"]["KMSMasterKeyId"] == KEY
    bucket = resources["ObjectAccessBucket"]["Properties"]
    assert bucket["LifecycleConfiguration"]["Rules"][0]["ExpirationInDays"] == 30
    assert resources["FirstAdministrator"]["Properties"]["Username"] == "you@example.com"


def test_the_deployment_after_the_import_replaces_nothing() -> None:
    """CloudFormation replaces a resource when such a property changes, appears or disappears: the
    names that AWS generated therefore stay out."""
    only = created_only()
    assert set(only) == set(adoptable(TEMPLATE).values())
    resolved = Resolved(TEMPLATE, EVERYTHING)
    for name, resource in adopted()["Resources"].items():
        deployed = resolved.properties(name)
        for key in only[resource["Type"]]:
            assert resource["Properties"].get(key) == deployed.get(key), (name, key)


def test_the_template_is_valid() -> None:
    from cfnlint.api import ManualArgs, lint  # noqa: PLC0415 # a second that not every worker needs

    found = lint(json.dumps(adopted()), config=ManualArgs(regions=["us-east-1"]))
    assert [str(match) for match in found] == []


def test_each_resource_is_identified_as_cloudformation_asks() -> None:
    found = imports(TEMPLATE, Resolved(TEMPLATE, EVERYTHING), PHYSICAL, all_exist)
    assert found["CallsTable"] == {"TableName": PHYSICAL["CallsTable"]}
    assert found["RecordingsBucket"] == {"BucketName": PHYSICAL["RecordingsBucket"]}
    assert found["UserPool"] == {"UserPoolId": POOL}
    assert found["AgentGroup"] == {"UserPoolId": POOL, "GroupName": "Agent"}
    assert found["FirstAdministrator"] == {"UserPoolId": POOL, "Username": "you@example.com"}
    assert found["FirstAdministratorGroup"] == {
        "UserPoolId": POOL,
        "GroupName": "Administrator",
        "Username": "you@example.com",
    }


def test_without_the_pool_nothing_of_it_is_adopted() -> None:
    physical = {"CallsTable": PHYSICAL["CallsTable"]}
    assert list(imports(TEMPLATE, Resolved(TEMPLATE, EVERYTHING), physical, all_exist)) == [
        "CallsTable"
    ]


def test_a_group_that_is_gone_is_left_to_the_deployment() -> None:
    """Version 0.1.0 deleted its groups with the stack."""

    def no_parts(kind: str, part: Identifier) -> bool:
        return False

    found = imports(TEMPLATE, Resolved(TEMPLATE, EVERYTHING), PHYSICAL, no_parts)
    assert set(found) == set(PHYSICAL)


def test_a_table_has_the_indexes_that_it_has_in_fact() -> None:
    """The deployment then adds the missing one. If the import claimed it, it would never be built."""
    resolved = Resolved(TEMPLATE, EVERYTHING)
    keys = [{"AttributeName": "pk", "KeyType": "HASH"}]
    shape = {
        "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
        "KeySchema": keys,
    }
    reduced = reduced_template(TEMPLATE, resolved, ["CallsTable"], {"CallsTable": shape})
    properties = reduced["Resources"]["CallsTable"]["Properties"]
    assert "GlobalSecondaryIndexes" not in properties
    assert properties["KeySchema"] == keys
    assert properties["BillingMode"] == "PAY_PER_REQUEST"


def test_a_table_that_has_everything_is_described_as_the_template_does() -> None:
    """AWS lists attributes and indexes in any order. Another order would count as a change."""
    resolved = Resolved(TEMPLATE, EVERYTHING)
    deployed = resolved.properties("CallsTable")
    shape = {
        "AttributeDefinitions": deployed["AttributeDefinitions"][::-1],
        "KeySchema": deployed["KeySchema"],
        "GlobalSecondaryIndexes": deployed["GlobalSecondaryIndexes"][::-1],
    }
    reduced = reduced_template(TEMPLATE, resolved, ["CallsTable"], {"CallsTable": shape})
    assert reduced["Resources"]["CallsTable"]["Properties"] == deployed


@pytest.mark.parametrize(
    ("value", "concrete"),
    [
        ("text", True),
        ([{"a": 1}], True),
        ({"Ref": "UserPool"}, True),
        ({"Ref": "TokensKey"}, False),
        ({"a": [{"Fn::GetAtt": ["ReplicationRole", "Arn"]}]}, False),
    ],
)
def test_what_is_concrete(value: object, concrete: bool) -> None:
    assert is_concrete(value, ["UserPool"]) is concrete


def test_an_unknown_parameter_is_named() -> None:
    with pytest.raises(ValueError, match="the template has no parameter Typo"):
        Resolved(TEMPLATE, {"Typo": "x"})
