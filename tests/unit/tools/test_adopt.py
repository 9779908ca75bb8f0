"""A deleted stack's resources are found, shown, and imported by a change set."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber
from moto import mock_aws

import tools.adopt.__main__ as command
from tests.contract.tables import (
    calls_table,
    directory_table,
    evaluations_table,
    people_table,
    work_table,
)
from tests.unit.template.loader import TEMPLATE
from tools.adopt.change_set import CHANGE_SET, AdoptionFailed, adopt, stack_status
from tools.adopt.plan import Plan, Refused, planned
from tools.adopt.retained import DeletedStack, deleted_stacks

STACK = "ringkeep-prod"
ARN = "arn:aws:cloudformation:us-east-1:123456789012:stack/ringkeep-prod/{}"
MOMENT = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def cloudformation() -> Iterator[Stubber]:
    client = boto3.client("cloudformation")
    with Stubber(client) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


@pytest.fixture(autouse=True)
def region(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command sets both, and they are reset afterwards."""
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.setenv(name, "us-east-1")


def client(stubber: Stubber) -> Any:
    """The stubs of botocore do not know which client a Stubber has."""
    return stubber.client


def summary(number: int, day: int, name: str = STACK) -> dict[str, Any]:
    return {
        "StackName": name,
        "StackId": ARN.format(number),
        "CreationTime": MOMENT,
        "DeletionTime": MOMENT.replace(day=day),
        "StackStatus": "DELETE_COMPLETE",
    }


def event(name: str, status: str, physical: str = "", kind: str = "AWS::DynamoDB::Table") -> Any:
    return {
        "StackId": ARN.format(1),
        "EventId": f"{name}-{status}",
        "StackName": STACK,
        "LogicalResourceId": name,
        "PhysicalResourceId": physical,
        "ResourceType": kind,
        "ResourceStatus": status,
        "Timestamp": MOMENT,
    }


def add_deleted(stubber: Stubber, number: int, *events: Any, **parameters: str) -> None:
    """Without a skipped deletion, the stack's parameters are not asked for."""
    stack_id = ARN.format(number)
    stubber.add_response(
        "describe_stack_events", {"StackEvents": list(events)}, {"StackName": stack_id}
    )
    if any(each["ResourceStatus"] == "DELETE_SKIPPED" for each in events):
        given = [
            {"ParameterKey": name, "ParameterValue": value} for name, value in parameters.items()
        ]
        stack = {
            "StackName": STACK,
            "CreationTime": MOMENT,
            "StackStatus": "DELETE_COMPLETE",
            "Parameters": given,
        }
        stubber.add_response("describe_stacks", {"Stacks": [stack]}, {"StackName": stack_id})


def add_list(stubber: Stubber, *summaries: Any) -> None:
    asked = {"StackStatusFilter": ["DELETE_COMPLETE"]}
    stubber.add_response("list_stacks", {"StackSummaries": list(summaries)}, asked)


def test_what_the_last_deletion_skipped_is_found(cloudformation: Stubber) -> None:
    add_list(cloudformation, summary(1, 2), summary(9, 9, "another"))
    add_deleted(
        cloudformation,
        1,
        event(STACK, "DELETE_COMPLETE", kind="AWS::CloudFormation::Stack"),
        event("CallsTable", "DELETE_SKIPPED", "calls-2"),
        event("LiveTable", "DELETE_COMPLETE", "live-1"),
        # An update had replaced the table, and kept the older one.
        event("CallsTable", "DELETE_SKIPPED", "calls-1"),
        event("LiveTable", "DELETE_SKIPPED", "live-0"),
        LogLevel="DEBUG",
    )
    (found,) = deleted_stacks(client(cloudformation), STACK)
    assert found.retained == {"CallsTable": "calls-2"}
    assert found.parameters == {"LogLevel": "DEBUG"}


