"""The call log: the list of records and single records."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from starlette.datastructures import QueryParams
from starlette.responses import JSONResponse, Response

from simulator.accounts.account import Account
from simulator.clock import parse_time, zulu
from simulator.http.errors import invalid, not_found
from simulator.http.operations import ApiRequest
from simulator.http.paging import navigation, page_of, paging
from simulator.recordings.calls import Call
from simulator.recordings.records import RecordWriter, has_recording

_PARAMETERS = {"page", "perPage", "view", "dateFrom", "dateTo", "recordingType", "sessionId"}
_ALLOWED_WITH_SESSION = {"sessionId", "view", "page", "perPage"}
_VIEWS = ("Simple", "Detailed")
_RECORDING_TYPES = ("Automatic", "OnDemand", "All")


def list_calls(request: ApiRequest) -> Response:
    account, query = request.account, request.query
    _check_parameters(query)
    page = page_of(query)
    since, until = _range(account, query)
    calls = account.roles.seen(request.user, account.started(since, until))
    found = _filtered(calls, query, account.clock.now())
    shown = found[page.start : page.stop]
    items = [item for item in request.query_items if item[0] != "dateFrom"]
    if since is not None:
        items.append(("dateFrom", zulu(since)))
    url = f"{request.account_url}/call-log"
    body = {
        "uri": f"{url}?page={page.number}&perPage={page.size}",
        "records": written(request, shown),
        "paging": paging(page, len(shown)),
        "navigation": navigation(url, items, page, more=len(found) > page.stop),
    }
    delete_listed(account, shown)
    return JSONResponse(body)


def one_call(request: ApiRequest) -> Response:
    call = request.account.calls.get(request.path_param("call_id"))
    if call is None or call.visible_at > request.account.clock.now():
        raise not_found("call record")
    if not request.account.roles.sees(request.user, call):
        raise not_found("call record")
    return JSONResponse(written(request, [call])[0])


def written(request: ApiRequest, calls: Iterable[Call]) -> list[dict[str, object]]:
    """Returns the records of the calls in the view that the request asks for."""
    detailed = choice(request.query, "view", _VIEWS, "Simple") == "Detailed"
    writer = RecordWriter(request.account, request.base_url)
    return [writer.record(each, detailed) for each in calls]


def choice(query: QueryParams, name: str, allowed: tuple[str, ...], default: str) -> str:
    value = query.get(name, default)
    if value not in allowed:
        raise invalid(name, f"one of {', '.join(allowed)} is expected")
    return value


def time_param(query: QueryParams, name: str) -> datetime | None:
    text = query.get(name)
    if text is None:
        return None
    try:
        # A plus sign that was not encoded arrives as a space
        return parse_time(text.replace(" ", "+"))
    except ValueError:
        raise invalid(name, "a date and time in ISO 8601 is expected") from None


def delete_listed(account: Account, calls: Iterable[Call]) -> None:
    """Deletes the recordings that are marked to disappear once a client has listed them."""
    now = account.clock.now()
    for call in calls:
        for recording in call.recordings:
            if recording.delete_after_listing and recording.shown(now):
                account.delete_recording(recording.id)


def _check_parameters(query: QueryParams) -> None:
    """Refuses filters that are not simulated, since a silent full list would mislead a client."""
    for name in query:
        if name not in _PARAMETERS:
            raise invalid(name, "the simulator does not support this parameter")


def _filtered(calls: Iterable[Call], query: QueryParams, now: datetime) -> list[Call]:
    session = query.get("sessionId")
    kind = ""
    if "recordingType" in query:
        kind = choice(query, "recordingType", _RECORDING_TYPES, "All")
    return [
        each
        for each in calls
        if (session is None or each.session_id == session)
        and (not kind or has_recording(each, kind, now))
    ]


def _range(account: Account, query: QueryParams) -> tuple[datetime | None, datetime | None]:
    if "sessionId" in query:
        others = sorted(set(query) - _ALLOWED_WITH_SESSION)
        if others:
            raise invalid("sessionId", f"it excludes {', '.join(others)}", "CLG-110")
        return None, None
    since, until = time_param(query, "dateFrom"), time_param(query, "dateTo")
    if since is None:
        since = (until or account.clock.now()) - timedelta(hours=24)
    if until is not None and until < since:
        raise invalid("dateTo", "it is earlier than dateFrom")
    return since, until
