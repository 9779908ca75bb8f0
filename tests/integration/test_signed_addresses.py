"""What an address that `media` signed allows, by the emulator's S3 with roles and signatures enforced."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

import boto3
import httpx
import pytest

from local.environment import REGION
from local.stack import LocalStack
from ringkeep.aws.recordings.media import SIGNING, S3Media
from ringkeep.domain.recordings.plays import URL_SECONDS, StoredFile
from tests.unit.template.loader import RESOURCES

BUCKET = "recordings-bucket"
KEY = "recordings/main/809646016/2026/11/26/7602%3A1.mp3"
AUDIO = bytes(range(256)) * 8
ORIGIN = {"Origin": "http://127.0.0.1:5180"}


@dataclass
class Signed:
    media: S3Media
    file: StoredFile

    @property
    def url(self) -> str:
        return self.media.signed_url(self.file, "inline", URL_SECONDS)


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Signed]:
    """The bucket has the template's own CORS rule."""
    stack = LocalStack(tmp_path_factory.mktemp("signed"), port=0, enforce_roles=True)
    try:
        stack.start_emulator()
        client = boto3.client(
            "s3",
            endpoint_url=stack.endpoint_url,
            region_name=REGION,
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=SIGNING,
        )
        client.create_bucket(Bucket=BUCKET)
        client.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
        (rule,) = RESOURCES["RecordingsBucket"]["Properties"]["CorsConfiguration"]["CorsRules"]
        known = {"ExposedHeaders": "ExposeHeaders", "MaxAge": "MaxAgeSeconds"}
        named = {known.get(name, name): value for name, value in rule.items()}
        client.put_bucket_cors(
            Bucket=BUCKET,
            CORSConfiguration={"CORSRules": [named]},  # type: ignore[list-item] # built from the template
        )
        client.put_object(Bucket=BUCKET, Key=KEY, Body=AUDIO, ContentType="audio/mpeg")
        client.put_object(Bucket=BUCKET, Key=KEY.replace("7602", "7603"), Body=b"another")
        media = S3Media(client, BUCKET)
        version = media.version(KEY)
        assert version
        yield Signed(media, StoredFile(object_key=KEY, version=version, content_type="audio/mpeg"))
    finally:
        stack.stop()


def read(url: str, **headers: str) -> httpx.Response:
    return httpx.get(url, headers={**ORIGIN, **headers}, timeout=60, trust_env=False)


def changed(url: str, **query: str) -> str:
    parts = urlsplit(url)
    known = dict(parse_qsl(parts.query, keep_blank_values=True))
    return parts._replace(query=urlencode({**known, **query})).geturl()


def test_a_page_reads_the_bytes_and_any_range_of_them(signed: Signed) -> None:
    whole = read(signed.url)
    assert (whole.status_code, whole.content) == (200, AUDIO)
    assert whole.headers["content-type"] == "audio/mpeg"
    assert whole.headers["content-disposition"] == "inline"
    part = read(signed.url, Range="bytes=10-19")
    assert (part.status_code, part.content) == (206, AUDIO[10:20])
    assert part.headers["content-range"] == f"bytes 10-19/{len(AUDIO)}"
    assert part.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in part.headers
    assert "content-range" in part.headers["access-control-expose-headers"]


def test_a_page_may_ask_for_a_range_and_change_nothing(signed: Signed) -> None:
    for method, status in (("GET", 200), ("PUT", 403), ("DELETE", 403)):
        wanted = {
            "Access-Control-Request-Method": method,
            "Access-Control-Request-Headers": "range",
        }
        answer = httpx.options(signed.url, headers={**ORIGIN, **wanted}, trust_env=False)
        assert answer.status_code == status, method
    assert httpx.delete(signed.url, trust_env=False).status_code == 403


def test_after_its_time_an_address_is_refused(signed: Signed) -> None:
    earlier = datetime.now(UTC) - timedelta(seconds=URL_SECONDS + 1)
    late = read(changed(signed.url, **{"X-Amz-Date": f"{earlier:%Y%m%dT%H%M%SZ}"}))
    assert (late.status_code, "expired" in late.text) == (403, True)


@pytest.mark.parametrize(
    "query",
    [
        {"X-Amz-Expires": "604800"},
        {"response-content-type": "text/html"},
        {"response-content-disposition": "attachment"},
        {"versionId": "null"},
    ],
)
def test_an_address_that_was_changed_is_refused(signed: Signed, query: dict[str, str]) -> None:
    assert read(changed(signed.url)).status_code == 200
    assert read(changed(signed.url, **query)).status_code == 403


def test_an_address_of_one_recording_opens_no_other(signed: Signed) -> None:
    assert read(signed.url.replace("7602", "7603")).status_code == 403
    assert read(signed.url.partition("?")[0]).status_code == 403
