"""The account itself, its extensions, and what the logged-in user's role allows."""

from __future__ import annotations

from typing import Any

from starlette.responses import JSONResponse, Response

from simulator import pipeline
from simulator.errors import not_found
from simulator.model import Extension
from simulator.paging import navigation, page_of, paging

Json = dict[str, Any]


def account_info(call: pipeline.Call) -> Response:
    account, options = call.account, call.account.options
    uri = _root(call)
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


def list_extensions(call: pipeline.Call) -> Response:
    query = call.request.query_params
    statuses, types = query.getlist("status"), query.getlist("type")
    found = [
        each
        for each in call.account.extensions.values()
        if (not statuses or each.status in statuses) and (not types or each.type in types)
    ]
    page = page_of(query)
    shown = found[page.start : page.stop]
    numbers = paging(page, len(shown), len(found))
    url = f"{_root(call)}/extension"
    more = len(found) > page.stop
    links = navigation(url, call.query_items, page, more=more, last=numbers["totalPages"])
    return JSONResponse(
        {
            "uri": f"{url}?page={page.number}&perPage={page.size}",
            "records": [_extension(call, each) for each in shown],
            "paging": numbers,
            "navigation": links,
        }
    )


def one_extension(call: pipeline.Call) -> Response:
    return JSONResponse(_extension(call, _asked(call)))


def authz_profile(call: pipeline.Call) -> Response:
    extension = _asked(call)
    user = next((u for u in call.account.users if u.extension_id == extension.id), None)
    permissions = [] if user is None else list(user.permissions)
    base = f"{call.base_url}/restapi/v1.0/dictionary"
    role = {"uri": f"{base}/user-role/1", "id": "1"}
    return JSONResponse(
        {
            "uri": f"{_root(call)}/extension/{extension.id}/authz-profile",
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


def _asked(call: pipeline.Call) -> Extension:
    asked = call.request.path_params["extension_id"]
    if asked == "~":
        return call.account.extensions[call.user.extension_id]
    found = call.account.extensions.get(int(asked)) if asked.isdecimal() else None
    if found is None:
        raise not_found("extension")
    return found


def _root(call: pipeline.Call) -> str:
    return f"{call.base_url}/restapi/v1.0/account/{call.account.id}"


def _extension(call: pipeline.Call, extension: Extension) -> Json:
    body: Json = {
        "uri": f"{_root(call)}/extension/{extension.id}",
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
