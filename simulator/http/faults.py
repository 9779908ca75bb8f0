"""The troubles that any operation of the simulated account can have, as responses.

`fault_queue.py` lists all kinds. Those that need a recording are in `recordings/content.py`.
"""

from __future__ import annotations

from starlette.responses import HTMLResponse, JSONResponse, Response

from simulator.accounts.account import Account
from simulator.clock import header_seconds
from simulator.http.errors import ApiError, bad_token, missing_permission, not_found
from simulator.http.fault_queue import Fault, FaultKind
from simulator.limits.rate_limiter import WINDOW_SECONDS

_MAINTENANCE_PAGE = "<!doctype html><title>Maintenance</title><p>We will be back in a moment.</p>"


class FaultRaised(Exception):
    """A handler took a fault that it cannot answer by itself."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.kind)
        self.fault = fault


class ResetRequested(Exception):
    """The server resets the connection without a response."""


def rate_limited() -> ApiError:
    return ApiError(429, "CMN-301", "Too many requests in this window")


def fault_response(account: Account, fault: Fault, headers: dict[str, str]) -> Response:
    """Answers with a fault that any operation may have. Raises the fault if it is an error."""
    if fault.retry_after is not None:
        headers["Retry-After"] = str(fault.retry_after)
    window = str(header_seconds(account.clock.scaled(WINDOW_SECONDS)))
    if fault.kind is FaultKind.RESET:
        raise ResetRequested
    if fault.kind is FaultKind.HTML:
        return HTMLResponse(_MAINTENANCE_PAGE)
    if fault.kind is FaultKind.RATE_LIMITED:
        headers.setdefault("Retry-After", window)
        headers["X-Rate-Limit-Remaining"] = "0"
    if fault.kind is FaultKind.RATE_LIMITED_BARE:
        headers.clear()
        return JSONResponse({"errors": [{"errorCode": "CMN-301", "message": "Slow down"}]}, 429)
    if fault.kind is FaultKind.UNAVAILABLE:
        headers.setdefault("Retry-After", window)
    raise _fault_error(fault)


def _fault_error(fault: Fault) -> ApiError:
    if fault.kind is FaultKind.NOT_READY:
        return not_found("recording")
    if fault.kind is FaultKind.FORBIDDEN:
        return missing_permission("ReadCallRecordings")
    if fault.kind is FaultKind.UNAUTHORIZED:
        return bad_token("OAU-213", "The access token is not known")
    if fault.kind is FaultKind.RATE_LIMITED:
        return rate_limited()
    if fault.kind is FaultKind.UNAVAILABLE:
        return ApiError(503, "CMN-211", "The service is not available right now")
    return ApiError(500, "CMN-203", "Something went wrong inside")
