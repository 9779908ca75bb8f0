"""The order of a deployment: checks first, and a failure is explained and leaves nothing."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pytest

from tests.unit.tools.deploy.facts import REGION, Person, stack, values
from tools.deploy import run
from tools.deploy.aws import Aws
from tools.deploy.commands import Runner
from tools.deploy.failures import Event
from tools.deploy.names import Name
from tools.deploy.options import Options, read_options
from tools.deploy.quota import Quota
from tools.deploy.run import Plan, checked
from tools.deploy.state import ChangeSet, StackFacts
from tools.deploy.terminal import Refused


class FakeAws(Aws):
    """An account whose answers a test sets."""

    def __init__(self) -> None:
        self.present: StackFacts | None = None
        self.sets: list[ChangeSet] = []
        self.recorded: list[Event] = []
        self.deleted: list[str] = []
        self.names_taken: list[Name] = []
        self.domain = ""
        self.present_two_factors = ""
        self.left: list[str] = []
        self.last = "1"

    def account_id(self) -> str:
        return "123456781234"

    def quota(self) -> Quota:
        return Quota(1000, 1000)

    def stack(self, name: str) -> StackFacts | None:
        return self.present

    def sign_in_domain(self, stack_name: str) -> str:
        return self.domain

    def two_factors(self, stack_name: str) -> str:
        return self.present_two_factors

    def domain_exists(self, prefix: str) -> bool:
        return bool(self.domain)

    def taken(self, names: Sequence[Name]) -> tuple[list[Name], list[Name]]:
        return self.names_taken, list(names[:1])

    def change_sets(self, stack_name: str) -> list[ChangeSet]:
        return list(self.sets)

    def left_by_deleted(self, stack_name: str) -> list[str]:
        return self.left

    def newest_stack_id(self, name: str) -> str:
        return "arn:stack"

    def newest_event(self, name: str) -> str:
        return self.last

    def events(self, stack_id: str) -> Iterator[Event]:
        yield from self.recorded

    def delete_empty_stack(self, name: str) -> None:
        self.deleted.append(name)


@dataclass(frozen=True)
class FakeRunner(Runner):
    """Runs nothing; `during` changes the account as `sam deploy` would."""

    during: Callable[[], None] = lambda: None
    succeeds: bool = True

    def run(self, command: Sequence[str]) -> bool:
        self.during()
        return self.succeeds


DEV = read_options([])
PROD = read_options(["--environment", "prod"])


def plan(aws: FakeAws, options: Options = DEV, person: Person | None = None) -> Plan:
    return checked(options, REGION, aws, (person or Person()).terminal)


def test_account_region_and_stack_are_said_first() -> None:
    person = Person()
    plan(FakeAws(), person=person)
    assert person.written[0] == "Account ...1234, region eu-central-1, stack ringkeep-dev."


def test_a_new_stack_says_what_a_deleted_one_of_its_name_left() -> None:
    aws, person = FakeAws(), Person()
    aws.left = ["CallsTable", "RecordingsBucket"]
    plan(aws, person=person)
    assert any("left CallsTable, RecordingsBucket" in written for written in person.written)
    assert any("make adopt STACK=ringkeep-dev" in written for written in person.written)
    aws.present, person = stack(), Person()
    plan(aws, person=person)
    assert not any("CallsTable" in written for written in person.written)


def test_a_person_may_adopt_it_first() -> None:
    aws = FakeAws()
    aws.left = ["CallsTable"]
    with pytest.raises(Refused, match="nothing was deployed"):
        plan(aws, person=Person("no"))
    assert plan(aws, person=Person("yes", "", "")).new


def test_what_could_not_be_looked_up_is_said() -> None:
    person = Person()
    plan(FakeAws(), person=person)
    assert any("could not be looked up for: " in each for each in person.written)


def test_an_environment_that_asks_needs_a_terminal() -> None:
    with pytest.raises(Refused, match="YES=1"):
        plan(FakeAws(), PROD)


def test_the_processor_of_the_build_is_the_stacks() -> None:
    with pytest.raises(Refused, match="set ARCHITECTURE="):
        plan(FakeAws(), dataclasses.replace(DEV, parameters="Architecture=x86_64"))
    assert plan(FakeAws()).parameters["Architecture"] == "arm64"


def test_an_update_passes_the_present_domain_and_no_other_parameter() -> None:
    aws = FakeAws()
    aws.present, aws.domain = stack(), "ringkeep-0123"
    found = plan(aws)
    assert not found.first
    assert found.parameters == {"Architecture": "arm64", "SignInDomainPrefix": "ringkeep-0123"}


def test_a_stack_that_has_only_adopted_data_is_an_update_and_a_first_deployment() -> None:
    aws, person = FakeAws(), Person("a@example.com", "b@example.com")
    aws.present = StackFacts(
        "ringkeep-dev", "arn", "IMPORT_COMPLETE", description="Ringkeep stores"
    )
    found = plan(aws, person=person)
    assert (found.new, found.first) == (False, True)
    assert len(person.asked) == 2


def test_a_changed_domain_is_refused_while_the_present_one_exists() -> None:
    aws = FakeAws()
    aws.present, aws.domain = stack(), "ringkeep-0123"
    with pytest.raises(Refused, match="a deployment cannot change that"):
        plan(aws, dataclasses.replace(DEV, parameters="SignInDomainPrefix=other"))


def test_an_update_keeps_two_factors_as_the_pool_has_them() -> None:
    aws = FakeAws()
    aws.present, aws.present_two_factors = stack(), "ON"
    assert plan(aws).parameters["MultiFactorAuthentication"] == "ON"


def test_turning_two_factors_on_by_an_update_is_refused() -> None:
    aws = FakeAws()
    aws.present, aws.present_two_factors = stack(), "OPTIONAL"
    with pytest.raises(Refused, match="mfa on"):
        plan(aws, dataclasses.replace(DEV, parameters="MultiFactorAuthentication=ON"))


def deploy(aws: FakeAws, during: Callable[[], None], *, succeeds: bool, first: bool = True) -> None:
    before = aws.present
    found = Plan(REGION, values(), {}, before, first, first)
    run._deploy(DEV, found, aws, FakeRunner({}, during=during, succeeds=succeeds))


def test_a_failed_first_deployment_is_explained_and_gone() -> None:
    aws = FakeAws()

    def fails() -> None:
        aws.recorded = [Event("Topic", "AWS::SNS::Topic", "CREATE_FAILED", "odd")]
        aws.last = "2"

    with pytest.raises(Refused) as refused:
        deploy(aws, fails, succeeds=False)
    assert str(refused.value) == (
        "it failed. Nothing is left of the stack. Topic (AWS::SNS::Topic) failed: odd."
    )


def test_what_sam_could_not_remove_has_its_command() -> None:
    aws = FakeAws()

    def fails() -> None:
        aws.present, aws.last = stack("DELETE_FAILED", "bucket not empty"), "2"

    with pytest.raises(Refused, match=r"Now the stack ringkeep-dev is in the state DELETE_FAILED"):
        deploy(aws, fails, succeeds=False)


def test_a_refused_change_set_leaves_no_empty_stack() -> None:
    aws = FakeAws()

    def refused_by_a_rule() -> None:
        aws.present = stack("REVIEW_IN_PROGRESS")
        aws.sets = [ChangeSet("1", is_open=False, reason="ConsoleCertificateArn needs ConsoleUrl")]

    with pytest.raises(
        Refused, match="refused the changes: ConsoleCertificateArn needs ConsoleUrl"
    ):
        deploy(aws, refused_by_a_rule, succeeds=False)
    assert aws.deleted == ["ringkeep-dev"]


def test_changes_that_were_not_confirmed_are_not_deployed() -> None:
    """`sam deploy` ends with success there."""
    aws = FakeAws()

    def declined() -> None:
        aws.present = stack("REVIEW_IN_PROGRESS")
        aws.sets = [ChangeSet("1", is_open=True, reason="")]

    with pytest.raises(Refused, match="were not confirmed, and nothing was deployed"):
        deploy(aws, declined, succeeds=True)
    assert aws.deleted == ["ringkeep-dev"]


def test_a_failed_update_leaves_the_stack_as_it_was() -> None:
    aws = FakeAws()
    aws.present = stack()
    aws.sets = [ChangeSet("0", is_open=False, reason="didn't contain changes")]

    def fails() -> None:
        aws.recorded = [Event("Topic", "AWS::SNS::Topic", "UPDATE_FAILED", "odd")]
        aws.present, aws.last = stack("UPDATE_ROLLBACK_COMPLETE"), "2"

    with pytest.raises(Refused, match=r"The stack is as it was before\. Topic .* failed: odd"):
        deploy(aws, fails, succeeds=False, first=False)


def test_a_failure_before_cloudformation_is_not_taken_for_an_older_one() -> None:
    aws = FakeAws()
    aws.present = stack()
    aws.recorded = [Event("Old", "AWS::SNS::Topic", "UPDATE_FAILED", "old")]
    with pytest.raises(Refused, match="CloudFormation was not asked for anything"):
        deploy(aws, lambda: None, succeeds=False, first=False)


def test_a_deleted_stack_of_the_same_name_explains_nothing() -> None:
    aws = FakeAws()
    aws.recorded = [Event("Old", "AWS::SNS::Topic", "CREATE_FAILED", "old")]
    with pytest.raises(Refused, match="CloudFormation was not asked for anything"):
        deploy(aws, lambda: None, succeeds=False)


def test_an_update_without_changes_goes_on() -> None:
    aws = FakeAws()
    aws.present = stack()
    deploy(aws, lambda: None, succeeds=True, first=False)
