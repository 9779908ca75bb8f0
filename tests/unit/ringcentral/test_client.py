"""The client against a fake server: the requests that it sends, and how it reads the responses."""

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
from ringkeep.ringcentral.models import CallLogPage
from ringkeep.usecases.directory.ports import ExtensionListing
from ringkeep.usecases.recordings.ports import CallLog, RecordingSource
from tests.unit.ringcentral.fake_ringcentral import ClientSetup, heavy, ok, refusal
from tests.unit.ringcentral.http.connections import SERVER

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
def setup() -> ClientSetup:
    return ClientSetup()


def params(setup: ClientSetup, index: int = -1) -> dict[str, str]:
    query = parse_qs(setup.server.requests[index].url.query.decode())
    return {name: values[0] for name, values in query.items()}


def page(setup: ClientSetup, query: CallLogQuery | str | None = None) -> CallLogPage:
    now = setup.clock.now()
    default = CallLogQuery(date_from=now - 3600, date_to=now)
    return setup.client.call_log_page(query or default, setup.soon)


class TestAccount:
    def test_account_and_its_plan(self, setup: ClientSetup) -> None:
        setup.server.answers = [ok(ACCOUNT)]
        account = setup.client.account()
        assert (account.id, account.plan_name, account.edition) == ("700001", "Office", "Premium")
        assert (account.status, account.main_number, account.brand) == (
            "Confirmed",
            "12125550100",
            "Example",
        )
        assert account.raw == ACCOUNT
        assert setup.sent(LIGHT) == 1

    def test_fields_may_be_missing(self, setup: ClientSetup) -> None:
        setup.server.answers = [ok({"id": "700001", "serviceInfo": None})]
        assert setup.client.account().edition == ""

    def test_account_without_an_id_is_an_invalid_answer(self, setup: ClientSetup) -> None:
        setup.server.answers = [ok({"status": "Confirmed"})]
        with pytest.raises(InvalidAnswer):
            setup.client.account()

    def test_id_needs_one_request_for_each_login(self, setup: ClientSetup) -> None:
        setup.server.answers = [ok(ACCOUNT), ok({"id": 700002})]
        assert [setup.client.account_id() for _ in range(3)] == ["700001"] * 3
        setup.clock.advance(3590)
        assert setup.client.account_id() == "700001"
        setup.tokens.login(setup.connection, setup.user)
        assert setup.client.account_id() == "700002"

    def test_other_workers_use_the_stored_id(self, setup: ClientSetup) -> None:
        setup.server.answers = [ok(ACCOUNT)]
        setup.client.account_id()
        other = ClientSetup(server=setup.server, clock=setup.clock)
        other.tokens._records.store = setup.store
        assert other.client.account_id() == "700001"


class TestExtensions:
    def test_page_of_extensions(self, setup: ClientSetup) -> None:
        setup.server.answers = [
            ok(
                {
                    "records": [{"id": 1}, {"id": 2}],
                    "paging": {"page": 1, "totalPages": 3, "totalElements": 5},
                }
            )
        ]
        listing: ExtensionListing = setup.client
        found = listing.extension_page(1, setup.soon)
        assert [record["id"] for record in found.records] == [1, 2]
        assert (found.next_page, found.total) == (2, 5)
        assert params(setup) == {"page": "1", "perPage": "1000"}
        assert setup.sent(MEDIUM) == 1

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
    def test_next_page_of_extensions(
        self, setup: ClientSetup, answer: dict[str, object], next_page: int | None
    ) -> None:
        setup.server.answers = [ok(answer)]
        found = setup.client.extension_page(2, setup.soon)
        assert found.next_page == next_page


