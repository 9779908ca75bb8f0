"""Lists and checks are asked as one user who sees the company; downloads use every user's limit."""

from __future__ import annotations

import httpx
import pytest

from ringkeep.domain.limits.slots import Lane, Slot
from ringkeep.domain.limits.state import HEAVY
from ringkeep.domain.recordings.walks import begin
from ringkeep.errors import (
    LoginFailed,
    NoSlot,
    NotFound,
    PermissionMissing,
    RingkeepError,
    TokenRefused,
)
from ringkeep.ringcentral.call_log import CallLogQuery, WalkedCallLog
from ringkeep.ringcentral.http.limiter import Queue
from ringkeep.ringcentral.presence import PresencePages
from ringkeep.ringcentral.telephony_sessions import LiveSessions
from tests.unit.domain.accounts.test_reach import ROLE_LIMITED_TO_A_SITE, profile
from tests.unit.ringcentral.fake_ringcentral import refusal
from tests.unit.ringcentral.http.connections import connection
from tests.unit.ringcentral.two_sites import COMPANY, LIMITED, TwoSites

DAY = 86400.0
WAV = b"RIFF" + bytes(996)


@pytest.fixture
def account() -> TwoSites:
    return TwoSites()


def wav() -> httpx.Response:
    return httpx.Response(200, content=WAV, headers={"Content-Type": "audio/wav"})


def slot_of(account: TwoSites, subject: str) -> Slot:
    """Returns an admitted slot of the user."""
    setup = account.setup
    queue = Queue(setup.limiter, setup.clock, connection(subject))
    return queue.acquire(HEAVY, Lane.FRESH, setup.soon)


def download(account: TwoSites, subject: str) -> bytes:
    slot = slot_of(account, subject)
    with account.client().open_recording("r1", "810", None, slot) as content:
        return b"".join(content.chunks)


@pytest.mark.parametrize("subjects", [(LIMITED, COMPANY), (COMPANY, LIMITED)])
def test_every_list_and_check_is_asked_as_the_user_who_sees_the_company(
    subjects: tuple[str, str],
) -> None:
    account = TwoSites(*subjects)
    client, soon = account.client(), account.setup.soon
    client.call_log_page(CallLogQuery(date_from=0, date_to=1), soon)
    client.extension_page(1, soon)
    client.call_record("c1", soon)
    client.session_records("s1", soon)
    PresencePages(client).presence_page(1, soon)
    LiveSessions(client).session("t1", soon)
    asked = [request for request in account.server.asked if request[1] != "authz-profile"]
    assert {user for user, _ in asked} == {COMPANY}
    assert len(asked) == 6
    assert client.sees_company()


def test_pages_wait_for_the_slots_of_their_user_while_the_other_user_is_free(
    account: TwoSites,
) -> None:
    client = account.client()
    began = account.setup.clock.now()
    for _ in range(25):
        client.call_log_page(CallLogQuery(date_from=0, date_to=1), began + 300)
    assert account.server.users_of("call-log") == {COMPANY}
    assert 120 <= account.setup.clock.now() - began <= 130


def test_a_list_keeps_to_its_place_among_the_downloads_of_its_user(account: TwoSites) -> None:
    """The downloads of both users are planned two minutes ahead; a page waits two windows at most."""
    setup = account.setup
    client = account.client()
    demand = {Lane.FRESH: 30, Lane.BACKFILL: 30}
    planned = setup.limiter.reserve_imports(setup.connection, demand, 120)
    assert {slot.user for slot in planned} == set(setup.connection.user_labels)
    began = setup.clock.now()
    client.call_log_page(CallLogQuery(date_from=0, date_to=1), began + 300)
    assert setup.clock.now() - began <= 122
    assert setup.limiter.lanes[-1] is Lane.POLLING


def test_the_pages_of_one_user_leave_the_downloads_of_the_others_alone(account: TwoSites) -> None:
    setup = account.setup
    client = account.client()
    for _ in range(10):
        client.call_log_page(CallLogQuery(date_from=0, date_to=1), setup.soon)
    slots = setup.limiter.reserve_imports(setup.connection, {Lane.FRESH: 40}, 55)
    now = setup.clock.now()
    at_once = [slot for slot in slots if slot.start_at <= now + 1]
    assert [slot.user for slot in at_once] == [account.label(LIMITED)] * 10


def test_a_service_with_one_user_needs_no_reach_to_read_its_lists() -> None:
    account = TwoSites(LIMITED)
    client = account.client()
    client.call_log_page(CallLogQuery(date_from=0, date_to=1), account.setup.soon)
    assert account.server.users_of("call-log") == {LIMITED}
    assert not client.sees_company()


def test_without_a_known_reach_one_user_reads_and_proves_nothing(account: TwoSites) -> None:
    account.server.profiles = {LIMITED: profile(None), COMPANY: profile(None)}
    client = account.client()
    for _ in range(25):
        client.call_log_page(CallLogQuery(date_from=0, date_to=1), account.setup.soon)
    assert len(account.server.users_of("call-log")) == 1
    assert not client.sees_company()


def test_a_reach_that_cannot_be_read_for_a_week_proves_nothing(account: TwoSites) -> None:
    assert account.client().sees_company()
    account.server.profiles = {LIMITED: None, COMPANY: None}
    account.setup.clock.advance(2 * DAY)
    assert account.client().sees_company()
    account.setup.clock.advance(6 * DAY)
    assert not account.client().sees_company()


