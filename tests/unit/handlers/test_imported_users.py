"""A file of users, from the upload to the results, through the functions administer and keep_users."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import boto3
import pytest

from ringkeep.aws.access.people_table import DynamoPeople
from tests.unit.api.api_client import FakeContext, request
from tests.unit.handlers import test_wiring
from tests.unit.handlers.test_wiring import Handler
from tests.unit.usecases.access.import_setup import csv_of
from tests.unit.usecases.access.people_setup import PeopleSetup

pytestmark = pytest.mark.filterwarnings("ignore:No application metrics")
handler = test_wiring.handler
PATH = "/v1/users/import"


def test_a_file_is_uploaded_checked_confirmed_and_written(
    handler: Callable[[str], Handler],
) -> None:
    people = PeopleSetup(store=DynamoPeople(boto3.client("dynamodb"), "people"))
    people.edit(people.add("root", "administrator"), sub="u-root")
    administer, keep_users = handler("administer"), handler("keep_users")

    def asked(method: str, path: str, **more: object) -> dict[str, Any]:
        answer = administer({**request(method, path, "u-root"), **more}, FakeContext())
        found: dict[str, Any] = json.loads(answer["body"])
        return found

    file = base64.b64encode(csv_of("Eve,eve@example.com,agent", "root,root@example.com,")).decode()
    job = asked("POST", PATH, body=file, isBase64Encoded=True)
    assert job["state"] == "checking"
    assert keep_users({}, FakeContext())["steps"]["import_users"]
    checked = asked("GET", f"{PATH}/{job['id']}")
    assert (checked["state"], checked["preview"]["added"]) == ("ready", 1)
    assert asked("POST", f"{PATH}/{job['id']}/confirm")["state"] == "writing"
    keep_users({}, FakeContext())
    results = asked("GET", f"{PATH}/{job['id']}/results")["items"]
    assert {each["email"]: each["result"] for each in results} == {
        "eve@example.com": "added",
        "root@example.com": "unchanged",
    }
    exported = administer(request("GET", "/v1/users/export", "u-root"), FakeContext())["body"]
    assert "Eve,eve@example.com," in exported
    assert keep_users({}, FakeContext())["steps"]["import_users"] == {}
