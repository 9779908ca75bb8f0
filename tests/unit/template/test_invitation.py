"""The invitation names the console, and nothing sends it before the console is published."""

from __future__ import annotations

import re
from collections.abc import Iterator
from graphlib import TopologicalSorter
from typing import Any

import pytest

from tests.unit.template.conditions import Deployment
from tests.unit.template.loader import RESOURCES, TEMPLATE

ADMINISTRATOR = {"AdministratorEmail": "you@example.com"}
OWN_DOMAIN = {"ConsoleUrl": "https://quality.example.com"}
LONGEST_MESSAGE = 20_000
LONGEST_SUBJECT = 140


def user_pool(**parameters: str) -> dict[str, Any]:
    return Deployment(**parameters).resources["UserPool"]


def invitation(**parameters: str) -> tuple[str, str]:
    """Returns the subject and the text as CloudFormation joins it. References stay as they are written."""
    template = user_pool(**parameters)["AdminCreateUserConfig"]["InviteMessageTemplate"]
    return template["EmailSubject"], written(template["EmailMessage"])


def written(part: Any) -> str:
    if not isinstance(part, dict):
        return str(part)
    ((function, argument),) = part.items()
    match function:
        case "Fn::Join":
            return str(argument[0]).join(map(written, argument[1]))
        case "Ref":
            return f"${{{argument}}}"
    return str(argument)


def test_the_invitation_has_both_placeholders_once() -> None:
    """Cognito sends no invitation without them."""
    subject, text = invitation()
    assert text.count("{username}") == text.count("{####}") == 1
    assert len(text) < LONGEST_MESSAGE
    assert 0 < len(subject) <= LONGEST_SUBJECT


def test_the_invitation_names_the_address_of_cloudfront() -> None:
    assert "https://${ConsoleDistribution.DomainName}<" in invitation()[1]


def test_without_a_console_the_invitation_names_no_address() -> None:
    text = invitation(DeployConsole="false")[1]
    assert "call recordings.</p>" in text
    assert "http" not in text


def test_the_invitation_names_the_address_of_an_own_domain() -> None:
    text = invitation(**OWN_DOMAIN)[1]
    assert "${ConsoleUrl}<" in text
    assert "ConsoleDistribution" not in text


@pytest.mark.parametrize("mark", ["<", ">", "&", '"', "'", "{", " "])
def test_an_address_adds_no_markup_to_the_invitation(mark: str) -> None:
    """Cognito sends the text as HTML."""
    pattern = TEMPLATE["Parameters"]["ConsoleUrl"]["AllowedPattern"]
    assert re.fullmatch(pattern, "https://quality.example.com")
    assert not re.fullmatch(pattern, f"https://quality{mark}.example.com")


def test_the_invitation_says_how_long_the_password_is_valid() -> None:
    days = user_pool()["Policies"]["PasswordPolicy"]["TemporaryPasswordValidityDays"]
    assert f"valid for {days} days" in invitation()[1]
    assert 1 <= int(days) <= 365


def test_the_first_administrator_is_not_invited_before_the_console_is_published() -> None:
    administrator = Deployment(**ADMINISTRATOR).resources["FirstAdministrator"]
    assert administrator["MessageAction"] == "SUPPRESS"


def test_the_first_administrator_of_version_0_1_0_is_not_replaced() -> None:
    """Every property of a user requires a replacement, and an update would create the same person twice."""
    old = Deployment(**ADMINISTRATOR, CreatedByVersion010="true").resources["FirstAdministrator"]
    assert set(old) == {"UserPoolId", "Username", "DesiredDeliveryMediums", "UserAttributes"}


def test_no_resource_waits_for_itself() -> None:
    """The user pool waits for the console's address, so the console waits for nothing of the user pool."""
    graph = {name: references(resource) for name, resource in RESOURCES.items()}
    order = list(TopologicalSorter(graph).static_order())
    assert order.index("ConsoleDistribution") < order.index("UserPool")


def references(node: Any) -> set[str]:
    """Returns the resources that a part of the template refers to."""
    return set(_names(node)) & set(RESOURCES)


def _names(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for each in node:
            yield from _names(each)
    elif isinstance(node, dict):
        for key, value in node.items():
            if (
                key != "Events"
            ):  # of a function: each becomes a resource that waits for the function
                yield from _names(value)
                yield from _named_by(key, value)


def _named_by(key: str, value: Any) -> list[str]:
    match key:
        case "Ref" | "DependsOn":
            return value if isinstance(value, list) else [value]
        case "Fn::GetAtt":
            return [value[0]]
        case "Fn::Sub":
            return re.findall(r"\$\{(\w+)", value if isinstance(value, str) else value[0])
    return []
