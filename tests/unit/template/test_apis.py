"""The webhook cannot close the console's API, and the access logs say who looked without telling more."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.unit.template.loader import RESOURCES, TEMPLATE, of_type

ROUTES = of_type("AWS::ApiGatewayV2::Route")
STAGES = of_type("AWS::ApiGatewayV2::Stage")
HTTP_STAGES = {name: it for name, it in STAGES.items() if it["StageName"] == "$default"}
WEBHOOK = "POST /webhooks/ringcentral/{service}/{key}"
ALLOWED = {
    "service",
    "stack",
    "$context.requestId",
    "$context.requestTime",
    "$context.routeKey",
    "$context.authorizer.claims.sub",
    "$context.status",
    "$context.responseLength",
    "$context.responseLatency",
    "$context.authorizer.error",
    "$context.integrationErrorMessage",
}


def chosen(value: Any, **conditions: bool) -> Any:
    """Returns the branch of an Fn::If for the given conditions."""
    if not isinstance(value, dict) or "Fn::If" not in value:
        return value
    name, yes, no = value["Fn::If"]
    return chosen(yes if conditions[name] else no, **conditions)


def access_log(stage: str, *, addresses: bool) -> dict[str, str]:
    """Returns the fields of a stage's access log."""
    settings = chosen(HTTP_STAGES[stage]["AccessLogSettings"], CallerAddressesAreLogged=addresses)
    separator, parts = settings["Format"]["Fn::Join"]
    line = separator.join(it["Fn::Sub"] if isinstance(it, dict) else it for it in parts)
    fields: dict[str, str] = json.loads(line.replace("${AWS::StackName}", "ringkeep-dev"))
    return fields


def routes_of(api: str) -> set[str]:
    return {it["RouteKey"] for it in ROUTES.values() if it["ApiId"] == {"Ref": api}}


def test_the_webhook_has_an_api_of_its_own_with_one_route() -> None:
    assert routes_of("WebhookApi") == {WEBHOOK}
    assert STAGES["WebhookApiStage"]["ApiId"] == {"Ref": "WebhookApi"}


@pytest.mark.parametrize("reserved", [False, True])
def test_the_webhooks_limits_are_its_own_and_below_the_consoles(reserved: bool) -> None:
    stage = STAGES["WebhookApiStage"]
    for limits in (stage["DefaultRouteSettings"], stage["RouteSettings"][WEBHOOK]):
        assert_below_the_console(limits, reserved=reserved)


def assert_below_the_console(limits: dict[str, Any], *, reserved: bool) -> None:
    console = STAGES["HttpApiStage"]["DefaultRouteSettings"]
    for name in ("ThrottlingRateLimit", "ThrottlingBurstLimit"):
        assert 0 < chosen(limits[name], ReserveForWebhook=reserved) < console[name]


@pytest.mark.parametrize("stage", sorted(HTTP_STAGES))
def test_a_stage_with_limits_of_a_route_is_created_after_the_route(stage: str) -> None:
    """API Gateway refuses settings for a route that does not exist."""
    description = chosen(STAGES[stage].get("Description"), OldWebhookAddressIsValid=True)
    text = json.dumps([RESOURCES[stage].get("DependsOn"), description])
    after = [name for name in ROUTES if re.search(rf"\b{name}\b", text)]
    assert {ROUTES[name]["RouteKey"] for name in after} == set(STAGES[stage]["RouteSettings"])
    assert {json.dumps(ROUTES[name]["ApiId"]) for name in after} == {
        json.dumps(STAGES[stage]["ApiId"])
    }


def test_the_old_address_has_limits_of_its_own_and_can_be_closed() -> None:
    """Version 0.1.0 had the webhook on the console's API."""
    old = RESOURCES["OldWebhookRoute"]
    assert old["Condition"] == "OldWebhookAddressIsValid"
    assert old["Properties"]["ApiId"] == {"Ref": "HttpApi"}
    limits = STAGES["HttpApiStage"]["RouteSettings"][WEBHOOK]
    assert_below_the_console(chosen(limits, OldWebhookAddressIsValid=True), reserved=False)
    assert chosen(limits, OldWebhookAddressIsValid=False) == {"Ref": "AWS::NoValue"}


