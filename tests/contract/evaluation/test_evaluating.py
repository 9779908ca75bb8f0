"""The function `work`, wired to its tables, takes an evaluation from its assignment to its end."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from ringkeep.api.functions import work_app
from ringkeep.aws.access.people_table import DynamoPeople
from ringkeep.aws.access.plays import DynamoPlays
from ringkeep.aws.accounts.services_table import DynamoServiceDirectory
from ringkeep.domain.access.assignments import Assignment, ExtensionAssignments
from ringkeep.settings import WorkFunctionSettings, read_settings, variables_of
from ringkeep.usecases.access.ports import PeopleWrite, UserWrite
from ringkeep.usecases.access.requests import ChangeRequest
from ringkeep.usecases.recordings.media_ports import Listened
from ringkeep.wiring.recordings import calls_table as wired_calls
from ringkeep.wiring.work import Work
from tests.contract.tables import (
    calls_table,
    directory_table,
    evaluations_table,
    people_table,
    work_table,
)
from tests.unit.api.api_client import Answer, request, send_to
from tests.unit.api.evaluation_client import (
    CARD,
    GOOD,
    PEOPLE,
    ok,
    recording_id,
    refused,
    row_of,
    user_id,
)
from tests.unit.usecases.recordings.call_log_setup import service

NUMBERS = {"SECONDS", "MINUTES", "MEGABYTES", "PERSON"}


def _settings() -> WorkFunctionSettings:
    names = {
        name: "1" if name.rpartition("_")[2] in {*NUMBERS, "SECOND"} else "some-name"
        for name in variables_of("work")
    }
    tables = ("calls", "directory", "evaluations", "people", "work", "sockets")
    currency = {"TRANSCRIPTION_CURRENCY": "USD"}
    return read_settings(
        WorkFunctionSettings,
        {**names, **currency, **{f"{each.upper()}_TABLE_NAME": each for each in tables}},
    )


class Function:
    def __init__(self) -> None:
        client = boto3.client("dynamodb", region_name="us-east-1")
        calls_table(client)
        directory_table(client)
        directory_table(client, "sockets")
        evaluations_table(client)
        work_table(client)
        self.people = DynamoPeople(client, people_table(client))
        self.plays = DynamoPlays(client, "people")
        DynamoServiceDirectory(client, "directory").put(service("main"))
        self.work = Work(_settings())
        for person in PEOPLE:
            self._add_person(person.record)
        for name, extensions in (("one", ("101",)), ("both", ("101", "102"))):
            wired_calls(self.work._base, self.work.settings).put_recording(
                row_of(name, *extensions)
            )
        by, changes = ChangeRequest(name="owner"), self.work.change_scorecards
        head = changes.add(CARD, by)
        self.scorecard = changes.activate(head.id, by, head.revision).id
        self.app = work_app(self.work)

    def _add_person(self, record: Any) -> None:
        held = tuple(
            ExtensionAssignments(
                service=each.extension.service,
                account_id=each.extension.account_id,
                extension_id=each.extension.extension_id,
                assignments=(Assignment(user_id=record.user.id),),
                version=1,
            )
            for each in record.assignments
        )
        self.people.write(PeopleWrite(audit=(), users=(UserWrite(None, record),), extensions=held))

    def send(
        self, method: str, path: str, body: object = None, by: str = "eva", version: int = 0
    ) -> Answer:
        path, _, query = path.partition("?")
        parameters = dict(each.split("=") for each in query.split("&") if each)
        event = request(method, f"/v1{path}", f"u-{by}", **parameters)
        event["headers"]["if-match"] = f'"{version}"'
        if body is not None:
            event["body"] = json.dumps(body)
            event["headers"]["content-type"] = "application/json"
        return send_to(self.app, event)


@pytest.fixture
def function(monkeypatch: pytest.MonkeyPatch) -> Iterator[Function]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws():
        yield Function()


def test_the_whole_way_over_the_tables(function: Function) -> None:
    send = function.send
    key = row_of("one", "101").key
    function.plays.put_listened(user_id("eva"), key, Listened(((0.0, 40.0),), 1), 4e9)
    wanted = {"recording": recording_id("one"), "scorecard": function.scorecard}
    new = ok(send("POST", "/evaluations", {**wanted, "evaluator": user_id("eva")}, "root"), 201)
    twice = send("POST", "/evaluations", wanted)
    assert (*refused(twice), twice.json["id"]) == (409, "evaluation_exists", new["id"])
    path = f"/evaluations/{new['id']}"
    assert refused(send("GET", path, by="ann")) == (404, "evaluation_unknown")
    assert [each["id"] for each in ok(send("GET", "/tasks"))["to_write"]["items"]] == [new["id"]]
    moved = ok(send("PUT", f"{path}/assignment", {"evaluator": user_id("eve")}, "root", 1))
    back = ok(
        send("PUT", f"{path}/assignment", {"evaluator": user_id("eva")}, "root", moved["revision"])
    )
    draft = ok(send("PUT", f"{path}/draft", GOOD, version=back["revision"]))
    assert send("PUT", f"{path}/draft", GOOD, version=back["revision"]).status == 412
    done = ok(send("POST", f"{path}/submit", {"release": True}, version=draft["revision"]))
    assert (done["state"], done["score"], done["listened"]) == ("released", 75, 0.4)
    body = {"question": "Q2", "reason": "r"}
    disputed = ok(send("POST", f"{path}/disputes", body, "ann", done["revision"]))
    assert [each["id"] for each in ok(send("GET", "/tasks", by="root"))["to_answer"]["items"]]
    answer = {"decision": "upheld", "reason": "r"}
    decided = send("POST", f"{path}/disputes/Q2/decision", answer, "root", disputed["revision"])
    assert ok(decided)["state"] == "resolved"
    steps = ok(send("GET", f"{path}/history"))["items"]
    assert [each["action"] for each in steps] == [
        "assign",
        "reassign",
        "reassign",
        "submit",
        "release",
        "dispute",
        "uphold",
    ]


def test_lists_and_people_over_the_tables(function: Function) -> None:
    send = function.send
    wanted = {"recording": recording_id("both"), "scorecard": function.scorecard}
    unclear = send("POST", "/evaluations", wanted)
    assert sorted(each["name"] for each in unclear.json["candidates"]) == ["ann", "ben"]
    new = ok(send("POST", "/evaluations", {**wanted, "evaluated": user_id("ben")}), 201)
    for path in ("/evaluations", f"/recordings/{recording_id('both')}/evaluations"):
        (found,) = ok(send("GET", path))["items"]
        assert (found["id"], found["evaluated"]["name"]) == (new["id"], "ben")
    assert ok(send("GET", "/evaluations?list=all", by="root"))["items"] == []
    ok(send("PUT", f"/evaluations/{new['id']}/draft", GOOD, version=1))
    ok(send("POST", f"/evaluations/{new['id']}/submit", {"release": True}, version=2))
    for path in ("list=all", f"list=all&evaluated={user_id('ben')}", "list=all&limit=1"):
        assert ok(send("GET", f"/evaluations?{path}", by="root"))["items"], path
    assert ok(send("GET", "/evaluations?list=about_me", by="ben"))["items"]
    beside = ok(send("GET", f"/recordings/{recording_id('both')}/evaluations", by="root"))
    assert sorted(each["name"] for each in beside["evaluators"]) == ["eva", "eve", "root"]
