"""DeployConsole=false makes nothing of CloudFront, and everything else as before: an AWS account that
CloudFront refuses can record."""

from __future__ import annotations

import pytest

from tests.unit.template.conditions import Deployment
from tests.unit.template.loader import RESOURCES, TEMPLATE
from tests.unit.template.references import references

OWN = "https://calls.example.com"
WITH = Deployment()
WITHOUT = Deployment(DeployConsole="false")
WITHOUT_AT_OWN_ADDRESS = Deployment(DeployConsole="false", ConsoleUrl=OWN)
CONSOLE = {
    "ConsoleAccess",
    "ConsoleBucketPolicy",
    "ConsoleDistribution",
    "ConsoleHeaders",
    "ConsolePaths",
}
"""The resources that need CloudFront."""

ADDRESSED = {"ApiFunction", "ConsoleClient", "UserPool"}
"""The resources that know the console's address."""

RESERVED = "https://console.invalid"
OUTPUTS = {"ConsoleDistributionDomain", "ConsoleDistributionId", "ConsoleUrl"}


def test_the_console_is_deployed_by_default() -> None:
    assert set(WITH.resources) >= CONSOLE


@pytest.mark.parametrize("deployment", [WITHOUT, WITHOUT_AT_OWN_ADDRESS])
def test_without_the_console_exactly_its_resources_are_not_made(deployment: Deployment) -> None:
    assert set(WITH.resources) - set(deployment.resources) == CONSOLE
    assert set(deployment.resources) <= set(WITH.resources)


def test_without_the_console_nothing_of_cloudfront_is_made() -> None:
    types = {RESOURCES[name]["Type"] for name in WITHOUT.resources}
    assert [each for each in sorted(types) if "CloudFront" in each] == []


@pytest.mark.parametrize("deployment", [WITH, WITHOUT, WITHOUT_AT_OWN_ADDRESS])
def test_nothing_refers_to_a_resource_that_is_not_made(deployment: Deployment) -> None:
    absent = set(RESOURCES) - set(deployment.resources)
    order = {
        name: {"DependsOn": RESOURCES[name].get("DependsOn", [])} for name in deployment.resources
    }
    made = {**deployment.resources, "Outputs": deployment.outputs}
    found = {name: references([part, order.get(name)]) & absent for name, part in made.items()}
    assert {name: names for name, names in found.items() if names} == {}


@pytest.mark.parametrize("name", sorted(set(WITHOUT.resources) - ADDRESSED))
def test_without_the_console_every_other_resource_is_the_same(name: str) -> None:
    assert WITHOUT.resources[name] == WITH.resources[name]


def test_the_api_differs_only_in_the_console_s_address() -> None:
    with_console, without = (
        dict(each.resources["ApiFunction"]["Environment"]["Variables"]) for each in (WITH, WITHOUT)
    )
    assert with_console.pop("CONSOLE_URL") == {
        "Fn::Sub": "https://${ConsoleDistribution.DomainName}"
    }
    assert without.pop("CONSOLE_URL") == RESERVED
    assert without == with_console


def test_the_client_differs_only_in_addresses_that_an_update_changes_in_place() -> None:
    with_console, without = (dict(each.resources["ConsoleClient"]) for each in (WITH, WITHOUT))
    assert without.pop("CallbackURLs") == [{"Fn::Join": ["", [RESERVED, "/signed-in"]]}]
    assert without.pop("LogoutURLs") == [{"Fn::Join": ["", [RESERVED, "/"]]}]
    del with_console["CallbackURLs"], with_console["LogoutURLs"]
    assert without == with_console


def test_an_address_of_one_s_own_still_counts() -> None:
    """Someone may serve the console from elsewhere, or turn it on later at the same address."""
    own = WITHOUT_AT_OWN_ADDRESS
    urls = own.resources["ConsoleClient"]["CallbackURLs"]
    assert urls == [{"Fn::Join": ["", [{"Ref": "ConsoleUrl"}, "/signed-in"]]}]
    assert own.outputs["ConsoleUrl"] == {"Ref": "ConsoleUrl"}
    assert set(own.outputs) == set(TEMPLATE["Outputs"]) - OUTPUTS | {"ConsoleUrl"}


def test_without_the_console_it_has_no_address_among_the_outputs() -> None:
    assert set(WITHOUT.outputs) == set(TEMPLATE["Outputs"]) - OUTPUTS


def test_with_the_console_every_output_has_a_value() -> None:
    assert set(WITH.outputs) == set(TEMPLATE["Outputs"])
