"""A service is one connected RingCentral account: its credentials and its policy."""

from __future__ import annotations

import base64
import binascii
import hashlib
import ipaddress
import json
import re
from enum import StrEnum
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    StringConstraints,
    field_validator,
    model_validator,
)

from ringkeep.domain.access.keep_in_step import KeepInStep
from ringkeep.domain.accounts.apps import AppIdentity, LimitedApp
from ringkeep.domain.lenient import number_as_text
from ringkeep.domain.model import Model

_NAME = re.compile(r"^[a-z0-9][a-z0-9-]{0,31}\Z")
_HOST = re.compile(r"^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\Z")


def is_loopback(host: str | None) -> bool:
    """True for localhost, 127.0.0.0/8 and ::1. Other names that resolve to them do not count."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


def valid_server_url(url: str) -> str:
    """Returns the origin of a RingCentral server, without a trailing slash. Raises ValueError."""
    parts = urlsplit(url.strip())
    if parts.username is not None or parts.password is not None:
        raise ValueError("the server URL must not contain a user name or password")
    if parts.scheme not in ("http", "https") or not _is_host(parts.hostname):
        raise ValueError(f"{url!r} is not a server URL: expected https://host")
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise ValueError(f"{url!r} has a path: give only the server, as https://host")
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise ValueError(f"{url!r} is not encrypted: only a loopback server may use http")
    default_port = 443 if parts.scheme == "https" else 80
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    port = f":{parts.port}" if parts.port not in (None, default_port) else ""
    return f"{parts.scheme}://{host}{port}"


def _is_host(host: str | None) -> bool:
    """Whether the host is an IP address or an ASCII name; the URL parser accepts much more."""
    try:
        ipaddress.ip_address(host or "")
    except ValueError:
        return bool(_HOST.match(host or ""))
    return True


def default_media_url(server_url: str) -> str:
    """Returns the content server for a server URL: media.* for platform.*, as RingCentral and its
    carriers name them."""
    parts = urlsplit(server_url)
    host = parts.netloc
    return (
        f"{parts.scheme}://media.{host.removeprefix('platform.')}"
        if host.startswith("platform.")
        else server_url
    )


ServerUrl = Annotated[str, AfterValidator(valid_server_url)]
FilledIn = Annotated[str, BeforeValidator(number_as_text), StringConstraints(strip_whitespace=True)]
"""Text that a person enters, possibly as a number without quotes."""
NonEmptySecret = Annotated[SecretStr, Field(min_length=1)]


def _jwt_subject(token: str) -> str | None:
    """Returns the `sub` claim of a JWT without verifying it: it only identifies the user whose
    rate limit applies."""
    try:
        payload = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        subject = claims.get("sub")
    except (IndexError, ValueError, binascii.Error, AttributeError):
        return None
    return str(subject) if subject else None


class Credentials(Model):
    """The credentials of one RingCentral user: a JWT, or a user name, extension and password."""

    model_config = ConfigDict(extra="forbid")

    jwt: NonEmptySecret | None = None
    username: Annotated[FilledIn, Field(min_length=1)] | None = None
    extension: FilledIn = ""
    password: Annotated[NonEmptySecret, BeforeValidator(number_as_text)] | None = None

    @model_validator(mode="after")
    def _one_way_to_log_in(self) -> Self:
        if (self.jwt is None) == (self.username is None):
            raise ValueError("a user needs either a jwt, or a username with a password")
        if self.username is not None and self.password is None:
            raise ValueError("a user with a username needs a password")
        return self

    @property
    def label(self) -> str:
        """Identifies the user in tables and logs without revealing the name."""
        if self.jwt is not None:
            secret = self.jwt.get_secret_value()
            identity = _jwt_subject(secret) or secret
        else:
            identity = f"{self.username}*{self.extension}"
        return "user-" + hashlib.sha256(identity.encode()).hexdigest()[:12]


class Connection(Model):
    """The content of a service's secret: the server, the app and its users."""

    model_config = ConfigDict(extra="forbid")

    server_url: ServerUrl
    media_url: ServerUrl | None = None
    client_id: Annotated[str, Field(min_length=1)]
    client_secret: NonEmptySecret
    users: Annotated[tuple[Credentials, ...], Field(min_length=1)]

    @property
    def media_origin(self) -> str:
        return self.media_url or default_media_url(self.server_url)

    @property
    def user_labels(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(user.label for user in self.users))

    @property
    def app(self) -> AppIdentity:
        """What the rate limits count, without the credentials."""
        return AppIdentity(
            server_url=self.server_url, client_id=self.client_id, user_labels=self.user_labels
        )

    def user(self, label: str) -> Credentials | None:
        return next((user for user in self.users if user.label == label), None)

    def is_own_host(self, url: str) -> bool:
        """Whether the bearer token may be sent to the URL: only to the server and the media server.

        A simulated account may serve media from another loopback port.
        """
        target = urlsplit(url)
        own = [urlsplit(self.server_url), urlsplit(self.media_origin)]
        if all(is_loopback(part.hostname) for part in own):
            return is_loopback(target.hostname)
        return target.scheme == "https" and any(
            target.hostname == part.hostname and (target.port or 443) == (part.port or 443)
            for part in own
        )


