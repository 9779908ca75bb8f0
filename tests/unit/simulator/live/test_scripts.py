"""The scripts of all kinds of calls: their events, presence and records."""

from __future__ import annotations

from collections import defaultdict

import pytest

from simulator.live.scripts import SCRIPTS
from tests.unit.simulator.live.live_account import LiveAccount

RECORDED = sorted(set(SCRIPTS) - {"missed", "screened", "voicemail"})


@pytest.mark.parametrize("kind", SCRIPTS)
def test_every_call_ends_and_all_phones_are_free(live: LiveAccount, kind: str) -> None:
    live.play(kind)
    assert live.switchboard.sessions == {}
    for user in live.users:
        assert live.presence.telephony_status(user.id) == "NoCall"
        changes = [body for body in live.presence_of(user) if "telephonyStatus" in body]
        assert not changes or changes[-1]["telephonyStatus"] == "NoCall"


@pytest.mark.parametrize("kind", SCRIPTS)
def test_an_event_has_one_party_and_its_sessions_next_sequence(
    live: LiveAccount, kind: str
) -> None:
    live.play(kind)
    sequences = defaultdict(list)
    for body in live.telephony:
        assert len(body["parties"]) == 1
        sequences[body["telephonySessionId"]].append(body["sequence"])
    for found in sequences.values():
        assert found == list(range(1, len(found) + 1))


@pytest.mark.parametrize("kind", SCRIPTS)
def test_the_last_event_of_every_party_is_its_end(live: LiveAccount, kind: str) -> None:
    live.play(kind)
    last = {party["id"]: party for party in live.parties}
    for party in last.values():
        assert party["status"]["code"] in ("Disconnected", "Gone")
        assert not any(recording["active"] for recording in party.get("recordings", []))


@pytest.mark.parametrize("kind", RECORDED)
def test_the_call_log_has_the_recordings_of_the_events(live: LiveAccount, kind: str) -> None:
    live.play(kind)
    announced = {each["id"] for party in live.parties for each in party.get("recordings", [])}
    assert announced
    assert announced == set(live.account.recordings)
    sessions = {body["telephonySessionId"] for body in live.telephony}
    assert {call.telephony_session_id for call in live.account.calls.values()} == sessions


@pytest.mark.parametrize("kind", SCRIPTS)
def test_an_unrecorded_call_names_no_recording(live: LiveAccount, kind: str) -> None:
    live.play(kind, recorded=False)
    assert live.account.recordings == {}
    assert all("recordings" not in party for party in live.parties)


@pytest.mark.parametrize("kind", SCRIPTS)
def test_presence_events_are_numbered_by_extension(live: LiveAccount, kind: str) -> None:
    live.play(kind)
    for user in live.users:
        sequences = [body["sequence"] for body in live.presence_of(user)]
        assert sequences == list(range(1, len(sequences) + 1))


def test_a_direct_call(live: LiveAccount) -> None:
    call = live.play("direct")
    assert live.codes(1) == ["Setup", "Proceeding", "Answered", "Disconnected"]
    party, caller = live.parties[0], call.plan.caller
    assert party["direction"] == "Inbound"
    assert party["from"] == {"phoneNumber": caller.number, "name": caller.name}
    assert party["to"]["extensionId"] == str(live.users[0].id)


def test_every_event_has_the_time_of_its_step(live: LiveAccount) -> None:
    live.play("direct", ring=4, talk=10)
    times = [body["eventTime"] for body in live.telephony]
    seconds = [time.split(":")[2] for time in times]
    assert seconds == ["00.000Z", "00.000Z", "04.000Z", "14.000Z"]


def test_an_outbound_call_has_a_party_outside_the_account(live: LiveAccount) -> None:
    live.play("outbound")
    assert live.codes(1) == ["Setup", "Proceeding", "Answered", "Disconnected"]
    assert live.codes(2) == ["Proceeding", "Answered", "Disconnected"]
    parties = {party["id"][-1]: party for party in live.parties}
    assert parties["1"]["direction"] == "Outbound"
    assert "extensionId" not in parties["2"]
    outside = [e for e in live.events if e.kind == "telephony" and e.extension_id is None]
    assert {event.path for event in outside} == {
        f"/restapi/v1.0/account/{live.account.id}/telephony/sessions"
    }


