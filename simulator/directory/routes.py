"""The account itself, its extensions, and what the logged-in user's role allows."""

from __future__ import annotations

from typing import Any

from starlette.responses import JSONResponse, Response

from simulator.directory.extensions import Extension
from simulator.http.operations import ApiRequest
from simulator.http.paging import navigation, page_of, paging

Json = dict[str, Any]


def account_info(request: ApiRequest) -> Response:
    account, options = request.account, request.account.options
    uri = request.account_url
    plan = {"id": options.plan_id, "name": options.plan_name}
    if options.plan_edition is not None:
        plan["edition"] = options.plan_edition
    return JSONResponse(
        {
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


def list_extensions(request: ApiRequest) -> Response:
    query = request.query
    statuses, types = query.getlist("status"), query.getlist("type")
    found = [
        each
        for each in request.account.extensions.values()
        if (not statuses or each.status in statuses) and (not types or each.type in types)
    ]
    page = page_of(query)
    shown = found[page.start : page.stop]
    numbers = paging(page, len(shown), len(found))
    url = f"{request.account_url}/extension"
    more = len(found) > page.stop
    links = navigation(url, request.query_items, page, more=more, last=numbers["totalPages"])
    return JSONResponse(
        {
            "uri": f"{url}?page={page.number}&perPage={page.size}",
            "records": [_extension(request, each) for each in shown],
            "paging": numbers,
            "navigation": links,
        }
    )


def one_extension(request: ApiRequest) -> Response:
    return JSONResponse(_extension(request, request.extension()))


def authz_profile(request: ApiRequest) -> Response:
    extension = request.extension()
    user = next((u for u in request.account.users if u.extension_id == extension.id), None)
    permissions = [] if user is None else list(user.permissions)
    base = f"{request.base_url}/restapi/v1.0/dictionary"
    role = {"uri": f"{base}/user-role/1", "id": "1"}
    return JSONResponse(
        {
            "uri": f"{request.account_url}/extension/{extension.id}/authz-profile",
            "permissions": [
                {
                    "permission": {"uri": f"{base}/permission/{name}", "id": name},
                    "effectiveRole": role,
                    "scopes": ["Account"],
                }
                for name in permissions
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
    return body


def _contact(extension: Extension) -> Json:
    first, _, last = extension.name.partition(" ")
    mail = f"{extension.name.lower().replace(' ', '.')}@example.com"
    contact = {"firstName": first, "lastName": last, "email": mail}
    return {**contact, "department": extension.department} if extension.department else contact