class TestCallLog:
    def test_first_page_of_a_query(self, setup: ClientSetup) -> None:
        setup.server.answers = [ok({"records": [{"id": "a"}, "odd", None]})]
        query = CallLogQuery(date_from=1_795_000_000, date_to=1_795_000_060.5)
        found = setup.client.call_log_page(query, setup.soon)
        assert (found.records, found.next_uri) == (({"id": "a"},), None)
        assert setup.server.requests[0].url.path == "/restapi/v1.0/account/~/call-log"
        assert params(setup) == {
            "dateFrom": "2026-11-18T11:06:40.000Z",
            "dateTo": "2026-11-18T11:07:40.500Z",
            "page": "1",
            "perPage": "1000",
            "view": "Detailed",
        }
        assert setup.sent(HEAVY) == 1

    def test_next_page_has_the_url_of_the_previous_response(self, setup: ClientSetup) -> None:
        uri = f"{SERVER}/restapi/v1.0/account/700001/call-log?page=2&dateTo=x%2By"
        setup.server.answers = [
            ok({"records": [], "navigation": {"nextPage": {"uri": uri}}}),
            ok({"records": []}),
        ]
        found = setup.client.call_log_page(CallLogQuery(date_from=0, date_to=1), setup.soon)
        assert found.next_uri == uri
        page(setup, uri)
        assert str(setup.server.requests[1].url) == uri

    def test_next_page_on_another_host_is_refused(self, setup: ClientSetup) -> None:
        uri = "https://evil.example.net/call-log?page=2"
        setup.server.answers = [ok({"records": [], "navigation": {"nextPage": {"uri": uri}}})]
        assert page(setup).next_uri == uri
        with pytest.raises(ForeignHost):
            page(setup, uri)
        assert len(setup.server.requests) == 1

    def test_page_that_links_to_itself_is_returned_and_the_walk_ends_it(
        self, setup: ClientSetup
    ) -> None:
        uri = f"{SERVER}/call-log?page=2"
        answer = {"records": [{"id": "c1"}], "navigation": {"nextPage": {"uri": uri}}}
        setup.server.answers = [ok(answer)]
        assert page(setup, uri).next_uri == uri

    @pytest.mark.parametrize(
        "content", [b"", b"<html>", b"[]", b'{"records": {}}', b'{"a": ' * 100_000, b"\xff"]
    )
    def test_malformed_page_is_an_invalid_answer(self, setup: ClientSetup, content: bytes) -> None:
        setup.server.answers = [httpx.Response(200, content=content)]
        with pytest.raises(InvalidAnswer):
            page(setup)

    def test_size_of_a_response_is_limited(
        self, setup: ClientSetup, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(transport, "MAXIMUM_JSON_BYTES", 100)
        setup.server.answers = [ok({"records": [{"id": "x" * 200}]})]
        with pytest.raises(InvalidAnswer):
            page(setup)

    def test_full_extract_and_incremental_extract(self, setup: ClientSetup) -> None:
        info = {"syncToken": "t1", "newerRecordsExist": True}
        setup.server.answers = [ok({"records": [{}], "syncInfo": info})] * 2
        found = setup.client.extract_sync(None, 1_795_000_000, setup.soon)
        assert (found.sync_token, found.newer_records_exist, len(found.records)) == ("t1", True, 1)
        assert params(setup) == {
            "syncType": "FSync",
            "recordCount": "1000",
            "view": "Detailed",
            "dateFrom": "2026-11-18T11:06:40.000Z",
        }
        setup.client.extract_sync("t1", 1_795_000_000, setup.soon)
        assert params(setup) == {"syncType": "ISync", "syncToken": "t1", "view": "Detailed"}

    def test_extract_without_a_sync_token_is_an_invalid_answer(self, setup: ClientSetup) -> None:
        setup.server.answers = [ok({"records": [], "syncInfo": {}})]
        with pytest.raises(InvalidAnswer):
            setup.client.extract_sync(None, None, setup.soon)

    def test_a_single_record(self, setup: ClientSetup) -> None:
        setup.server.answers = [ok({"id": "a/b"}), refusal(404, "CMN-102")]
        assert setup.client.call_record("a/b", setup.soon, Lane.RETRY) == {"id": "a/b"}
        assert setup.server.requests[0].url.raw_path.endswith(b"/call-log/a%2Fb?view=Detailed")
        with pytest.raises(NotFound):
            setup.client.call_record("a,b", setup.soon)
        assert b"a%2Cb" in setup.server.requests[1].url.raw_path
        with pytest.raises(BadRequest):
            setup.client.call_record("", setup.soon)

    @pytest.mark.parametrize(
        ("source", "lane"), [("backfill", Lane.BACKFILL), ("poll", Lane.POLLING)]
    )
    def test_walk_uses_the_lane_of_its_source(
        self, setup: ClientSetup, source: DiscoverySource, lane: Lane
    ) -> None:
        now = setup.clock.now()
        walk = begin(source, "700001", now - 10, now, now)
        log: CallLog = WalkedCallLog(setup.client)
        setup.server.answers = [ok({"records": []})]
        log.page(walk, setup.soon)
        assert setup.limiter.lanes[-1] is lane

    def test_walk_reads_an_extract(self, setup: ClientSetup) -> None:
        setup.server.answers = [ok({"records": [], "syncInfo": {"syncToken": "t"}})]
        log: CallLog = WalkedCallLog(setup.client)
        assert log.extract(None, 0.0, setup.soon).sync_token == "t"


class TestLimits:
    def test_requests_wait_for_their_slot(self, setup: ClientSetup) -> None:
        setup.server.answers = [ok({"records": []}, heavy())] * 11
        began = setup.clock.now()
        for _ in range(11):
            page(setup)
        assert 60 <= setup.clock.now() - began <= 63

    def test_no_request_starts_after_its_deadline(self, setup: ClientSetup) -> None:
        setup.server.answers = [ok({"records": []})] * 10
        for _ in range(10):
            page(setup)
        with pytest.raises(NoSlot):
            setup.client.call_log_page(CallLogQuery(date_from=0, date_to=1), setup.clock.now() + 30)
        assert len(setup.server.requests) == 10

    def test_rate_limit_headers_update_the_limit(self, setup: ClientSetup) -> None:
        setup.server.answers = [ok({"records": []}, heavy(remaining=4))]
        page(setup)
        slots = setup.limiter.reserve(setup.connection, HEAVY, {Lane.FRESH: 20}, 10)
        assert len(slots) == 4

    def test_reported_group_is_used_for_the_next_request(self, setup: ClientSetup) -> None:
        medium = {**heavy(), "X-Rate-Limit-Group": "Medium", "X-Rate-Limit-Limit": "40"}
        setup.server.answers = [ok({"records": []}, medium), ok({"records": []})]
        page(setup)
        page(setup)
        assert (setup.sent(HEAVY), setup.sent(MEDIUM)) == (1, 1)

    def test_429_closes_the_group(self, setup: ClientSetup) -> None:
        headers = {"X-Rate-Limit-Group": "heavy", "Retry-After": "60"}
        setup.server.answers = [refusal(429, "CMN-301", headers), ok({"records": []}), ok(ACCOUNT)]
        with pytest.raises(RateLimited) as caught:
            page(setup)
        assert (caught.value.retry_after, caught.value.group) == (66.5, "heavy")
        closed = setup.clock.now()
        with pytest.raises(NoSlot):
            setup.client.call_log_page(CallLogQuery(date_from=0, date_to=1), closed + 59)
        page(setup)
        assert setup.clock.now() >= closed + 60

    def test_429_without_a_group_closes_all_groups(self, setup: ClientSetup) -> None:
        setup.server.answers = [refusal(429)]
        with pytest.raises(RateLimited) as caught:
            page(setup)
        assert (caught.value.retry_after, caught.value.group) == (66.5, "")
        with pytest.raises(NoSlot):
            setup.client.account(setup.clock.now() + 59)


class TestTokens:
    def test_rejected_token_is_replaced_once_with_a_new_slot(self, setup: ClientSetup) -> None:
        setup.server.answers = [refusal(401, "OAU-213"), ok({"records": []})]
        page(setup)
        assert setup.bearers() == ["Bearer token-1", "Bearer token-2"]
        assert setup.sent(HEAVY) == 2

    def test_second_rejection_is_raised(self, setup: ClientSetup) -> None:
        setup.server.answers = [refusal(401, "OAU-210"), refusal(401, "OAU-210")]
        with pytest.raises(TokenRejected):
            page(setup)
        assert len(setup.server.forms) == 2

    def test_failed_login_releases_the_slot(self, setup: ClientSetup) -> None:
        setup.server.logins = [refusal(400, "OAU-140")]
        with pytest.raises(LoginFailed):
            page(setup)
        assert setup.sent(HEAVY) == 0
        assert len(setup.limiter.reserve(setup.connection, HEAVY, {Lane.FRESH: 20}, 10)) == 10


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
    def test_every_fault_becomes_a_ringkeep_error(
        self, setup: ClientSetup, answer: httpx.Response | Exception, expected: type[RingkeepError]
    ) -> None:
        setup.server.answers = [answer]
        with pytest.raises(expected):
            page(setup)

    def test_redirect_within_own_hosts_is_followed(self, setup: ClientSetup) -> None:
        moved = httpx.Response(308, headers={"Location": "/moved?x=1"})
        setup.server.answers = [moved, ok({"records": []})]
        page(setup)
        assert str(setup.server.requests[1].url) == f"{SERVER}/moved?x=1"
        assert setup.sent(HEAVY) == 1

    def test_circular_redirects_are_refused(self, setup: ClientSetup) -> None:
        setup.server.answers = [httpx.Response(302, headers={"Location": "/again"})] * 20
        with pytest.raises(InvalidAnswer):
            page(setup)
        assert len(setup.server.requests) == 6

    def test_response_that_ends_early_is_unavailable(self, setup: ClientSetup) -> None:
        class Broken(httpx.SyncByteStream):
            def __iter__(self) -> Iterator[bytes]:
                yield b'{"records": '
                raise httpx.RemoteProtocolError("peer closed connection")

        setup.server.answers = [httpx.Response(200, stream=Broken())]
        with pytest.raises(Unavailable):
            page(setup)

    def test_slow_response_times_out(self, setup: ClientSetup) -> None:
        class Slow(httpx.SyncByteStream):
            def __iter__(self) -> Iterator[bytes]:
                while True:
                    setup.clock.advance(50)
                    yield b"x" * 300_000

        setup.server.answers = [httpx.Response(200, stream=Slow())]
        with pytest.raises(Unavailable):
            page(setup)


def test_client_sends_its_user_agent(setup: ClientSetup) -> None:
    setup.server.answers = [ok(ACCOUNT)]
    setup.client.account()
    assert setup.server.requests[0].headers["user-agent"].startswith("Ringkeep/")


def test_client_implements_the_recording_source_port(setup: ClientSetup) -> None:
    source: RecordingSource = setup.client
    assert source is setup.client


def test_no_repr_shows_a_secret(setup: ClientSetup) -> None:
    request = transport.Request(
        SERVER, headers={"Authorization": "Bearer t0ken"}, form={"a": "t0ken"}, basic=("a", "t0ken")
    )
    answer = transport.Response(200, {}, json.dumps({"access_token": "t0ken"}).encode())
    assert "t0ken" not in f"{request!r}{answer!r}{setup.tokens!r}{setup.client!r}"
