"""`mfa`, `mfa on`, `mfa optional`: whether people also need an authenticator app to sign in."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from typing import Final

from ringkeep.cli.tools import Tools
from ringkeep.domain.access.two_factors import TwoFactors, disagreement
from ringkeep.errors import RingkeepError

_MEANING: Final = {
    TwoFactors.ON: "people who sign in with a password also need an authenticator app",
    TwoFactors.OPTIONAL: "people may use an authenticator app, and no one has to",
    TwoFactors.OFF: "no one can use an authenticator app: `ringkeep mfa on` requires one",
}


def show(tools: Tools, args: argparse.Namespace) -> int:
    present, deployed = tools.two_factors.read(), tools.deployed_two_factors
    if args.json:
        print(json.dumps({"present": present.value, "deployed": deployed.value}))
        return 0
    print(f"{present.value}: {_MEANING[present]}")
    _remind(present, deployed)
    return 0


def require(tools: Tools, args: argparse.Namespace) -> int:
    """Repeating the command does no harm."""
    tools.two_factors.write(TwoFactors.ON)
    print(f"ON: {_MEANING[TwoFactors.ON]}")
    print(
        "Those who have none connect one at their next sign-in. Open consoles stay signed in until then."
    )
    _remind(TwoFactors.ON, tools.deployed_two_factors)
    return 0


def relax(tools: Tools, args: argparse.Namespace) -> int:
    tools.two_factors.write(TwoFactors.OPTIONAL)
    print(f"OPTIONAL: {_MEANING[TwoFactors.OPTIONAL]}")
    print("Those who have connected one still need it.")
    _remind(TwoFactors.OPTIONAL, tools.deployed_two_factors)
    return 0


def warnings(tools: Tools) -> Iterator[str]:
    """Yields a line for `status` if the next deployment may change the second factor or fail over it."""
    try:
        problem = disagreement(tools.two_factors.read(), tools.deployed_two_factors)
    except RingkeepError as error:
        problem = f"it is not known whether two factors are required: {error}"
    if problem:
        yield f"! {problem}"


def _remind(present: TwoFactors, deployed: TwoFactors) -> None:
    if problem := disagreement(present, deployed):
        print(f"! {problem}")
