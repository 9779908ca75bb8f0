"""The people table, the functions that work with it, and the copies of the audit log."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from fnmatch import fnmatch
from typing import Any

import boto3
import pytest
from moto import mock_aws

from ringkeep.api.functions import administer_app, api_app
from ringkeep.aws.access.people_items import (
    TEAMS,
    audit_item,
    block_key,
    email_key,
    extension_key,
    profile_key,
    sub_key,
    user_key,
)
from ringkeep.domain.access.audit import Actor, ActorKind, AuditEntry, ObjectRef, entry_id
from ringkeep.domain.access.audit_search import month_of, time_partition
from ringkeep.domain.access.visibility import Owner
from tests.contract.tables import people_table
from tests.unit.template.conditions import Deployment
from tests.unit.template.loader import ALARMS, FUNCTIONS, RESOURCES, TEMPLATE, of_type
from tests.unit.template.rights import rights_of
from tests.unit.template.test_parameters import accepts

TABLE = RESOURCES["PeopleTable"]["Properties"]
BUCKET = RESOURCES["AuditBucket"]["Properties"]
STREAM = FUNCTIONS["CopyAuditFunction"]["Events"]["Entries"]["Properties"]
ROUTES = of_type("AWS::ApiGatewayV2::Route")
DAY = 86_400


def test_the_table_has_the_keys_and_indexes_of_the_adapter_s_tests() -> None:
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        made = client.describe_table(TableName=people_table(client))["Table"]
    assert by_name(TABLE["AttributeDefinitions"], "AttributeName") == by_name(
        made["AttributeDefinitions"], "AttributeName"
    )
    assert TABLE["KeySchema"] == made["KeySchema"]
    declared = by_name(TABLE["GlobalSecondaryIndexes"], "IndexName")
    for name, index in by_name(made["GlobalSecondaryIndexes"], "IndexName").items():
        assert declared.pop(name) == {
            key: index[key] for key in ("IndexName", "KeySchema", "Projection")
        }
    assert declared == {}


def by_name(listed: Any, key: str) -> dict[str, Any]:
    return {each[key]: dict(each) for each in listed}


def test_the_stream_brings_what_an_entry_was_and_is() -> None:
    assert TABLE["StreamSpecification"] == {"StreamViewType": "NEW_AND_OLD_IMAGES"}
    assert STREAM["Stream"] == {"Fn::GetAtt": ["PeopleTable", "StreamArn"]}


def test_an_item_expires_by_the_attribute_that_only_notes_of_sign_ins_have() -> None:
    assert TABLE["TimeToLiveSpecification"] == {"AttributeName": "ttl", "Enabled": True}
    entry = AuditEntry(
        id=entry_id(0.0, b""),
        at=0.0,
        actor=Actor(kind=ActorKind.SYSTEM),
        action="users.add",
        object=ObjectRef(kind="user"),
    )
    assert "ttl" not in audit_item(entry)


def test_only_audit_entries_are_copied() -> None:
    (only,) = STREAM["FilterCriteria"]["Filters"]
    pattern = json.loads(only["Pattern"])
    assert pattern == {"dynamodb": {"Keys": {"pk": {"S": [{"prefix": "month#"}]}}}}
    assert time_partition(month_of(0.0)).startswith("month#")


def test_an_entry_is_tried_again_until_shortly_before_the_stream_forgets_it() -> None:
    assert STREAM["MaximumRecordAgeInSeconds"] == DAY - 3600
    assert STREAM["MaximumRetryAttempts"] == 10_000
    assert STREAM["BisectBatchOnFunctionError"]
    assert STREAM["StartingPosition"] == "TRIM_HORIZON"


def test_late_copies_raise_an_alarm_long_before_an_entry_is_lost() -> None:
    of_function = [{"Name": "FunctionName", "Value": {"Ref": "CopyAuditFunction"}}]
    late = [each for each in ALARMS.values() if each["MetricName"] == "IteratorAge"]
    (alarm,) = [each for each in late if each["Dimensions"] == of_function]
    assert alarm["Threshold"] <= DAY / 24 * 1000


def test_no_function_can_read_change_or_delete_a_copy() -> None:
    rights = {
        name: actions
        for name in FUNCTIONS
        for resource, actions in rights_of(name).items()
        if "AuditBucket" in resource
    }
    assert rights == {"CopyAuditFunction": ["s3:PutObject"]}


def test_the_copies_are_private_versioned_and_read_over_encrypted_connections_only() -> None:
    assert all(BUCKET["PublicAccessBlockConfiguration"].values())
    assert BUCKET["VersioningConfiguration"] == {"Status": "Enabled"}
    assert (
        BUCKET["BucketEncryption"]
        == RESOURCES["RecordingsBucket"]["Properties"]["BucketEncryption"]
    )
    policy = RESOURCES["AuditBucketPolicy"]["Properties"]
    assert policy["Bucket"] == {"Ref": "AuditBucket"}
    (statement,) = policy["PolicyDocument"]["Statement"]
    assert (statement["Effect"], statement["Action"]) == ("Deny", "s3:*")
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def lock(days: str) -> dict[str, Any]:
    found: dict[str, Any] = Deployment(AuditObjectLockDays=days).resources["AuditBucket"]
    return found


def test_copies_are_locked_only_on_request_and_the_bucket_can_always_lock_them() -> None:
    """A bucket that is made without Object Lock might be replaced when someone asks for it."""
    assert TEMPLATE["Parameters"]["AuditObjectLockDays"]["Default"] == "0"
    for days in ("0", "30"):
        assert lock(days)["ObjectLockEnabled"] is True
    assert "Rule" not in lock("0")["ObjectLockConfiguration"]
    rule = lock("30")["ObjectLockConfiguration"]["Rule"]["DefaultRetention"]
    assert rule["Mode"] == "COMPLIANCE"
    assert rule["Days"] in ("30", {"Ref": "AuditObjectLockDays"})


@pytest.mark.parametrize(
    ("value", "accepted"),
    [("0", 1), ("1", 1), ("365", 1), ("3650", 1), ("3651", 0), ("-1", 0), ("01", 0), ("", 0)],
)
def test_a_lock_has_at_most_ten_years(value: str, accepted: int) -> None:
    assert accepts("AuditObjectLockDays", value) == bool(accepted)


def test_the_function_that_answers_everyone_writes_only_sign_ins() -> None:
    writing = {
        resource: actions
        for resource, actions in rights_of("ApiFunction").items()
        if "PeopleTable" in resource and "dynamodb:PutItem" in actions
    }
    assert writing == {
        "PeopleTable.Arn, keys invitation#*, month#*, sign_in#*": ["dynamodb:PutItem"]
    }


WRITES = {"dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"}


def test_only_two_functions_change_people() -> None:
    changing = {
        name for name in FUNCTIONS if WRITES & set(rights_of(name).get("PeopleTable.Arn", ()))
    }
    assert changing == {"AdministerFunction", "KeepUsersFunction"}


def integration_of(path: str) -> str:
    """The integration that the gateway chooses for a path: that of the most specific route."""
    matching = [
        (len(prefix.partition("{")[0]), route["Target"]["Fn::Sub"])
        for route in ROUTES.values()
        if route["ApiId"] == {"Ref": "HttpApi"}
        for prefix in [route["RouteKey"].partition(" ")[2]]
        if re.fullmatch(re.escape(prefix).replace(r"\{proxy\+\}", ".+"), path)
    ]
    return str(max(matching)[1])


def paths(app: Any) -> list[str]:
    found = {route.path for route in app._static_routes + app._dynamic_routes}
    return sorted(re.sub(r"<\w+>", "some-id", path) for path in found)


@pytest.mark.parametrize("path", paths(api_app(None)))
def test_everyone_s_paths_reach_api(path: str) -> None:
    assert integration_of(path) == "integrations/${ApiIntegration}"


ADMINISTERED = set(paths(administer_app(None))) - set(paths(api_app(None)))


@pytest.mark.parametrize(
    "path",
    [
        "/v1/users",
        "/v1/users/some-id/extensions/withdraw",
        "/v1/security-profiles/some-id",
        "/v1/audit/export",
        "/v1/services/some-id/licensing-preview",
        "/v1/jobs/some-id",
        *sorted(ADMINISTERED),
    ],
)
def test_administrators_paths_reach_administer(path: str) -> None:
    assert integration_of(path) == "integrations/${AdministerIntegration}"


def test_every_path_of_administrators_needs_a_signed_in_person() -> None:
    found = [
        route
        for route in ROUTES.values()
        if route["Target"] == {"Fn::Sub": "integrations/${AdministerIntegration}"}
    ]
    assert len(found) == 2 * len(TEMPLATE["Mappings"]["AdministeredPaths"])
    assert {route["AuthorizationType"] for route in found} == {"JWT"}


READS = {"dynamodb:GetItem", "dynamodb:BatchGetItem"}
SIGNED_IN = (sub_key("a"), user_key("a"), profile_key("a"), block_key("a", 0), TEAMS)
"""What everyone who signs in is recognised by, and whom they see."""


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("PollCallLogFunction", (user_key("a"), extension_key(Owner("main", "1", "2")))),
        ("LinkFederatedFunction", (user_key("a"), email_key("a@example.com"))),
        ("ApiFunction", (*SIGNED_IN, extension_key(Owner("main", "1", "2")))),
        ("PushLiveFunction", SIGNED_IN),
        ("LiveSocketFunction", SIGNED_IN),
        ("CheckSocketsFunction", SIGNED_IN),
    ],
)
def test_who_reads_only_some_items_of_people_may_read_these(
    name: str, keys: tuple[Mapping[str, str], ...]
) -> None:
    """An item whose key has another name would be refused on AWS, and nowhere else."""
    start = "PeopleTable.Arn, keys "
    limited = [
        each.removeprefix(start)
        for each, actions in rights_of(name).items()
        if each.startswith(start) and READS & set(actions)
    ]
    patterns = ", ".join(limited).split(", ")
    assert all(any(fnmatch(key["pk"], each) for each in patterns) for key in keys)
