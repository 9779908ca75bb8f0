"""DynamoLiveTable and its fake behave the same."""

from __future__ import annotations

import json
from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws

from ringkeep.aws.live.live_table import DynamoLiveTable
from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.json import JsonObject
from ringkeep.domain.live.board import Board, OpenCall, open_call
from ringkeep.domain.live.calls import live_call
from ringkeep.domain.live.events import PresenceEvent, TelephonyEvent, parse_event
from ringkeep.domain.live.presence import presence_of
from ringkeep.domain.live.sessions import Session, SessionKey, joined, session_of, session_of_check
from ringkeep.domain.live.users import UserState, with_call, with_presence
from ringkeep.errors import Conflict, ResourceMissing
from ringkeep.usecases.live.ports import LiveTable
from tests.contract.tables import directory_table
from tests.fakes.live.live_table import MemoryLiveTable
from tests.unit.domain.live.notifications import ACCOUNT, NOW, USER_A, idle, party, telephony

SERVICE = "default"
ACCOUNT_REF = AccountRef(SERVICE, ACCOUNT)


@pytest.fixture(params=["fake", "dynamodb"])
def table(request: pytest.FixtureRequest) -> Iterator[LiveTable]:
    if request.param == "fake":
        yield MemoryLiveTable()
        return
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        yield DynamoLiveTable(client, directory_table(client, "live"))


def session(telephony_session_id: str = "s-1", event: JsonObject | None = None) -> Session:
    notification = event or telephony(
        4,
        NOW + 0.123,
        party("Answered", recordings=[{"id": "r1", "active": True}]),
        session=telephony_session_id,
    )
    parsed = parse_event(json.dumps(notification), NOW)
    assert isinstance(parsed, TelephonyEvent)
    return session_of(parsed, ACCOUNT_REF)


def user(extension_id: str = USER_A, account_id: str = ACCOUNT) -> UserState:
    event = parse_event(json.dumps(idle(7, NOW, extension_id)), NOW)
    assert isinstance(event, PresenceEvent)
    new_user = UserState(service=SERVICE, account_id=account_id, extension_id=extension_id)
    return with_presence(new_user, presence_of(event), NOW)


def call(telephony_session_id: str = "s-1", account_id: str = ACCOUNT) -> OpenCall:
    return open_call(AccountRef(SERVICE, account_id), telephony_session_id, NOW)


def test_a_session_is_read_as_written(table: LiveTable) -> None:
    key = session().key
    checked = joined(session(), session_of_check(key, "100", (), NOW + 500.5))
    written = table.put_session(checked)
    assert table.session(key) == written
    assert written.revision == 1


def test_an_event_without_a_sequence_keeps_its_order(table: LiveTable) -> None:
    first = session(event=telephony(None, NOW + 0.001, party("Setup")))
    second = session(event=telephony(None, NOW + 0.002, party("Answered")))
    table.put_session(joined(first, second))
    stored = table.session(first.key)
    assert stored is not None
    assert joined(stored, first).parties == stored.parties


def test_an_unknown_session_is_none(table: LiveTable) -> None:
    key = SessionKey(service=SERVICE, account_id=ACCOUNT, telephony_session_id="s-0")
    assert table.session(key) is None


def test_writing_a_changed_session_raises_conflict(table: LiveTable) -> None:
    first = table.put_session(session())
    table.put_session(first)
    with pytest.raises(Conflict):
        table.put_session(first)


def test_a_new_session_never_replaces_an_existing_one(table: LiveTable) -> None:
    table.put_session(session())
    with pytest.raises(Conflict):
        table.put_session(session())


def test_a_user_is_read_as_written(table: LiveTable) -> None:
    part = live_call(session(), USER_A)
    assert part is not None
    written = table.put_user(with_call(user(), part, NOW))
    assert table.user(ACCOUNT_REF, USER_A) == written