def test_the_latest_stack_comes_first_and_failed_ones_are_passed_over(
    cloudformation: Stubber,
) -> None:
    add_list(cloudformation, summary(1, 2), summary(2, 20), summary(3, 25))
    add_deleted(cloudformation, 3, event("CallsTable", "DELETE_COMPLETE", "calls-3"))
    add_deleted(cloudformation, 2, event("CallsTable", "DELETE_SKIPPED", "calls-2"))
    add_deleted(cloudformation, 1, event("CallsTable", "DELETE_SKIPPED", "calls-1"))
    found = list(deleted_stacks(client(cloudformation), STACK))
    assert [it.retained["CallsTable"] for it in found] == ["calls-2", "calls-1"]


REDUCED: dict[str, Any] = {
    "Resources": {"CallsTable": {"Type": "AWS::DynamoDB::Table", "Properties": {}}}
}
IDENTIFIERS = {"CallsTable": {"TableName": "calls"}}
CREATE = {
    "StackName": STACK,
    "ChangeSetName": CHANGE_SET,
    "ChangeSetType": "IMPORT",
    "TemplateBody": json.dumps(REDUCED),
    "ResourcesToImport": [
        {
            "ResourceType": "AWS::DynamoDB::Table",
            "LogicalResourceId": "CallsTable",
            "ResourceIdentifier": {"TableName": "calls"},
        }
    ],
}
OF_CHANGE_SET = {"StackName": STACK, "ChangeSetName": CHANGE_SET}


def status(value: str) -> dict[str, Any]:
    return {"Stacks": [{"StackName": STACK, "CreationTime": MOMENT, "StackStatus": value}]}


def test_a_change_set_imports_the_resources_into_a_new_stack(cloudformation: Stubber) -> None:
    add = cloudformation.add_response
    add("create_change_set", {}, CREATE)
    add("describe_change_set", {"Status": "CREATE_COMPLETE"}, OF_CHANGE_SET)
    add("execute_change_set", {}, OF_CHANGE_SET)
    add("describe_stacks", status("IMPORT_IN_PROGRESS"), {"StackName": STACK})
    add("describe_stacks", status("IMPORT_COMPLETE"), {"StackName": STACK})
    adopt(client(cloudformation), STACK, REDUCED, IDENTIFIERS, seconds=0)


def test_a_refused_change_set_leaves_no_stack(cloudformation: Stubber) -> None:
    refused = {"Status": "FAILED", "StatusReason": "CallsTable is in another stack"}
    add = cloudformation.add_response
    add("create_change_set", {}, CREATE)
    add("describe_change_set", refused, OF_CHANGE_SET)
    add("describe_change_set", refused, OF_CHANGE_SET)
    add("delete_stack", {}, {"StackName": STACK})
    with pytest.raises(AdoptionFailed, match="CallsTable is in another stack"):
        adopt(client(cloudformation), STACK, REDUCED, IDENTIFIERS, seconds=0)


def test_a_failed_import_says_which_resource_failed(cloudformation: Stubber) -> None:
    failed = event("CallsTable", "IMPORT_FAILED")
    failed["ResourceStatusReason"] = "it was deleted"
    add = cloudformation.add_response
    add("create_change_set", {}, CREATE)
    add("describe_change_set", {"Status": "CREATE_COMPLETE"}, OF_CHANGE_SET)
    add("execute_change_set", {}, OF_CHANGE_SET)
    add("describe_stacks", status("IMPORT_ROLLBACK_COMPLETE"), {"StackName": STACK})
    add("describe_stack_events", {"StackEvents": [failed]}, {"StackName": STACK})
    with pytest.raises(AdoptionFailed, match="CallsTable: it was deleted"):
        adopt(client(cloudformation), STACK, REDUCED, IDENTIFIERS, seconds=0)


def test_a_missing_stack_has_no_status(cloudformation: Stubber) -> None:
    message = f"Stack with id {STACK} does not exist"
    cloudformation.add_client_error("describe_stacks", "ValidationError", message)
    assert stack_status(client(cloudformation), STACK) == ""


