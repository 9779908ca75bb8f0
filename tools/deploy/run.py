"""A deployment, step by step. Nothing is built or made before every check has passed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from tools.deploy import commands
from tools.deploy.after import invitation, next_steps
from tools.deploy.aws import Aws
from tools.deploy.commands import Runner
from tools.deploy.credentials import problem_of
from tools.deploy.failures import explain, first_failure
from tools.deploy.left import tell
from tools.deploy.names import refuse_taken, wanted_names
from tools.deploy.options import ROOT, Options
from tools.deploy.parameters import Values, ask_for_addresses, check, parse
from tools.deploy.quota import decide
from tools.deploy.region import chosen_region, profile_region, with_region
from tools.deploy.sign_in import changes_domain, kept_parameters, refuse_changed_domain
from tools.deploy.state import ChangeSet, StackFacts, is_new
from tools.deploy.template import Template, read_template
from tools.deploy.terminal import Refused, Terminal
from tools.deploy.two_factors import kept_two_factors, refuse_turning_on

_REVIEWED = "REVIEW_IN_PROGRESS"
_DIGITS_SHOWN = 4


@dataclass(frozen=True)
class Plan:
    """What the checks found, and what is deployed."""

    region: str
    values: Values
    parameters: Mapping[str, str]
    stack: StackFacts | None
    new: bool
    """Whether CloudFormation creates the stack: a failure then deletes it."""
    first: bool
    """Whether nothing runs yet: the stack is new, or has only adopted the data of a deleted one."""


def deploy(options: Options, environment: Mapping[str, str], terminal: Terminal) -> None:
    """Raises Refused with the sentence that says why it cannot go on."""
    region = chosen_region(environment, profile_region(), terminal)
    try:
        aws = Aws(boto3.Session(region_name=region))
        plan = checked(options, region, aws, terminal)
        runner = Runner({**with_region(environment, region), "STACK_NAME": options.stack_name})
        _build(options, runner)
        _deploy(options, plan, aws, runner)
        _finish(options, plan, aws, runner, terminal)
    except (BotoCoreError, ClientError) as error:
        raise Refused(problem_of(error, region)) from error


def checked(options: Options, region: str, aws: Aws, terminal: Terminal) -> Plan:
    """Raises Refused, BotoCoreError or ClientError. Changes nothing."""
    account = aws.account_id()
    terminal.write(
        f"Account ...{account[-_DIGITS_SHOWN:]}, region {region}, stack {options.stack_name}."
    )
    template = read_template((ROOT / "template.yaml").read_text())
    given = _given(options, template, terminal)
    stack = aws.stack(options.stack_name)
    new = is_new(stack, region)
    first = new or stack is None or not stack.runs
    if new:
        tell(options.stack_name, aws.left_by_deleted(options.stack_name), terminal)
    values = Values(given, stack.parameters if stack and not new else {}, template)
    given = ask_for_addresses(values, terminal, first_deployment=first)
    values = Values(given, values.deployed, template)
    reserved = decide(aws.quota(), values, region)
    for sentence in reserved.sentences:
        terminal.write(sentence)
    kept = _kept(options, aws, stack, values) if not new else {}
    if first:
        _check_names(options, region, aws, values, terminal)
    architecture = {"Architecture": options.architecture}
    parameters = {**architecture, **kept, **reserved.parameters, **given}
    return Plan(region, values, parameters, stack, new, first)


def _given(options: Options, template: Template, terminal: Terminal) -> dict[str, str]:
    """The parameters of the command. Raises Refused if it cannot be done as it was given."""
    given = parse(options.parameters)
    check(given, template)
    # The layers are built for one processor, so the build must know it.
    if given.get("Architecture", options.architecture) != options.architecture:
        raise Refused(f"the build is for {options.architecture}: set ARCHITECTURE=... instead.")
    if options.confirm and not terminal.interactive:
        raise Refused(
            f"{options.environment} shows its changes and asks before it makes them, and there is no"
            " terminal to answer: deploy with YES=1 to make them without asking."
        )
    return given


def _kept(options: Options, aws: Aws, stack: StackFacts | None, values: Values) -> dict[str, str]:
    domain = aws.sign_in_domain(options.stack_name)
    if changes_domain(domain, values.given) and aws.domain_exists(domain):
        refuse_changed_domain(domain)
    present = aws.two_factors(options.stack_name)
    refuse_turning_on(present, values.given, options.stack_name)
    return {
        **kept_parameters(stack, domain, values.given, values.template),
        **kept_two_factors(present, values.given, values.template),
    }


def _check_names(
    options: Options, region: str, aws: Aws, values: Values, terminal: Terminal
) -> None:
    wanted = wanted_names(values, options.stack_name, region)
    taken, unknown = aws.taken(wanted)
    if unknown:
        kinds = sorted({each.kind.title for each in unknown})
        terminal.write(f"Whether a name is taken could not be looked up for: {', '.join(kinds)}.")
    refuse_taken(taken, options.stack_name, region)


def _build(options: Options, runner: Runner) -> None:
    command = commands.build_command(options)
    if command and not runner.run(command):
        raise Refused("the build failed, and nothing was deployed: its output above says why.")


def _deploy(options: Options, plan: Plan, aws: Aws, runner: Runner) -> None:
    name = options.stack_name
    known = {each.id for each in aws.change_sets(name)}
    last_event = aws.newest_event(name)
    command = commands.deploy_command(options, plan.region, plan.parameters, new=plan.new)
    succeeded = runner.run(command)
    made = [each for each in aws.change_sets(name) if each.id not in known]
    declined = any(each.is_open for each in made)
    if succeeded and not declined:
        return
    reason = "" if declined else _reason(name, plan, aws, made, last_event)
    left = _left_behind(name, plan, aws)
    what = "the changes were not confirmed, and nothing was deployed." if declined else "it failed."
    raise Refused(" ".join(filter(None, (what, left, reason))))


def _reason(
    stack_name: str, plan: Plan, aws: Aws, made: Sequence[ChangeSet], last_event: str
) -> str:
    """From the change set if it could not be made, otherwise from the stack's events."""
    if refused := next((each.reason for each in made if each.reason), ""):
        return f"CloudFormation refused the changes: {refused}"
    newest = aws.newest_event(stack_name)
    if newest and newest == last_event:
        return "CloudFormation was not asked for anything: the end of sam's output above says why."
    failure = first_failure(aws.events(aws.newest_stack_id(stack_name)))
    if failure is None:
        return "The end of sam's output above says why."
    return explain(failure, plan.values.template.parameters)


