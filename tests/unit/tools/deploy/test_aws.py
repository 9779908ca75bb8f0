"""What AWS answers becomes facts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber
from moto import mock_aws

from tools.deploy.aws import Aws
from tools.deploy.failures import Event
from tools.deploy.names import ACCESS_CONTROL, DASHBOARD, LOG_GROUP, SIGN_IN, TRAIL, Name
from tools.deploy.quota import Quota
from tools.deploy.state import ChangeSet, StackFacts


@pytest.fixture
def aws() -> Iterator[Aws]:
    with mock_aws():
        yield Aws(boto3.Session(region_name="us-east-1"))


def test_the_account(aws: Aws) -> None:
    assert aws.account_id() == "123456789012"


def test_names_that_exist_are_found(aws: Aws) -> None:
    logs = boto3.client("logs")
    logs.create_log_group(logGroupName="/ringkeep/calls/api")
    logs.create_log_group(logGroupName="/ringkeep/other/api")
    boto3.client("cloudwatch").put_dashboard(DashboardName="calls", DashboardBody="{}")
    pool = boto3.client("cognito-idp").create_user_pool(PoolName="p")["UserPool"]["Id"]
    boto3.client("cognito-idp").create_user_pool_domain(Domain="ours", UserPoolId=pool)
    taken, unknown = aws.taken(
        [
            Name(LOG_GROUP, "/ringkeep/calls/api"),
            Name(LOG_GROUP, "/ringkeep/calls/track_calls"),
            Name(DASHBOARD, "calls"),
            Name(SIGN_IN, "ours"),
        ]
    )
    assert [each.text for each in taken] == ["/ringkeep/calls/api", "calls", "ours"]
    assert unknown == []


def test_names_that_are_free_are_not_found(aws: Aws) -> None:
    free = [Name(kind, "calls") for kind in (ACCESS_CONTROL, DASHBOARD, TRAIL, LOG_GROUP)]
    assert aws.taken(free) == ([], [])


@contextmanager
def answering(monkeypatch: pytest.MonkeyPatch, service: Any) -> Iterator[tuple[Aws, Stubber]]:
    client = boto3.Session().client(service)
    monkeypatch.setattr(boto3.Session, "client", lambda *_, **__: client)
    with Stubber(client) as stubber:
        yield Aws(boto3.Session()), stubber


def test_the_quota(monkeypatch: pytest.MonkeyPatch) -> None:
    with answering(monkeypatch, "lambda") as (aws, stubber):
        limit = {"ConcurrentExecutions": 10, "UnreservedConcurrentExecutions": 9}
        stubber.add_response("get_account_settings", {"AccountLimit": limit}, {})
        assert aws.quota() == Quota(10, 9)


def test_a_quota_that_may_not_be_read_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    with answering(monkeypatch, "lambda") as (aws, stubber):
        stubber.add_client_error("get_account_settings", "AccessDeniedException")
        assert aws.quota() is None


def test_a_stack_that_does_not_exist_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    with answering(monkeypatch, "cloudformation") as (aws, stubber):
        stubber.add_client_error("describe_stacks", "ValidationError")
        assert aws.stack("calls") is None
        stubber.add_client_error("list_change_sets", "ValidationError")
        assert aws.change_sets("calls") == []


def test_a_refused_question_is_no_missing_stack(monkeypatch: pytest.MonkeyPatch) -> None:
    with answering(monkeypatch, "cloudformation") as (aws, stubber):
        stubber.add_client_error("describe_stacks", "AccessDenied")
        with pytest.raises(ClientError):
            aws.stack("calls")


def test_the_facts_of_a_stack(monkeypatch: pytest.MonkeyPatch) -> None:
    found = {
        **summary("calls", "arn:1", EARLY),
        "StackStatusReason": "why",
        "Parameters": [{"ParameterKey": "A", "ParameterValue": "1"}],
        "Outputs": [{"OutputKey": "B", "OutputValue": "2"}],
    }
    with answering(monkeypatch, "cloudformation") as (aws, stubber):
        stubber.add_response("describe_stacks", {"Stacks": [found]}, {"StackName": "calls"})
        assert aws.stack("calls") == StackFacts(
            "calls", "arn:1", "DELETE_COMPLETE", "why", {"A": "1"}, {"B": "2"}
        )


EARLY, LATE = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)


def summary(name: str, id: str, created: datetime) -> dict[str, Any]:
    return {
        "StackName": name,
        "StackId": id,
        "CreationTime": created,
        "StackStatus": "DELETE_COMPLETE",
    }


def test_the_newest_stack_of_a_name_may_be_deleted(monkeypatch: pytest.MonkeyPatch) -> None:
    stacks = [
        summary("calls", "arn:1", EARLY),
        summary("calls", "arn:2", LATE),
        summary("other", "arn:3", LATE),
    ]
    with answering(monkeypatch, "cloudformation") as (aws, stubber):
        stubber.add_response("list_stacks", {"StackSummaries": stacks}, {})
        assert aws.newest_stack_id("calls") == "arn:2"
        stubber.add_response("list_stacks", {"StackSummaries": stacks}, {})
        assert aws.newest_stack_id("new") == ""


def test_events_come_newest_first(monkeypatch: pytest.MonkeyPatch) -> None:
    event = {
        "StackId": "arn:1",
        "EventId": "e",
        "StackName": "calls",
        "LogicalResourceId": "Topic",
        "ResourceType": "AWS::SNS::Topic",
        "ResourceStatus": "CREATE_FAILED",
        "ResourceStatusReason": "odd",
        "Timestamp": LATE,
    }
    with answering(monkeypatch, "cloudformation") as (aws, stubber):
        for _ in range(2):
            asked = {"StackName": "arn:1"}
            stubber.add_response("describe_stack_events", {"StackEvents": [event]}, asked)
        assert list(aws.events("arn:1")) == [
            Event("Topic", "AWS::SNS::Topic", "CREATE_FAILED", "odd", "e")
        ]
        assert next(aws.events("arn:1")).id == "e"
        assert list(aws.events("")) == []


def test_what_may_not_be_read_is_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    """The deployment then goes on, and sam's own output explains a failure."""
    with answering(monkeypatch, "cloudformation") as (aws, stubber):
        stubber.add_client_error("list_stacks", "AccessDenied")
        assert aws.newest_event("calls") == ""
        stubber.add_client_error("describe_stack_events", "AccessDenied")
        assert list(aws.events("arn:1")) == []


