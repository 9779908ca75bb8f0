"""Every error of the product, and whether trying again can help.

RingkeepError
├── ConfigurationError          what the deployer or administrator set is wrong
│   ├── ServiceNotFound
│   └── ResourceMissing         a table, bucket or secret of the stack is gone
├── Busy                        somebody else holds the lease: nothing is wrong
├── Conflict                    a row or object changed under us: read it again
├── NoSlot                      the rate limit has no room before the deadline
├── ListingRefused              a listing lost so much that it is believed only when repeated
├── StorageFailed               AWS did not take it
│   └── Throttled               too many requests: AWS did nothing, and may take it in a moment
├── BodyRejected                what arrived is not a recording (never stored as one)
│   ├── BodyTruncated
│   └── BodyTooLarge
└── RingCentralError            RingCentral, or the way there, said no
    ├── LoginFailed             wrong client, credentials, or a grant that is closed
    ├── TokenRejected           401 on a request: the token died
    ├── PermissionMissing       403: a scope of the app or a permission of the user
    ├── NotFound
    ├── BadRequest
    ├── RateLimited             429
    ├── Unavailable             5xx, time-outs, broken connections
    ├── ForeignHost             an address outside the service's own hosts
    └── InvalidAnswer           not the JSON that the API document promises
"""

from __future__ import annotations

from typing import ClassVar


class RingkeepError(Exception):
    """The root. `retryable` tells whether the same action may succeed later, unchanged."""

    retryable: ClassVar[bool] = False


class ConfigurationError(RingkeepError):
    pass


class ServiceNotFound(ConfigurationError):
    pass


class ResourceMissing(ConfigurationError):
    pass


class Busy(RingkeepError):
    retryable = True


class Conflict(RingkeepError):
    retryable = True


class NoSlot(RingkeepError):
    retryable = True


class ListingRefused(RingkeepError):
    retryable = True


class StorageFailed(RingkeepError):
    retryable = True


class Throttled(StorageFailed):
    pass


class BodyRejected(RingkeepError):
    """`reason` is one word for the row and the metrics: empty, html, header_only, unreadable, ..."""

    retryable = True

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class BodyTruncated(BodyRejected):
    def __init__(self, message: str) -> None:
        super().__init__("truncated", message)


class BodyTooLarge(BodyRejected):
    retryable = False

    def __init__(self, message: str) -> None:
        super().__init__("too_large", message)


class RingCentralError(RingkeepError):
    """`status` is the HTTP status (0: no answer), `code` RingCentral's own, such as CMN-301."""

    def __init__(self, message: str, *, status: int = 0, code: str = "") -> None:
        super().__init__(f"{message} [{code or status}]" if code or status else message)
        self.status = status
        self.code = code
        self.message = message


class LoginFailed(RingCentralError):
    pass


class TokenRejected(RingCentralError):
    retryable = True


class PermissionMissing(RingCentralError):
    """`permission` is the scope or role permission that RingCentral named, or an empty text."""

    def __init__(
        self, message: str, *, status: int = 403, code: str = "", permission: str = ""
    ) -> None:
        super().__init__(message, status=status, code=code)
        self.permission = permission


class NotFound(RingCentralError):
    retryable = True


class BadRequest(RingCentralError):
    pass


class RateLimited(RingCentralError):
    """`retry_after` in seconds; `group` is empty when another limit than the group's answered."""

    retryable = True

    def __init__(
        self, message: str, *, retry_after: float, group: str = "", code: str = ""
    ) -> None:
        super().__init__(message, status=429, code=code)
        self.retry_after = retry_after
        self.group = group


class Unavailable(RingCentralError):
    """`retry_after` in seconds where the server said so."""

    retryable = True

    def __init__(
        self, message: str, *, status: int = 0, code: str = "", retry_after: float | None = None
    ) -> None:
        super().__init__(message, status=status, code=code)
        self.retry_after = retry_after


class ForeignHost(RingCentralError):
    pass


class InvalidAnswer(RingCentralError):
    retryable = True
