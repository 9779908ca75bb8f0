"""How many functions the account may run at once, and whether it can reserve some for the webhook."""

from __future__ import annotations

from dataclasses import dataclass

from tools.deploy.parameters import Values
from tools.deploy.terminal import Refused

PARAMETER = "WebhookReservedConcurrency"
SUGGESTED = 20
KEPT_UNRESERVED = 100
"""AWS refuses a reservation that leaves fewer executions to all other functions."""
ENOUGH = KEPT_UNRESERVED + SUGGESTED
ASKED_FOR = 1000


@dataclass(frozen=True)
class Quota:
    concurrent: int
    unreserved: int


@dataclass(frozen=True)
class Decision:
    """Parameters for the stack, and what to tell the person."""

    parameters: dict[str, str]
    sentences: tuple[str, ...] = ()


def decide(quota: Quota | None, values: Values, region: str) -> Decision:
    """Raises Refused if AWS would refuse the reservation that the person asked for. `quota` is None if
    AWS did not say it."""
    wanted = int(values.effective(PARAMETER) or 0)
    if quota is None:
        return Decision({}, ("The quota of concurrent executions could not be read.",))
    present = int(values.deployed.get(PARAMETER) or 0)
    room = quota.unreserved + present - KEPT_UNRESERVED
    if wanted > max(room, 0):
        return _without_room(wanted, quota, values, region)
    if wanted:
        return Decision({})
    return Decision({}, (_unreserved(quota, room, region),))


def _without_room(wanted: int, quota: Quota, values: Values, region: str) -> Decision:
    if PARAMETER in values.given:
        raise Refused(
            f"{PARAMETER}={wanted} is more than this account can reserve in {region}: of"
            f" {quota.concurrent} concurrent executions {quota.unreserved} are unreserved, and AWS keeps"
            f" {KEPT_UNRESERVED} of them for functions without a reservation. {_how_to_ask(region)}"
            f" Until it is granted, deploy with {PARAMETER}=0."
        )
    if PARAMETER in values.deployed:
        return Decision({})  # the reservation exists: AWS refuses only a new one
    return Decision({PARAMETER: "0"}, (_unreserved(quota, 0, region),))


def _unreserved(quota: Quota, room: int, region: str) -> str:
    if room >= SUGGESTED:
        return (
            f"RingCentral's events have no reserved executions. The quota of {quota.concurrent} allows"
            f' it: PARAMETERS="{PARAMETER}={SUGGESTED}" reserves {SUGGESTED}.'
        )
    return (
        f"This account may run {quota.concurrent} functions at once in {region}, and"
        f" {quota.unreserved} are unreserved. That is too few to reserve any for RingCentral's events."
        f" The stack works without. {_how_to_ask(region)} Then deploy with"
        f' PARAMETERS="{PARAMETER}={SUGGESTED}".'
    )


def _how_to_ask(region: str) -> str:
    return (
        f"Ask AWS for {ASKED_FOR:,} (Service Quotas, AWS Lambda, Concurrent executions):"
        " `aws service-quotas request-service-quota-increase --service-code lambda --quota-code"
        f" L-B99A9384 --desired-value {ASKED_FOR} --region {region}`."
    )