def test_an_unknown_user_is_none(table: LiveTable) -> None:
    assert table.user(ACCOUNT_REF, "0") is None


def test_writing_a_changed_user_raises_conflict(table: LiveTable) -> None:
    first = table.put_user(user())
    table.put_user(first)
    with pytest.raises(Conflict):
        table.put_user(first)


def test_users_are_those_of_one_account(table: LiveTable) -> None:
    for number in range(3):
        table.put_user(user(f"1{number}"))
    table.put_user(user(account_id="other"))
    table.put_board(Board(service=SERVICE, account_id=ACCOUNT))
    found = table.users(ACCOUNT_REF)
    assert sorted(one.extension_id for one in found) == ["10", "11", "12"]


def test_some_users_returns_the_existing_ones(table: LiveTable) -> None:
    for number in range(3):
        table.put_user(user(f"1{number}"))
    found = table.some_users(ACCOUNT_REF, ["11", "12", "99", "11"])
    assert sorted(one.extension_id for one in found) == ["11", "12"]
    assert table.some_users(ACCOUNT_REF, []) == []


def test_more_users_than_one_batch_are_read(table: LiveTable) -> None:
    ids = [str(number) for number in range(130)]
    for id_ in ids:
        table.put_user(UserState(service=SERVICE, account_id=ACCOUNT, extension_id=id_))
    assert len(table.some_users(ACCOUNT_REF, ids)) == 130


def test_a_board_is_read_as_written_and_its_account_is_listed(table: LiveTable) -> None:
    written = table.put_board(Board(service=SERVICE, account_id=ACCOUNT, last_update_at=NOW + 0.5))
    assert table.board(ACCOUNT_REF) == written
    assert table.accounts(SERVICE) == [ACCOUNT]
    assert table.accounts("other") == []
    assert table.board(AccountRef("other", ACCOUNT)) is None


def test_writing_a_changed_board_raises_conflict(table: LiveTable) -> None:
    table.put_board(Board(service=SERVICE, account_id=ACCOUNT))
    with pytest.raises(Conflict):
        table.put_board(Board(service=SERVICE, account_id=ACCOUNT))


def test_open_calls_are_those_of_one_account(table: LiveTable) -> None:
    table.put_open_call(call())
    table.put_open_call(call("s-2", "other"))
    assert table.open_calls(ACCOUNT_REF) == [call()]


def test_an_open_call_is_added_once_and_replaced_when_put(table: LiveTable) -> None:
    later = call().postponed(NOW + 60)
    table.add_open_call(call())
    table.add_open_call(later)
    assert table.open_calls(ACCOUNT_REF) == [call()]
    table.put_open_call(later)
    assert table.open_calls(ACCOUNT_REF) == [later]


def test_removing_an_open_call_twice_changes_nothing(table: LiveTable) -> None:
    table.put_open_call(call())
    for _ in range(2):
        table.remove_open_call(session().key)
    assert table.open_calls(ACCOUNT_REF) == []


def test_a_session_expires_a_day_after_its_last_update() -> None:
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        table = DynamoLiveTable(client, directory_table(client, "live"))
        table.put_session(session())
        (item,) = client.scan(TableName="live")["Items"]
    assert item["ttl"] == {"N": str(int(NOW) + 24 * 3600)}


def test_users_over_several_pages_are_all_read() -> None:
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        table = DynamoLiveTable(client, directory_table(client, "live"))
        large = user().model_copy(update={"name": "n" * 100_000})
        for number in range(12):
            table.put_user(large.model_copy(update={"extension_id": str(number)}))
        assert len(table.users(ACCOUNT_REF)) == 12


def test_a_missing_table_is_named() -> None:
    with mock_aws():
        table = DynamoLiveTable(boto3.client("dynamodb", region_name="us-east-1"), "missing-table")
        with pytest.raises(ResourceMissing, match="missing-table"):
            table.board(ACCOUNT_REF)