@pytest.fixture
def account() -> Iterator[dict[str, str]]:
    """Four tables, three buckets and a pool with one of the three groups."""
    with mock_aws():
        dynamodb: Any = boto3.client("dynamodb")
        calls_table(dynamodb, "calls-1")
        directory_table(dynamodb, "directory-1")
        people_table(dynamodb, "people-1")
        evaluations_table(dynamodb, "evaluations-1")
        work_table(dynamodb, "work-1")
        dynamodb.put_item(TableName="calls-1", Item={"pk": {"S": "a"}, "sk": {"S": "b"}})
        s3 = boto3.client("s3")
        s3.create_bucket(Bucket="recordings-1")
        s3.create_bucket(Bucket="audit-1")
        s3.create_bucket(Bucket="files-1")
        s3.put_object(Bucket="recordings-1", Key="recordings/1", Body=b"x")
        cognito = boto3.client("cognito-idp")
        pool = cognito.create_user_pool(
            PoolName="people", UsernameConfiguration={"CaseSensitive": False}
        )["UserPool"]["Id"]
        cognito.create_group(UserPoolId=pool, GroupName="Agent")
        cognito.admin_create_user(UserPoolId=pool, Username="you@example.com")
        yield {
            "AuditBucket": "audit-1",
            "CallsTable": "calls-1",
            "DirectoryTable": "directory-1",
            "EvaluationsTable": "evaluations-1",
            "PeopleTable": "people-1",
            "RecordingsBucket": "recordings-1",
            "UserFilesBucket": "files-1",
            "UserPool": str(pool),
            "WorkTable": "work-1",
        }


def test_the_plan_shows_sizes_and_dates_and_what_the_deployment_will_make(
    account: dict[str, str],
) -> None:
    parameters = {"AdministratorEmail": "you@example.com", "Architecture": "x86_64"}
    old = DeletedStack("id", "2026-11-20", parameters, account)
    plan = planned(TEMPLATE, [old], {}, {}, [])
    text = plan.text(STACK)
    assert "CallsTable: calls-1 (about 1 rows, made on " in text
    assert "RecordingsBucket: recordings-1 (1 objects, one of " in text
    assert "UserPool: " in text
    names = {"AgentGroup", "FirstAdministrator"}
    assert set(plan.identifiers) == {*account, *names}
    assert "makes a new one: AdministratorGroup, ManagerGroup, FirstAdministratorGroup" in text
    assert plan.given == ' ARCHITECTURE=x86_64 PARAMETERS="AdministratorEmail=you@example.com"'
    assert "you@example.com is no administrator now, and the deployment makes them one" in text


def test_who_lost_the_administrators_role_can_be_left_without_it(account: dict[str, str]) -> None:
    old = DeletedStack("id", "", {"AdministratorEmail": "you@example.com"}, account)
    plan = planned(TEMPLATE, [old], {"AdministratorEmail": ""}, {}, [])
    assert "is no administrator now" not in plan.text(STACK)
    assert not {"FirstAdministrator", "FirstAdministratorGroup"} & set(plan.identifiers)


def test_names_that_are_given_replace_those_of_the_stack(account: dict[str, str]) -> None:
    old = DeletedStack("id", "", {}, {**account, "CallsTable": "another"})
    plan = planned(TEMPLATE, [old], {}, {"CallsTable": "calls-1"}, ["UserPool"])
    assert plan.identifiers["CallsTable"] == {"TableName": "calls-1"}
    assert "UserPool" not in plan.identifiers
    assert "AgentGroup" not in plan.identifiers


def test_a_resource_that_was_deleted_since_is_named_and_left_out(account: dict[str, str]) -> None:
    old = DeletedStack("id", "", {}, {**account, "DirectoryTable": "gone"})
    plan = planned(TEMPLATE, [old], {}, {}, [])
    assert "DirectoryTable" not in plan.identifiers
    assert "DirectoryTable is gone: there is no gone." in plan.text(STACK)


def test_older_remains_are_named(account: dict[str, str]) -> None:
    older = DeletedStack("older", "2026-10-01", {}, {"CallsTable": "calls-0"})
    plan = planned(TEMPLATE, [DeletedStack("id", "", {}, account), older], {}, {}, [])
    assert "(2026-10-01) left CallsTable=calls-0" in plan.text(STACK)


def test_without_a_deleted_stack_the_names_are_asked_for() -> None:
    with pytest.raises(Refused, match="give the names, such as --resources CallsTable=NAME"):
        planned(TEMPLATE, [], {}, {}, [])


