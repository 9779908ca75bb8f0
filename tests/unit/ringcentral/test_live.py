"""Presence and live sessions: what is asked, and what is made of the answers."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest

from ringkeep.domain.limits.state import HEAVY, LIGHT
from ringkeep.errors import BadRequest, ForeignHost, InvalidAnswer, NotFound, PermissionMissing
from ringkeep.ringcentral.presence import PRESENCE, PresencePages
from ringkeep.ringcentral.telephony_sessions import LiveSessions
from ringkeep.usecases.live.ports import PresenceSource, TelephonySessions
from tests.unit.ringcentral.server import World, ok, refusal


@pytest.fixture
def world() -> World:
    return World()


def presence(world: World) -> PresenceSource:
    return PresencePages(world.client)


def sessions(world: World) -> TelephonySessions:
    return LiveSessions(world.client)


def params(world: World, index: int = -1) -> dict[str, str]:
    query = parse_qs(world.server.requests[index].url.query.decode())
    return {name: values[0] for name, values in query.items()}


def test_a_page_of_presence_with_its_calls(world: World) -> None:
    world.server.answers = [ok({"records": [{"extension": {"id": 1}}, "odd"]})]
    page = presence(world).presence_page(1, world.soon)
    assert (page.records, page.next_page) == (({"extension": {"id": 1}},), None)
    assert world.server.requests[0].url.path == "/restapi/v1.0/account/~/presence"
    assert params(world) == {"detailedTelephonyState": "true", "page": "1", "perPage": "1000"}
    assert world.sent(HEAVY) == 1


@pytest.mark.parametrize(
    ("more", "following"),
    [
        ({"navigation": {"nextPage": {"uri": "/x?page=3"}}}, 3),
        ({"paging": {"totalPages": 3}}, 3),
        ({"paging": {"totalPages": "3"}}, 3),
        ({"paging": {"totalPages": 2}}, None),
        ({"paging": {"totalPages": None}, "navigation": []}, None),
    ],
)
def test_the_last_page_of_presence(
    world: World, more: dict[str, object], following: int | None
) -> None:
    world.server.answers = [ok({"records": [{}], **more})]
    assert presence(world).presence_page(2, world.soon).next_page == following


def test_an_empty_page_is_the_last(world: World) -> None:
    world.server.answers = [ok({"records": [], "paging": {"totalPages": 9}})]
    assert presence(world).presence_page(2, world.soon).next_page is None


def test_presence_without_a_list_is_no_answer(world: World) -> None:
    world.server.answers = [ok({"uri": "x"})]
    with pytest.raises(InvalidAnswer):
        presence(world).presence_page(1, world.soon)


def test_pages_may_be_smaller_than_the_largest(world: World) -> None:
    source = presence(world)
    world.server.answers = [refusal(400, "CMN-101"), ok({"records": [{}]}), ok({"records": [{}]})]
    source.presence_page(1, world.soon)
    source.presence_page(2, world.soon)
    assert ["perPage" in params(world, index) for index in range(3)] == [True, False, False]


def test_a_refusal_that_no_page_size_mends_is_told(world: World) -> None:
    world.server.answers = [refusal(400, "CMN-101"), refusal(400, "CMN-101")]
    with pytest.raises(BadRequest):
        presence(world).presence_page(1, world.soon)
    world.server.answers = [refusal(400, "CMN-101")]
    with pytest.raises(BadRequest):
        presence(world).presence_page(2, world.soon)


def test_a_missing_permission_for_presence_is_named(world: World) -> None:
    world.server.answers = [refusal(403, "CMN-401")]
    with pytest.raises(PermissionMissing):
        presence(world).presence_page(1, world.soon)


def test_a_session_as_it_is_now(world: World) -> None:
    world.server.answers = [ok({"id": "s-1", "parties": []})]
    assert sessions(world).session("s-1/x", world.soon) == {"id": "s-1", "parties": []}
    path = world.server.requests[0].url.raw_path
    assert path == b"/restapi/v1.0/account/~/telephony/sessions/s-1%2Fx"
    assert world.sent(LIGHT) == 1


def test_a_session_that_is_over_is_not_found(world: World) -> None:
    world.server.answers = [refusal(404, "CMN-102")]
    with pytest.raises(NotFound):
        sessions(world).session("s-1", world.soon)


@pytest.mark.parametrize("session_id", ["", "..", "."])
def test_an_id_that_names_nothing_is_not_asked_for(world: World, session_id: str) -> None:
    with pytest.raises(BadRequest):
        sessions(world).session(session_id, world.soon)
    assert world.server.requests == []


def test_nothing_is_asked_of_a_foreign_host(world: World) -> None:
    with pytest.raises(ForeignHost):
        world.client.get(PRESENCE, "https://other.example.com/restapi", world.soon)
    assert world.server.requests == []
