"""A recording is played from the address that `media` signed, with the rights of its role and no more."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
import pytest

from local.clients import Clients, Row
from local.front import Front
from local.sign_in import Person, access_token, add_person
from tests.integration.accounts import connected, small_account
from tests.integration.conftest import eventually

ORIGIN = {"Origin": "http://127.0.0.1:5180"}
ANN = Person("Ann", "ann@example.com", "Administrator1234567", "Administrator")
BEN = Person("Ben", "ben@example.com", "Administrator7654321", "Administrator")


@dataclass
class Played:
    """A stored recording, and people who may play it."""

    front: Front
    row: Row
    tokens: dict[str, str]

    def ask(self, who: Person, method: str, path: str, body: object = None) -> httpx.Response:
        identifier = ":".join(
            str(self.row[name]) for name in ("service", "account_id", "recording_id")
        )
        return httpx.request(
            method,
            f"{self.front.url}/v1/recordings/{identifier}{path}",
            json=body,
            headers={"Authorization": f"Bearer {self.tokens[who.role]}"},
            timeout=60,
            trust_env=False,
        )

    def begin(self, who: Person = ANN) -> dict[str, Any]:
        answer = self.ask(who, "POST", "/plays")
        assert answer.status_code == 201, answer.text
        begun: dict[str, Any] = answer.json()
        return begun


@pytest.fixture(scope="module")
def played(enforcing: Front) -> Iterator[Played]:
    stack = enforcing.stack
    clients = Clients(stack)
    page = stack.outputs["ConsoleBucketName"]
    clients.s3.put_object(Bucket=page, Key="index.html", Body=b"", ContentType="text/html")
    with connected(stack, clients, small_account(1)) as service:
        service.add()
        eventually(lambda: len(service.rows()) == 1)
        (row,) = service.import_until_settled(1).values()
        for person in (ANN, BEN):
            add_person(stack, person)
        origin = stack.outputs["ConsoleUrl"]
        tokens = {it.role: access_token(stack, origin, it) for it in (ANN, BEN)}
        yield Played(enforcing, row, tokens)


def read(url: str, **headers: str) -> httpx.Response:
    return httpx.get(url, headers={**ORIGIN, **headers}, timeout=60, trust_env=False)


def changed(url: str, **query: str) -> str:
    parts = urlsplit(url)
    known = dict(parse_qsl(parts.query, keep_blank_values=True))
    return parts._replace(query=urlencode({**known, **query})).geturl()


def test_the_address_gives_the_bytes_of_the_recording_and_any_part_of_them(played: Played) -> None:
    url = played.begin()["url"]
    whole = read(url)
    audio: Any = played.row["audio"]
    assert whole.status_code == 200
    assert hashlib.sha256(whole.content).hexdigest() == audio["sha256"]
    assert whole.headers["content-type"] == audio["content_type"]
    assert whole.headers["content-disposition"] == "inline"
    assert whole.headers["access-control-allow-origin"] == "*"
    part = read(url, Range="bytes=10-19")
    assert (part.status_code, part.content) == (206, whole.content[10:20])
    assert part.headers["content-range"] == f"bytes 10-19/{len(whole.content)}"


def test_the_console_may_read_from_that_host_and_from_no_other(played: Played) -> None:
    policy = httpx.get(f"{played.front.url}/", trust_env=False).headers["content-security-policy"]
    directives = {name: sources for name, *sources in map(str.split, policy.split(";"))}
    address = urlsplit(played.begin()["url"])
    assert directives["media-src"] == [f"{address.scheme}://{address.netloc}"]


def test_after_five_minutes_and_for_another_file_the_address_is_refused(played: Played) -> None:
    url = played.begin()["url"]
    query = dict(parse_qsl(urlsplit(url).query))
    assert query["X-Amz-Expires"] == "300"
    earlier = datetime.now(UTC) - timedelta(minutes=6)
    late = changed(url, **{"X-Amz-Date": f"{earlier:%Y%m%dT%H%M%SZ}"})
    longer = changed(url, **{"X-Amz-Expires": "604800"})
    other_type = changed(url, **{"response-content-type": "text/html"})
    sidecar = url.replace(".mp3?", ".json?").replace(".wav?", ".json?")
    for refused in (late, longer, other_type, sidecar):
        assert read(refused).status_code == 403, refused.partition("?")[0]


def test_only_the_person_who_plays_it_renews_the_address(played: Played) -> None:
    begun = played.begin()
    path = f"/plays/{begun['play']}/url"
    renewed = played.ask(ANN, "POST", path)
    assert renewed.status_code == 201
    assert read(renewed.json()["url"]).status_code == 200
    foreign = played.ask(BEN, "POST", path)
    assert (foreign.status_code, foreign.json()["code"]) == (404, "play_unknown")


def test_what_was_heard_and_who_played_and_downloaded_is_known(played: Played) -> None:
    begun = played.begin(BEN)
    heard = {"parts": [[0, 1.5]]}
    assert played.ask(BEN, "PUT", f"/plays/{begun['play']}/listened", heard).status_code == 204
    listened = played.ask(BEN, "GET", "/listened").json()
    assert listened["parts"][0][0] == 0
    assert 0 < listened["share"] <= 1
    for what in ("audio", "sidecar"):
        answer = played.ask(BEN, "POST", "/downloads", {"what": what})
        assert answer.status_code == 201, answer.text
        file = read(answer.json()["url"])
        assert file.status_code == 200
        assert file.headers["content-disposition"].startswith("attachment; filename=")
    uses = played.ask(ANN, "GET", "/plays").json()["items"]
    assert [each["action"] for each in uses[:3]] == [
        "recordings.download",
        "recordings.download",
        "recordings.play",
    ]
    assert {each["user"]["name"] for each in uses[:3]} == {uses[0]["user"]["name"]}
    assert all(each["user"]["id"] for each in uses)


def test_an_erased_recording_is_gone_at_the_renewal(played: Played) -> None:
    """The last test: it erases the recording."""
    begun = played.begin()
    stack = played.front.stack
    audio: Any = played.row["audio"]
    bucket = stack.outputs["RecordingsBucketName"]
    Clients(stack).s3.delete_object(Bucket=bucket, Key=audio["object_key"])
    gone = played.ask(ANN, "POST", f"/plays/{begun['play']}/url")
    assert (gone.status_code, gone.json()["code"]) == (410, "recording_erased")
