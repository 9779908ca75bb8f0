"""The models of the API's responses, except those of the Realtime page."""

from __future__ import annotations

from datetime import datetime

from ringkeep.domain.model import Model


class Problem(Model):
    """Problem details (RFC 9457). `type` is about:blank, so `title` is the name of the status."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""


class Me(Model):
    """The signed-in person. `service`, `account_id` and `extension_id` are their own extension, if
    assigned."""

    username: str
    email: str
    role: str
    rights: tuple[str, ...]
    service: str | None = None
    account_id: str | None = None
    extension_id: str | None = None


class IssuedTicket(Model):
    """Opens one WebSocket connection, once: `wss://{this host}/live?ticket=...`."""

    ticket: str
    expires_at: datetime


class SignIn(Model):
    """The settings of an OpenID Connect client."""

    authority: str
    authorization_endpoint: str
    token_endpoint: str
    end_session_endpoint: str
    client_id: str


class Configuration(Model):
    """The settings that the console needs before anyone has signed in. After `idle_minutes` without
    activity it signs the person out; 0 means never."""

    sign_in: SignIn
    live_path: str = "/live"
    idle_minutes: int
