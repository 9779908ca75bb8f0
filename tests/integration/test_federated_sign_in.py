"""The emulator's Cognito, a SAML provider and Ringkeep's trigger: only the invited person gets in.

The emulator checks no signature of an assertion, and shows a refusal as an answer instead of sending the
browser back. It creates the profile of someone whom the trigger lets pass, as AWS does.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from local.environment import ROOT


@pytest.fixture(scope="module")
def seen() -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.integration.federated_program"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


@pytest.mark.parametrize(
    ("attempt", "said"),
    [
        ("stranger", "You are not a user of Ringkeep"),
        ("unverified", "does not say that your e-mail address is verified"),
        ("first", "now connected to your company account"),
        ("other account", "connected to another company account"),
    ],
)
def test_a_sign_in_that_is_refused_says_why(seen: dict[str, Any], attempt: str, said: str) -> None:
    answer = seen["attempts"][attempt]
    assert answer["status"] == 400
    assert answer["username"] == ""
    assert said in answer["said"]


def test_the_second_sign_in_is_the_invited_person(seen: dict[str, Any]) -> None:
    """Although the trigger's event has the provider's id in small letters."""
    answer = seen["attempts"]["second"]
    assert answer["status"] == 302
    assert answer["username"] == seen["sub"]


def test_no_one_got_a_profile_of_their_own(seen: dict[str, Any]) -> None:
    assert seen["users"] == 1