def test_requests_without_a_sign_in_take_few_executions_where_none_are_reserved() -> None:
    """A function takes about 50 ms, and a new account has ten executions."""
    limited = [
        STAGES["WebhookApiStage"]["RouteSettings"][WEBHOOK],
        STAGES["LiveApiStage"]["DefaultRouteSettings"],
        *(
            STAGES["HttpApiStage"]["RouteSettings"][it["RouteKey"]]
            for it in ROUTES.values()
            if it["ApiId"] == {"Ref": "HttpApi"}
            and it["AuthorizationType"] == "NONE"
            and it["RouteKey"] != WEBHOOK
        ),
    ]
    rates = [chosen(each["ThrottlingRateLimit"], ReserveForWebhook=False) for each in limited]
    assert len(rates) == 4
    assert sum(rates) * 0.05 <= 6


def test_a_flood_takes_no_executions_from_the_other_functions() -> None:
    """The reserved concurrency of the webhook is also its maximum."""
    functions = of_type("AWS::Serverless::Function")
    reserved = functions["ReceiveWebhookFunction"]["ReservedConcurrentExecutions"]
    assert chosen(reserved, ReserveForWebhook=True) == {"Ref": "WebhookReservedConcurrency"}
    queue = functions["TrackCallsFunction"]["Events"]["Events"]["Properties"]
    most = queue["ScalingConfig"]["MaximumConcurrency"]
    assert chosen(most, ReserveForWebhook=True) <= 10
    assert chosen(most, ReserveForWebhook=False) <= 2


def test_the_stacks_id_is_no_key_of_a_new_address() -> None:
    """Only the addresses of version 0.1.0 contain it, and only while they are accepted."""
    used = {
        (name, variable)
        for name, function in of_type("AWS::Serverless::Function").items()
        for variable, value in function["Environment"]["Variables"].items()
        if "AWS::StackId" in json.dumps(value)
    }
    assert used == {
        ("ReceiveWebhookFunction", "OLD_WEBHOOK_KEY"),
        ("KeepSubscriptionsFunction", "OLD_WEBHOOK_KEY"),
    }
    assert "AWS::StackId" not in json.dumps(TEMPLATE["Outputs"])


def test_the_public_sign_in_host_shows_neither_account_nor_stack() -> None:
    domain = json.dumps(RESOURCES["UserPoolDomain"]["Properties"]["Domain"])
    assert not re.findall(r"AWS::\w+", domain)
    assert "SignInDomainPrefix" in domain


@pytest.mark.parametrize("stage", sorted(HTTP_STAGES))
def test_the_access_log_has_route_person_and_status_and_no_path_query_or_address(
    stage: str,
) -> None:
    fields = access_log(stage, addresses=False)
    assert fields["route"] == "$context.routeKey"
    assert fields["sub"] == "$context.authorizer.claims.sub"
    assert fields["status"] == "$context.status"
    assert {value for value in fields.values() if value.startswith("$")} <= ALLOWED


@pytest.mark.parametrize("stage", sorted(HTTP_STAGES))
def test_the_callers_address_is_logged_only_on_request(stage: str) -> None:
    assert TEMPLATE["Parameters"]["LogCallerAddresses"]["Default"] == "false"
    fields = access_log(stage, addresses=True)
    assert fields.pop("ip") == "$context.identity.sourceIp"
    assert fields == access_log(stage, addresses=False)


