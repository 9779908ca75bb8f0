"""The unmodified template deploys, and its functions run with nothing but their layers."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import boto3
import pytest

from local.clients import Clients
from local.environment import BUILD_FOLDER, ROOT
from local.processes import StackFailed, run_logged
from local.stack import LocalStack
from tests.unit.template.loader import ALARMS, ALWAYS, FUNCTIONS, RESOURCES, TEMPLATE


def test_the_outputs_are_those_of_the_template(stack: LocalStack) -> None:
    assert set(TEMPLATE["Outputs"]) == set(stack.outputs)


def test_every_schedule_is_installed(stack: LocalStack) -> None:
    scheduler = boto3.client("scheduler", endpoint_url=stack.endpoint_url, region_name=stack.region)
    installed = [schedule["Name"] for schedule in scheduler.list_schedules()["Schedules"]]
    wanted = [
        name + event
        for name, function in FUNCTIONS.items()
        for event, it in function.get("Events", {}).items()
        if it["Type"] == "ScheduleV2"
    ]
    assert len(installed) == len(set(installed)) == len(wanted)


def test_the_user_pool_does_not_tell_upper_and_lower_case_apart(stack: LocalStack) -> None:
    pools = boto3.client("cognito-idp", endpoint_url=stack.endpoint_url, region_name=stack.region)
    pool = pools.describe_user_pool(UserPoolId=stack.outputs["UserPoolId"])["UserPool"]
    assert pool["UsernameConfiguration"] == {"CaseSensitive": False}


def test_a_person_is_one_person_in_every_spelling_of_their_address(stack: LocalStack) -> None:
    for spelling, role in (
        ("Two.Cases@example.com", "Agent"),
        ("two.cases@example.com", "Manager"),
    ):
        options = ("--role", role, "--password-stdin")
        stack.command_line("user", "add", spelling, *options, text="Correct-horse-battery-1")
    people = stack.command_line("user", "list").lower()
    assert people.count("two.cases@example.com") == 1
    assert "manager" in people
    stack.command_line("user", "remove", "TWO.CASES@example.com")
    assert "two.cases" not in stack.command_line("user", "list").lower()


def test_the_loops_of_the_template_make_alarms_of_deployed_functions_and_queues(
    stack: LocalStack,
) -> None:
    deployed = _deployed_names(stack)
    cloudwatch = boto3.client(
        "cloudwatch", endpoint_url=stack.endpoint_url, region_name=stack.region
    )
    pages = cloudwatch.get_paginator("describe_alarms").paginate()
    alarms = [alarm for page in pages for alarm in page["MetricAlarms"]]
    always = [name for name in ALARMS if "Condition" not in RESOURCES[name]]
    assert len(alarms) == len(always)
    for alarm in alarms:
        assert "${" not in alarm["AlarmDescription"]
        for dimension in alarm["Dimensions"]:
            assert dimension["Value"] in deployed, (alarm["AlarmName"], dimension)


def _deployed_names(stack: LocalStack) -> set[str]:
    """What a dimension of an alarm may name: functions, queues, topics, the stack, our own service."""
    cloudformation = boto3.client(
        "cloudformation", endpoint_url=stack.endpoint_url, region_name=stack.region
    )
    pages = cloudformation.get_paginator("list_stack_resources").paginate(
        StackName=stack.stack_name
    )
    resources = [it for page in pages for it in page["StackResourceSummaries"]]
    watched = ("AWS::Lambda::Function", "AWS::SQS::Queue", "AWS::SNS::Topic")
    names = {
        re.split("[/:]", it["PhysicalResourceId"])[-1]
        for it in resources
        if it["ResourceType"] in watched
    }
    return {*names, "ringkeep", stack.stack_name}


@pytest.mark.parametrize("name", sorted(ALWAYS))
def test_a_function_logs_into_its_own_group(stack: LocalStack, clients: Clients, name: str) -> None:
    functions = clients.functions.get_paginator("list_functions").paginate()
    (configuration,) = (
        it
        for page in functions
        for it in page["Functions"]
        if it["FunctionName"].startswith(f"{stack.stack_name}-{name}-")
    )
    folder = FUNCTIONS[name]["CodeUri"].removeprefix("functions/")
    group = f"/ringkeep/{stack.stack_name}/{folder}"
    assert configuration["LoggingConfig"]["LogGroup"] == group
    logs = boto3.client("logs", endpoint_url=stack.endpoint_url, region_name=stack.region)
    found = logs.describe_log_groups(logGroupNamePrefix=group)["logGroups"]
    assert [it["logGroupName"] for it in found] == [group]
    assert found[0]["retentionInDays"] == 90


def test_a_wrong_interval_is_refused_by_the_template_itself(stack: LocalStack) -> None:
    # Which values are wrong is a unit test; CloudFormation applies the pattern.
    # It is refused before any resource changes, so the deployed stack stays as it was.
    command = ["sam", "deploy", "--template-file", str(BUILD_FOLDER / "template.yaml")]
    command += ["--stack-name", "refused", "--resolve-s3", "--capabilities", "CAPABILITY_IAM"]
    command += ["--parameter-overrides", "CallLogPollIntervalMinutes=0"]
    with pytest.raises(StackFailed, match="CallLogPollIntervalMinutes"):
        run_logged(command, stack.environment)


def _layers(name: str) -> list[str]:
    """The folders of a function's built layers, as its template lists them."""
    built = json.loads((BUILD_FOLDER / "template.yaml").read_text())
    common = ["DependenciesLayer", "RingkeepLayer"]
    extra = [layer["Ref"] for layer in built["Resources"][name]["Properties"].get("Layers", [])]
    return [str(BUILD_FOLDER / layer / "python") for layer in [*extra, *common]]


