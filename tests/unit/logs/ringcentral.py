"""A RingCentral account whose responses hold the planted data, and fail as a test asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import httpx

from tests.unit.logs import planted

AUDIO: Final = Path(__file__).parents[3] / "simulator/recordings/samples/refund.mp3"
SERVER: Final = "https://platform.example.com"
STORE: Final = f"https://store.example.net/f?signature={planted.SIGNATURE}"
PERSON: Final = {"phoneNumber": planted.PHONE, "name": planted.NAME, "extensionId": "800101"}
RECORD: Final = {
    "id": "c1",
    "sessionId": "402000001",
    "telephonySessionId": "s-a1b2c3d4",
    "startTime": "2026-11-24T10:40:00.000Z",
    "lastModifiedTime": "2026-11-24T10:42:00.000Z",
    "duration": 60,
    "type": "Voice",
    "direction": "Inbound",
    "result": "Accepted",
    "from": PERSON,
    "to": PERSON,
    "transcript": planted.TRANSCRIPT,
    "recording": {"id": "301000001", "type": "Automatic"},
}
EXTENSION: Final = {
    "id": "800101",
    "extensionNumber": "101",
    "name": planted.NAME,
    "contact": {"firstName": planted.NAME, "businessPhone": planted.PHONE},
    "type": "User",
    "status": "Enabled",
}
PRESENCE: Final = {
    "extension": {"id": "800101"},
    "presenceStatus": "Busy",
    "telephonyStatus": "CallConnected",
    "activeCalls": [
        {
            "id": "1",
            "direction": "Inbound",
            "from": planted.PHONE,
            "fromName": planted.NAME,
            "telephonySessionId": "s-a1b2c3d4",
            "telephonyStatus": "CallConnected",
        }
    ],
}
SESSION: Final = {
    "id": "s-a1b2c3d4",
    "parties": [{"id": "p-1", "from": PERSON, "to": PERSON, "status": {"code": "Answered"}}],
}
GRANT: Final = {
    "access_token": planted.ACCESS_TOKEN,
    "refresh_token": planted.REFRESH_TOKEN,
    "expires_in": 3600,
    "refresh_token_expires_in": 604800,
    "scope": "ReadAccounts ReadCallLog ReadCallRecording ReadPresence CallControl SubscriptionWebhook",
    "owner_id": "900001",
}
PAGES: Final[Mapping[str, object]] = {
    "/account/~": {"id": "700001", "serviceInfo": {"servicePlanName": "RingEX"}},
    "/extension": {"records": [EXTENSION], "paging": {"page": 1, "totalPages": 1}},
    "/call-log": {"records": [RECORD], "paging": {"page": 1}},
    "/call-log/c1": RECORD,
    "/call-log-extract-sync": {"records": [RECORD], "syncInfo": {"syncToken": "t1"}},
    "/presence": {"records": [PRESENCE], "paging": {"page": 1, "totalPages": 1}},
    "/telephony/sessions/s-a1b2c3d4": SESSION,
    "/subscription": {"records": []},
}


def respond(request: httpx.Request) -> httpx.Response:
    path = request.url.path
    if request.url.host == "store.example.net":
        return httpx.Response(
            200, content=AUDIO.read_bytes(), headers={"Content-Type": "audio/mpeg"}
        )
    if path.endswith("/oauth/token"):
        return httpx.Response(200, json=GRANT)
    if path.endswith("/content"):
        return httpx.Response(302, headers={"Location": STORE})
    if request.method == "POST":
        return httpx.Response(200, json={"id": "sub-1", "status": "Active", "expiresIn": 600})
    found = [page for end, page in PAGES.items() if path.endswith(end)]
    return httpx.Response(200, json=found[0]) if found else httpx.Response(404, json={})


def refuse(request: httpx.Request, status: int, code: str) -> httpx.Response:
    """Quotes the request and the planted data in the body."""
    text = f"{planted.QUOTE} {request.url} {request.content.decode()} {dict(request.headers)}"
    errors = [{"errorCode": code, "message": text}]
    body = {"error": code, "error_description": text, "errorCode": code, "message": text}
    return httpx.Response(status, json={**body, "errors": errors})


def is_login(request: httpx.Request) -> bool:
    return request.url.path.endswith("/oauth/token")


def login_refused(request: httpx.Request) -> httpx.Response:
    return refuse(request, 400, "OAU-999") if is_login(request) else respond(request)


def login_out_of_order(request: httpx.Request) -> httpx.Response:
    return refuse(request, 503, "OAU-999") if is_login(request) else respond(request)


def forbidden(request: httpx.Request) -> httpx.Response:
    return respond(request) if is_login(request) else refuse(request, 403, "CMN-408")


def bad_request(request: httpx.Request) -> httpx.Response:
    return respond(request) if is_login(request) else refuse(request, 400, "SUB-999")


def unreadable(request: httpx.Request) -> httpx.Response:
    """Every value has a wrong type, and quotes the planted data."""
    if is_login(request):
        return respond(request)
    wrong = {
        key: [planted.QUOTE, planted.NAME, planted.TRANSCRIPT] for key in (*RECORD, *EXTENSION)
    }
    return httpx.Response(200, json={"records": [wrong], "id": "700001", "syncInfo": wrong})


def disconnected(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError(f"{planted.QUOTE} {request.url}", request=request)


def illegal_header(request: httpx.Request) -> httpx.Response:
    raise httpx.LocalProtocolError(f"Illegal header value {dict(request.headers)} {planted.QUOTE}")


def illegal_answer(request: httpx.Request) -> httpx.Response:
    raise httpx.RemoteProtocolError(f"illegal header line: bytearray(b'{planted.QUOTE}')")


def bug(request: httpx.Request) -> httpx.Response:
    """An error that nothing expects, and that quotes the request."""
    text = f"{planted.QUOTE} {planted.NAME} {planted.TRANSCRIPT} {request.headers!r} {request.url}"
    raise KeyError(text)


BEHAVIOURS: Final[Mapping[str, Callable[[httpx.Request], httpx.Response]]] = {
    each.__name__: each
    for each in (
        respond,
        login_refused,
        login_out_of_order,
        forbidden,
        bad_request,
        unreadable,
        disconnected,
        illegal_header,
        illegal_answer,
        bug,
    )
}
