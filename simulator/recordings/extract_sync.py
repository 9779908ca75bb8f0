"""The extract synchronization of the call log, with its sync tokens."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import datetime, timedelta

from starlette.responses import JSONResponse, Response

from simulator.accounts.account import Account
from simulator.clock import parse_time, zulu
from simulator.http.errors import ApiError, invalid, missing_permission
from simulator.http.operations import ApiRequest
from simulator.http.paging import positive
from simulator.recordings.call_log import choice, delete_listed, time_param, written

_TYPES = ("FSync", "ISync")
Cursor = tuple[datetime, str]


def call_log_extract_sync(request: ApiRequest) -> Response:
    """Answers by modification time, oldest change first, with a cursor that never skips one."""
    account, query = request.account, request.query
    _check_offered(account)
    kind = choice(query, "syncType", _TYPES, "FSync")
    limit = account.options.extract_page
    if kind == "ISync":
        cursor = _read_token(request)
    else:
        since = time_param(query, "dateFrom") or account.clock.now() - timedelta(hours=1)
        cursor = (since, "")
        limit = min(limit, positive(query, "recordCount", 250))
    entries = [
        entry
        for entry in account.modified_since(cursor)
        if account.roles.sees(request.user, account.calls[entry[1]])
    ]
    page = entries[:limit]
    calls = [account.calls[call_id] for _, call_id in page]
    body = {
        "uri": f"{request.account_url}/call-log-extract-sync",
        "records": written(request, calls),
        "syncInfo": {
            "syncType": kind,
            "syncToken": _token(page[-1] if page else cursor, request),
            "newerRecordsExist": len(entries) > limit,
            "syncTime": zulu(account.clock.now()),
        },
    }
    delete_listed(account, calls)
    return JSONResponse(body)


def _check_offered(account: Account) -> None:
    if account.options.extract_sync == "not_found":
        raise ApiError(404, "CMN-102", "No such resource: call-log-extract-sync")
    if account.options.extract_sync == "forbidden":
        raise missing_permission("ReadCallLog")


def _token(cursor: Cursor, request: ApiRequest) -> str:
    """A token holds for the user who got it."""
    content = [cursor[0].isoformat(), cursor[1], request.user.extension_id]
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode()


def _read_token(request: ApiRequest) -> Cursor:
    if "syncToken" not in request.query:
        raise invalid("syncToken", "an ISync needs it", "CLG-104")
    try:
        time, call_id, user = json.loads(base64.urlsafe_b64decode(request.query["syncToken"]))
        cursor = parse_time(time), str(call_id)
    except (ValueError, TypeError, binascii.Error):
        user = None
    if user != request.user.extension_id:
        raise ApiError(400, "CLG-101", "The syncToken is invalid")
    return cursor