_IMPORTS = """
import json, os, sys, traceback

import boto3, pydantic  # what takes longest; each function's own process has it already

for function in json.load(sys.stdin):
    if os.fork() == 0:
        os.chdir(function["code"])
        sys.path[:0] = [function["code"], *function["layers"]]
        try:
            import app
        except BaseException:
            sys.exit(f"{function['name']}: {traceback.format_exc()}")
        os._exit(0)
    _, status = os.wait()
    print(function["name"], os.waitstatus_to_exitcode(status), flush=True)
"""


@pytest.fixture(scope="module")
def imported(stack: LocalStack, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """What the program prints about all functions."""
    runtime = tmp_path_factory.mktemp("runtime")
    _link_runtime_packages(runtime)
    functions = [
        {"name": name, "code": str(ROOT / FUNCTIONS[name]["CodeUri"]), "layers": _layers(name)}
        for name in FUNCTIONS
    ]
    common = [str(BUILD_FOLDER / "DependenciesLayer" / "python"), str(runtime)]
    done = subprocess.run(
        [sys.executable, "-S", "-c", _IMPORTS],
        input=json.dumps(functions),
        env={"PYTHONPATH": os.pathsep.join(common), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout, done.stderr


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_a_function_imports_with_nothing_but_its_layers_and_the_runtimes_boto3(
    imported: tuple[str, str], name: str
) -> None:
    """The emulator's own packages are visible to its functions, which would hide a missing requirement."""
    assert f"{name} 0\n" in imported[0], imported[1]


def _link_runtime_packages(folder: Path) -> None:
    """What Lambda's Python runtime brings: boto3 and what it needs."""
    import boto3 as installed  # noqa: PLC0415 # where it lies is asked here alone

    site = Path(installed.__file__).parent.parent
    for package in ("boto3", "botocore", "s3transfer", "dateutil", "urllib3", "six.py", "jmespath"):
        (folder / package).symlink_to(site / package)


def test_a_function_whose_environment_is_wrong_says_which_variable(
    stack: LocalStack, clients: Clients
) -> None:
    name = stack.outputs["ScheduleImportsFunctionName"]
    before = clients.functions.get_function_configuration(FunctionName=name)["Environment"]
    variables = dict(before["Variables"])
    wrong = {**variables, "CLOCK_SPEED": "0"}
    clients.functions.update_function_configuration(
        FunctionName=name, Environment={"Variables": wrong}
    )
    try:
        answer = clients.functions.invoke(FunctionName=name, Payload=b"{}")
        text = answer["Payload"].read().decode()
        assert answer["FunctionError"]
        assert "CLOCK_SPEED" in text
        assert "ConfigurationError" in text
    finally:
        clients.functions.update_function_configuration(
            FunctionName=name, Environment={"Variables": variables}
        )


def test_a_command_that_fails_tells_its_output(stack: LocalStack) -> None:
    with pytest.raises(StackFailed, match="service"):
        stack.command_line("service", "remove", "nobody", "--yes")
