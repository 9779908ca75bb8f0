"""Live state in DynamoDB, in one table with string keys.

    pk `live#{service}#{account}`          sk `user#{extension}`  a user's phone
    pk same                                sk `board`             how current the board is
    pk `session#{service}#{account}#{id}`  sk `session`           a session, with a `ttl`
    pk `open#{service}#{account}`          sk session id          an open call, and when to check it
    pk `boards#{service}`                  sk account id          which accounts have a board

The table's stream sends changes of rows under `live#` to the open pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from pydantic import BaseModel

from ringkeep.aws.items import Item
from ringkeep.aws.table import Table
from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.json import JsonValue
from ringkeep.domain.live.board import Board, OpenCall
from ringkeep.domain.live.sessions import Session, SessionKey
from ringkeep.domain.live.users import UserState
from ringkeep.errors import Conflict

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_BATCH: Final = 100
"""The maximum number of rows in one batch read of DynamoDB."""
_OPEN_KEPT_SECONDS: Final = 48 * 3600.0
_USER: Final = "user#"


class DynamoLiveTable:
    """The LiveTable port over one DynamoDB table."""

    def __init__(self, client: DynamoDBClient, table_name: str) -> None:
        self._table = Table(client, table_name)

    def session(self, key: SessionKey) -> Session | None:
        item = self._get(_session_pk(key), "session")
        return Session.model_validate(item) if item else None

    def put_session(self, session: Session) -> Session:
        updated = session.model_copy(update={"revision": session.revision + 1})
        ttl = {"ttl": int(session.forget_at)}
        self._put(_session_pk(session), "session", updated, session.revision, ttl)
        return updated

    def user(self, account: AccountRef, extension_id: str) -> UserState | None:
        item = self._get(_live_pk(account), _USER + extension_id)
        return UserState.model_validate(item) if item else None

    def put_user(self, user: UserState) -> UserState:
        updated = user.model_copy(update={"revision": user.revision + 1})
        pk = _live_pk(user.account)
        self._put(pk, _USER + user.extension_id, updated, user.revision)
        return updated

    def users(self, account: AccountRef) -> Sequence[UserState]:
        items = self._query(_live_pk(account), _USER, consistent=False)
        return [UserState.model_validate(item) for item in items]

    def some_users(self, account: AccountRef, extension_ids: Iterable[str]) -> Sequence[UserState]:
        pk = _live_pk(account)
        sort_keys = [_USER + id_ for id_ in dict.fromkeys(extension_ids)]
        keys = [{"pk": pk, "sk": sort_key} for sort_key in sort_keys]
        batches = (keys[at : at + _BATCH] for at in range(0, len(keys), _BATCH))
        items = (item for batch in batches for item in self._table.get_many(batch))
        return [UserState.model_validate(item) for item in items]

    def board(self, account: AccountRef) -> Board | None:
        item = self._get(_live_pk(account), "board")
        return Board.model_validate(item) if item else None

    def put_board(self, board: Board) -> Board:
        """Adds the account to the list of boards before it writes the board, so that the account is
        found even if the process stops in between."""
        if board.revision == 0:
            self._table.put({"pk": f"boards#{board.service}", "sk": board.account_id})
        updated = board.model_copy(update={"revision": board.revision + 1})
        self._put(_live_pk(board.account), "board", updated, board.revision)
        return updated

    def accounts(self, service: str) -> Sequence[str]:
        return [str(item["sk"]) for item in self._query(f"boards#{service}")]

    def open_calls(self, account: AccountRef) -> Sequence[OpenCall]:
        items = self._query(_open_pk(account))
        return [OpenCall.model_validate(item) for item in items]

    def put_open_call(self, call: OpenCall) -> None:
        self._table.put(_open_item(call))

    def add_open_call(self, call: OpenCall) -> None:
        with suppress(Conflict):
            self._table.put_new(_open_item(call))

    def remove_open_call(self, key: SessionKey) -> None:
        pk = _open_pk(key.account)
        self._table.delete({"pk": pk, "sk": key.telephony_session_id})

    def _get(self, pk: str, sk: str) -> Item | None:
        return self._table.get({"pk": pk, "sk": sk})

    def _query(self, pk: str, prefix: str = "", consistent: bool = True) -> Iterator[Item]:
        """Yields the rows of a partition from all pages."""
        begins = " AND begins_with(sk, :prefix)" if prefix else ""
        values: dict[str, JsonValue] = {":pk": pk, **({":prefix": prefix} if prefix else {})}
        return self._table.query("pk = :pk" + begins, values, consistent=consistent)

    def _put(
        self,
        pk: str,
        sk: str,
        row: BaseModel,
        revision: int,
        extra: Mapping[str, JsonValue] | None = None,
    ) -> None:
        """Writes the row if the stored revision still equals `revision`."""
        values = row.model_dump(mode="json", by_alias=False, exclude_defaults=True)
        item = {**values, **(extra or {}), "pk": pk, "sk": sk}
        self._table.put_revision(item, revision)


def _live_pk(account: AccountRef) -> str:
    return f"live#{account.key}"


def _session_pk(key: SessionKey) -> str:
    return f"session#{key.account.key}#{key.telephony_session_id}"


def _open_pk(account: AccountRef) -> str:
    return f"open#{account.key}"


def _open_item(call: OpenCall) -> Item:
    return {
        **call.model_dump(mode="json"),
        "pk": _open_pk(call.account),
        "sk": call.telephony_session_id,
        "ttl": int(call.ask_at + _OPEN_KEPT_SECONDS),
    }
