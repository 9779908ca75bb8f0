"""A failed deployment is explained by the first resource that failed."""

from __future__ import annotations

import pytest

from tools.deploy.failures import Event, explain, first_failure

STACK = "AWS::CloudFormation::Stack"
CANCELLED = "Resource creation cancelled"


def event(name: str, status: str, reason: str = "", type: str = "AWS::S3::Bucket") -> Event:
    return Event(name, type, status, reason)


def newest_first(*events: Event) -> list[Event]:
    return list(reversed(events))


def test_the_first_failed_resource_is_the_cause() -> None:
    events = newest_first(
        event("s", "CREATE_IN_PROGRESS", "User Initiated", STACK),
        event("A", "CREATE_COMPLETE"),
        event("B", "CREATE_FAILED", "no such key"),
        event("C", "CREATE_FAILED", CANCELLED),
        event("s", "ROLLBACK_IN_PROGRESS", "failed to create: [B, C]", STACK),
        event("A", "DELETE_FAILED", "not empty"),
        event("s", "DELETE_COMPLETE", "", STACK),
    )
    found = first_failure(events)
    assert found is not None
    assert found.logical_id == "B"


def test_a_failure_of_an_earlier_operation_does_not_count() -> None:
    events = newest_first(
        event("s", "UPDATE_IN_PROGRESS", "User Initiated", STACK),
        event("Old", "UPDATE_FAILED", "old"),
        event("s", "UPDATE_ROLLBACK_COMPLETE", "", STACK),
        event("s", "UPDATE_IN_PROGRESS", "User Initiated", STACK),
        event("New", "UPDATE_FAILED", "new"),
    )
    found = first_failure(events)
    assert found is not None
    assert found.logical_id == "New"


def test_without_a_failed_resource_there_is_no_cause() -> None:
    assert first_failure([event("A", "CREATE_COMPLETE")]) is None


def test_if_the_stack_alone_failed_its_reason_is_the_cause() -> None:
    found = first_failure([event("s", "CREATE_FAILED", "timed out", STACK)])
    assert found is not None
    assert found.reason == "timed out"


CLOUDFRONT = (
    "Resource handler returned message: \"Access denied for operation 'AWS::CloudFront::Distribution: Your"
    " account must be verified before you can add new CloudFront resources. To verify your account, please"
    ' contact AWS Support"'
)


@pytest.mark.parametrize(
    ("reason", "advice"),
    [
        (CLOUDFRONT, 'PARAMETERS="DeployConsole=false"'),
        (
            "Specified ReservedConcurrentExecutions for function decreases account's"
            " UnreservedConcurrentExecution below its minimum value of [100].",
            "WebhookReservedConcurrency=0",
        ),
        (
            "Domain already associated with another user pool. (Status Code: 400)",
            "SignInDomainPrefix",
        ),
        (
            "User account already exists (Service: CognitoIdentityProvider, Status Code: 400)",
            "ringkeep user add ADDRESS --role Administrator",
        ),
        ("calls|us-east-1 already exists in stack arn:...", "Something else has this name"),
        ("Resource of type 'AWS::Logs::LogGroup' already exists (AlreadyExists)", "this name"),
        ("You have attempted to create more buckets than allowed (TooManyBuckets)", "quota"),
        ("Subscriber limit exceeded: There is a limit of 2500 tables", "Service Quotas"),
        (
            "The specified KMS key does not exist or is not allowed to be used with Arn 'arn:...'",
            "'A key of your own'",
        ),
        (
            "User: arn:aws:iam::1:user/d is not authorized to perform: kms:GenerateDataKey on resource:"
            " arn:aws:kms:eu-central-1:1:key/x because no resource-based policy allows it",
            "'A key of your own'",
        ),
        (
            "User: arn:aws:iam::1:user/d is not authorized to perform: cognito-idp:CreateUserPool on"
            " resource: * because no identity-based policy allows the action",
            "lack the right cognito-idp:CreateUserPool",
        ),
        (
            "User: arn:aws:sts::1:assumed-role/d is not authorized to perform: sqs:CreateQueue on resource:"
            " arn:aws:sqs:x with an explicit deny in a service control policy",
            "A service control policy of your organization denies sqs:CreateQueue",
        ),
        ("Access Denied (Service: S3, Status Code: 403)", "lack a right"),
    ],
)
def test_a_known_cause_has_advice(reason: str, advice: str) -> None:
    sentence = explain(event("It", "CREATE_FAILED", reason), ["DeployConsole"])
    first, second = sentence.split("\n")
    assert first.startswith("It (AWS::S3::Bucket) failed: ")
    assert advice in second


def test_without_the_parameter_it_is_not_recommended() -> None:
    sentence = explain(event("It", "CREATE_FAILED", CLOUDFRONT), [])
    assert "DeployConsole" not in sentence
    assert "AWS Support" in sentence


def test_an_unknown_cause_is_shown_as_aws_says_it() -> None:
    sentence = explain(event("It", "CREATE_FAILED", "Something {odd}."), [])
    assert sentence == "It (AWS::S3::Bucket) failed: Something {odd}."
