"""A call log whose pages do not end, or that refuses old dates, on request.

`Options.call_log_end` chooses the trouble:

    empty_pages      after the last page come empty ones, each naming a next page
    circle           page 2 and all later pages name page 1 as the next one
    clamped          the last page comes again and again, each time naming the next number
    unchanged_token  the extract says that newer records exist, with the token it was asked with

`Options.call_log_days` refuses a `dateFrom` that is more days ago (0: never).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from starlette.responses import JSONResponse, Response

from simulator.http.errors import invalid
from simulator.http.operations import ApiRequest
from simulator.http.paging import Page, navigation, page_of
from simulator.recordings.call_log import time_param

KINDS = ("empty_pages", "circle", "clamped", "unchanged_token")
Handler = Callable[[ApiRequest], Response]
Body = dict[str, Any]


class EndlessList:
    """Answers like the call log's list, with the trouble of the options."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self._last: dict[str, list[Body]] = {}

    def __call__(self, request: ApiRequest) -> Response:
        _refuse_old(request)
        response = self._handler(request)
        kind = request.account.options.call_log_end
        if kind not in KINDS or kind == "unchanged_token" or "sessionId" in request.query:
            return response
        return JSONResponse(self._endless(request, kind, json.loads(bytes(response.body))))

    def _endless(self, request: ApiRequest, kind: str, body: Body) -> Body:
        page = page_of(request.query)
        if kind == "clamped":
            body["records"] = self._clamped(request, body["records"])
        target = Page(0, page.size) if kind == "circle" and page.number > 1 else page
        items = [item for item in request.query_items if item[0] not in ("page", "perPage")]
        links = navigation(f"{request.account_url}/call-log", items, target, more=True)
        return {**body, "navigation": {**body["navigation"], "nextPage": links["nextPage"]}}

    def _clamped(self, request: ApiRequest, records: list[Body]) -> list[Body]:
        dates = f"{request.query.get('dateFrom')} {request.query.get('dateTo')}"
        if records:
            self._last[dates] = records
        return records or self._last.get(dates, [])


def endless_extract(handler: Handler) -> Handler:
    """Answers like the extract, with the trouble of the options."""

    def answer(request: ApiRequest) -> Response:
        response = handler(request)
        if request.account.options.call_log_end != "unchanged_token":
            return response
        body = json.loads(bytes(response.body))
        asked = request.query.get("syncToken")
        changed = {"newerRecordsExist": True} | ({"syncToken": asked} if asked else {})
        return JSONResponse({**body, "syncInfo": {**body["syncInfo"], **changed}})

    return answer


def _refuse_old(request: ApiRequest) -> None:
    days = request.account.options.call_log_days
    since = time_param(request.query, "dateFrom") if days else None
    if since and request.account.clock.now() - since > timedelta(days=days):
        raise invalid("dateFrom", f"the call log goes back {days} days")
