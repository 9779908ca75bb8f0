"""The contract of the Summaries port, for S3 and the fake."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import pytest

from ringkeep.aws.search.summaries import S3Summaries
from ringkeep.domain.search.summaries import summary_key, summary_of
from ringkeep.usecases.search.ports import Summaries
from tests.contract.recordings.buckets import BUCKET, moto_bucket
from tests.fakes.search.search_index import MemorySummaries
from tests.unit.domain.recordings.example_rows import pending

ROW = pending(extension_id="101")


class Stage(NamedTuple):
    port: Summaries
    stored: Callable[[], Mapping[str, Any]]


@pytest.fixture(params=["fake", "s3"])
def stage(request: pytest.FixtureRequest) -> Iterator[Stage]:
    if request.param == "fake":
        fake = MemorySummaries()
        yield Stage(fake, lambda: {key: each.model_dump() for key, each in fake.objects.items()})
        return
    with moto_bucket() as client:
        client.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})

        def stored() -> Mapping[str, Any]:
            versions = client.list_object_versions(Bucket=BUCKET)
            assert len(versions.get("Versions", [])) <= 2
            listed = client.list_objects_v2(Bucket=BUCKET).get("Contents", [])
            return {
                each["Key"]: json.loads(
                    client.get_object(Bucket=BUCKET, Key=each["Key"])["Body"].read()
                )
                for each in listed
            }

        yield Stage(S3Summaries(client, BUCKET), stored)


def test_a_summary_is_kept_once_and_removed(stage: Stage) -> None:
    for name in ("Ann Lee", "Ann Lee", "Ann Poe", "Ann Poe"):
        stage.port.keep(ROW, summary_of(ROW, name))
    (kept,) = stage.stored().values()
    assert kept["extension_name"] == "Ann Poe"
    for _ in range(2):
        stage.port.remove(ROW)
    assert stage.stored() == {}
    assert summary_key(ROW).startswith("summaries/2026/11/18/")