def test_each_profile_is_one_medium_request_a_day(account: TwoSites) -> None:
    for _ in range(10):
        account.client()
        account.setup.clock.advance(300)
    assert account.setup.sent("medium") == 2


def test_downloads_use_the_slots_of_every_user(account: TwoSites) -> None:
    account.server.content = {LIMITED: wav, COMPANY: wav}
    assert download(account, LIMITED) == WAV
    assert download(account, COMPANY) == WAV
    assert account.server.users_of("content") == {LIMITED, COMPANY}


@pytest.mark.parametrize("status", [403, 404])
def test_a_user_who_does_not_see_the_recording_passes_it_to_one_who_does(
    account: TwoSites, status: int
) -> None:
    account.server.content = {LIMITED: lambda: refusal(status, "CMN-102"), COMPANY: wav}
    assert download(account, LIMITED) == WAV
    downloads = [user for user, name in account.server.asked if name == "content"]
    assert downloads == [LIMITED, COMPANY]


@pytest.mark.parametrize(("status", "error"), [(403, PermissionMissing), (404, NotFound)])
def test_a_refusal_is_the_answer_of_the_user_who_sees_the_company(
    account: TwoSites, status: int, error: type[RingkeepError]
) -> None:
    account.server.content = dict.fromkeys((LIMITED, COMPANY), lambda: refusal(status))
    for subject in (LIMITED, COMPANY):
        with pytest.raises(error):
            download(account, subject)
    downloads = [user for user, name in account.server.asked if name == "content"]
    assert downloads == [LIMITED, COMPANY, COMPANY]


@pytest.mark.parametrize("status", [403, 404])
def test_a_recording_that_only_the_reader_of_the_lists_sees_is_passed_to_them(status: int) -> None:
    """Each of two users sees another site."""
    account = TwoSites()
    account.server.profiles = dict.fromkeys((LIMITED, COMPANY), ROLE_LIMITED_TO_A_SITE)
    account.server.content = {COMPANY: lambda: refusal(status, "CMN-102"), LIMITED: wav}
    assert account.client().user == account.label(LIMITED)
    assert download(account, COMPANY) == WAV
    account.server.content = {LIMITED: lambda: refusal(status, "CMN-102"), COMPANY: wav}
    with pytest.raises((NotFound, PermissionMissing)):
        download(account, LIMITED)


def test_a_refusal_of_a_limited_user_is_no_answer_while_the_other_user_has_no_slot(
    account: TwoSites,
) -> None:
    account.client()
    for _ in range(10):
        slot_of(account, COMPANY)
    account.server.content = {LIMITED: lambda: refusal(404, "CMN-102")}
    with pytest.raises(NoSlot):
        download(account, LIMITED)


def test_a_limited_user_of_a_service_without_a_better_one_is_believed_but_proves_nothing() -> None:
    account = TwoSites(LIMITED)
    account.server.content = {LIMITED: lambda: refusal(404, "CMN-102")}
    with pytest.raises(NotFound):
        download(account, LIMITED)
    assert not account.client().sees_company()


def test_subscriptions_are_created_as_the_user_who_sees_the_company(account: TwoSites) -> None:
    assert next(iter(account.client().each_user())) == account.label(COMPANY)


def test_another_user_reads_the_lists_if_the_login_of_the_first_fails() -> None:
    account = TwoSites(COMPANY, LIMITED)
    account.server.profiles[LIMITED] = profile(["Account"])

    def read_page() -> None:
        log, now = WalkedCallLog(account.client()), account.setup.clock.now()
        walk = begin("poll", "810", now - DAY, now, now)
        log.asked_as(log.reader.user).page(walk, account.setup.soon)

    read_page()
    account.setup.clock.advance(2 * 3600)  # the tokens have expired
    account.server.logins = [refusal(400, "OAU-140")]
    with pytest.raises(LoginFailed):
        read_page()
    read_page()
    assert [user for user, name in account.server.asked if name == "call-log"] == [COMPANY, LIMITED]


@pytest.mark.parametrize("name", ["call-log", "~"])
def test_another_user_reads_the_lists_if_every_token_of_the_first_is_refused(name: str) -> None:
    """A disabled user may still log in."""
    account = TwoSites(COMPANY, LIMITED)
    account.server.profiles[LIMITED] = profile(["Account"])
    account.server.refused = {(COMPANY, name)}

    def read_page() -> None:
        client, now = account.client(), account.setup.clock.now()
        client.account_id(account.setup.soon)
        log, walk = WalkedCallLog(client), begin("poll", "810", now - DAY, now, now)
        log.asked_as(log.reader.user).page(walk, account.setup.soon)

    with pytest.raises(TokenRefused):
        read_page()
    read_page()
    assert account.server.asked[-1] == (LIMITED, "call-log")


def test_the_failed_login_of_the_only_user_who_sees_the_company_stays_a_failure() -> None:
    account = TwoSites(COMPANY, LIMITED)
    account.client()
    account.setup.clock.advance(2 * 3600)
    account.server.logins = [refusal(400, "OAU-140")]
    for _ in range(2):
        with pytest.raises(LoginFailed):
            account.client().call_log_page(CallLogQuery(date_from=0, date_to=1), account.setup.soon)
    assert account.server.users_of("call-log") == set()
