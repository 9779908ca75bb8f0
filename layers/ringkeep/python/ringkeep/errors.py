"""All errors that Ringkeep raises. Each says whether a retry can succeed.

RingkeepError
├── ConfigurationError          what the deployer or administrator set is wrong
│   ├── ServiceNotFound
│   ├── PoolRefused             the user pool will never accept an address or a password
│   └── ResourceMissing         a table, bucket or secret of the stack does not exist
├── Busy                        another worker holds the lease, or too many workers compete
├── Conflict                    another worker changed the row or object: read it again
├── NoSlot                      the rate limit has no room before the deadline
├── LicensingUnknown            users or licences cannot be read, so nothing is imported or excluded
├── ListingRefused              a listing misses so many entries that it needs a second listing
├── StorageFailed               AWS rejected the request, or could not be reached
│   └── Throttled               AWS did nothing because of too many requests: retry after a pause
│       └── MailLimitReached    Cognito sends no more e-mail on this day
├── ItemRefused                 DynamoDB will never accept this item: it is too large or not valid
├── StoredDataInvalid           a stored document does not fit its model
├── ErasureRefused              a recording cannot be erased now: S3 protects it, or it is in use
├── ResultTooLarge              a result of the transcription service does not fit into memory
├── BodyRejected                the downloaded content is not a recording and is not stored as one
│   ├── BodyTruncated
│   └── BodyTooLarge
└── RingCentralError            RingCentral refused the request, or could not be reached
    ├── LoginFailed             wrong client id, wrong credentials, or a grant type that is off
    ├── TokenRejected           401: the access token is expired or revoked
    │   └── TokenRefused        401 for a new token, too: another login does not help
    ├── PermissionMissing       403: the app lacks a scope, or the user lacks a permission
    ├── NotFound                404 or 410
    ├── BadRequest
    ├── RateLimited             429
    ├── Unavailable             5xx, time-outs, broken connections
    ├── ForeignHost             a URL outside the service's own hosts
    └── InvalidAnswer           the response does not match the API's documentation
        └── EndlessPaging       the pages of a list repeat, stay empty, or are too many
"""

from __future__ import annotations

from typing import ClassVar


class RingkeepError(Exception):
    """The base class. `retryable`: the same request may succeed later."""

    retryable: ClassVar[bool] = False


class ConfigurationError(RingkeepError):
    pass


class ServiceNotFound(ConfigurationError):
    pass


class PoolRefused(ConfigurationError):
    """The message is a sentence for the administrator of the users."""


class ResourceMissing(ConfigurationError):
    pass


class Busy(RingkeepError):
    retryable = True


class Conflict(RingkeepError):
    retryable = True


class NoSlot(RingkeepError):
    retryable = True


class LicensingUnknown(RingkeepError):
    retryable = True


class ListingRefused(RingkeepError):
    retryable = True


class ItemRefused(RingkeepError):
    """No outage: the same item is refused whenever it is written. The others can be written."""


class StoredDataInvalid(RingkeepError):
    """A stored document does not fit its model: another program wrote it."""


class ErasureRefused(RingkeepError):
    """The message is a sentence for the person who asked."""


class ResultTooLarge(RingkeepError):
    pass


class StorageFailed(RingkeepError):
    retryable = True


class Throttled(StorageFailed):
    pass


class MailLimitReached(Throttled):
    pass


class BodyRejected(RingkeepError):
    """`reason` is a code for the row and the metrics: empty, html, header_only, unreadable, ..."""

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
    """`status` is the HTTP status (0: no response), `code` RingCentral's error code (CMN-301)."""

    def __init__(self, message: str, *, status: int = 0, code: str = "") -> None:
        super().__init__(f"{message} [{code or status}]" if code or status else message)
        self.status = status
        self.code = code
        self.message = message


class LoginFailed(RingCentralError):
    pass


class TokenRejected(RingCentralError):
    retryable = True


class TokenRefused(TokenRejected):
    """`retry_after` in seconds: no worker tries the operation with this user's token before."""

    def __init__(
        self, message: str, *, status: int = 401, code: str = "", retry_after: float = 0.0
    ) -> None:
        super().__init__(message, status=status, code=code)
        self.retry_after = retry_after


class PermissionMissing(RingCentralError):
    """`permission` is the missing scope or role permission, empty if RingCentral does not name it."""

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
    """`retry_after` in seconds. `group` is the exceeded rate limit group, empty if the response
    names none."""

    retryable = True

    def __init__(
        self, message: str, *, retry_after: float, group: str = "", code: str = ""
    ) -> None:
        super().__init__(message, status=429, code=code)
        self.retry_after = retry_after
        self.group = group


class Unavailable(RingCentralError):
    """`retry_after` in seconds, None if the response has no such header."""

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


class EndlessPaging(InvalidAnswer):
    """More pages would bring nothing new. What was read before is valid."""
