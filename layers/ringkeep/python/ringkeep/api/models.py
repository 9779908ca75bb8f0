"""The models of the API's responses, except those of the Realtime page."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict


class Problem(BaseModel):
    """Problem details (RFC 9457). `type` is about:blank, so `title` is the name of the status."""

    model_config = ConfigDict(frozen=True)

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""


class Me(BaseModel):
    """The signed-in person. `service` and `extension_id` are their own extension, if assigned."""

    model_config = ConfigDict(frozen=True)

    username: str
    email: str
    role: str
    rights: tuple[str, ...]
    service: str | None = None
    extension_id: str | None = None


class IssuedTicket(BaseModel):
    """Opens one WebSocket connection, once: `wss://{this host}/live?ticket=...`."""

    model_config = ConfigDict(frozen=True)

    ticket: str
    expires_at: datetime


class SignIn(BaseModel):
    """The settings of an OpenID Connect client."""

    model_config = ConfigDict(frozen=True)

    authority: str
    authorization_endpoint: str
    token_endpoint: str
    end_session_endpoint: str
    client_id: str


class Configuration(BaseModel):
    """The settings that the console needs before anyone has signed in."""

    model_config = ConfigDict(frozen=True)

    sign_in: SignIn
    live_path: str = "/live"
