"""Codes of telephony sessions and presence, read regardless of spelling and case.

Source: RingCentral's API document (CallStatusInfo, presence). Codes are an open set: an unknown code
means only that the party has not ended.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum


class Phase(StrEnum):
    """The phase of a party in a call. The first of a user's phases gives the user's status."""

    CONNECTED = "connected"
    RINGING = "ringing"
    HELD = "held"
    PARKED = "parked"
    VOICEMAIL_OR_FAX = "elsewhere"
    """Voicemail or fax has taken the call. The user's phone is free."""
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
    "VMScreening": Phase.VOICEMAIL_OR_FAX,
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
_CALL_CONTINUES = frozenset(
    {
        *("blindtransfer", "rcctransfer", "dtmftransfer", "callerinputredirect"),
        *("callredirected", "callflip", "callswitch", "takeover", "pickup"),
    }
)
"""Reasons for which a party ends while the call continues with another party."""
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
_RECORDING_WORDS = _by_letters(("Automatic", "OnDemand", "Party", "Session"))


def party_code(word: str) -> str:
    """Returns RingCentral's spelling of a party's code, or an unknown code unchanged."""
    return _CODES.get(_letters(word), word)


def call_continues(reason: str) -> bool:
    """Whether another party continues the call after a party ended for this reason."""
    return _letters(reason) in _CALL_CONTINUES


def presence_word(word: str) -> str:
    """Returns RingCentral's spelling of a presence status, or an unknown status unchanged."""
    return _PRESENCE_WORDS.get(_letters(word), word)


def direction_word(word: str) -> str:
    """Returns Inbound, Outbound or an empty text."""
    return _DIRECTIONS.get(_letters(word), "")


def recording_word(word: str) -> str:
    """Returns RingCentral's spelling of a recording's mode or view, or an unknown word unchanged."""
    return _RECORDING_WORDS.get(_letters(word), word)


def code_phase(code: str, answered: bool) -> Phase:
    """Returns the phase that a party's code means. `answered`: whether the party ever answered."""
    return _PHASES.get(code, Phase.CONNECTED if answered else Phase.RINGING)


def presence_phase(word: str) -> Phase | None:
    """Returns the phase that presence's telephony status means, or None if it is unknown or empty."""
    return _PRESENCE_PHASES.get(word)
