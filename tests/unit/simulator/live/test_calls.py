"""Live calls tell of themselves as RingCentral's do, and end up in the call log."""

from __future__ import annotations

from collections import defaultdict

import pytest

from simulator.live.model import End
from simulator.live.scripts import SCRIPTS
from tests.unit.simulator.live.accounts import LiveAccount

RECORDED = sorted(set(SCRIPTS) - {"missed", "voicemail"})


@pytest.fixture
def live() -> LiveAccount:
    return LiveAccount()


@pytest.mark.parametrize("kind", SCRIPTS)
def test_every_call_ends_and_leaves_everybody_idle(live: LiveAccount, kind: str) -> None:
    live.played(kind)
    assert live.board.sessions == {}
    for person in live.people:
        assert live.presence.telephony_status(person.id) == "NoCall"
        told = [body for body in live.presence_of(person) if "telephonyStatus" in body]
        assert not told or told[-1]["telephonyStatus"] == "NoCall"


@pytest.mark.parametrize("kind", SCRIPTS)
def test_an_event_is_of_one_party_and_counts_over_its_session(live: LiveAccount, kind: str) -> None:
    live.played(kind)
    sequences = defaultdict(list)
    for body in live.telephony:
        assert len(body["parties"]) == 1
        sequences[body["telephonySessionId"]].append(body["sequence"])
    for found in sequences.values():
        assert found == list(range(1, len(found) + 1))


@pytest.mark.parametrize("kind", SCRIPTS)
def test_the_last_that_is_told_of_every_party_is_its_end(live: LiveAccount, kind: str) -> None:
    live.played(kind)
    last = {body["parties"][0]["id"]: body["parties"][0] for body in live.telephony}
    for party in last.values():
        assert party["status"]["code"] in ("Disconnected", "Gone")
        assert not any(recording["active"] for recording in party.get("recordings", []))


@pytest.mark.parametrize("kind", RECORDED)
def test_the_log_has_the_very_recordings_of_the_events(live: LiveAccount, kind: str) -> None:
    live.played(kind)
    told = {
        recording["id"]
        for body in live.telephony
        for recording in body["parties"][0].get("recordings", [])
    }
    assert told
    assert told == set(live.account.recordings)
    sessions = {body["telephonySessionId"] for body in live.telephony}
    assert {call.telephony_session_id for call in live.account.calls.values()} == sessions


@pytest.mark.parametrize("kind", SCRIPTS)
def test_an_unrecorded_call_names_no_recording(live: LiveAccount, kind: str) -> None:
    live.played(kind, recorded=False)
    assert live.account.recordings == {}
    assert all("recordings" not in body["parties"][0] for body in live.telephony)


@pytest.mark.parametrize("kind", SCRIPTS)
def test_presence_counts_over_the_extension(live: LiveAccount, kind: str) -> None:
    live.played(kind)
    for person in live.people:
        sequences = [body["sequence"] for body in live.presence_of(person)]
        assert sequences == list(range(1, len(sequences) + 1))


def test_a_direct_call_rings_is_answered_and_ends(live: LiveAccount) -> None:
    live.played("direct", caller=End("+13035550142", "Carla Caller"))
    assert live.told(1) == ["Setup", "Proceeding", "Answered", "Disconnected"]
    party = live.telephony[0]["parties"][0]
    assert party["direction"] == "Inbound"
    assert party["from"] == {"phoneNumber": "+13035550142", "name": "Carla Caller"}
    assert party["to"]["extensionId"] == str(live.people[0].id)


def test_every_step_is_told_at_its_own_moment(live: LiveAccount) -> None:
    live.played("direct", ring=4, talk=10)
    times = [body["eventTime"] for body in live.telephony]
    seconds = [time.split(":")[2] for time in times]
    assert seconds == ["00.000Z", "00.000Z", "04.000Z", "14.000Z"]


def test_an_outbound_call_has_a_party_outside_the_account(live: LiveAccount) -> None:
    live.played("outbound")
    assert live.told(1) == ["Setup", "Proceeding", "Answered", "Disconnected"]
    assert live.told(2) == ["Proceeding", "Answered", "Disconnected"]
    parties = {body["parties"][0]["id"][-1]: body["parties"][0] for body in live.telephony}
    assert parties["1"]["direction"] == "Outbound"
    assert "extensionId" not in parties["2"]
    outside = [e for e in live.events if e.kind == "telephony" and e.extension_id is None]
    assert {event.path for event in outside} == {
        f"/restapi/v1.0/account/{live.account.id}/telephony/sessions"
    }


