"""The routes of the simulated platform and of the control API."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router

from simulator.accounts.account import Account
from simulator.accounts.oauth import TokenEndpoint
from simulator.control.account import AccountControl
from simulator.control.call_log import CallLogControl
from simulator.control.extensions import ExtensionsControl
from simulator.control.live import LiveControl
from simulator.control.live_troubles import LiveTroublesControl
from simulator.control.older_calls import OlderCallsControl
from simulator.control.reach import ReachControl
from simulator.control.subscriptions import SubscriptionControl
from simulator.directory import routes as directory
from simulator.events.routes import SubscriptionApi
from simulator.http.errors import ApiError, not_found
from simulator.http.operations import Handler, Operation, OperationEndpoint
from simulator.limits.control import LimitControl
from simulator.live.presence_routes import PresenceApi
from simulator.live.wiring import Live
from simulator.recordings import call_log, content
from simulator.recordings.endless import EndlessList, endless_extract
from simulator.recordings.extract_sync import call_log_extract_sync

_ROOT = "/restapi/v1.0"
_ACCOUNT = f"{_ROOT}/account/{{account_id}}"
_CALL_LOG = ("ReadCallLog", "FullCompanyCallLog")
_RECORDING = ("ReadCallRecording", "ReadCallRecordings")
_PRESENCE = ("ReadPresence", "ReadPresenceStatus")
_Route = tuple[str, str, Operation]
"""Method, path and operation."""


def _get(path: str, name: str, group: str, handler: Handler, *needed: str) -> _Route:
    """`needed` is the scope, and the permission if there is one."""
    return "GET", path, Operation(name, group, handler, *needed)


def _account_operations() -> list[_Route]:
    log, extension = f"{_ACCOUNT}/call-log", f"{_ACCOUNT}/extension"
    extract, audio = f"{log}-extract-sync", f"{_ACCOUNT}/recording/{{recording_id}}/content"
    return [
        _get(_ACCOUNT, "account", "light", directory.account_info, "ReadAccounts"),
        _get(extension, "extension-list", "medium", directory.list_extensions, "ReadAccounts"),
        _get(f"{extension}/~/authz-profile", "authz-profile", "medium", directory.authz_profile),
        _get(log, "call-log", "heavy", EndlessList(call_log.list_calls), *_CALL_LOG),
        _get(f"{log}/{{call_id}}", "call-record", "heavy", call_log.one_call, *_CALL_LOG),
        _get(
            extract,
            "call-log-extract-sync",
            "heavy",
            endless_extract(call_log_extract_sync),
            *_CALL_LOG,
        ),
        _get(audio, "recording-content", "heavy", content.content, *_RECORDING),
    ]


def _live_operations(live: Live) -> list[_Route]:
    api = SubscriptionApi(live.subscriptions, live.deliverer)
    presence = PresenceApi(live.switchboard, live.presence)
    path, scope = f"{_ROOT}/subscription", "SubscriptionWebhook"
    one, session = f"{path}/{{subscription_id}}", f"{_ACCOUNT}/telephony/sessions/{{session_id}}"
    return [
        ("POST", path, Operation("subscription-create", "medium", api.create, scope)),
        ("GET", path, Operation("subscription-list", "light", api.list, scope)),
        ("PUT", one, Operation("subscription-update", "medium", api.update, scope)),
        ("DELETE", one, Operation("subscription-cancel", "medium", api.delete, scope)),
        _get(f"{_ACCOUNT}/presence", "account-presence", "heavy", presence.of_account, *_PRESENCE),
        _get(session, "telephony-session", "light", presence.session, "CallControl"),
    ]


def create_app(account: Account, live: Live) -> Router:
    tokens = TokenEndpoint(account)

    async def media(request: Request) -> Response:
        try:
            recording_id = request.path_params["recording_id"]
            return content.media(account, recording_id, request.headers.get("range"))
        except ApiError as error:
            return error.response()

    async def unknown(request: Request) -> Response:
        return not_found(request.url.path).response()

    return Router(
        [
            Route("/restapi/oauth/token", tokens.token, methods=["POST"]),
            Route("/restapi/oauth/revoke", tokens.revoke, methods=["POST"]),
            *(
                Route(path, OperationEndpoint(account, operation), methods=[method])
                for method, path, operation in (*_account_operations(), *_live_operations(live))
            ),
            Route("/media/recording/{recording_id}", media, methods=["GET"]),
            *AccountControl(account).routes(),
            *ExtensionsControl(account).routes(),
            *ReachControl(account).routes(),
            *LimitControl(account).routes(),
            *CallLogControl(account).routes(),
            *OlderCallsControl(account).routes(),
            *SubscriptionControl(live).routes(),
            *LiveControl(live).routes(),
            *LiveTroublesControl(live).routes(),
            Route("/{rest:path}", unknown),
        ]
    )
