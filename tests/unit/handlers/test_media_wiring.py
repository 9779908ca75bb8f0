"""Playing with the real adapters, in moto: from the click to the bytes, and nothing of it in the log."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import boto3
import pytest

from ringkeep.aws.access.people_table import DynamoPeople
from ringkeep.aws.recordings.calls_table import DynamoCallsTable
from ringkeep.domain.recordings.recordings import Recording
from tests.unit.api.api_client import FakeContext, request
from tests.unit.handlers import test_wiring
from tests.unit.usecases.access.people_setup import PeopleSetup
from tests.unit.usecases.transcripts.setup import stored_row

pytestmark = pytest.mark.filterwarnings("ignore:No application metrics")
handler = test_wiring.handler
PATH = "/v1/recordings/main:a1:r1"


class Client:
    def __init__(self, media: test_wiring.Handler) -> None:
        self.media = media

    def ask(self, method: str, path: str, body: object = None) -> Any:
        event = request(method, f"{PATH}{path}", "u-root")
        event["headers"]["content-type"] = "application/json"
        event["body"] = json.dumps(body) if body is not None else None
        answer = self.media(event, FakeContext())
        return answer["statusCode"], json.loads(answer["body"] or "null")


@pytest.fixture
def client(handler: Any) -> Iterator[Client]:
    dynamodb, s3 = boto3.client("dynamodb"), boto3.client("s3")
    test_wiring.connect()
    setup = PeopleSetup(store=DynamoPeople(dynamodb, "people"))
    setup.edit(setup.add("root", "administrator"), sub="u-root")
    s3.put_bucket_versioning(Bucket="recordings", VersioningConfiguration={"Status": "Enabled"})
    row: Recording = stored_row().model_copy(update={"service": "main"})
    DynamoCallsTable(dynamodb, "calls").put_recording(row)
    assert row.audio
    s3.put_object(Bucket="recordings", Key=row.audio.object_key, Body=b"ID3 audio")
    yield Client(handler("media"))


def test_from_the_click_to_what_was_heard(client: Client) -> None:
    status, begun = client.ask("POST", "/plays")
    assert status == 201
    url = urlsplit(begun["url"])
    assert url.netloc == "recordings.s3.us-east-1.amazonaws.com"
    assert "X-Amz-Expires=300" in url.query
    assert "versionId=" in url.query
    status, renewed = client.ask("POST", f"/plays/{begun['play']}/url")
    assert (status, set(renewed)) == (201, {"url", "expires_at"})
    heard = {"parts": [[0, 12.25], [30, 1_000]]}
    assert client.ask("PUT", f"/plays/{begun['play']}/listened", heard) == (204, None)
    status, listened = client.ask("GET", "/listened")
    assert listened == {"parts": [[0.0, 12.25], [30.0, 60.0]], "share": 0.7042}
    assert client.ask("POST", "/downloads", {"what": "audio"})[0] == 201
    status, plays = client.ask("GET", "/plays")
    assert [each["action"] for each in plays["items"]] == ["recordings.download", "recordings.play"]
    assert {each["user"]["name"] for each in plays["items"]} == {"root"}


def test_what_was_erased_is_gone_with_a_sentence(client: Client) -> None:
    _, begun = client.ask("POST", "/plays")
    boto3.client("s3").delete_object(
        Bucket="recordings", Key="recordings/default/a1/2026/11/18/r1.mp3"
    )
    for path in ("/plays", f"/plays/{begun['play']}/url"):
        status, problem = client.ask("POST", path)
        assert (status, problem["code"]) == (410, "recording_erased")
        assert problem["detail"].endswith("can no longer be played.")
    status, problem = client.ask("POST", "/downloads", {"what": "sidecar"})
    assert (status, problem["code"]) == (410, "recording_erased")


def test_no_part_of_an_address_reaches_the_log(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    """Not even at DEBUG, where botocore would write what it signs."""
    with caplog.at_level(logging.DEBUG):
        _, begun = client.ask("POST", "/plays")
        client.ask("POST", f"/plays/{begun['play']}/url")
        client.ask("POST", "/downloads", {"what": "audio"})
    written = "\n".join(str(vars(record)) for record in caplog.records)
    assert "POST /v1/recordings/{recording}/plays/{play}/url" in written
    for secret in ("X-Amz-Signature", "X-Amz-Security-Token", begun["url"].partition("?")[2]):
        assert secret not in written