def test_a_queue_rings_everybody_and_one_answers(live: LiveAccount) -> None:
    live.played("queue")
    assert live.told(2) == ["Setup", "Proceeding", "Answered", "Disconnected"]
    for number in (3, 4):
        assert live.told(number) == ["Setup", "Proceeding", "Disconnected"]
    agents = [body["parties"][0] for body in live.telephony][3:]
    assert all(party["queueCall"] for party in agents)
    assert {party["to"]["name"] for party in agents} == {"Service queue"}
    assert agents[0]["uiCallInfo"]["primary"] == {"type": "QueueName", "value": "Service queue"}


def test_a_transfer_goes_on_with_another_person_and_recording(live: LiveAccount) -> None:
    live.played("transfer")
    assert live.told(1)[-1] == "Gone"
    assert live.told(2) == ["Setup", "Proceeding", "Answered", "Disconnected"]
    (call,) = live.account.calls.values()
    assert len({recording.id for recording in call.recordings}) == 2
    assert [leg.extension_id for leg in call.legs] == [each.id for each in live.people[:2]]


def test_gone_names_the_session_under_which_the_call_goes_on(live: LiveAccount) -> None:
    call = live.played("gone")
    first, second = call.sessions
    (gone,) = [b for b in live.telephony if b["parties"][0]["status"]["code"] == "Gone"]
    assert gone["telephonySessionId"] == first.id
    assert gone["parties"][0]["status"]["peerId"]["telephonySessionId"] == second.id


def test_hold_and_unhold(live: LiveAccount) -> None:
    live.played("hold")
    assert live.told(1)[2:] == ["Answered", "Hold", "Answered", "Disconnected"]
    statuses = [body.get("telephonyStatus") for body in live.presence_of(live.people[0])]
    assert statuses == ["Ringing", "CallConnected", "OnHold", "CallConnected", "NoCall"]


def test_the_menus_party_ends_before_the_users_is_told(live: LiveAccount) -> None:
    call = live.start("ivr")
    live.pass_time(2.1)
    assert live.told(1)[-1] == "Disconnected"
    assert live.told(2) == []
    assert not call.over
    live.pass_time(100)
    assert live.told(2)[-1] == "Disconnected"


def test_a_conference_has_zero_for_its_older_id(live: LiveAccount) -> None:
    live.played("conference")
    assert {body["sessionId"] for body in live.telephony} == {"0"}
    assert {body["origin"]["type"] for body in live.telephony} == {"Conference"}
    roles = [body["parties"][0].get("conferenceRole") for body in live.telephony]
    assert set(roles) == {"Host", "Participant"}


def test_two_calls_of_one_user_at_once(live: LiveAccount) -> None:
    call = live.start("simultaneous", ring=3, talk=30)
    live.pass_time(17)
    (user, *_) = live.people
    lines = live.board.lines_of(user.id)
    assert [line.party.code for line in lines] == ["Hold", "Answered"]
    assert live.presence.telephony_status(user.id) == "CallConnected"
    assert len(call.sessions) == 2


def test_a_missed_call_says_so(live: LiveAccount) -> None:
    live.played("missed")
    assert live.telephony[-1]["parties"][0]["missedCall"] is True
    (call,) = live.account.calls.values()
    assert call.result == "Missed"


def test_the_voicemail_leaves_the_phone_free(live: LiveAccount) -> None:
    live.start("voicemail")
    live.pass_time(10)
    assert live.told(1)[-1] == "VoiceMail"
    assert live.presence.telephony_status(live.people[0].id) == "NoCall"
    live.pass_time(100)
    (call,) = live.account.calls.values()
    assert call.result == "Voicemail"


def test_a_parked_call_is_picked_up_by_somebody_else(live: LiveAccount) -> None:
    live.start("parked", ring=3, talk=20, hold=5)
    live.pass_time(14)
    assert live.presence.telephony_status(live.people[0].id) == "ParkedCall"
    assert live.telephony[-1]["parties"][0]["park"]["id"]
    live.pass_time(5)
    assert live.presence.telephony_status(live.people[1].id) == "CallConnected"


