"""The account's quota decides before the deployment whether executions can be reserved."""

from __future__ import annotations

import pytest

from tests.unit.tools.deploy.facts import REGION, template, values
from tools.deploy.quota import Decision, Quota, decide
from tools.deploy.terminal import Refused

NAME = "WebhookReservedConcurrency"
NEW_ACCOUNT = Quota(10, 10)
USUAL = Quota(1000, 1000)


def declared(default: int) -> str:
    return f'Parameters: {{{NAME}: {{Type: String, Default: "{default}"}}}}\nResources: {{}}'


NONE_BY_DEFAULT = template(declared(0))
TWENTY_BY_DEFAULT = template(declared(20))


@pytest.mark.parametrize("quota", [NEW_ACCOUNT, Quota(119, 119), Quota(1000, 119)])
def test_a_reservation_that_aws_would_refuse_is_refused_with_what_to_ask_for(quota: Quota) -> None:
    with pytest.raises(Refused) as refused:
        decide(quota, values({NAME: "20"}, template=NONE_BY_DEFAULT), REGION)
    sentence = str(refused.value)
    assert (
        f"of {quota.concurrent} concurrent executions {quota.unreserved} are unreserved" in sentence
    )
    assert "Ask AWS for 1,000 (Service Quotas, AWS Lambda, Concurrent executions)" in sentence
    assert "--quota-code L-B99A9384 --desired-value 1000 --region eu-central-1" in sentence


@pytest.mark.parametrize("quota", [Quota(120, 120), USUAL])
def test_a_reservation_that_leaves_a_hundred_passes(quota: Quota) -> None:
    assert decide(quota, values({NAME: "20"}, template=NONE_BY_DEFAULT), REGION) == Decision({})


@pytest.mark.parametrize("quota", [NEW_ACCOUNT, Quota(119, 119)])
def test_a_small_quota_goes_on_without_a_reservation_and_says_how_to_ask(quota: Quota) -> None:
    decision = decide(quota, values(template=NONE_BY_DEFAULT), REGION)
    assert decision.parameters == {}
    assert "too few to reserve any" in decision.sentences[0]
    assert "request-service-quota-increase" in decision.sentences[0]


def test_a_default_that_does_not_fit_is_switched_off() -> None:
    decision = decide(NEW_ACCOUNT, values(template=TWENTY_BY_DEFAULT), REGION)
    assert decision.parameters == {NAME: "0"}
    assert "The stack works without" in decision.sentences[0]


def test_enough_quota_suggests_the_reservation() -> None:
    decision = decide(USUAL, values(template=NONE_BY_DEFAULT), REGION)
    assert decision.parameters == {}
    assert f'PARAMETERS="{NAME}=20" reserves 20' in decision.sentences[0]


def test_what_the_stack_has_reserved_counts_as_free_for_it() -> None:
    held = values({NAME: "30"}, {NAME: "20"}, NONE_BY_DEFAULT)
    assert decide(Quota(130, 110), held, REGION) == Decision({})
    with pytest.raises(Refused):
        decide(Quota(129, 109), held, REGION)


def test_a_reservation_that_exists_is_left_alone() -> None:
    held = values({}, {NAME: "20"}, NONE_BY_DEFAULT)
    assert decide(Quota(100, 80), held, REGION) == Decision({})


def test_a_quota_that_may_not_be_read_stops_nothing() -> None:
    decision = decide(None, values({NAME: "20"}, template=NONE_BY_DEFAULT), REGION)
    assert decision.parameters == {}
    assert "could not be read" in decision.sentences[0]
