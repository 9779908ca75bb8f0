"""The call log as a list, and single records of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from starlette.datastructures import QueryParams
from starlette.responses import JSONResponse, Response

from simulator.accounts.account import Account
from simulator.clock import parse_moment, zulu
from simulator.http.errors import invalid, not_found
from simulator.http.operations import ApiRequest
from simulator.http.paging import navigation, page_of, paging
from simulator.recordings.calls import Call
from simulator.recordings.records import RecordWriter, recorded_as

_BESIDE_SESSION = {"sessionId", "view", "page", "perPage"}
_VIEWS = ("Simple", "Detailed")
_RECORDING_TYPES = ("Automatic", "OnDemand", "All")
Test = Callable[[Call], bool]


def list_calls(request: ApiRequest) -> Response:
    account, query = request.account, request.query
    detailed = detailed_view(query)
    page = page_of(query)
    since, until = _range(account, query)
    wanted = filtered(account.started(since, until), tests_of(account, query))
    shown = wanted[page.start : page.stop]
    items = [item for item in request.query_items if item[0] != "dateFrom"]
    if since is not None:
        items.append(("dateFrom", zulu(since)))
    url = f"{request.account_url}/call-log"
    writer = RecordWriter(account, request.base_url)
    body = {
        "uri": f"{url}?page={page.number}&perPage={page.size}",
        "records": [writer.record(each, detailed) for each in shown],
        "paging": paging(page, len(shown), None),
        "navigation": navigation(url, items, page, more=len(wanted) > page.stop),
    }
    delete_what_was_listed(account, shown)
    return JSONResponse(body)


def one_call(request: ApiRequest) -> Response:
    found = request.account.calls.get(request.path_param("call_id"))
    if found is None or found.visible_at > request.account.clock.now():
        raise not_found("call record")
    detailed = detailed_view(request.query)
    return JSONResponse(RecordWriter(request.account, request.base_url).record(found, detailed))


def detailed_view(query: QueryParams) -> bool:
    return choice(query, "view", _VIEWS, "Simple") == "Detailed"


def choice(query: QueryParams, name: str, allowed: tuple[str, ...], default: str) -> str:
    value = query.get(name, default)
    if value not in allowed:
        raise invalid(name, f"one of {', '.join(allowed)} is expected")
    return value


def moment(query: QueryParams, name: str) -> datetime | None:
    text = query.get(name)
    if text is None:
        return None
    try:
        # A plus that was not encoded arrives as a space
        return parse_moment(text.replace(" ", "+"))
    except ValueError:
        raise invalid(name, "a date and time in ISO 8601 is expected") from None


def filtered(calls: Iterable[Call], tests: list[Test]) -> list[Call]:
    return [each for each in calls if all(test(each) for test in tests)]


def tests_of(account: Account, query: QueryParams) -> list[Test]:
    """The filters of a query, as conditions that a call has to meet."""
    tests: list[Test] = list(recording_tests(account, query))
    now = account.clock.now()
    session, telephony = query.get("sessionId"), query.get("telephonySessionId")
    directions, types = query.getlist("direction"), query.getlist("type")
    extension, phone = query.get("extensionNumber"), query.get("phoneNumber")
    if session is not None:
        tests.append(lambda call: call.session_id == session)
    if telephony is not None:
        tests.append(lambda call: call.telephony_session_id == telephony)
    if directions:
        tests.append(lambda call: call.direction_at(now) in directions)
    if types:
        tests.append(lambda call: call.type in types)
    if extension is not None:
        ids = {each.id for each in account.extensions.values() if each.number == extension}
        tests.append(lambda call: call.extension_id in ids)
    if phone is not None:
        digits = phone.lstrip("+ ")
        tests.append(lambda call: digits in _numbers(call))
    return tests


def recording_tests(account: Account, query: QueryParams) -> list[Test]:
    now = account.clock.now()
    if "recordingType" in query:
        kind = choice(query, "recordingType", _RECORDING_TYPES, "All")
    elif query.get("withRecording", "").lower() in ("true", "1"):
        kind = "All"
    else:
        return []
    return [lambda call: recorded_as(call, kind, now)]


def delete_what_was_listed(account: Account, calls: Iterable[Call]) -> None:
    """Some recordings are deleted at RingCentral as soon as somebody has seen them."""
    now = account.clock.now()
    for call in calls:
        for recording in call.recordings:
            if recording.delete_after_listing and recording.shown(now):
                account.delete_recording(recording.id)


def _range(account: Account, query: QueryParams) -> tuple[datetime | None, datetime | None]:
    if "sessionId" in query:
        others = sorted(set(query) - _BESIDE_SESSION)
        if others:
            raise invalid("sessionId", f"it cannot stand beside {', '.join(others)}", "CLG-110")
        return None, None
    since, until = moment(query, "dateFrom"), moment(query, "dateTo")
    if since is None and "telephonySessionId" not in query:
        since = (until or account.clock.now()) - timedelta(hours=24)
    if since is not None and until is not None and until < since:
        raise invalid("dateTo", "it lies before dateFrom")
    return since, until


def _numbers(call: Call) -> set[str]:
    return {(party.phone_number or "").lstrip("+") for party in (call.caller, call.callee)}
