"""The error responses of the API: problem details (RFC 9457)."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestValidationError

from ringkeep.api.models import Problem
from ringkeep.domain.validation import wrong_fields
from ringkeep.errors import RingkeepError, ServiceNotFound
from ringkeep.observability import count, log_failure, logger

CONTENT_TYPE = "application/problem+json"
HEADERS: Mapping[str, str] = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
"""Headers of every response. Responses are personal and change at any time, so they are not cached."""
_RETRY_SECONDS = "2"
_FRAMES = 6


class Refused(Exception):
    """Raised by the API's own code to refuse a request. `status` is the status of the response."""

    def __init__(self, status: HTTPStatus, detail: str, **headers: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


def problem(
    status: HTTPStatus, detail: str = "", headers: Mapping[str, str] | None = None
) -> Response[str]:
    body = Problem(title=status.phrase, status=status.value, detail=detail)
    return Response(
        status_code=status.value,
        content_type=CONTENT_TYPE,
        body=body.model_dump_json(),
        headers={**HEADERS, **(headers or {})},
    )


def refused(error: Refused) -> Response[str]:
    return problem(error.status, error.detail, error.headers)


def failed(error: RingkeepError) -> Response[str]:
    """Logs the error. The response shows only whether a retry can succeed."""
    if isinstance(error, ServiceNotFound):
        return problem(HTTPStatus.NOT_FOUND, str(error))
    count("ApiFailed")
    log_failure("the API failed", error)
    if error.retryable:
        headers = {"Retry-After": _RETRY_SECONDS}
        return problem(HTTPStatus.SERVICE_UNAVAILABLE, "try again in a moment", headers)
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR)


def invalid_request(error: RequestValidationError) -> Response[str]:
    """Names the invalid fields without quoting their values."""
    where = wrong_fields(error.errors())
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, f"invalid: {where}")


def unexpected(error: Exception) -> Response[str]:
    """Handles a bug. Logs its stack frames but not its message, which may quote personal data."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    where = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    count("ApiFailed")
    logger.error("the API has a bug", extra={"error": type(error).__name__, "where": where})
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR)
