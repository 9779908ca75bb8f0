"""The models of the API's responses, except those of the Realtime page."""

from __future__ import annotations

from datetime import datetime

from pydantic import ConfigDict
from pydantic.json_schema import SkipJsonSchema

from ringkeep.domain.access.profiles import ProfileVisibility
from ringkeep.domain.access.rights import Right
from ringkeep.domain.model import Model


class FieldProblem(Model):
    """One reason of a refused request. `code` is stable: scripts may rely on it. `field` is the field to
    correct, empty if it is none of the request."""

    code: str
    field: str = ""
    detail: str


class Problem(Model):
    """Problem details (RFC 9457). `type` is about:blank, so `title` is the name of the status. `code` is
    stable: scripts may rely on it. `errors` has every reason of a refused request, `right` the right
    that the person lacks. `given` and `current` are the versions of a change that came too late."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "about:blank",
                    "title": "Conflict",
                    "status": 409,
                    "code": "email_taken",
                    "detail": "Another user has this e-mail address. Use a different one, or change"
                    " that user.",
                    "errors": [
                        {
                            "code": "email_taken",
                            "field": "email",
                            "detail": "Another user has this e-mail address. Use a different one, or"
                            " change that user.",
                        }
                    ],
                }
            ]
        }
    )

    type: str = "about:blank"
    title: str
    status: int
    code: str
    detail: str = ""
    errors: tuple[FieldProblem, ...] | SkipJsonSchema[None] = None
    right: str | SkipJsonSchema[None] = None
    given: int | SkipJsonSchema[None] = None
    current: int | SkipJsonSchema[None] = None


class Me(Model):
    """The signed-in person. `username` is their id in the user pool, `role` the name of their security
    profile and `security_profile` its id. `service`, `account_id` and `extension_id` are the first extension
    that they have today, if any."""

    user_id: str
    username: str
    name: str
    email: str
    role: str
    security_profile: str
    rights: tuple[Right, ...]
    visibility: ProfileVisibility
    service: str | None = None
    account_id: str | None = None
    extension_id: str | None = None


class IssuedTicket(Model):
    """Opens one WebSocket connection, once: `wss://{this host}/live?ticket=...`."""

    ticket: str
    expires_at: datetime


class SignIn(Model):
    """The settings of an OpenID Connect client. `identity_provider` is the name of the company's identity
    provider, empty for none."""

    authority: str
    authorization_endpoint: str
    token_endpoint: str
    end_session_endpoint: str
    client_id: str
    identity_provider: str = ""


class Configuration(Model):
    """The settings that the console needs before anyone has signed in. After `idle_minutes` without
    activity it signs the person out; 0 means never."""

    sign_in: SignIn
    live_path: str = "/live"
    idle_minutes: int