def test_a_misspelled_resource_is_refused() -> None:
    with pytest.raises(Refused, match="CallTable is no retained resource"):
        planned(TEMPLATE, [], {}, {"CallTable": "calls-1"}, [])


def test_a_misspelled_parameter_is_refused() -> None:
    with pytest.raises(Refused, match="the template has no parameter KmsKey"):
        planned(TEMPLATE, [], {"KmsKey": "x"}, {"CallsTable": "calls-1"}, [])


def test_a_parameter_that_only_the_deleted_stack_had_is_left_out(account: dict[str, str]) -> None:
    old = DeletedStack("id", "", {"Abolished": "x"}, account)
    assert planned(TEMPLATE, [old], {}, {}, []).given == ""


def test_a_table_that_lacks_more_than_one_index_is_refused(account: dict[str, str]) -> None:
    names = {"CallsTable": account["DirectoryTable"]}
    with pytest.raises(Refused, match="lacks the indexes by_day, by_due, by_expiry"):
        planned(TEMPLATE, [], {}, names, [])


def test_a_pool_that_distinguishes_capital_letters_stays_as_it_is(account: dict[str, str]) -> None:
    """AWS changes it in no existing pool, so the deployment would fail after minutes."""
    made = boto3.client("cognito-idp").create_user_pool(
        PoolName="old", UsernameConfiguration={"CaseSensitive": True}
    )
    pool = {"UserPool": made["UserPool"]["Id"]}
    with pytest.raises(Refused, match="CreatedByVersion010=true"):
        planned(TEMPLATE, [], {}, pool, [])
    planned(TEMPLATE, [], {"CreatedByVersion010": "true"}, pool, [])


def test_a_stack_that_exists_is_not_adopted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], cloudformation: Stubber
) -> None:
    cloudformation.add_response("describe_stacks", status("CREATE_COMPLETE"), {"StackName": STACK})
    monkeypatch.setattr(boto3, "client", lambda service: cloudformation.client)
    assert command.main([STACK]) == 1
    assert "the stack ringkeep-prod exists (CREATE_COMPLETE)" in capsys.readouterr().err


def test_what_a_failed_adoption_left_is_deleted_first(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], cloudformation: Stubber
) -> None:
    failed = status("IMPORT_ROLLBACK_COMPLETE")
    cloudformation.add_response("describe_stacks", failed, {"StackName": STACK})
    monkeypatch.setattr(boto3, "client", lambda service: cloudformation.client)
    assert command.main([STACK]) == 1
    assert "make delete STACK=ringkeep-prod" in capsys.readouterr().err


def test_without_a_terminal_and_a_yes_nothing_is_changed(
    account: dict[str, str],
    cloudformation: Stubber,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    others = boto3.client
    clients = {"cloudformation": cloudformation.client}
    monkeypatch.setattr(boto3, "client", lambda service: clients.get(service) or others(service))
    monkeypatch.setattr("sys.stdin", io.StringIO())
    cloudformation.add_client_error("describe_stacks", "ValidationError", "it does not exist")
    add_list(cloudformation)
    names = [f"{name}={value}" for name, value in account.items()]
    assert command.main([STACK, "--resources", *names]) == 1
    shown = capsys.readouterr()
    assert "CallsTable: calls-1" in shown.out
    assert "give --yes" in shown.err


@pytest.mark.parametrize(
    ("stack", "named"), [("ringkeep-prod", "ENVIRONMENT=prod"), ("calls", "STACK=calls")]
)
def test_the_deployment_that_follows_is_that_of_the_same_stack(stack: str, named: str) -> None:
    plan = Plan({}, {}, [], [], "")
    assert command._next(stack, plan).endswith(f"make deploy {named}")


def test_pairs_may_stand_in_one_text() -> None:
    assert command._pairs(["A=1 B='2 3'", "C=4", ""]) == {"A": "1", "B": "2 3", "C": "4"}
    with pytest.raises(Refused, match="lacks its value"):
        command._pairs(["A=1 B"])
    with pytest.raises(Refused, match="No closing quotation"):
        command._pairs(["A='1"])
