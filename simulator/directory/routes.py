"""The API operations for the account itself, its extensions and the user's permissions."""

from __future__ import annotations

import zlib
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from starlette.responses import JSONResponse, Response

from simulator.directory.extensions import Extension
from simulator.http.operations import ApiRequest
from simulator.http.paging import navigation, page_of, paging

Json = dict[str, object]


def account_info(request: ApiRequest) -> Response:
    account, options = request.account, request.account.options
    uri = request.account_url
    plan = {"id": "8", "name": options.plan_name}
    if options.plan_edition is not None:
        plan["edition"] = options.plan_edition
    answer: Json = {} if options.time_zone is None else {"regionalSettings": _regional(request)}
    return JSONResponse(
        answer
        | {
            "uri": uri,
            "id": account.id,
            "mainNumber": "+12125550100",
            "status": "Confirmed",
            "setupWizardState": "Completed",
            "serviceInfo": {
                "uri": f"{uri}/service-info",
                "brand": {"id": "1210", "name": "RingCentral"},
                "servicePlan": plan,
            },
        }
    )


def _regional(request: ApiRequest) -> Json:
    dictionary = f"{request.base_url}/restapi/v1.0/dictionary"
    name = request.account.options.time_zone or ""
    offset = datetime.now(ZoneInfo(name)).utcoffset() or timedelta()
    return {
        "homeCountry": {"id": "1", "uri": f"{dictionary}/country/1", "name": "United States"},
        "timezone": {
            "id": "58",
            "uri": f"{dictionary}/timezone/58",
            "name": name,
            "description": name,
            "bias": str(int(offset.total_seconds() // 60)),
        },
        "language": {"id": "1033", "name": "English (United States)", "localeCode": "en-US"},
        "timeFormat": "12h",
    }


def list_extensions(request: ApiRequest) -> Response:
    roles, user = request.account.roles, request.user
    extensions = [e for e in request.account.extensions.values() if roles.reaches(user, e.id)]
    page = page_of(request.query)
    shown = extensions[page.start : page.stop]
    url = f"{request.account_url}/extension"
    return JSONResponse(
        {
            "uri": f"{url}?page={page.number}&perPage={page.size}",
            "records": [_extension(request, each) for each in shown],
            "paging": paging(page, len(shown), len(extensions)),
            "navigation": navigation(url, request.query_items, page, total=len(extensions)),
        }
    )


def authz_profile(request: ApiRequest) -> Response:
    """Answers with the permissions of the user who asks, and how far they reach."""
    base = f"{request.base_url}/restapi/v1.0/dictionary"
    role, scopes = request.account.roles.reach(request.user)
    role["uri"] = f"{base}/user-role/{role['id']}"
    extension_id = request.user.extension_id
    return JSONResponse(
        {
            "uri": f"{request.account_url}/extension/{extension_id}/authz-profile",
            "permissions": [
                {
                    "permission": {"uri": f"{base}/permission/{name}", "id": name},
                    "effectiveRole": role,
                    "scopes": scopes,
                }
                for name in request.user.permissions
            ],
        }
    )


def _extension(request: ApiRequest, extension: Extension) -> Json:
    body: Json = {
        "uri": f"{request.account_url}/extension/{extension.id}",
        "id": extension.id,
        "name": extension.name,
        "type": extension.type,
        "status": extension.status,
        "hidden": False,
        "contact": _contact(extension),
    }
    if extension.number is not None:
        body["extensionNumber"] = extension.number
    if extension.site is not None:
        body["site"] = _site(request, extension.site)
    return body


def _site(request: ApiRequest, name: str) -> dict[str, str]:
    """A site's id is one of the account's."""
    id_ = f"{request.account.id}{zlib.crc32(name.encode()) % 1000:03d}"
    return {"id": id_, "uri": f"{request.account_url}/sites/{id_}", "name": name}


def _contact(extension: Extension) -> dict[str, str]:
    first, _, last = extension.name.partition(" ")
    mail = f"{extension.name.lower().replace(' ', '.')}@example.com"
    contact = {"firstName": first, "lastName": last, "email": mail}
    return {**contact, "department": extension.department} if extension.department else contact
