"""The call log's record of a live call, which appears some seconds after the call's end."""

from __future__ import annotations

import base64
import random
from datetime import datetime

from simulator.accounts.account import Account
from simulator.live.model import End, LiveParty, LiveSession
from simulator.recordings import audio
from simulator.recordings.calls import Call, Leg, Party, Recording
from simulator.recordings.ready_delays import ready_delay

_SHORT_SECONDS = 25


def record_of(
    account: Account, session: LiveSession, ended_at: datetime, chance: random.Random
) -> Call | None:
    """Returns the record of an ended session, or None if no user of the account took part."""
    main = _main_party(session)
    if main is None or main.extension is None:
        return None
    options, clock = account.options, account.clock
    delay = chance.uniform(options.log_delay_min, options.log_delay_max)
    call = Call(
        id="A" + base64.urlsafe_b64encode(chance.randbytes(12)).decode()[:14],
        session_id=session.session_id,
        telephony_session_id=session.id,
        direction=main.direction,
        caller=_party(account, main.caller),
        callee=_party(account, main.callee),
        start=session.began_at,
        seconds=round((ended_at - session.began_at).total_seconds()),
        visible_at=ended_at + clock.scaled(delay),
        extension_id=main.extension.id,
        action="Phone Call" if main.direction == "Inbound" else "VoIP Call",
        result=_result(session, main),
    )
    ready_after = ready_delay(options.ready_delay, options.ready_delay_varies, ended_at, chance)
    ready_at = ended_at + clock.scaled(ready_after)
    call.legs = _legs(account, session, call, ready_at, chance)
    return call


def _main_party(session: LiveSession) -> LiveParty | None:
    """Returns the recorded user; without one, the user who answered; else the called user."""
    users = [party for party in session.parties if party.is_user]
    ranked = sorted(users, key=lambda party: (not party.recordings, party.answered_at is None))
    return ranked[0] if ranked else None


def _result(session: LiveSession, main: LiveParty) -> str:
    if any(party.code == "VoiceMail" or party.reason == "Voicemail" for party in session.parties):
        return "Voicemail"
    if main.direction == "Inbound":
        return "Accepted" if main.answered_at else "Missed"
    return "Call connected" if main.answered_at else "No Answer"


def _legs(
    account: Account, session: LiveSession, call: Call, ready_at: datetime, chance: random.Random
) -> list[Leg]:
    """Returns the master leg with the first recording, and a leg for each further recording."""
    first_type = "Accept" if call.direction == "Inbound" else "SipToPstnMetered"
    legs = [Leg(first_type, call.action, extension_id=call.extension_id, master=True)]
    for party in session.parties:
        for recording in party.recordings:
            made = Recording(
                id=recording.id,
                call_id=call.id,
                sample=_sample(account, call, chance),
                appears_at=call.visible_at,
                ready_at=ready_at,
                type=recording.mode,
            )
            if legs[0].recording is None:
                legs[0].recording = made
            else:
                legs.append(_transfer_leg(party, made, call))
    return legs


def _sample(account: Account, call: Call, chance: random.Random) -> str:
    """Returns a conversation about as long as the call, or one of the samples, which are short."""
    if not account.dialogues or call.seconds < _SHORT_SECONDS:
        return chance.choice(audio.sample_names())
    return account.dialogues.near(chance, call.seconds).file


def _transfer_leg(party: LiveParty, recording: Recording, call: Call) -> Leg:
    extension_id = party.extension.id if party.extension else call.extension_id
    since = (party.answered_at or call.start) - call.start
    offset = round(since.total_seconds())
    return Leg("TransferCall", "Transfer", recording, extension_id, offset)


def _party(account: Account, end: End) -> Party:
    extension = account.extensions.get(end.extension_id) if end.extension_id else None
    if extension is None:
        return Party(end.number, end.extension_id, None, end.name)
    return Party(None, extension.id, extension.number, end.name)
