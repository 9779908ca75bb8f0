"""Every error of the API is a problem as RFC 9457 has it."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestValidationError

from ringkeep.api.models import Problem
from ringkeep.errors import RingkeepError, ServiceNotFound
from ringkeep.observability import count, log_failure, logger

CONTENT_TYPE = "application/problem+json"
HEADERS: Mapping[str, str] = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
"""Headers of every answer: it is about this moment and one person."""
_RETRY_SECONDS = "2"
_FRAMES = 6


class Refused(Exception):
    """The API's own refusals, with the status they are answered with."""

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
    """The cause is logged; the caller learns whether another try can help."""
    if isinstance(error, ServiceNotFound):
        return problem(HTTPStatus.NOT_FOUND, str(error))
    count("ApiFailed")
    log_failure("the API failed", error)
    if error.retryable:
        retry = {"Retry-After": _RETRY_SECONDS}
        return problem(HTTPStatus.SERVICE_UNAVAILABLE, "try again in a moment", retry)
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR)


def not_understood(error: RequestValidationError) -> Response[str]:
    """Names what is wrong, and quotes nothing of it."""
    where = ", ".join(".".join(map(str, each["loc"])) for each in error.errors())
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, f"not understood: {where}")


def broken(error: Exception) -> Response[str]:
    """A bug. The log has its place but not its text, which may quote personal data."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    where = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    count("ApiFailed")
    logger.error("the API has a bug", extra={"error": type(error).__name__, "where": where})
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR)
