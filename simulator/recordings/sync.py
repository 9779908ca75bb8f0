"""The two synchronisations of the call log, and their tokens."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import datetime, timedelta

from starlette.datastructures import QueryParams
from starlette.responses import JSONResponse, Response

from simulator.accounts.account import Account
from simulator.clock import parse_moment, zulu
from simulator.http.errors import ApiError, invalid, missing_permission
from simulator.http.operations import ApiRequest
from simulator.http.paging import positive
from simulator.recordings.call_log import (
    choice,
    delete_what_was_listed,
    detailed_view,
    filtered,
    moment,
    recording_tests,
)
from simulator.recordings.calls import Call
from simulator.recordings.records import RecordWriter

MAX_SYNC_RECORDS = 250
OLDEST_SYNC = timedelta(days=30)
_TYPES = ("FSync", "ISync")
Cursor = tuple[datetime, str]


def call_log_sync(request: ApiRequest) -> Response:
    """By start time at first (FSync), then whatever changed since (ISync); 250 records at most."""
    account, query = request.account, request.query
    kind = choice(query, "syncType", _TYPES, "FSync")
    calls = _changed(account, query) if kind == "ISync" else _newest(account, query)
    calls = filtered(calls, recording_tests(account, query))
    if query.get("statusGroup") == "Missed":
        calls = [each for each in calls if each.result == "Missed"]
    now = account.clock.now()
    info: dict[str, object] = {
        "syncType": kind,
        "syncToken": _token(account, "sync", (now, "")),
        "syncTime": zulu(now),
    }
    return _answer(request, "call-log-sync", calls, info)


def call_log_extract_sync(request: ApiRequest) -> Response:
    """By modification time, oldest change first, with a cursor that never skips."""
    account, query = request.account, request.query
    _offered(account)
    kind = choice(query, "syncType", _TYPES, "FSync")
    limit = account.options.extract_page
    if kind == "ISync":
        cursor = _read_token(account, query, "extract")
    else:
        since = moment(query, "dateFrom") or account.clock.now() - timedelta(hours=1)
        cursor = (since, "")
        limit = min(limit, positive(query, "recordCount", 250))
    entries = account.modified_since(cursor)
    chosen = entries[:limit]
    info: dict[str, object] = {
        "syncType": kind,
        "syncToken": _token(account, "extract", chosen[-1] if chosen else cursor),
        "newerRecordsExist": len(entries) > limit,
    }
    if account.options.extract_sync_time:
        info["syncTime"] = zulu(account.clock.now())
    calls = [account.calls[call_id] for _, call_id in chosen]
    return _answer(request, "call-log-extract-sync", calls, info)


def _answer(request: ApiRequest, path: str, calls: list[Call], info: dict[str, object]) -> Response:
    account = request.account
    detailed = detailed_view(request.query)
    writer = RecordWriter(account, request.base_url)
    body = {
        "uri": f"{request.base_url}/restapi/v1.0/account/{account.id}/{path}",
        "records": [writer.record(each, detailed) for each in calls],
        "syncInfo": info,
    }
    delete_what_was_listed(account, calls)
    return JSONResponse(body)


def _newest(account: Account, query: QueryParams) -> list[Call]:
    oldest = account.clock.now() - OLDEST_SYNC
    since = max(moment(query, "dateFrom") or oldest, oldest)
    count = min(MAX_SYNC_RECORDS, positive(query, "recordCount", MAX_SYNC_RECORDS))
    return account.started(since, None)[:count]


def _changed(account: Account, query: QueryParams) -> list[Call]:
    since, _ = _read_token(account, query, "sync")
    # From the very moment of the token on: a record on the edge is given twice rather than never
    entries = account.modified_since((since - timedelta(milliseconds=1), ""))
    if len(entries) > MAX_SYNC_RECORDS:
        raise ApiError(400, "CLG-101", "The syncToken is invalid: too many changes, sync in full")
    return [account.calls[call_id] for _, call_id in reversed(entries)]


def _offered(account: Account) -> None:
    if account.options.extract_sync == "not_found":
        raise ApiError(404, "CMN-102", "No such resource: call-log-extract-sync")
    if account.options.extract_sync == "forbidden":
        raise missing_permission("ReadCallLog")


def _token(account: Account, kind: str, cursor: Cursor) -> str:
    content = [account.sync_epoch, kind, cursor[0].isoformat(), cursor[1]]
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode()


def _read_token(account: Account, query: QueryParams, kind: str) -> Cursor:
    if "syncToken" not in query:
        raise invalid("syncToken", "an ISync needs it", "CLG-104")
    try:
        content = json.loads(base64.urlsafe_b64decode(query["syncToken"]))
        epoch, token_kind, when, call_id = content
        cursor = (parse_moment(when), str(call_id))
    except (ValueError, TypeError, binascii.Error):
        raise ApiError(400, "CLG-101", "The syncToken is invalid") from None
    if (epoch, token_kind) != (account.sync_epoch, kind):
        raise ApiError(400, "CLG-101", "The syncToken is invalid: it is stale, sync in full")
    return cursor