def test_a_recording_pauses(live: LiveAccount) -> None:
    live.played("paused")
    active = [
        body["parties"][0]["recordings"][0]["active"]
        for body in live.telephony
        if "recordings" in body["parties"][0]
    ]
    assert active == [True, False, True, False]


def test_the_record_shows_after_its_delay_and_the_content_after_its_own(live: LiveAccount) -> None:
    live.start("direct", ring=1, talk=9)
    live.pass_time(10)
    (call,) = live.account.calls.values()
    (recording,) = call.recordings
    assert 15 <= (call.visible_at - call.end).total_seconds() <= 30
    assert (recording.ready_at - call.end).total_seconds() == 30
    assert recording.appears_at == call.visible_at


def test_the_delays_can_be_set(live: LiveAccount) -> None:
    options = live.account.options
    options.log_delay_least = options.log_delay_most = 2
    options.ready_delay = 7
    live.played("direct")
    (call,) = live.account.calls.values()
    assert (call.visible_at - call.end).total_seconds() == 2
    assert (call.recordings[0].ready_at - call.end).total_seconds() == 7


def test_a_recording_that_is_not_kept_never_reaches_the_log(live: LiveAccount) -> None:
    live.played("direct", kept=False)
    assert any("recordings" in body["parties"][0] for body in live.telephony)
    assert live.account.recordings == {}
    assert len(live.account.calls) == 1


def test_the_end_of_a_call_is_final_in_presence(live: LiveAccount) -> None:
    live.played("direct")
    last = live.presence_of(live.people[0])[-1]
    (ended,) = last["activeCalls"]
    assert (ended["telephonyStatus"], ended["terminationType"]) == ("NoCall", "final")


def test_steps_by_hand(live: LiveAccount) -> None:
    call = live.start("direct", by_hand=True)
    live.pass_time(1000)
    assert live.told(1) == ["Setup"]
    for action in ("ring", "answer", "hold", "unhold", "pause", "resume", "mute", "end"):
        live.calls.step(call.id, action)
    assert call.over
    codes = ["Setup", "Proceeding", "Answered", "Hold", *["Answered"] * 4, "Disconnected"]
    assert live.told(1) == codes
    assert [body["parties"][0]["muted"] for body in live.telephony][-2:] == [True, True]


def test_a_queue_by_hand_lets_one_of_the_agents_answer(live: LiveAccount) -> None:
    call = live.start("queue", by_hand=True)
    live.calls.step(call.id, "ring")
    live.calls.step(call.id, "answer", live.people[1])
    statuses = [live.presence.telephony_status(each.id) for each in live.people[:3]]
    assert statuses == ["NoCall", "CallConnected", "NoCall"]


def test_an_outbound_call_by_hand_is_answered_at_both_ends(live: LiveAccount) -> None:
    call = live.start("outbound", by_hand=True)
    for action in ("ring", "answer", "end"):
        live.calls.step(call.id, action)
    assert live.told(1) == live.told(2) == ["Setup", "Proceeding", "Answered", "Disconnected"]


def test_a_transfer_by_hand(live: LiveAccount) -> None:
    call = live.start("direct", by_hand=True)
    one, two, *_ = live.people
    for action, who in (("ring", None), ("answer", None), ("transfer", two), ("answer", two)):
        live.calls.step(call.id, action, who)
    assert live.presence.telephony_status(one.id) == "NoCall"
    assert live.presence.telephony_status(two.id) == "CallConnected"


def test_an_end_by_hand_stops_the_script(live: LiveAccount) -> None:
    call = live.start("direct")
    live.calls.step(call.id, "end")
    before = len(live.telephony)
    live.pass_time(100)
    assert call.over
    assert len(live.telephony) == before


@pytest.mark.parametrize(
    ("action", "error"), [("dance", KeyError), ("transfer", ValueError), ("hold", ValueError)]
)
def test_a_step_that_cannot_be_taken_is_refused(
    live: LiveAccount, action: str, error: type[Exception]
) -> None:
    call = live.start("direct", by_hand=True)
    if action == "hold":
        live.calls.step(call.id, "end")
    with pytest.raises(error):
        live.calls.step(call.id, action)


def test_an_unknown_kind_is_refused(live: LiveAccount) -> None:
    with pytest.raises(ValueError, match="kinds of calls"):
        live.start("séance")
