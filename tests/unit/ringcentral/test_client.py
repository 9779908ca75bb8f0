"""The client against a scripted server: what it asks, what it makes of the answers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import parse_qs

import httpx
import pytest

from ringkeep.domain.limits.slots import Lane
from ringkeep.domain.limits.state import HEAVY, LIGHT, MEDIUM
from ringkeep.domain.recordings.lifecycle import DiscoverySource
from ringkeep.domain.recordings.walks import begin
from ringkeep.errors import (
    BadRequest,
    ForeignHost,
    InvalidAnswer,
    LoginFailed,
    NoSlot,
    NotFound,
    PermissionMissing,
    RateLimited,
    RingkeepError,
    TokenRejected,
    Unavailable,
)
from ringkeep.ringcentral.call_log import CallLogQuery, WalkedCallLog
from ringkeep.ringcentral.http import transport
from ringkeep.usecases.directory.ports import ExtensionListing
from ringkeep.usecases.recordings.ports import CallLog, RecordingSource
from tests.unit.ringcentral.http.connections import SERVER, connection
from tests.unit.ringcentral.server import World, heavy, ok, refusal

ACCOUNT = {
    "id": 700001,
    "status": "Confirmed",
    "mainNumber": "12125550100",
    "serviceInfo": {
        "brand": {"name": "Example"},
        "servicePlan": {"id": "1", "name": "Office", "edition": "Premium"},
    },
}


@pytest.fixture
def world() -> World:
    return World()


def params(world: World, index: int = -1) -> dict[str, str]:
    query = parse_qs(world.server.requests[index].url.query.decode())
    return {name: values[0] for name, values in query.items()}


def page(world: World, query: CallLogQuery | str | None = None) -> object:
    now = world.clock.now()
    asked = query or CallLogQuery(date_from=now - 3600, date_to=now)
    return world.client.call_log_page(asked, world.soon)


class TestAccount:
    def test_the_account_and_its_plan(self, world: World) -> None:
        world.server.answers = [ok(ACCOUNT)]
        account = world.client.account()
        assert (account.id, account.plan_name, account.edition) == ("700001", "Office", "Premium")
        assert (account.status, account.main_number, account.brand) == (
            "Confirmed",
            "12125550100",
            "Example",
        )
        assert account.raw == ACCOUNT
        assert world.sent(LIGHT) == 1

    def test_parts_may_be_missing(self, world: World) -> None:
        world.server.answers = [ok({"id": "700001", "serviceInfo": None})]
        assert world.client.account().edition == ""

    def test_an_account_without_an_id_is_no_answer(self, world: World) -> None:
        world.server.answers = [ok({"status": "Confirmed"})]
        with pytest.raises(InvalidAnswer):
            world.client.account()

    def test_the_id_costs_one_request_a_login(self, world: World) -> None:
        world.server.answers = [ok(ACCOUNT), ok({"id": 700002})]
        assert [world.client.account_id() for _ in range(3)] == ["700001"] * 3
        world.clock.advance(3590)
        assert world.client.account_id() == "700001"
        world.tokens.login(world.connection, world.user)
        assert world.client.account_id() == "700002"

    def test_another_worker_knows_the_id(self, world: World) -> None:
        world.server.answers = [ok(ACCOUNT)]
        world.client.account_id()
        other = World(server=world.server, clock=world.clock)
        other.tokens._store = world.store
        assert other.client.account_id() == "700001"


class TestExtensions:
    def test_a_page(self, world: World) -> None:
        world.server.answers = [
            ok(
                {
                    "records": [{"id": 1}, {"id": 2}],
                    "paging": {"page": 1, "totalPages": 3, "totalElements": 5},
                }
            )
        ]
        listing: ExtensionListing = world.client
        found = listing.extension_page(1, world.soon)
        assert [record["id"] for record in found.records] == [1, 2]
        assert (found.next_page, found.total) == (2, 5)
        assert params(world) == {"page": "1", "perPage": "1000"}
        assert world.sent(MEDIUM) == 1

    @pytest.mark.parametrize(
        ("answer", "next_page"),
        [
            ({"records": [{}], "navigation": {"nextPage": {"uri": "/x?page=3"}}}, 3),
            ({"records": [{}], "paging": {"totalPages": 2}}, None),
            ({"records": [{}]}, None),
            ({"records": [], "navigation": {"nextPage": {"uri": "/x?page=3"}}}, None),
            ({"records": [{}], "paging": {"totalPages": "3"}, "navigation": []}, 3),
        ],
    )
    def test_the_last_page(
        self, world: World, answer: dict[str, object], next_page: int | None
    ) -> None:
        world.server.answers = [ok(answer)]
        found = world.client.extension_page(2, world.soon)
        assert found.next_page == next_page


class TestCallLog:
    def test_the_first_page_of_a_query(self, world: World) -> None:
        world.server.answers = [ok({"records": [{"id": "a"}, "odd", None]})]
        query = CallLogQuery(date_from=1_795_000_000, date_to=1_795_000_060.5)
        found = world.client.call_log_page(query, world.soon)
        assert (found.records, found.next_uri) == (({"id": "a"},), None)
        assert world.server.requests[0].url.path == "/restapi/v1.0/account/~/call-log"
        assert params(world) == {
            "dateFrom": "2026-11-18T11:06:40.000Z",
            "dateTo": "2026-11-18T11:07:40.500Z",
            "page": "1",
            "perPage": "1000",
            "view": "Detailed",
        }
        assert world.sent(HEAVY) == 1

    def test_the_next_page_is_where_the_last_one_says(self, world: World) -> None:
        uri = f"{SERVER}/restapi/v1.0/account/700001/call-log?page=2&dateTo=x%2By"
        world.server.answers = [
            ok({"records": [], "navigation": {"nextPage": {"uri": uri}}}),
            ok({"records": []}),
        ]
        found = world.client.call_log_page(CallLogQuery(date_from=0, date_to=1), world.soon)
        assert found.next_uri == uri
        page(world, uri)
        assert str(world.server.requests[1].url) == uri

    def test_a_next_page_elsewhere_is_refused_when_told_and_when_asked(self, world: World) -> None:
        uri = "https://evil.example.net/call-log?page=2"
        world.server.answers = [ok({"records": [], "navigation": {"nextPage": {"uri": uri}}})]
        with pytest.raises(ForeignHost):
            page(world)
        with pytest.raises(ForeignHost):
            page(world, uri)
        assert len(world.server.requests) == 1

    def test_a_page_that_names_itself_as_the_next_is_no_answer(self, world: World) -> None:
        uri = f"{SERVER}/call-log?page=2"
        world.server.answers = [ok({"records": [], "navigation": {"nextPage": {"uri": uri}}})]
        with pytest.raises(InvalidAnswer):
            page(world, uri)

    @pytest.mark.parametrize(
        "content", [b"", b"<html>", b"[]", b'{"records": {}}', b'{"a": ' * 100_000, b"\xff"]
    )
    def test_what_is_no_page_is_no_answer(self, world: World, content: bytes) -> None:
        world.server.answers = [httpx.Response(200, content=content)]
        with pytest.raises(InvalidAnswer):
            page(world)

    def test_an_answer_is_bounded(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(transport, "MAXIMUM_JSON_BYTES", 100)
        world.server.answers = [ok({"records": [{"id": "x" * 200}]})]
        with pytest.raises(InvalidAnswer):
            page(world)

    def test_a_full_extract_and_what_follows(self, world: World) -> None:
        info = {"syncToken": "t1", "newerRecordsExist": True}
        world.server.answers = [ok({"records": [{}], "syncInfo": info})] * 2
        found = world.client.extract_sync(None, 1_795_000_000, world.soon)
        assert (found.sync_token, found.newer_records_exist, len(found.records)) == ("t1", True, 1)
        assert params(world) == {
            "syncType": "FSync",
            "recordCount": "1000",
            "view": "Detailed",
            "dateFrom": "2026-11-18T11:06:40.000Z",
        }
        world.client.extract_sync("t1", 1_795_000_000, world.soon)
        assert params(world) == {"syncType": "ISync", "syncToken": "t1", "view": "Detailed"}

    def test_an_extract_without_a_token_is_no_answer(self, world: World) -> None:
        world.server.answers = [ok({"records": [], "syncInfo": {}})]
        with pytest.raises(InvalidAnswer):
            world.client.extract_sync(None, None, world.soon)

    def test_a_single_record(self, world: World) -> None:
        world.server.answers = [ok({"id": "a/b"}), refusal(404, "CMN-102")]
        assert world.client.call_record("a/b", world.soon, Lane.RETRY) == {"id": "a/b"}
        assert world.server.requests[0].url.raw_path.endswith(b"/call-log/a%2Fb?view=Detailed")
        with pytest.raises(NotFound):
            world.client.call_record("a,b", world.soon)
        assert b"a%2Cb" in world.server.requests[1].url.raw_path
        with pytest.raises(BadRequest):
            world.client.call_record("", world.soon)

    @pytest.mark.parametrize(
        ("source", "lane"), [("backfill", Lane.BACKFILL), ("poll", Lane.POLLING)]
    )
    def test_a_walk_asks_in_its_lane(
        self, world: World, source: DiscoverySource, lane: Lane
    ) -> None:
        now = world.clock.now()
        walk = begin(source, "700001", now - 10, now, now)
        log: CallLog = WalkedCallLog(world.client)
        world.server.answers = [ok({"records": []})]
        log.page(walk, world.soon)
        assert world.limiter.lanes[-1] is lane

    def test_a_walk_extracts(self, world: World) -> None:
        world.server.answers = [ok({"records": [], "syncInfo": {"syncToken": "t"}})]
        log: CallLog = WalkedCallLog(world.client)
        assert log.extract(None, 0.0, world.soon).sync_token == "t"


class TestLimits:
    def test_requests_wait_for_their_turn(self, world: World) -> None:
        world.server.answers = [ok({"records": []}, heavy())] * 11
        began = world.clock.now()
        for _ in range(11):
            page(world)
        assert 60 <= world.clock.now() - began <= 63

    def test_no_request_starts_after_its_deadline(self, world: World) -> None:
        world.server.answers = [ok({"records": []})] * 10
        for _ in range(10):
            page(world)
        with pytest.raises(NoSlot):
            world.client.call_log_page(CallLogQuery(date_from=0, date_to=1), world.clock.now() + 30)
        assert len(world.server.requests) == 10

    def test_the_headers_are_learned_from(self, world: World) -> None:
        world.server.answers = [ok({"records": []}, heavy(remaining=4))]
        page(world)
        slots = world.limiter.reserve(world.connection, HEAVY, {Lane.FRESH: 20}, 10)
        assert len(slots) == 4

    def test_the_group_that_the_answer_names_is_used_next_time(self, world: World) -> None:
        medium = {**heavy(), "X-Rate-Limit-Group": "Medium", "X-Rate-Limit-Limit": "40"}
        world.server.answers = [ok({"records": []}, medium), ok({"records": []})]
        page(world)
        page(world)
        assert (world.sent(HEAVY), world.sent(MEDIUM)) == (1, 1)

    def test_a_429_closes_the_group_for_everybody(self, world: World) -> None:
        headers = {"X-Rate-Limit-Group": "heavy", "Retry-After": "60"}
        world.server.answers = [refusal(429, "CMN-301", headers), ok({"records": []}), ok(ACCOUNT)]
        with pytest.raises(RateLimited) as caught:
            page(world)
        assert (caught.value.retry_after, caught.value.group) == (60, "heavy")
        closed = world.clock.now()
        with pytest.raises(NoSlot):
            world.client.call_log_page(CallLogQuery(date_from=0, date_to=1), closed + 59)
        page(world)
        assert world.clock.now() >= closed + 60

    def test_a_429_without_a_group_closes_all_groups(self, world: World) -> None:
        world.server.answers = [refusal(429)]
        with pytest.raises(RateLimited) as caught:
            page(world)
        assert (caught.value.retry_after, caught.value.group) == (30, "")
        with pytest.raises(NoSlot):
            world.client.account(world.clock.now() + 29)

    def test_users_share_the_work(self) -> None:
        world = World(connection=connection("900001", "900002"))
        world.server.answers = [ok({"records": []})] * 20
        began = world.clock.now()
        for _ in range(20):
            page(world)
        assert world.clock.now() == began
        assert len(set(world.bearers())) == 2


class TestTokens:
    def test_a_rejected_token_is_replaced_once_with_a_slot_of_its_own(self, world: World) -> None:
        world.server.answers = [refusal(401, "OAU-213"), ok({"records": []})]
        page(world)
        assert world.bearers() == ["Bearer token-1", "Bearer token-2"]
        assert world.sent(HEAVY) == 2

    def test_a_second_rejection_is_told(self, world: World) -> None:
        world.server.answers = [refusal(401, "OAU-210"), refusal(401, "OAU-210")]
        with pytest.raises(TokenRejected):
            page(world)
        assert len(world.server.forms) == 2

    def test_a_login_that_fails_gives_the_slot_back(self, world: World) -> None:
        world.server.logins = [refusal(400, "OAU-140")]
        with pytest.raises(LoginFailed):
            page(world)
        assert world.sent(HEAVY) == 0
        assert len(world.limiter.reserve(world.connection, HEAVY, {Lane.FRESH: 20}, 10)) == 10


class TestFaults:
    @pytest.mark.parametrize(
        ("answer", "expected"),
        [
            (refusal(400, "CLG-101"), BadRequest),
            (refusal(403, "CMN-401"), PermissionMissing),
            (refusal(404, "CMN-102"), NotFound),
            (refusal(503), Unavailable),
            (httpx.ConnectError("refused"), Unavailable),
            (httpx.ConnectTimeout("slow"), Unavailable),
            (httpx.ReadTimeout("slow"), Unavailable),
            (httpx.ReadError("reset"), Unavailable),
            (httpx.RemoteProtocolError("broke off"), Unavailable),
            (httpx.DecodingError("bad gzip"), Unavailable),
            (httpx.Response(302), InvalidAnswer),
            (httpx.Response(302, headers={"Location": "https://e.example.net/"}), ForeignHost),
            (httpx.Response(302, headers={"Location": "https://[broken"}), InvalidAnswer),
            (httpx.Response(204), InvalidAnswer),
        ],
    )
    def test_every_fault_becomes_an_error_of_the_tree(
        self, world: World, answer: httpx.Response | Exception, expected: type[RingkeepError]
    ) -> None:
        world.server.answers = [answer]
        with pytest.raises(expected):
            page(world)

    def test_a_redirect_within_our_hosts_is_followed(self, world: World) -> None:
        moved = httpx.Response(308, headers={"Location": "/moved?x=1"})
        world.server.answers = [moved, ok({"records": []})]
        page(world)
        assert str(world.server.requests[1].url) == f"{SERVER}/moved?x=1"
        assert world.sent(HEAVY) == 1

    def test_redirects_in_a_circle_end(self, world: World) -> None:
        world.server.answers = [httpx.Response(302, headers={"Location": "/again"})] * 20
        with pytest.raises(InvalidAnswer):
            page(world)
        assert len(world.server.requests) == 6

    def test_an_answer_that_breaks_off_is_an_outage(self, world: World) -> None:
        class Broken(httpx.SyncByteStream):
            def __iter__(self) -> Iterator[bytes]:
                yield b'{"records": '
                raise httpx.RemoteProtocolError("peer closed connection")

        world.server.answers = [httpx.Response(200, stream=Broken())]
        with pytest.raises(Unavailable):
            page(world)

    def test_a_dripping_answer_is_given_up(self, world: World) -> None:
        class Dripping(httpx.SyncByteStream):
            def __iter__(self) -> Iterator[bytes]:
                while True:
                    world.clock.advance(50)
                    yield b"x" * 300_000

        world.server.answers = [httpx.Response(200, stream=Dripping())]
        with pytest.raises(Unavailable):
            page(world)


def test_the_client_says_who_it_is(world: World) -> None:
    world.server.answers = [ok(ACCOUNT)]
    world.client.account()
    assert world.server.requests[0].headers["user-agent"].startswith("Ringkeep/")


def test_the_client_is_a_source_of_recordings(world: World) -> None:
    source: RecordingSource = world.client
    assert source is world.client


def test_no_secret_stands_in_what_may_be_logged(world: World) -> None:
    request = transport.Request(
        SERVER, headers={"Authorization": "Bearer t0ken"}, form={"a": "t0ken"}, basic=("a", "t0ken")
    )
    answer = transport.Response(200, {}, json.dumps({"access_token": "t0ken"}).encode())
    assert "t0ken" not in f"{request!r}{answer!r}{world.tokens!r}{world.client!r}"