class Licensing(StrEnum):
    """Whose recordings are imported: everyone's, or those of users with the licence `call_recording`."""

    EVERYONE = "everyone"
    USERS = "users"


class Policy(Model):
    """The administrator's settings for a service."""

    retention_days: Annotated[int, Field(ge=1, le=3650)] = 90
    """Days until RingCentral deletes a recording (30 for HIPAA accounts)."""
    recordings_cap: Annotated[int, Field(ge=1)] = 100_000
    """The most automatic recordings that RingCentral keeps for an account."""
    backfill_days: Annotated[int, Field(ge=0, le=3650)] = 90
    minimum_duration_seconds: Annotated[int, Field(ge=0)] = 0
    first_attempt_delay_seconds: Annotated[float, Field(ge=0)] | None = None
    """None: Ringkeep derives it from how often content was not ready."""
    licensing: Licensing = Licensing.EVERYONE
    time_zone: Annotated[str, Field(max_length=64)] = ""
    """The IANA name, such as America/New_York. Empty: the one that RingCentral reports."""
    keep_in_step: KeepInStep | None = None
    """None: an extension becomes a user only if someone adds it."""


class Service(Model):
    """The row of a connected RingCentral account. The secret `secret_arn` holds its credentials.
    `server_url`, `client_id` and `user_labels` are copies of what the secret holds; rows of version 0.1.0
    have no more than the first. `version` grows with every change; it is 0 in rows of version 0.1.0 and
    before the row is stored."""

    name: str
    server_url: ServerUrl
    media_url: ServerUrl | None = None
    secret_arn: str
    policy: Policy = Policy()
    added_at: float = 0.0
    client_id: str = ""
    user_labels: tuple[str, ...] = ()
    credentials_changed_at: float = 0.0
    """When `service add` last wrote other credentials than before. In seconds since the epoch."""
    version: int = 0
    everyone_since: float = 0.0
    """When it was last switched from users to everyone, in seconds since the epoch; 0 for never."""
    reported_time_zone: Annotated[str, Field(max_length=64)] = ""
    """The time zone of the account at RingCentral, empty before it was read."""

    def keeping_in_step(self, setting: KeepInStep | None) -> Self:
        policy = self.policy.model_copy(update={"keep_in_step": setting})
        return self.model_copy(update={"policy": policy})

    def with_licensing(self, licensing: Licensing, now: float) -> Self:
        """A switch to everyone is noted: it brings back what was excluded."""
        opens = licensing is Licensing.EVERYONE and self.policy.licensing is Licensing.USERS
        policy = self.policy.model_copy(update={"licensing": licensing})
        since = now if opens else self.everyone_since
        return self.model_copy(update={"policy": policy, "everyone_since": since})

    @property
    def app(self) -> AppIdentity | None:
        """What the rate limits count, None in a row that is not complete."""
        if not self.client_id or not self.user_labels:
            return None
        return AppIdentity(
            server_url=self.server_url, client_id=self.client_id, user_labels=self.user_labels
        )

    def is_app_of(self, app: LimitedApp) -> bool:
        return (self.server_url, self.client_id, self.user_labels) == (
            app.server_url,
            app.client_id,
            app.user_labels,
        )

    def with_app(self, app: LimitedApp) -> Self:
        return self.model_copy(
            update={
                "server_url": app.server_url,
                "client_id": app.client_id,
                "user_labels": app.user_labels,
            }
        )

    @field_validator("name")
    @classmethod
    def _plain_name(cls, value: str) -> str:
        if not _NAME.match(value):
            raise ValueError(
                f"{value!r} is not a valid service name: use at most 32 lower-case letters,"
                " digits and dashes"
            )
        return value
