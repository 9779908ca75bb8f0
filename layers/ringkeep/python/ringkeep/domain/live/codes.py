"""The words of telephony sessions and presence, whatever their spelling and case.

Source: RingCentral's API document (CallStatusInfo, presence). Codes are an open set: a new one says
only that the party lives.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum


class Phase(StrEnum):
    """Where a party's part of a call stands, the one that tells most about a phone first."""

    CONNECTED = "connected"
    RINGING = "ringing"
    HELD = "held"
    PARKED = "parked"
    VOICEMAIL_OR_FAX = "elsewhere"
    """A machine has the caller: voicemail, fax. The user's phone is free."""
    ENDED = "ended"

    @property
    def live(self) -> bool:
        """Whether the user's own phone is in use."""
        return self not in (Phase.VOICEMAIL_OR_FAX, Phase.ENDED)


ANSWERED, GONE = "Answered", "Gone"
_PHASES: Mapping[str, Phase] = {
    "Setup": Phase.RINGING,
    "Proceeding": Phase.RINGING,
    ANSWERED: Phase.CONNECTED,
    "Hold": Phase.HELD,
    "Parked": Phase.PARKED,
    "VoiceMail": Phase.VOICEMAIL_OR_FAX,
    "VoiceMailScreening": Phase.VOICEMAIL_OR_FAX,
    "FaxReceive": Phase.VOICEMAIL_OR_FAX,
    "Disconnected": Phase.ENDED,
    GONE: Phase.ENDED,
}
_PRESENCE_PHASES: Mapping[str, Phase] = {
    "CallConnected": Phase.CONNECTED,
    "Ringing": Phase.RINGING,
    "OnHold": Phase.HELD,
    "ParkedCall": Phase.PARKED,
    "NoCall": Phase.ENDED,
}
_GOES_ON = frozenset(
    {
        *("blindtransfer", "rcctransfer", "dtmftransfer", "callerinputredirect"),
        *("callredirected", "callflip", "callswitch", "takeover", "pickup"),
    }
)
"""Reasons for which a party ends while the call goes on, with another party."""
_OTHER_SPELLINGS = {"onhold": "Hold", "held": "Hold", "unhold": ANSWERED, "connected": ANSWERED}


def _letters(word: str) -> str:
    return "".join(filter(str.isalnum, word)).lower()


def _by_letters(words: Iterable[str]) -> dict[str, str]:
    return {_letters(word): word for word in words}


_CODES = {**_by_letters(_PHASES), **_OTHER_SPELLINGS}
_PRESENCE_WORDS = _by_letters(
    (
        *_PRESENCE_PHASES,
        *("Available", "Busy", "Offline"),
        *("TakeAllCalls", "DoNotAcceptDepartmentCalls"),
        *("TakeDepartmentCallsOnly", "DoNotAcceptAnyCalls"),
        *("Connected", "Disconnected", "final", "intermediate"),
    )
)
_DIRECTIONS = _by_letters(("Inbound", "Outbound"))


def party_code(word: str) -> str:
    """RingCentral's own spelling of a party's code; an unknown one as it came."""
    return _CODES.get(_letters(word), word)


def goes_on(reason: str) -> bool:
    """Whether a party that ended for a reason was followed by another of the same call."""
    return _letters(reason) in _GOES_ON


def presence_word(word: str) -> str:
    """RingCentral's own spelling of a presence status; an unknown one as it came."""
    return _PRESENCE_WORDS.get(_letters(word), word)


def direction_word(word: str) -> str:
    """Inbound, Outbound or empty."""
    return _DIRECTIONS.get(_letters(word), "")


def code_phase(code: str, answered: bool) -> Phase:
    """What a party's code says; `answered`: whether the party has ever answered."""
    return _PHASES.get(code, Phase.CONNECTED if answered else Phase.RINGING)


def presence_phase(word: str) -> Phase | None:
    """What a telephony status of presence says; None for one that is unknown or absent."""
    return _PRESENCE_PHASES.get(word)
