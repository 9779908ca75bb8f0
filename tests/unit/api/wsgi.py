"""The API's functions as one WSGI application, as the gateway stands before them: for tools that speak HTTP.

The access token is the id of a built-in profile: `Authorization: Bearer agent`.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

from ringkeep.api.functions import administer_app, media_app, work_app
from ringkeep.api.resources import Resources
from tests.unit.api.api_client import FakeContext, request
from tests.unit.api.matrix import Matrix

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_BEARER = "Bearer "
_ADMINISTERED = Resources(administer_app(None))
_WORKED = Resources(work_app(None))
_OPENED = Resources(media_app(None))


class Gateway:
    def __init__(self, matrix: Matrix) -> None:
        self.matrix = matrix

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        path = _text(environ["PATH_INFO"])
        administered = bool(_ADMINISTERED.methods(path))
        app = self._app(environ["REQUEST_METHOD"], path, administered)
        answer = app.resolve(_event(environ, path, administered), FakeContext())
        status = HTTPStatus(answer["statusCode"])
        headers = [(name, str(value)) for name, value in answer["headers"].items()]
        start(f"{status.value} {status.phrase}", headers)
        return [str(answer["body"] or "").encode()]

    def _app(self, method: str, path: str, administered: bool) -> APIGatewayHttpResolver:
        """Reading a transcription and asking for one have the same path, and two functions."""
        if administered:
            return self.matrix.administer.app
        if method in _OPENED.methods(path):
            return self.matrix.media_app
        return self.matrix.work_app if method in _WORKED.methods(path) else self.matrix.api_app


def _event(environ: WSGIEnvironment, path: str, administered: bool) -> dict[str, Any]:
    headers = dict(_headers(environ))
    token = headers.get("authorization", "").removeprefix(_BEARER)
    sub = (token if administered else f"u-{token}") if token else None
    event = request(environ["REQUEST_METHOD"], path, sub)
    event["queryStringParameters"] = _query(environ)
    event["headers"] = {**event["headers"], **headers}
    event.update(_body(environ["wsgi.input"].read()))
    return event


def _headers(environ: WSGIEnvironment) -> Iterator[tuple[str, str]]:
    """Without the wish for a compressed answer."""
    for name, value in environ.items():
        if name.startswith("HTTP_") and name != "HTTP_ACCEPT_ENCODING":
            yield name.removeprefix("HTTP_").replace("_", "-").lower(), _text(value)
    if environ.get("CONTENT_TYPE"):
        yield "content-type", _text(environ["CONTENT_TYPE"])


def _query(environ: WSGIEnvironment) -> dict[str, str]:
    """The gateway joins the values of a parameter that occurs more than once."""
    found: dict[str, str] = {}
    for name, value in parse_qsl(environ["QUERY_STRING"], keep_blank_values=True, errors="replace"):
        found[name] = f"{found[name]},{value}" if name in found else value
    return found


def _body(content: bytes) -> dict[str, Any]:
    if not content:
        return {}
    try:
        return {"body": content.decode()}
    except UnicodeDecodeError:
        return {"body": base64.b64encode(content).decode(), "isBase64Encoded": True}


def _text(value: str) -> str:
    """WSGI has each byte as one character."""
    return value.encode("latin-1").decode(errors="replace")
