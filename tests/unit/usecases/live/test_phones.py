"""Which extensions show their calls, and which codes free a phone."""

from __future__ import annotations

import pytest

from ringkeep.domain.directory.extensions import Extension
from ringkeep.domain.live.page import Status
from tests.unit.domain.live.notifications import NOW, USER_A, party, telephony
from tests.unit.usecases.live.live_setup import LiveSetup


def with_extension(type_: str) -> LiveSetup:
    extension = Extension(id=USER_A, number="1", name="Lobby", type=type_, status="Enabled")
    return LiveSetup(extensions=[extension])


@pytest.mark.parametrize(
    "type_", ["Limited", "limited", "Room", "RoomConnector", "SharedLinesGroup", "TieLine", "New"]
)
def test_a_phone_that_belongs_to_no_user_shows_on_the_board_during_its_call(type_: str) -> None:
    live = with_extension(type_)
    assert live.statuses() == {}
    live.receive(telephony(1, NOW - 5, party("Answered")))
    assert live.statuses() == {"Lobby": "OnPhone"}
    live.receive(telephony(2, NOW - 4, party("Disconnected")))
    assert live.statuses() == {}


@pytest.mark.parametrize("type_", ["Department", "IvrMenu", "Announcement", "Voicemail", "Site"])
def test_an_extension_without_a_phone_never_shows(type_: str) -> None:
    live = with_extension(type_)
    live.receive(telephony(1, NOW - 5, party("Answered")))
    assert live.statuses() == {}


@pytest.mark.parametrize(
    "code", ["VMScreening", "vmscreening", "VM Screening", "vm_screening", "VoiceMailScreening"]
)
def test_screening_by_voicemail_frees_the_phone(code: str) -> None:
    live = LiveSetup()
    live.receive(telephony(2, NOW - 9, party("Proceeding")))
    assert live.row().status is Status.RINGING
    live.receive(telephony(3, NOW - 8, party(code)))
    assert live.row().status is Status.AVAILABLE
    live.receive(telephony(4, NOW - 7, party("Disconnected")))
    assert live.row().status is Status.AVAILABLE
