"""The routes of the simulated platform."""

from __future__ import annotations

from collections.abc import Iterator

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router

from simulator.accounts.account import Account
from simulator.accounts.oauth import TokenEndpoint
from simulator.directory import routes as directory
from simulator.events.routes import SubscriptionApi
from simulator.http.control import Control
from simulator.http.errors import ApiError, not_found
from simulator.http.operations import Gate, Operation
from simulator.live.control import LiveControl
from simulator.live.presence_routes import PresenceApi
from simulator.live.wiring import Live
from simulator.recordings import call_log, content, sync

ACCOUNT = "/restapi/v1.0/account/{account_id}"

# path below the account, operation, group, handler, scope, permission
_OPERATIONS = (
    ("", Operation("account", "light", directory.account_info, "ReadAccounts")),
    (
        "/extension",
        Operation("extension-list", "medium", directory.list_extensions, "ReadAccounts"),
    ),
    (
        "/extension/{extension_id}",
        Operation("extension", "light", directory.one_extension, "ReadAccounts"),
    ),
    (
        "/extension/{extension_id}/authz-profile",
        Operation("authz-profile", "light", directory.authz_profile),
    ),
    (
        "/call-log",
        Operation("call-log", "heavy", call_log.list_calls, "ReadCallLog", "FullCompanyCallLog"),
    ),
    (
        "/call-log/{call_id}",
        Operation("call-record", "heavy", call_log.one_call, "ReadCallLog", "FullCompanyCallLog"),
    ),
    (
        "/call-log-sync",
        Operation(
            "call-log-sync", "heavy", sync.call_log_sync, "ReadCallLog", "FullCompanyCallLog"
        ),
    ),
    (
        "/call-log-extract-sync",
        Operation(
            "call-log-extract-sync",
            "heavy",
            sync.call_log_extract_sync,
            "ReadCallLog",
            "FullCompanyCallLog",
        ),
    ),
    (
        "/recording/{recording_id}",
        Operation(
            "recording", "heavy", content.metadata, "ReadCallRecording", "ReadCallRecordings"
        ),
    ),
    (
        "/recording/{recording_id}/content",
        Operation(
            "recording-content", "heavy", content.content, "ReadCallRecording", "ReadCallRecordings"
        ),
    ),
)
OPERATIONS = (
    "oauth-token",
    "oauth-revoke",
    *(operation.name for _, operation in _OPERATIONS),
)


_SUBSCRIPTION = "/restapi/v1.0/subscription"
_SCOPE = "SubscriptionWebhook"
_PRESENCE = ("ReadPresence", "ReadPresenceStatus")


def _live_operations(live: Live) -> Iterator[tuple[str, str, Operation]]:
    """Method, whole path, operation."""
    api = SubscriptionApi(live.subscriptions, live.deliverer)
    presence = PresenceApi(live.board, live.presence)
    one = f"{_SUBSCRIPTION}/{{subscription_id}}"
    whose = f"{ACCOUNT}/extension/{{extension_id}}/presence"
    session = f"{ACCOUNT}/telephony/sessions/{{telephony_session_id}}"
    operation = Operation
    yield "POST", _SUBSCRIPTION, operation("subscription-create", "medium", api.create, _SCOPE)
    yield "GET", _SUBSCRIPTION, operation("subscription-list", "light", api.listing, _SCOPE)
    yield "GET", one, operation("subscription", "light", api.read, _SCOPE)
    yield "PUT", one, operation("subscription-update", "medium", api.update, _SCOPE)
    yield "DELETE", one, operation("subscription-cancel", "medium", api.cancel, _SCOPE)
    yield "POST", f"{one}/renew", operation("subscription-renew", "light", api.renew, _SCOPE)
    yield (
        "GET",
        f"{ACCOUNT}/presence",
        operation("account-presence", "heavy", presence.of_account, *_PRESENCE),
    )
    yield "GET", whose, operation("presence", "light", presence.of_extension, *_PRESENCE)
    yield "PUT", whose, operation("presence-update", "medium", presence.change, "EditPresence")
    yield "GET", session, operation("telephony-session", "light", presence.session, "CallControl")


def create_app(account: Account, live: Live) -> Router:
    tokens = TokenEndpoint(account)

    async def media(request: Request) -> Response:
        account.statistics.media("authorization" in request.headers)
        try:
            recording_id = request.path_params["recording_id"]
            return content.media(account, recording_id, request.headers.get("range"))
        except ApiError as error:
            return error.response()

    async def nothing(request: Request) -> Response:
        return not_found(request.url.path).response()

    return Router(
        [
            Route("/restapi/oauth/token", tokens.token, methods=["POST"]),
            Route("/restapi/oauth/revoke", tokens.revoke, methods=["POST"]),
            *(
                Route(ACCOUNT + path, Gate(account, operation), methods=["GET"])
                for path, operation in _OPERATIONS
            ),
            *(
                Route(path, Gate(account, operation), methods=[method])
                for method, path, operation in _live_operations(live)
            ),
            Route("/media/recording/{recording_id}", media, methods=["GET"]),
            *Control(account).routes(),
            *LiveControl(live).routes(),
            Route("/{rest:path}", nothing),
        ]
    )
