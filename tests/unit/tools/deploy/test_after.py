"""What a person reads after a deployment."""

from __future__ import annotations

import pytest

from tests.unit.tools.deploy.facts import REGION, values
from tools.deploy.after import invitation, next_steps

OUTPUTS = {"ConsoleUrl": "https://d1.cloudfront.net"}
BOTH = {"AdministratorEmail": "a@example.com", "AlarmEmail": "b@example.com"}


def test_the_first_deployment_says_every_next_command() -> None:
    text = "\n".join(next_steps("calls", REGION, OUTPUTS, values(BOTH), first=True))
    for part in (
        "https://d1.cloudfront.net",
        "export AWS_DEFAULT_REGION=eu-central-1 STACK_NAME=calls",
        "confirm AWS's message to b@example.com, then: ringkeep alarms test",
        "ringkeep user invite a@example.com",
        "ringkeep service add",
    ):
        assert part in text


def test_without_addresses_the_steps_are_others() -> None:
    text = "\n".join(next_steps("calls", REGION, {}, values(), first=True))
    assert "ringkeep user add EMAIL --role Administrator" in text
    assert "alarms test" not in text
    assert "The console:" not in text


def test_an_update_needs_no_steps() -> None:
    assert next_steps("calls", REGION, OUTPUTS, values(BOTH), first=False) == [
        "The stack calls is deployed in eu-central-1.",
        "The console: https://d1.cloudfront.net",
    ]


def test_the_administrator_is_invited_once_when_the_console_is_there() -> None:
    invited = ["user", "invite", "a@example.com"]
    assert invitation(values(BOTH), {}, OUTPUTS) == invited
    assert invitation(values(BOTH), {"CallsTableName": "t"}, OUTPUTS) == invited
    assert invitation(values({}, BOTH), OUTPUTS, OUTPUTS) == []
    assert invitation(values(BOTH, BOTH), OUTPUTS, OUTPUTS) == []
    assert invitation(values(BOTH), {}, {"CallsTableName": "t"}) == []
    assert invitation(values(), {}, OUTPUTS) == []


def test_without_a_console_the_steps_say_when_the_administrator_is_invited() -> None:
    text = "\n".join(next_steps("calls", REGION, {}, values(BOTH), first=True))
    assert "a@example.com is invited when the console is deployed" in text
    assert "sign in as" not in text


@pytest.mark.parametrize("before", ["", "former@example.com"])
def test_an_administrator_whom_an_update_names_is_invited(before: str) -> None:
    """CloudFormation creates the user without a message."""
    deployed = {"AdministratorEmail": before}
    invited = ["user", "invite", "a@example.com"]
    assert invitation(values(BOTH, deployed), OUTPUTS, OUTPUTS) == invited


def test_cognito_itself_invites_the_administrator_of_a_stack_of_version_010() -> None:
    deployed = {"AdministratorEmail": "", "CreatedByVersion010": "true"}
    assert invitation(values(BOTH, deployed), OUTPUTS, OUTPUTS) == []
