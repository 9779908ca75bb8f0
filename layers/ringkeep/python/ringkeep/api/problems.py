"""The error responses of the API: problem details (RFC 9457)."""

from __future__ import annotations

import json
import traceback
from collections.abc import Mapping, Sequence
from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestValidationError

from ringkeep.api.models import FieldProblem, Problem
from ringkeep.api.refusals import common_status, field_problems, status_of
from ringkeep.api.wrong_input import InputWrong, wrong_input
from ringkeep.domain.access.authority import RightMissing
from ringkeep.domain.access.refusals import ChangeRefused, Refusal, VersionStale
from ringkeep.domain.access.user_rules import ProfileUnknown
from ringkeep.errors import Conflict, RingkeepError, ServiceNotFound
from ringkeep.observability import count, log_failure, logger

CONTENT_TYPE = "application/problem+json"
HEADERS: Mapping[str, str] = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
"""Headers of every response. Responses are personal and change at any time, so they are not cached."""
_RETRY = {"Retry-After": "2"}
_FRAMES = 6


class Refused(Exception):
    """Raised by the API's own code to refuse a request. `status` is the status of the response. `code`
    is the status's name if none is given."""

    def __init__(self, status: HTTPStatus, detail: str, *, code: str = "", **headers: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.code = code
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


def problem(
    status: HTTPStatus,
    detail: str = "",
    headers: Mapping[str, str] | None = None,
    *,
    code: str = "",
    model: type[Problem] = Problem,
    **more: object,
) -> Response[str]:
    """`more` are the optional fields of the model."""
    known = {"code": code or status.name.lower(), "detail": detail, **more}
    body = model.model_validate({"title": status.phrase, "status": status.value, **known})
    given = {
        name: value for name, value in body.model_dump(mode="json").items() if value is not None
    }
    return Response(
        status_code=status.value,
        content_type=CONTENT_TYPE,
        body=json.dumps(given, separators=(",", ":"), ensure_ascii=False),
        headers={**HEADERS, **(headers or {})},
    )


def refused(error: Refused) -> Response[str]:
    return problem(error.status, error.detail, error.headers, code=error.code)


def failed(error: RingkeepError) -> Response[str]:
    """Logs the error. The response shows only whether a retry can succeed."""
    if isinstance(error, ServiceNotFound):
        return problem(HTTPStatus.NOT_FOUND, str(error), code="service_unknown")
    count("ApiFailed")
    log_failure("the API failed", error)
    if isinstance(error, Conflict):
        detail = "many changes were made at the same moment, and this one was not: try again"
        return problem(HTTPStatus.SERVICE_UNAVAILABLE, detail, _RETRY, code="changed_meanwhile")
    if error.retryable:
        return problem(HTTPStatus.SERVICE_UNAVAILABLE, "try again in a moment", _RETRY)
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR)


def change_refused(error: ChangeRefused) -> Response[str]:
    """Names all reasons. The code is that of the only one, else `change_refused`."""
    codes = {each.code for each in error.refusals}
    code = codes.pop() if len(codes) == 1 else "change_refused"
    errors = field_problems(error.refusals)
    return problem(
        common_status(error.refusals),
        str(error),
        code=code,
        errors=errors,
        right=_missing_right(error.refusals),
    )


def refusal(error: Refusal) -> Response[str]:
    """One refusal that was raised by itself. A profile is unknown in this way if the path names it."""
    if isinstance(error, VersionStale):
        return _stale(error)
    unknown = isinstance(error, ProfileUnknown)
    status = HTTPStatus.NOT_FOUND if unknown else status_of(error)
    errors = field_problems([error])
    right = _missing_right([error])
    return problem(status, str(error), code=error.code, errors=errors, right=right)


def _missing_right(refusals: Sequence[Refusal]) -> str | None:
    missing = (each.right.value for each in refusals if isinstance(each, RightMissing))
    return next(missing, None)


def _stale(error: VersionStale) -> Response[str]:
    """A tag that names no version is no number."""
    named = error.given >= 0
    detail = str(error) if named else f"No version in If-Match is the stored one, {error.current}."
    return problem(
        HTTPStatus.PRECONDITION_FAILED,
        detail,
        {"ETag": f'"{error.current}"'},
        code=error.code,
        given=error.given if named else None,
        current=error.current,
    )


def invalid_request(error: RequestValidationError) -> Response[str]:
    """Names the invalid fields without quoting their values."""
    return wrong(InputWrong(wrong_input(error.errors())))


def wrong(error: InputWrong) -> Response[str]:
    fields = ", ".join(dict.fromkeys(each.field for each in error.errors))
    detail = f"invalid: {fields or 'content'}"
    errors: Sequence[FieldProblem] = error.errors
    return problem(
        HTTPStatus.UNPROCESSABLE_ENTITY, detail, code="invalid_request", errors=tuple(errors)
    )


def unexpected(error: Exception) -> Response[str]:
    """Handles a bug. Logs its stack frames but not its message, which may quote personal data."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    where = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    count("ApiFailed")
    logger.error("the API has a bug", extra={"error": type(error).__name__, "where": where})
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR)
