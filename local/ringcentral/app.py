"""The routes of the simulated platform."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router

from local.ringcentral import call_log, content, directory, sync
from local.ringcentral.account import Account
from local.ringcentral.control import Control
from local.ringcentral.errors import ApiError, not_found
from local.ringcentral.oauth import TokenEndpoint
from local.ringcentral.pipeline import Gate, Operation

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


def create_app(account: Account) -> Router:
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
            Route("/media/recording/{recording_id}", media, methods=["GET"]),
            *Control(account).routes(),
            Route("/{rest:path}", nothing),
        ]
    )
