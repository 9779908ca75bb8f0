"""What a service has transcribed, as administrators read and write it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, ClassVar, Final

from pydantic import Field, StringConstraints

from ringkeep.api.bodies import Body
from ringkeep.api.views.common import example
from ringkeep.api.views.transcripts import CostView
from ringkeep.domain.json import JsonObject
from ringkeep.domain.model import Model
from ringkeep.domain.transcripts.costs import MICROS, Cost
from ringkeep.domain.transcripts.options import TranscriptionOptions
from ringkeep.domain.transcripts.policies import (
    MOST_USERS,
    PolicyMode,
    TranscriptionPolicy,
    TranscriptionRule,
    TranscriptionSettings,
    VersionedSettings,
)

Amount = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,9}(\.[0-9]{1,6})?$")]
_USER: Final = "7f3c2a9be1d04c5f8a6b0c1d2e3f4a5b"
_SETTINGS: Final[JsonObject] = {
    "policy": {
        "mode": "by_rule",
        "rules": [
            {
                "directions": ["Inbound"],
                "shortest_seconds": 30,
                "longest_seconds": None,
                "queues": [],
                "numbers": [],
                "share": 20.0,
            }
        ],
    },
    "monthly_budget": "100",
    "options": {
        "language": "en-US",
        "language_options": [],
        "vocabulary": "",
        "redaction": False,
        "max_speakers": 5,
    },
    "users": {_USER: {"mode": "nothing", "rules": []}},
    "redacted_audio_needs_right": False,
}


class TranscriptionSettingsBody(Body):
    """`monthly_budget` is an amount of the stack's currency, null for no limit. `users` has the policies of
    users that differ from the service's, by their ids. `redacted_audio_needs_right`: with redaction, audio
    is only for those who may see unredacted text. What is left out has its default."""

    model_config = example(_SETTINGS)
    nullable: ClassVar[frozenset[str]] = frozenset({"monthly_budget"})
    policy: TranscriptionPolicy = TranscriptionPolicy()
    monthly_budget: Amount | None = None
    options: TranscriptionOptions = TranscriptionOptions()
    users: Annotated[Mapping[str, TranscriptionPolicy], Field(max_length=MOST_USERS)] = {}
    redacted_audio_needs_right: bool = False

    @property
    def settings(self) -> TranscriptionSettings:
        budget = self.monthly_budget
        micros = None if budget is None else int(Decimal(budget) * MICROS)
        return TranscriptionSettings(
            policy=self.policy,
            monthly_budget=micros,
            options=self.options,
            users=self.users,
            redacted_audio_needs_right=self.redacted_audio_needs_right,
        )


class TranscriptionRuleView(TranscriptionRule):
    """A rule in an answer has all of its conditions."""


class TranscriptionPolicyView(Model):
    mode: PolicyMode
    rules: tuple[TranscriptionRuleView, ...]


class TranscriptionOptionsView(TranscriptionOptions):
    """The options in an answer are complete."""


class TranscriptionSettingsView(Model):
    """`spent` is what is spent and reserved in this month (UTC). `version` is 0 while everything has its
    default."""

    model_config = example(
        {**_SETTINGS, "spent": {"amount": "12.4800", "currency": "USD"}, "version": 3}
    )
    policy: TranscriptionPolicyView
    monthly_budget: str | None
    options: TranscriptionOptionsView
    users: Mapping[str, TranscriptionPolicyView]
    redacted_audio_needs_right: bool
    spent: CostView
    version: int


def settings_view(stored: VersionedSettings, spent: Cost) -> TranscriptionSettingsView:
    settings = stored.settings
    budget = settings.monthly_budget
    return TranscriptionSettingsView.model_validate(
        {
            **settings.model_dump(mode="json"),
            "monthly_budget": None if budget is None else _amount(budget),
            "spent": {"amount": spent.amount, "currency": spent.currency},
            "version": stored.version,
        }
    )


def _amount(micros: int) -> str:
    """Without zeros at the end: `100`, `12.5`."""
    text = f"{Decimal(micros) / MICROS:.6f}".rstrip("0")
    return text.rstrip(".")
