"""The built console in its S3 bucket."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

from ringkeep.aws.console.console_files import ConsoleFiles, files_of, refresh_distribution
from ringkeep.errors import ConfigurationError, ResourceMissing


@pytest.fixture
def built(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<!doctype html>")
    (tmp_path / "favicon.svg").write_text("<svg/>")
    (tmp_path / "assets" / "main-abc.js").write_text("1")
    return tmp_path


@pytest.fixture
def aws() -> Iterator[None]:
    with mock_aws():
        boto3.client("s3", region_name="us-east-1").create_bucket(Bucket="console")
        yield


def published(folder: Path) -> dict[str, tuple[str, str]]:
    """Publishes the folder and returns Content-Type and Cache-Control of each object."""
    client = boto3.client("s3", region_name="us-east-1")
    ConsoleFiles(client, "console").publish(folder)
    keys = [item["Key"] for item in client.list_objects_v2(Bucket="console")["Contents"]]
    heads = {key: client.head_object(Bucket="console", Key=key) for key in keys}
    return {key: (head["ContentType"], head["CacheControl"]) for key, head in heads.items()}


@pytest.mark.usefixtures("aws")
def test_hashed_files_are_cached_forever_and_the_page_is_revalidated(
    built: Path,
) -> None:
    found = published(built)
    assert found["assets/main-abc.js"][1] == "public, max-age=31536000, immutable"
    assert found["index.html"] == ("text/html; charset=utf-8", "no-cache")
    assert found["favicon.svg"] == ("image/svg+xml", "no-cache")


@pytest.mark.usefixtures("aws")
def test_types_come_from_a_fixed_table(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine's table (/etc/mime.types, the registry) may give JavaScript another type."""
    monkeypatch.setattr(mimetypes, "guess_type", lambda name: ("text/html", None))
    (built / "notes.xhtml").write_text("<html/>")
    found = published(built)
    assert found["assets/main-abc.js"][0] == "text/javascript; charset=utf-8"
    assert found["notes.xhtml"][0] == "application/octet-stream"


@pytest.mark.usefixtures("aws")
def test_files_of_an_earlier_build_stay_for_open_pages(built: Path) -> None:
    published(built)
    (built / "assets" / "main-abc.js").rename(built / "assets" / "main-def.js")
    assert {"assets/main-abc.js", "assets/main-def.js"} <= set(published(built))


def test_the_page_is_stored_once(built: Path) -> None:
    """The template's function ConsolePaths serves it at the address of every page."""
    assert set(files_of(built)) == {"assets/main-abc.js", "favicon.svg", "index.html"}


def test_folder_without_a_build_is_reported(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"no index\.html"):
        files_of(tmp_path)


@pytest.mark.usefixtures("aws")
def test_missing_bucket_is_reported(built: Path) -> None:
    client = boto3.client("s3", region_name="us-east-1")
    with pytest.raises(ResourceMissing):
        ConsoleFiles(client, "nowhere").publish(built)


@pytest.mark.usefixtures("aws")
def test_missing_distribution_is_reported() -> None:
    client = boto3.client("cloudfront", region_name="us-east-1")
    with pytest.raises(ResourceMissing):
        refresh_distribution(client, "E123", "now")
