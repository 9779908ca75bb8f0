"""What is transcribed by itself: nothing, only on demand, everything, or what a rule selects.

    decision = decide(settings, call, owners=["u-1"])
    decision.automatic      whether a job starts by itself
    decision.on_demand      whether Transcribe Now is allowed

A service has a policy, and each of its users may have another one. By default nothing happens by itself,
and people with the right may use Transcribe Now.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, ClassVar, Final

from pydantic import ConfigDict, Field, StringConstraints

from ringkeep.domain.access.refusals import Refusal
from ringkeep.domain.model import Model
from ringkeep.domain.recordings.recordings import RecordingKey
from ringkeep.domain.transcripts.costs import Micros
from ringkeep.domain.transcripts.options import TranscriptionOptions

MOST_RULES: Final = 20
MOST_USERS: Final = 1_000
_MOST_VALUES: Final = 100
_HASHED: Final = 2**64
_WHOLE: Final = 100

Digits = Annotated[str, StringConstraints(pattern=r"^[0-9]{3,20}$")]
ExtensionId = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class PolicyMode(StrEnum):
    NOTHING = "nothing"
    """Not even on demand: for calls that no machine may listen to."""
    ON_DEMAND = "on_demand"
    """Nothing by itself. The default."""
    EVERYTHING = "everything"
    BY_RULE = "by_rule"


class Direction(StrEnum):
    INBOUND = "Inbound"
    OUTBOUND = "Outbound"


class TranscriptionRule(Model):
    """Selects the recordings that fulfil all of its conditions. An empty condition selects all. `numbers`
    are parts of three digits or more; `share` is the percentage of the recordings that fulfil the rest."""

    model_config = ConfigDict(extra="forbid")

    directions: frozenset[Direction] = frozenset()
    shortest_seconds: Annotated[int, Field(ge=0)] = 0
    longest_seconds: Annotated[int, Field(ge=0)] | None = None
    queues: Annotated[frozenset[ExtensionId], Field(max_length=_MOST_VALUES)] = frozenset()
    numbers: Annotated[frozenset[Digits], Field(max_length=_MOST_VALUES)] = frozenset()
    share: Annotated[float, Field(ge=0, le=100)] = _WHOLE


class TranscriptionPolicy(Model):
    """`rules` count only in the mode `by_rule`: one of them must select the recording."""

    model_config = ConfigDict(extra="forbid")

    mode: PolicyMode = PolicyMode.ON_DEMAND
    rules: Annotated[tuple[TranscriptionRule, ...], Field(max_length=MOST_RULES)] = ()


class TranscriptionSettings(Model):
    """Everything that an administrator decides for a service. `monthly_budget` is in millionths of the
    currency, None for no limit. `users` has the policies of users that differ, by their ids.
    `redacted_audio_needs_right`: with redaction, who plays the audio needs the right to see unredacted
    text, because redaction changes text only."""

    model_config = ConfigDict(extra="forbid")

    policy: TranscriptionPolicy = TranscriptionPolicy()
    monthly_budget: Micros | None = None
    options: TranscriptionOptions = TranscriptionOptions()
    users: Annotated[Mapping[str, TranscriptionPolicy], Field(max_length=MOST_USERS)] = {}
    redacted_audio_needs_right: bool = False


@dataclass(frozen=True)
class VersionedSettings:
    """`version` is 0 while nothing was ever decided."""

    settings: TranscriptionSettings
    version: int


class CallFacts(Model):
    """What the rules look at. `extension_ids` are those that the recording covers, with its queues;
    `numbers` those of both sides."""

    recording: RecordingKey
    direction: str = ""
    duration_seconds: float = 0
    extension_ids: frozenset[str] = frozenset()
    numbers: tuple[str, ...] = ()


class TranscriptionOff(Refusal):
    code: ClassVar[str] = "transcription_off"
    field: ClassVar[str] = "policy"

    def __init__(self) -> None:
        super().__init__(
            "The policy of the service or of a user who took part says that nothing of this recording is"
            " transcribed, not even on demand. An administrator of the service can change it."
        )


@dataclass(frozen=True)
class Decision:
    automatic: bool
    on_demand: bool


def decide(settings: TranscriptionSettings, call: CallFacts, owners: Iterable[str]) -> Decision:
    """`owners` are the users whose calls the recording covers. If one of them has the policy `nothing`, the
    recording is not transcribed. Otherwise one policy that selects it is enough. The service's policy
    counts for users without one, and for a recording without an owner."""
    own = [settings.users.get(owner, settings.policy) for owner in owners] or [settings.policy]
    if any(policy.mode is PolicyMode.NOTHING for policy in own):
        return Decision(automatic=False, on_demand=False)
    return Decision(automatic=any(selects(policy, call) for policy in own), on_demand=True)


def selects(policy: TranscriptionPolicy, call: CallFacts) -> bool:
    if policy.mode is PolicyMode.BY_RULE:
        return any(_fulfils(rule, call) for rule in policy.rules)
    return policy.mode is PolicyMode.EVERYTHING


def _fulfils(rule: TranscriptionRule, call: CallFacts) -> bool:
    longest = rule.longest_seconds
    return (
        (not rule.directions or call.direction in rule.directions)
        and call.duration_seconds >= rule.shortest_seconds
        and (longest is None or call.duration_seconds <= longest)
        and (not rule.queues or not rule.queues.isdisjoint(call.extension_ids))
        and (not rule.numbers or _has_number(rule.numbers, call.numbers))
        and in_share(call.recording, rule.share)
    )


def _has_number(parts: Iterable[str], numbers: Iterable[str]) -> bool:
    digits = ["".join(filter(_is_digit, number)) for number in numbers]
    return any(part in number for part in parts for number in digits)


def _is_digit(letter: str) -> bool:
    return letter.isascii() and letter.isdigit()


def in_share(recording: RecordingKey, percent: float) -> bool:
    """Whether a recording belongs to this share of all. It depends on its id alone, so the answer is the
    same every time, and a larger share contains every smaller one."""
    digest = hashlib.sha256(str(recording).encode()).digest()
    return int.from_bytes(digest[:8], "big") * _WHOLE < percent * _HASHED
