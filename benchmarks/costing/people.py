"""Counts what changes of people need: the request, the work that follows, and the copies of the audit log."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import boto3

from benchmarks.costing.measure import average
from benchmarks.costing.simulation import ROOT, Simulation
from simulator import scenarios
from simulator.clock import Clock

USERS = 20
_EMAIL = "administrator@example.com"
_EVENT = Path(ROOT / "events" / "api" / "realtime_manager.json")


def people() -> dict[str, Any]:
    """Returns what each function needs for one change on average: users are added with a licence and an
    invitation, which starts the work in the user pool, and then renamed."""
    with Simulation(scenarios.empty(clock=Clock())) as simulation:
        administrator = _Administrator(simulation)
        changed: Counter[str] = Counter()
        followed: Counter[str] = Counter()
        copied: Counter[str] = Counter()
        known = len(_audit_items())
        for number in range(USERS):
            changed.update(administrator.add(number))
            followed.update(simulation.invoke("keep_users", {}))
            changed.update(administrator.rename(number))
        for item in _audit_items()[known:]:
            copied.update(simulation.invoke("copy_audit", {"Records": [_inserted(item)]}))
        metrics = sorted(simulation.metrics)
    changes = 2 * USERS
    return {
        "changes": changes,
        "metrics": metrics,
        "administer": average(changed, changes),
        "keep_users": average(followed, changes),
        "copy_audit": average(copied, changes),
    }


class _Administrator:
    """Someone who signed in, and whom the function keep_users has made the first administrator."""

    def __init__(self, simulation: Simulation) -> None:
        self._simulation = simulation
        self._sub = _created_in_the_pool()
        simulation.set(ADMINISTRATOR_EMAIL=_EMAIL)
        simulation.invoke("keep_users", {})
        self.ask("GET", "/v1/users")

    def add(self, number: int) -> Counter[str]:
        given = {
            "name": f"Person {number}",
            "email": f"person{number}@example.com",
            "security_profile": "agent",
            "licences": ["call_recording"],
        }
        return self.ask("POST", "/v1/users", given)

    def rename(self, number: int) -> Counter[str]:
        """The user pool has changed the user too, so the present version is read first."""
        self.ask("GET", "/v1/users", name=f"person{number}@example.com")
        (user,) = json.loads(self._simulation.answer["body"])["items"]
        path, name = f"/v1/users/{user['id']}", {"name": f"Someone {number}"}
        return self.ask("PATCH", path, name, version=user["version"])

    def ask(
        self, method: str, path: str, body: object = None, version: int = 0, **query: str
    ) -> Counter[str]:
        event = json.loads(_EVENT.read_text())
        http = event["requestContext"]["http"]
        event["rawPath"] = http["path"] = path
        http["method"] = method
        event["queryStringParameters"] = query
        event["requestContext"]["authorizer"]["jwt"]["claims"].update(
            sub=self._sub, username=self._sub
        )
        headers = {"content-type": "application/json", "if-match": f'"{version}"'}
        event["headers"].update(headers if body else {})
        event["body"] = json.dumps(body) if body else ""
        counts = self._simulation.invoke("administer", event)
        if self._simulation.answer["statusCode"] >= 300:
            raise RuntimeError(f"{method} {path}: {self._simulation.answer}")
        return counts


def _created_in_the_pool() -> str:
    """Returns the `sub` of a new user of the user pool who is an administrator by the template."""
    pools: Any = boto3.client("cognito-idp")
    pool = pools.list_user_pools(MaxResults=1)["UserPools"][0]["Id"]
    attributes = {"email": _EMAIL, "email_verified": "true"}
    created = pools.admin_create_user(
        UserPoolId=pool,
        Username=_EMAIL,
        UserAttributes=[{"Name": name, "Value": value} for name, value in attributes.items()],
    )["User"]
    pools.create_group(UserPoolId=pool, GroupName="Administrator")
    pools.admin_add_user_to_group(UserPoolId=pool, Username=_EMAIL, GroupName="Administrator")
    return str(next(each["Value"] for each in created["Attributes"] if each["Name"] == "sub"))


def _audit_items() -> list[dict[str, Any]]:
    dynamodb: Any = boto3.client("dynamodb")
    pages = dynamodb.get_paginator("scan").paginate(TableName="people")
    items = (item for page in pages for item in page["Items"])
    return [item for item in items if item["pk"]["S"].startswith("month#")]


def _inserted(item: dict[str, Any]) -> dict[str, Any]:
    """A record of the table's stream."""
    keys = {name: item[name] for name in ("pk", "sk")}
    return {"eventName": "INSERT", "dynamodb": {"Keys": keys, "NewImage": item}}
