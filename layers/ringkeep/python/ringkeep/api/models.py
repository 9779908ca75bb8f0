"""What the API answers besides the Realtime page's own models."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict


class Problem(BaseModel):
    """RFC 9457. `type` is about:blank: the title says what the status means."""

    model_config = ConfigDict(frozen=True)

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""


class Me(BaseModel):
    """Who is signed in. `service` and `extension_id` name the person's own phone, where known."""

    model_config = ConfigDict(frozen=True)

    username: str
    email: str
    role: str
    rights: tuple[str, ...]
    service: str | None = None
    extension_id: str | None = None


class IssuedTicket(BaseModel):
    """Opens one socket, once: `wss://{this host}/live?ticket=...`."""

    model_config = ConfigDict(frozen=True)

    ticket: str
    expires_at: datetime


class SignIn(BaseModel):
    """What an OpenID Connect client needs."""

    model_config = ConfigDict(frozen=True)

    authority: str
    authorization_endpoint: str
    token_endpoint: str
    end_session_endpoint: str
    client_id: str


class Configuration(BaseModel):
    """What the console must know before anybody has signed in."""

    model_config = ConfigDict(frozen=True)

    sign_in: SignIn
    live_path: str = "/live"