def test_what_a_deleted_stack_left(monkeypatch: pytest.MonkeyPatch) -> None:
    event = {
        "StackId": "arn:1",
        "EventId": "e",
        "StackName": "calls",
        "LogicalResourceId": "CallsTable",
        "PhysicalResourceId": "calls-1",
        "ResourceType": "AWS::DynamoDB::Table",
        "ResourceStatus": "DELETE_SKIPPED",
        "Timestamp": LATE,
    }
    stacks = [summary("calls", "arn:1", EARLY), summary("other", "arn:3", LATE)]
    with answering(monkeypatch, "cloudformation") as (aws, stubber):
        asked = {"StackStatusFilter": ["DELETE_COMPLETE"]}
        stubber.add_response("list_stacks", {"StackSummaries": stacks}, asked)
        stubber.add_response("describe_stack_events", {"StackEvents": [event]})
        stubber.add_response("describe_stacks", {"Stacks": [stacks[0]]})
        assert aws.left_by_deleted("calls") == ["CallsTable"]
        stubber.add_response("list_stacks", {"StackSummaries": []}, asked)
        assert aws.left_by_deleted("calls") == []
        stubber.add_client_error("list_stacks", "AccessDenied")
        assert aws.left_by_deleted("calls") == []


def test_change_sets_that_wait_or_were_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    sets = [
        {"ChangeSetId": "1", "CreationTime": EARLY, "ExecutionStatus": "AVAILABLE"},
        {
            "ChangeSetId": "2",
            "CreationTime": LATE,
            "ExecutionStatus": "UNAVAILABLE",
            "Status": "FAILED",
            "StatusReason": "a rule",
        },
    ]
    with answering(monkeypatch, "cloudformation") as (aws, stubber):
        stubber.add_response("list_change_sets", {"Summaries": sets}, {"StackName": "calls"})
        assert aws.change_sets("calls") == [
            ChangeSet("2", is_open=False, reason="a rule"),
            ChangeSet("1", is_open=True, reason=""),
        ]
