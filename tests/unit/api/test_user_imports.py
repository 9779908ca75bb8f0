"""The routes that import and export users."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import pytest

from ringkeep.api.app import create_app
from ringkeep.api.routes import user_imports
from ringkeep.domain.access.user_files.encoding import MAX_BYTES
from ringkeep.errors import StorageFailed
from ringkeep.usecases.access import export_users
from ringkeep.usecases.access.export_users import ExportUsers
from ringkeep.usecases.access.imports.manage_imports import ManageImports
from ringkeep.usecases.access.read_principal import ReadPrincipal
from ringkeep.usecases.access.record_sign_in import RecordSignIn
from ringkeep.usecases.live.budgets import PersonBudgets
from tests.fakes.access.sign_ins import MemorySignInLog
from tests.fakes.live.sockets import MemorySocketsTable
from tests.unit.api.api_client import Answer, request, send_to
from tests.unit.usecases.access.import_setup import ImportSetup, csv_of, people
from tests.unit.usecases.access.people_setup import profile_fields

PATH = "/v1/users/import"
ADA, MIA = "u-ada", "u-mia"
TEXT, BYTES = "text/csv", "application/octet-stream"


@dataclass
class FakeStarter:
    started: int = 0
    failure: StorageFailed | None = None

    def start(self) -> None:
        self.started += 1
        if self.failure:
            raise self.failure


@dataclass
class Client:
    """Ada may manage users, Mia, who is an agent, may not."""

    setup: ImportSetup = field(default_factory=ImportSetup)
    work: FakeStarter = field(default_factory=FakeStarter)

    def __post_init__(self) -> None:
        people = self.setup.people
        people.edit(self.setup.administrator, sub=ADA)
        people.edit(people.add("mia"), sub=MIA)
        self.principals = ReadPrincipal(people.memory, people.clock, 0)
        self.budgets = PersonBudgets(MemorySocketsTable(), people.clock)
        self.sign_ins = RecordSignIn(MemorySignInLog(), people.clock)
        self.app = create_app([user_imports.router], self)

    @property
    def user_imports(self) -> ManageImports:
        return self.setup.manage

    @property
    def export_users(self) -> ExportUsers:
        return ExportUsers(self.setup.people.changes, self.setup.people.directory)

    def send(self, method: str, path: str, sub: str = ADA, **query: str) -> Answer:
        return send_to(self.app, request(method, path, sub, **query))

    def upload(self, content: bytes, kind: str = BYTES, **query: str) -> Answer:
        event = uploading(kind, **query)
        event |= {"body": base64.b64encode(content).decode(), "isBase64Encoded": True}
        return send_to(self.app, event)

    def upload_text(self, text: str) -> Answer:
        return send_to(self.app, uploading(TEXT) | {"body": text})

    def checked(self, *lines: str) -> Any:
        job = self.upload(csv_of(*lines), file_name="users.csv").json
        self.setup.work()
        return self.send("GET", f"{PATH}/{job['id']}").json


def uploading(kind: str, **query: str) -> dict[str, Any]:
    event = request("POST", PATH, ADA, **query)
    event["headers"] = {**event["headers"], "content-type": kind}
    return event


@pytest.fixture
def client() -> Client:
    return Client()


def test_an_upload_is_accepted_and_the_work_begins_at_once(client: Client) -> None:
    answer = client.upload(csv_of(*people(2)), file_name="C:\\users.csv", invite="true")
    assert answer.status == HTTPStatus.ACCEPTED
    job = answer.json
    assert (job["state"], job["file_name"], job["by"]) == ("checking", "users.csv", "ada")
    assert (job["invite"], job["preview"], job["results"]) == (True, None, None)
    assert client.work.started == 1


def test_an_upload_does_not_fail_because_the_work_cannot_begin_at_once(client: Client) -> None:
    client.work.failure = StorageFailed("the function could not be invoked")
    assert client.upload(csv_of(*people(1))).status == HTTPStatus.ACCEPTED


def test_the_preview_shows_what_would_change(client: Client) -> None:
    job = client.checked("Eve,eve@example.com,agent", "mia,mia@example.com,agent")
    assert (job["state"], job["lines"], job["problem_count"]) == ("ready", 2, 0)
    preview = job["preview"]
    assert (preview["added"], preview["unchanged"], preview["not_mentioned"]) == (1, 1, 1)
    assert preview["items"][0]["email"] == "eve@example.com"
    assert {"field": "name", "before": "", "after": "Eve"} in preview["items"][0]["changes"]


def test_mistakes_are_named_by_line_and_column(client: Client) -> None:
    job = client.checked("Eve,eve,agent")
    assert job["state"] == "mistaken"
    problem = job["problems"][0]
    assert (problem["line"], problem["column"], problem["code"]) == (2, "email", "email_form")
    assert problem["message"].startswith('"eve" is not an e-mail address.')
    refused = client.send("POST", f"{PATH}/{job['id']}/confirm")
    assert (refused.status, refused.json["code"]) == (HTTPStatus.CONFLICT, "import_state")


def test_a_confirmed_import_is_written_and_has_results(client: Client) -> None:
    job = client.checked("Eve,eve@example.com,agent", "Tom,tom@example.com,agent")
    confirmed = client.send("POST", f"{PATH}/{job['id']}/confirm").json
    assert (confirmed["state"], confirmed["confirmed_by"]) == ("writing", "ada")
    assert client.work.started == 2
    client.setup.work()
    done = client.send("GET", f"{PATH}/{job['id']}").json
    assert (done["state"], done["written"], done["position"]) == ("done", 2, 2)
    assert done["results"] == f"{PATH}/{job['id']}/results"
    page = client.send("GET", done["results"]).json
    assert [(each["line"], each["result"]) for each in page["items"]] == [
        (2, "added"),
        (3, "added"),
    ]
    assert page["next"] is None
    assert client.send("GET", done["results"], result="refused").json["items"] == []


def test_cancelling(client: Client) -> None:
    job = client.checked("Eve,eve@example.com,agent")
    assert client.send("POST", f"{PATH}/{job['id']}/cancel").json["state"] == "cancelled"
    assert client.send("POST", f"{PATH}/{job['id']}/confirm").status == HTTPStatus.CONFLICT


def test_imports_are_listed(client: Client) -> None:
    for _ in range(3):
        client.setup.people.clock.advance(1.0)
        client.upload(csv_of(*people(1)))
    page = client.send("GET", PATH, limit="2").json
    assert (len(page["items"]), page["items"][0]["problems"]) == (2, [])
    assert len(client.send("GET", PATH, cursor=page["next"]).json["items"]) == 1


@pytest.mark.parametrize("suffix", ["", "/confirm", "/cancel", "/results"])
def test_an_unknown_import_is_not_found(client: Client, suffix: str) -> None:
    method = "POST" if suffix in {"/confirm", "/cancel"} else "GET"
    answer = client.send(method, f"{PATH}/1795-0{suffix}")
    assert (answer.status, answer.json["code"]) == (HTTPStatus.NOT_FOUND, "import_unknown")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", PATH),
        ("GET", PATH),
        ("GET", f"{PATH}/x"),
        ("POST", f"{PATH}/x/confirm"),
        ("POST", f"{PATH}/x/cancel"),
        ("GET", f"{PATH}/x/results"),
        ("GET", "/v1/users/export"),
    ],
)
def test_people_without_the_right_are_refused(client: Client, method: str, path: str) -> None:
    answer = client.send(method, path, MIA)
    assert (answer.status, answer.json["code"]) == (HTTPStatus.FORBIDDEN, "right_missing")


def test_the_export_needs_a_right_of_its_own(client: Client) -> None:
    setup = client.setup.people
    own = setup.profiles.add(profile_fields("Desk", ["users.manage"], "all"), client.setup.request)
    setup.edit(setup.add("dan", own.id), sub="u-dan")
    assert client.send("GET", PATH, "u-dan").status == HTTPStatus.OK
    answer = client.send("GET", "/v1/users/export", "u-dan")
    assert answer.status == HTTPStatus.FORBIDDEN
    assert "data.export" in answer.json["detail"]


def test_windows_encoding_is_kept_in_base64_and_refused_as_text(client: Client) -> None:
    content = csv_of("J\u00fcrgen,jurgen@example.com,agent").decode().encode("cp1252")
    job = client.upload(content).json
    client.setup.work()
    found = client.send("GET", f"{PATH}/{job['id']}").json
    assert found["preview"]["items"][0]["name"] == "J\u00fcrgen"
    lost = client.upload_text(content.decode("utf-8", "replace"))
    assert (lost.status, lost.json["code"]) == (HTTPStatus.UNPROCESSABLE_ENTITY, "encoding")
    assert client.upload_text("\ud800").json["code"] == "encoding"


def test_text_that_arrived_whole_is_read(client: Client) -> None:
    text = "\ufeff" + csv_of("J\u00fcrgen,jurgen@example.com,agent").decode().replace(",", ";")
    job = client.upload_text(text).json
    client.setup.work()
    assert client.send("GET", f"{PATH}/{job['id']}").json["state"] == "ready"


def test_files_that_are_refused_at_once(client: Client) -> None:
    large = client.upload(b"x" * (MAX_BYTES + 1))
    assert (large.status, large.json["code"]) == (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large")
    assert "Split it" in large.json["detail"]
    for empty in (client.upload(b" \r\n"), client.upload_text("")):
        assert (empty.status, empty.json["code"]) == (
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "file_missing",
        )
    form = client.upload(b"x", "multipart/form-data; boundary=x")
    assert form.status == HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    broken = send_to(client.app, uploading("text/csv") | {"body": "%%%", "isBase64Encoded": True})
    assert broken.json["code"] == "encoding"
    assert client.work.started == 0


@pytest.mark.parametrize("kind", ["text/csv; charset=windows-1252", "application/vnd.ms-excel", ""])
def test_the_types_of_browsers_are_accepted(client: Client, kind: str) -> None:
    assert client.upload(csv_of(*people(1)), kind).status == HTTPStatus.ACCEPTED


def test_the_export_is_csv_in_pages(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_users, "PAGE", 1)
    first = client.send("GET", "/v1/users/export")
    assert first.status == HTTPStatus.OK
    assert first.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert first.headers["Content-Disposition"] == 'attachment; filename="users.csv"'
    assert first.text.startswith("name,email,")
    link = str(first.headers["Link"])
    assert link.startswith("</v1/users/export?cursor=")
    cursor = client.export_users(client.setup.request).next
    second = client.send("GET", "/v1/users/export", cursor=cursor)
    assert second.text.startswith("mia,mia@example.com,")
    assert "Link" not in second.headers
    wrong = client.send("GET", "/v1/users/export", cursor="!")
    assert (wrong.status, wrong.json["code"]) == (
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "cursor_invalid",
    )


def test_names_with_formulas_and_markup_are_text_everywhere(client: Client) -> None:
    job = client.checked("<img src=x>,eve@example.com,agent", "'=1+1,tom@example.com,agent")
    names = [each["name"] for each in job["preview"]["items"]]
    assert names == ["<img src=x>", "=1+1"]
    client.send("POST", f"{PATH}/{job['id']}/confirm")
    client.setup.work()
    text = client.send("GET", "/v1/users/export").text
    assert "\r\n'=1+1,tom@example.com," in text
    assert "<img src=x>,eve@example.com," in text