def _left_behind(stack_name: str, plan: Plan, aws: Aws) -> str:
    """What remains. Deletes the empty stack of a change set that was not executed."""
    stack = aws.stack(stack_name)
    if stack is not None and plan.stack is None and stack.status == _REVIEWED:
        aws.delete_empty_stack(stack_name)
        stack = None
    if stack is None:
        return "Nothing is left of the stack."
    try:
        is_new(stack, plan.region)
    except Refused as unusable:
        return f"Now {unusable}"
    return "" if plan.new else "The stack is as it was before."


def _finish(options: Options, plan: Plan, aws: Aws, runner: Runner, terminal: Terminal) -> None:
    if not runner.run(commands.publish_command()):
        raise Refused(
            "the stack is deployed, but the console's files were not published. Publish them with"
            f" `ringkeep --stack-name {options.stack_name} console publish web/dist`, and AWS_DEFAULT_REGION"
            f" set to {plan.region}."
        )
    stack = aws.stack(options.stack_name)
    outputs = stack.outputs if stack else {}
    before = plan.stack.outputs if plan.stack else {}
    passed = replace(plan.values, given=plan.parameters)
    if invite := invitation(passed, before, outputs):
        runner.run(commands.ringkeep_command(*invite))
    steps = next_steps(options.stack_name, plan.region, outputs, plan.values, first=plan.first)
    terminal.write("\n".join(["", *steps]))