def test_a_queue_rings_all_agents_and_one_answers(live: LiveAccount) -> None:
    live.play("queue")
    assert live.codes(2) == ["Setup", "Proceeding", "Answered", "Disconnected"]
    for number in (3, 4):
        assert live.codes(number) == ["Setup", "Proceeding", "Disconnected"]
    agents = live.parties[3:]
    assert all(party["queueCall"] for party in agents)
    assert {party["to"]["name"] for party in agents} == {"Service queue"}
    assert agents[0]["uiCallInfo"]["primary"] == {"type": "QueueName", "value": "Service queue"}


def test_a_transfer_adds_a_user_and_a_recording(live: LiveAccount) -> None:
    live.play("transfer")
    assert live.codes(1)[-1] == "Gone"
    assert live.codes(2) == ["Setup", "Proceeding", "Answered", "Disconnected"]
    (call,) = live.account.calls.values()
    assert len({recording.id for recording in call.recordings}) == 2
    assert [leg.extension_id for leg in call.legs] == [each.id for each in live.users[:2]]


def test_an_attended_transfer_names_the_session_that_continues(live: LiveAccount) -> None:
    call = live.play("attended_transfer")
    first, second = call.sessions
    (gone,) = [b for b in live.telephony if b["parties"][0]["status"]["code"] == "Gone"]
    assert gone["telephonySessionId"] == first.id
    assert gone["parties"][0]["status"]["peerId"]["telephonySessionId"] == second.id


def test_hold_and_unhold(live: LiveAccount) -> None:
    live.play("hold")
    assert live.codes(1)[2:] == ["Answered", "Hold", "Answered", "Disconnected"]
    statuses = [body.get("telephonyStatus") for body in live.presence_of(live.users[0])]
    assert statuses == ["Ringing", "CallConnected", "OnHold", "CallConnected", "NoCall"]


def test_the_menus_party_ends_before_the_users_first_event(live: LiveAccount) -> None:
    call = live.start("ivr")
    live.pass_time(2.1)
    assert live.codes(1)[-1] == "Disconnected"
    assert live.codes(2) == []
    assert not call.over
    live.pass_time(100)
    assert live.codes(2)[-1] == "Disconnected"


def test_a_conference_has_the_session_id_zero(live: LiveAccount) -> None:
    live.play("conference")
    assert {body["sessionId"] for body in live.telephony} == {"0"}
    assert {body["origin"]["type"] for body in live.telephony} == {"Conference"}
    roles = [party.get("conferenceRole") for party in live.parties]
    assert set(roles) == {"Host", "Participant"}


def test_two_simultaneous_calls_of_one_user(live: LiveAccount) -> None:
    call = live.start("simultaneous", ring=3, talk=30)
    live.pass_time(17)
    (user, *_) = live.users
    lines = live.switchboard.lines_of(user.id)
    assert [line.party.code for line in lines] == ["Hold", "Answered"]
    assert live.presence.telephony_status(user.id) == "CallConnected"
    assert len(call.sessions) == 2


def test_a_missed_call(live: LiveAccount) -> None:
    live.play("missed")
    assert live.parties[-1]["missedCall"] is True
    (call,) = live.account.calls.values()
    assert call.result == "Missed"


def test_a_call_in_the_voicemail_leaves_the_phone_free(live: LiveAccount) -> None:
    live.start("voicemail")
    live.pass_time(10)
    assert live.codes(1)[-1] == "VoiceMail"
    assert live.presence.telephony_status(live.users[0].id) == "NoCall"
    live.pass_time(100)
    (call,) = live.account.calls.values()
    assert call.result == "Voicemail"


def test_a_colleague_picks_up_a_parked_call(live: LiveAccount) -> None:
    live.start("parked", ring=3, talk=20, hold=5)
    live.pass_time(14)
    assert live.presence.telephony_status(live.users[0].id) == "ParkedCall"
    assert live.parties[-1]["park"]["id"]
    live.pass_time(5)
    assert live.presence.telephony_status(live.users[1].id) == "CallConnected"


def test_a_recording_pauses(live: LiveAccount) -> None:
    live.play("recording_paused")
    recorded = [party for party in live.parties if "recordings" in party]
    active = [party["recordings"][0]["active"] for party in recorded]
    assert active == [True, False, True, False]
