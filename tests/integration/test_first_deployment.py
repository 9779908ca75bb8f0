"""`make deploy` in an empty account: with each prerequisite missing, and then as the guide's chapter says.

Each refusal is a sentence without a stack trace, and leaves nothing half made.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from botocore.exceptions import WaiterError

from local.clients import Clients
from local.processes import Done
from simulator.http.server import SimulatorServer
from tests.integration.accounts import Connected, small_account
from tests.integration.chapter import GUIDE, Walk, chapter_of, commands_of
from tests.integration.first_account import REGIONS, EmptyAccount, empty_account

KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
QUIET = "AlarmEmail= AdministratorEmail="


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmptyAccount]:
    with empty_account(tmp_path_factory.mktemp("account")) as found:
        yield found


def refused(done: Done) -> str:
    """The sentence of a deployment that ended with one."""
    assert done.status == 1, done.stdout + done.stderr
    sentence = done.stderr[done.stderr.index("make deploy: ") :]
    assert "Traceback" not in done.stderr + done.stdout
    return sentence


def test_without_a_region(account: EmptyAccount) -> None:
    before = account.contents()
    done = account.deploy(without=REGIONS)
    assert "no AWS region is set: name one" in refused(done)
    assert done.stdout == ""
    assert account.contents() == before


def test_without_credentials(account: EmptyAccount) -> None:
    before = account.contents()
    assert "no AWS credentials were found" in refused(account.deploy(without=KEYS))
    assert account.contents() == before


def test_with_a_parameter_that_the_template_does_not_have(account: EmptyAccount) -> None:
    sentence = refused(account.deploy(parameters="AlarmMail=you@example.com"))
    assert "Did you mean AlarmEmail?" in sentence


def test_a_reservation_beyond_the_quota(account: EmptyAccount) -> None:
    before = account.contents()
    with account.limits(concurrency=10):
        done = account.deploy(parameters=f"WebhookReservedConcurrency=20 {QUIET}")
    sentence = refused(done)
    assert "of 10 concurrent executions 10 are unreserved" in sentence
    assert "L-B99A9384" in sentence
    assert account.contents() == before


def test_a_name_that_is_taken(account: EmptyAccount) -> None:
    group = "/ringkeep/calls/track_calls"
    account.client("logs").create_log_group(logGroupName=group)
    before = account.contents()
    try:
        assert f"log group {group} exists" in refused(account.deploy(parameters=QUIET))
        assert account.contents() == before
    finally:
        account.client("logs").delete_log_group(logGroupName=group)


def test_a_sign_in_name_that_is_taken(account: EmptyAccount) -> None:
    cognito = account.client("cognito-idp")
    pool = cognito.create_user_pool(PoolName="theirs")["UserPool"]["Id"]
    cognito.create_user_pool_domain(Domain="their-calls", UserPoolId=pool)
    before = account.contents()
    try:
        sentence = refused(account.deploy(parameters=f"SignInDomainPrefix=their-calls {QUIET}"))
        assert "sign-in domain their-calls exists" in sentence
        assert account.contents() == before
    finally:
        cognito.delete_user_pool_domain(Domain="their-calls", UserPoolId=pool)
        cognito.delete_user_pool(UserPoolId=pool)


def test_a_stack_whose_first_deployment_failed(account: EmptyAccount) -> None:
    formation = account.client("cloudformation")
    resources = {"It": {"Type": "AWS::CloudFront::Distribution", "Properties": {}}}
    with account.limits(cloudfront=False):
        formation.create_stack(StackName="calls", TemplateBody=json.dumps({"Resources": resources}))
        with pytest.raises(WaiterError):
            formation.get_waiter("stack_create_complete").wait(
                StackName="calls", WaiterConfig={"Delay": 1, "MaxAttempts": 10}
            )
    before = account.contents()
    try:
        sentence = refused(account.deploy(parameters=QUIET))
        assert "the stack calls is in the state ROLLBACK_COMPLETE" in sentence
        assert "aws cloudformation delete-stack --stack-name calls --region us-east-1" in sentence
        assert account.contents() == before
    finally:
        formation.delete_stack(StackName="calls")


def test_an_account_that_cloudfront_refuses(account: EmptyAccount) -> None:
    """The checks cannot know it. The deployment fails, and nothing remains of it."""
    before = account.contents()
    with account.limits(cloudfront=False):
        sentence = refused(account.deploy(parameters=QUIET))
    assert "ConsoleDistribution (AWS::CloudFront::Distribution) failed: " in sentence
    assert "AWS has not verified this account for CloudFront yet" in sentence
    assert "Nothing is left of the stack." in sentence
    assert account.contents() == before


def test_changes_that_wait_for_a_confirmation(account: EmptyAccount) -> None:
    """Without a terminal there is no one to answer."""
    before = account.contents()
    assert "YES=1" in refused(account.deploy("--environment", "prod", parameters=QUIET))
    assert account.contents() == before


def test_the_chapter_leads_from_an_empty_account_to_the_first_recording(
    account: EmptyAccount, tmp_path: Path
) -> None:
    """In a new account: with a quota of 10, and without a reservation."""
    with (
        SimulatorServer(small_account(1)) as server,
        account.limits(concurrency=10, cloudfront=True),
    ):
        service = Connected("main", account.stack, Clients(account.stack), server)
        (tmp_path / "service.json").write_text(json.dumps(service.connection()))
        walk = Walk(account, tmp_path, lambda command: found(service, account, command))
        for command in commands_of(chapter_of(GUIDE.read_text())):
            walk.follow(command)
    deployed = walk.answers["make deploy ENVIRONMENT=prod"]
    assert "too few to reserve any for RingCentral's events" in deployed
    assert "The console: https://" in deployed
    assert "export AWS_DEFAULT_REGION=us-east-1 STACK_NAME=ringkeep-prod" in deployed
    assert "main" in walk.answers["ringkeep status"]
    assert "stored" in walk.answers[f"ringkeep trace {min(service.rows())}"]


def found(service: Connected, account: EmptyAccount, command: str) -> dict[str, str]:
    """What a person waits for before the command: `status` and `trace` show the first recording."""
    if command.split()[1] not in ("status", "trace"):
        return {}
    formation = account.client("cloudformation")
    (stack,) = formation.describe_stacks(StackName="ringkeep-prod")["Stacks"]
    account.stack.outputs = {each["OutputKey"]: each["OutputValue"] for each in stack["Outputs"]}
    service.clients = Clients(account.stack)
    return {"RECORDING_ID": min(service.import_until_settled(1))}
