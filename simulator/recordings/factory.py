"""Makes calls with ids like RingCentral's from a seed: the same seed makes the same calls."""

from __future__ import annotations

import base64
import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import inf

from simulator.accounts.account import Account
from simulator.directory.extensions import Extension
from simulator.recordings import audio
from simulator.recordings.calls import Call, Leg, Party, Recording

_FIRST = ("Amara", "Bruno", "Celia", "Dmitri", "Elena", "Farid", "Greta", "Hugo", "Ines", "Jonas")
_LAST = ("Albrecht", "Bishara", "Castell", "Dunmore", "Eriksen", "Falkner", "Grimaldi", "Hartwell")
AREA_CODES = (212, 303, 415, 512, 617, 702, 808)
_LOG_DELAY = 20  # seconds from a call's start until the call log shows it


@dataclass(frozen=True, slots=True)
class CallPlan:
    """Describes a call to make. Delays are in seconds before `speed` shortens them."""

    start: datetime
    extension: Extension
    direction: str = "Inbound"
    samples: Sequence[str] = ()  # one recording each; more than one makes a transfer
    seconds: int | None = None  # default: the length of the samples
    recording_type: str = "Automatic"
    appears_in: float | None = None  # from now; default: when the call ends
    ready_in: float | None = None  # from now; default: when it appears
    flips_in: float | None = None  # from now: the direction changes
    queue: Extension | None = None
    session_id: str | None = None
    result: str = "Accepted"
    type: str = "Voice"
    short_recording: bool = False
    masked: bool = False
    oddity: str = ""


class CallFactory:
    def __init__(self, account: Account, seed: int = 1) -> None:
        self.account = account
        self.random = random.Random(seed)  # noqa: S311 - a simulation, not a secret
        self._seed = seed
        self._number = 0

    def sample(
        self, extension: Extension | None = None, direction: str = "", longest: float = inf
    ) -> str:
        """Returns an MP3: a conversation that fits, `longest` in seconds, or one of the samples."""
        dialogues = self.account.dialogues
        if not dialogues:
            return self.random.choice(audio.sample_names())
        number = extension.number if extension else None
        return dialogues.choose(self.random, number, direction == "Outbound", longest).file

    def caller(self, masked: bool = False) -> Party:
        number = f"+1{self.random.choice(AREA_CODES)}55501{self.random.randrange(100):02d}"
        if masked:
            number = f"{number[:-4]}****"
        name = f"{self.random.choice(_FIRST)} {self.random.choice(_LAST)}"
        return Party(phone_number=number, name=name)

    def make(self, plan: CallPlan) -> Call:
        """Makes a call without adding it to the account; `account.add_call` does that."""
        self._number += 1
        call_id = self._text_id("call", 15)
        seconds = self._length(plan)
        outside = self._outside(plan)
        inside = _party(plan.queue or plan.extension)
        inbound = plan.direction == "Inbound"
        session = plan.session_id or str(9_000_000_000 + self._number_of("session", 10**9))
        call = Call(
            id=call_id,
            session_id=session,
            telephony_session_id=f"s-{self._hex('telephony')}",
            direction=plan.direction,
            caller=outside if inbound else inside,
            callee=inside if inbound else outside,
            start=plan.start,
            seconds=seconds,
            visible_at=plan.start + self.account.clock.scaled(_LOG_DELAY),
            extension_id=plan.extension.id,
            type=plan.type,
            action=_action(plan, inbound),
            result=plan.result,
            short_recording=plan.short_recording,
            oddity=plan.oddity,
            direction_flips_at=self._from_now(plan.flips_in),
        )
        call.legs = self._legs(plan, call)
        return call

    def _outside(self, plan: CallPlan) -> Party:
        """The name is the one that is said in the call."""
        party = self.caller(plan.masked)
        spoken = self.account.dialogues.of_file(plan.samples[0]) if plan.samples else None
        return party if spoken is None else replace(party, name=spoken.customer)

    def _length(self, plan: CallPlan) -> int:
        if plan.seconds is not None:
            return plan.seconds
        return sum(audio.sample_seconds(sample) for sample in plan.samples)

    def _legs(self, plan: CallPlan, call: Call) -> list[Leg]:
        first_type = "Accept" if plan.direction == "Inbound" else "SipToPstnMetered"
        legs = [Leg(first_type, call.action, extension_id=plan.extension.id, master=True)]
        offset = 0
        for index, sample in enumerate(plan.samples):
            recording = self._recording(plan, call, sample, index)
            if index == 0:
                legs[0].recording = recording
            else:
                legs.append(Leg("TransferCall", "Transfer", recording, plan.extension.id, offset))
            offset += audio.sample_seconds(sample)
        return legs

    def _recording(self, plan: CallPlan, call: Call, sample: str, index: int) -> Recording:
        appears = self._from_now(plan.appears_in) or max(call.end, call.visible_at)
        ready = self._from_now(plan.ready_in) or appears
        return Recording(
            id=str(30_000_000_000 + self._number_of(f"recording{index}", 10**10)),
            call_id=call.id,
            sample=sample,
            appears_at=appears,
            ready_at=max(ready, appears),
            type=plan.recording_type,
        )

    def _from_now(self, seconds: float | None) -> datetime | None:
        clock = self.account.clock
        return None if seconds is None else clock.now() + clock.scaled(seconds)

    def _digest(self, purpose: str) -> bytes:
        return hashlib.sha256(f"{self._seed}/{self._number}/{purpose}".encode()).digest()

    def _hex(self, purpose: str) -> str:
        digest = self._digest(purpose).hex()
        return f"a{digest[:15]}z{digest[15:26]}z{digest[26:34]}"

    def _text_id(self, purpose: str, length: int) -> str:
        return "A" + base64.urlsafe_b64encode(self._digest(purpose)).decode()[: length - 1]

    def _number_of(self, purpose: str, below: int) -> int:
        return int.from_bytes(self._digest(purpose)[:8], "big") % below


def _party(extension: Extension) -> Party:
    return Party(None, extension.id, extension.number, extension.name)


def _action(plan: CallPlan, inbound: bool) -> str:
    if plan.type == "Fax":
        return "Incoming Fax" if inbound else "Outgoing Fax"
    return "Phone Call" if inbound else "VoIP Call"
