"""One region for every step of a deployment."""

from __future__ import annotations

import pytest

from tests.unit.tools.deploy.facts import Person
from tools.deploy.region import chosen_region, with_region
from tools.deploy.terminal import Refused


@pytest.mark.parametrize(
    ("environment", "profile", "region"),
    [
        ({"AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "us-east-1"}, "us-east-2", "eu-west-1"),
        ({"AWS_REGION": "", "AWS_DEFAULT_REGION": "us-east-1"}, "us-east-2", "us-east-1"),
        ({}, "us-east-2", "us-east-2"),
    ],
)
def test_the_environment_comes_before_the_profile(
    environment: dict[str, str], profile: str, region: str
) -> None:
    assert chosen_region(environment, profile, Person().terminal) == region


def test_without_a_region_the_sentence_names_what_to_set() -> None:
    with pytest.raises(Refused, match=r"no AWS region is set: .*export AWS_DEFAULT_REGION="):
        chosen_region({}, None, Person().terminal)


def test_a_person_at_a_terminal_is_asked() -> None:
    person = Person(" eu-north-1 ")
    assert chosen_region({}, None, person.terminal) == "eu-north-1"
    assert "Which AWS region" in person.asked[0]


def test_an_empty_answer_is_no_region() -> None:
    with pytest.raises(Refused, match="no AWS region is set"):
        chosen_region({}, None, Person("").terminal)


@pytest.mark.parametrize(
    "region", ["us-gov-west-1", "us-gov-east-1", "cn-north-1", "cn-northwest-1"]
)
def test_regions_of_governments_and_of_china_are_refused(region: str) -> None:
    with pytest.raises(Refused, match=f"cannot run in {region}: it needs CloudFront"):
        chosen_region({"AWS_REGION": region}, None, Person().terminal)


def test_a_text_that_is_no_region_is_refused() -> None:
    with pytest.raises(Refused, match="'frankfurt' is not the name of an AWS region"):
        chosen_region({"AWS_REGION": "frankfurt"}, None, Person().terminal)


def test_a_profile_that_does_not_exist_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "no-such-profile")
    with pytest.raises(Refused, match=r"\(no-such-profile\) could not be found: set AWS_PROFILE"):
        chosen_region({"AWS_REGION": "eu-west-1"}, None, Person().terminal)


def test_later_steps_get_the_region_in_both_variables() -> None:
    environment = with_region({"AWS_REGION": "", "HOME": "/root"}, "eu-west-1")
    assert environment == {
        "AWS_REGION": "eu-west-1",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "HOME": "/root",
    }
