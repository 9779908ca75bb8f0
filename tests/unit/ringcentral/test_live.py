"""Presence and live sessions: the requests, and how the responses are read."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest

from ringkeep.domain.limits.state import HEAVY, LIGHT
from ringkeep.errors import BadRequest, ForeignHost, InvalidAnswer, NotFound, PermissionMissing
from ringkeep.ringcentral.presence import PRESENCE, PresencePages
from ringkeep.ringcentral.telephony_sessions import LiveSessions
from ringkeep.usecases.live.ports import PresenceSource, TelephonySessions
from tests.unit.ringcentral.fake_ringcentral import ClientSetup, ok, refusal


@pytest.fixture
def setup() -> ClientSetup:
    return ClientSetup()


def presence(setup: ClientSetup) -> PresenceSource:
    return PresencePages(setup.client)


def sessions(setup: ClientSetup) -> TelephonySessions:
    return LiveSessions(setup.client)


def params(setup: ClientSetup, index: int = -1) -> dict[str, str]:
    query = parse_qs(setup.server.requests[index].url.query.decode())
    return {name: values[0] for name, values in query.items()}


def test_page_of_presence(setup: ClientSetup) -> None:
    setup.server.answers = [ok({"records": [{"extension": {"id": 1}}, "odd"]})]
    page = presence(setup).presence_page(1, setup.soon)
    assert (page.records, page.next_page) == (({"extension": {"id": 1}},), None)
    assert setup.server.requests[0].url.path == "/restapi/v1.0/account/~/presence"
    assert params(setup) == {"detailedTelephonyState": "true", "page": "1", "perPage": "1000"}
    assert setup.sent(HEAVY) == 1


@pytest.mark.parametrize(
    ("more", "next_page"),
    [
        ({"navigation": {"nextPage": {"uri": "/x?page=3"}}}, 3),
        ({"paging": {"totalPages": 3}}, 3),
        ({"paging": {"totalPages": "3"}}, 3),
        ({"paging": {"totalPages": 2}}, None),
        ({"paging": {"totalPages": None}, "navigation": []}, None),
    ],
)
def test_next_page_of_presence(
    setup: ClientSetup, more: dict[str, object], next_page: int | None
) -> None:
    setup.server.answers = [ok({"records": [{}], **more})]
    assert presence(setup).presence_page(2, setup.soon).next_page == next_page


def test_empty_page_is_the_last(setup: ClientSetup) -> None:
    setup.server.answers = [ok({"records": [], "paging": {"totalPages": 9}})]
    assert presence(setup).presence_page(2, setup.soon).next_page is None


def test_presence_without_a_list_is_an_invalid_answer(setup: ClientSetup) -> None:
    setup.server.answers = [ok({"uri": "x"})]
    with pytest.raises(InvalidAnswer):
        presence(setup).presence_page(1, setup.soon)


def test_default_page_size_is_used_if_the_largest_is_refused(setup: ClientSetup) -> None:
    source = presence(setup)
    setup.server.answers = [refusal(400, "CMN-101"), ok({"records": [{}]}), ok({"records": [{}]})]
    source.presence_page(1, setup.soon)
    source.presence_page(2, setup.soon)
    assert ["perPage" in params(setup, index) for index in range(3)] == [True, False, False]


def test_other_refusals_are_raised(setup: ClientSetup) -> None:
    setup.server.answers = [refusal(400, "CMN-101"), refusal(400, "CMN-101")]
    with pytest.raises(BadRequest):
        presence(setup).presence_page(1, setup.soon)
    setup.server.answers = [refusal(400, "CMN-101")]
    with pytest.raises(BadRequest):
        presence(setup).presence_page(2, setup.soon)


def test_missing_permission_for_presence_is_raised(setup: ClientSetup) -> None:
    setup.server.answers = [refusal(403, "CMN-401")]
    with pytest.raises(PermissionMissing):
        presence(setup).presence_page(1, setup.soon)


def test_session_is_read(setup: ClientSetup) -> None:
    setup.server.answers = [ok({"id": "s-1", "parties": []})]
    assert sessions(setup).session("s-1/x", setup.soon) == {"id": "s-1", "parties": []}
    path = setup.server.requests[0].url.raw_path
    assert path == b"/restapi/v1.0/account/~/telephony/sessions/s-1%2Fx"
    assert setup.sent(LIGHT) == 1


def test_ended_session_is_not_found(setup: ClientSetup) -> None:
    setup.server.answers = [refusal(404, "CMN-102")]
    with pytest.raises(NotFound):
        sessions(setup).session("s-1", setup.soon)


@pytest.mark.parametrize("session_id", ["", "..", "."])
def test_invalid_id_is_not_requested(setup: ClientSetup, session_id: str) -> None:
    with pytest.raises(BadRequest):
        sessions(setup).session(session_id, setup.soon)
    assert setup.server.requests == []


def test_no_request_goes_to_a_foreign_host(setup: ClientSetup) -> None:
    with pytest.raises(ForeignHost):
        setup.client.get(PRESENCE, "https://other.example.com/restapi", setup.soon)
    assert setup.server.requests == []
