"""What is transcribed by itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringkeep.domain.recordings.recordings import RecordingKey
from ringkeep.domain.transcripts.policies import (
    CallFacts,
    Decision,
    Direction,
    PolicyMode,
    TranscriptionPolicy,
    TranscriptionRule,
    TranscriptionSettings,
    decide,
    in_share,
)
from tests.unit.domain.transcripts.example_results import KEY

CALL = CallFacts(
    recording=KEY,
    direction="Inbound",
    duration_seconds=60,
    extension_ids=frozenset({"e1", "queue-7"}),
    numbers=("+1 (650) 555-0100", "101"),
)
NOTHING = TranscriptionPolicy(mode=PolicyMode.NOTHING)
EVERYTHING = TranscriptionPolicy(mode=PolicyMode.EVERYTHING)


def by_rule(*rules: TranscriptionRule) -> TranscriptionPolicy:
    return TranscriptionPolicy(mode=PolicyMode.BY_RULE, rules=rules)


def automatic(policy: TranscriptionPolicy) -> bool:
    return decide(TranscriptionSettings(policy=policy), CALL, ()).automatic


def test_by_default_nothing_happens_by_itself_and_transcribe_now_is_allowed() -> None:
    decision = decide(TranscriptionSettings(), CALL, ["u1"])
    assert decision == Decision(automatic=False, on_demand=True)


def test_everything_and_nothing() -> None:
    assert automatic(EVERYTHING)
    assert decide(TranscriptionSettings(policy=NOTHING), CALL, ()) == Decision(False, False)


def test_a_user_with_the_policy_nothing_protects_the_recording() -> None:
    settings = TranscriptionSettings(policy=EVERYTHING, users={"u2": NOTHING})
    assert decide(settings, CALL, ["u1", "u2"]) == Decision(automatic=False, on_demand=False)
    assert decide(settings, CALL, ["u1"]).automatic


def test_a_user_may_have_more_than_the_service() -> None:
    settings = TranscriptionSettings(users={"u2": EVERYTHING})
    assert decide(settings, CALL, ["u1", "u2"]).automatic
    assert not decide(settings, CALL, ["u1"]).automatic


@pytest.mark.parametrize(
    ("rule", "selected"),
    [
        (TranscriptionRule(), True),
        (TranscriptionRule(directions=frozenset({Direction.INBOUND})), True),
        (TranscriptionRule(directions=frozenset({Direction.OUTBOUND})), False),
        (TranscriptionRule(shortest_seconds=60), True),
        (TranscriptionRule(shortest_seconds=61), False),
        (TranscriptionRule(longest_seconds=60), True),
        (TranscriptionRule(longest_seconds=59), False),
        (TranscriptionRule(queues=frozenset({"queue-7"})), True),
        (TranscriptionRule(queues=frozenset({"queue-8"})), False),
        (TranscriptionRule(numbers=frozenset({"6505550100"})), True),
        (TranscriptionRule(numbers=frozenset({"999", "5550"})), True),
        (TranscriptionRule(numbers=frozenset({"999"})), False),
        (TranscriptionRule(share=0), False),
        (TranscriptionRule(share=100), True),
    ],
)
def test_a_rule_selects_by_its_conditions(rule: TranscriptionRule, selected: bool) -> None:
    assert automatic(by_rule(rule)) is selected


def test_all_conditions_of_one_rule_must_hold_and_one_rule_is_enough() -> None:
    long = TranscriptionRule(shortest_seconds=600)
    outbound = TranscriptionRule(directions=frozenset({Direction.OUTBOUND}))
    inbound = TranscriptionRule(directions=frozenset({Direction.INBOUND}), shortest_seconds=30)
    assert not automatic(by_rule(long, outbound))
    assert automatic(by_rule(long, inbound))
    assert not automatic(by_rule())


def test_a_share_takes_about_as_many_and_always_the_same() -> None:
    keys = [KEY.model_copy(update={"recording_id": f"r{n}"}) for n in range(5_000)]
    chosen = [in_share(key, 20) for key in keys]
    assert 0.17 < sum(chosen) / len(keys) < 0.23
    assert chosen == [in_share(key, 20) for key in keys]


@given(st.text(max_size=20), st.floats(0, 100), st.floats(0, 100))
def test_a_larger_share_contains_every_smaller_one(identifier: str, one: float, two: float) -> None:
    key = RecordingKey(service="main", account_id="a1", recording_id=identifier)
    assert not in_share(key, min(one, two)) or in_share(key, max(one, two))


def test_unknown_fields_and_too_many_rules_are_refused() -> None:
    with pytest.raises(ValueError, match="extra"):
        TranscriptionPolicy.model_validate({"mode": "nothing", "rule": 1})
    with pytest.raises(ValueError, match="at most 20"):
        by_rule(*[TranscriptionRule()] * 21)