@pytest.mark.parametrize("stage", sorted(HTTP_STAGES))
def test_every_refusal_of_the_gateway_is_counted_and_alarmed(stage: str) -> None:
    settings = chosen(STAGES[stage]["AccessLogSettings"], CallerAddressesAreLogged=False)
    group = settings["DestinationArn"]["Fn::GetAtt"][0]
    (filter_,) = [
        it
        for it in of_type("AWS::Logs::MetricFilter").values()
        if it["LogGroupName"] == {"Ref": group}
    ]
    assert filter_["FilterPattern"] == '{ $.status = "429" }'
    (metric,) = filter_["MetricTransformations"]
    alarms = of_type("AWS::CloudWatch::Alarm").values()
    (alarm,) = [it for it in alarms if it["MetricName"] == metric["MetricName"]]
    assert (alarm["Namespace"], metric["MetricValue"]) == (metric["MetricNamespace"], "1")
    fields = access_log(stage, addresses=False)
    for dimension in metric["Dimensions"]:
        assert dimension["Value"] == f"$.{dimension['Key']}"
        assert not fields[dimension["Key"]].startswith("$")
    assert [it["Key"] for it in metric["Dimensions"]] == [it["Name"] for it in alarm["Dimensions"]]


def test_the_webhooks_log_group_and_the_consoles_are_kept_as_long_as_the_others() -> None:
    for group in ("WebhookApiAccessLogs", "HttpApiAccessLogs"):
        assert RESOURCES[group]["Properties"]["RetentionInDays"] == {"Ref": "LogRetentionDays"}


TRAIL = ("ObjectAccessBucket", "ObjectAccessBucketPolicy", "ObjectAccessTrail")


@pytest.mark.parametrize("name", TRAIL)
def test_the_record_of_who_read_recordings_is_off_by_default(name: str) -> None:
    assert TEMPLATE["Parameters"]["RecordObjectAccess"]["Default"] == "false"
    assert RESOURCES[name]["Condition"] == "ObjectAccessIsRecorded"


def test_the_trail_records_every_object_of_the_recordings_bucket_and_nothing_else() -> None:
    trail = RESOURCES["ObjectAccessTrail"]["Properties"]
    assert trail["IsLogging"]
    assert trail["EnableLogFileValidation"]
    (selector,) = trail["AdvancedEventSelectors"]
    fields = {it["Field"]: it for it in selector["FieldSelectors"]}
    assert fields["eventCategory"]["Equals"] == ["Data"]
    assert fields["resources.type"]["Equals"] == ["AWS::S3::Object"]
    assert fields["resources.ARN"]["StartsWith"] == [{"Fn::Sub": "${RecordingsBucket.Arn}/"}]
    assert not {"readOnly", "eventName"} & set(fields)


def test_the_bucket_of_the_records_is_private_encrypted_retained_and_expires() -> None:
    bucket = RESOURCES["ObjectAccessBucket"]
    assert bucket["DeletionPolicy"] == "RetainExceptOnCreate"
    assert bucket["UpdateReplacePolicy"] == "Retain"
    properties = bucket["Properties"]
    assert all(properties["PublicAccessBlockConfiguration"].values())
    assert "BucketEncryption" in properties
    (rule,) = properties["LifecycleConfiguration"]["Rules"]
    assert rule["ExpirationInDays"] == {"Ref": "LogRetentionDays"}


def test_only_this_stacks_trail_writes_records() -> None:
    name = RESOURCES["ObjectAccessTrail"]["Properties"]["TrailName"]
    policy = RESOURCES["ObjectAccessBucketPolicy"]["Properties"]["PolicyDocument"]
    *allowed, denied = policy["Statement"]
    for statement in allowed:
        assert statement["Principal"] == {"Service": "cloudtrail.amazonaws.com"}
        separator, (before, last) = statement["Condition"]["StringEquals"]["aws:SourceArn"][
            "Fn::Join"
        ]
        assert separator == ""
        assert before["Fn::Sub"].endswith(":trail/")
        assert last == name
    assert denied["Effect"] == "Deny"
    assert RESOURCES["ObjectAccessTrail"]["DependsOn"] == "ObjectAccessBucketPolicy"
