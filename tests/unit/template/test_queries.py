"""The tables and the work group of Athena, and the queries of docs/queries.md."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ringkeep.domain.recordings.lifecycle import stored
from ringkeep.domain.search.summaries import RecordingSummary, summary_key
from ringkeep.domain.transcripts.keys import transcript_key
from ringkeep.domain.transcripts.transcripts import Transcript, Turn
from tests.unit.api.api_client import ROOT
from tests.unit.domain.recordings.example_rows import AUDIO, NOW, pending
from tests.unit.template.conditions import Deployment
from tests.unit.template.loader import FUNCTIONS, RESOURCES

PAGE = (ROOT / "docs/queries.md").read_text()
QUERIES = re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL)
SUMMARIES = RESOURCES["RecordingsTable"]["Properties"]["TableInput"]
TRANSCRIPTS = RESOURCES["TranscriptsTable"]["Properties"]["TableInput"]
SETTINGS = RESOURCES["CallWorkGroup"]["Properties"]["WorkGroupConfiguration"]
ROW = stored(pending(), AUDIO, NOW)


def names(table: Any) -> list[str]:
    return [each["Name"] for each in table["StorageDescriptor"]["Columns"]]


def places(table: Any) -> str:
    template: str = table["Parameters"]["storage.location.template"]["Fn::Sub"]
    return template.replace("${!", "${").removeprefix("s3://${RecordingsBucket}/")


def test_the_columns_are_the_fields_of_a_summary() -> None:
    assert names(SUMMARIES) == list(RecordingSummary.model_fields)


def test_the_columns_of_transcripts_are_fields_of_the_document() -> None:
    keys = {each["Name"] for each in TRANSCRIPTS["PartitionKeys"]}
    fields = set(Transcript.model_fields)
    assert set(names(TRANSCRIPTS)) == fields - keys - {"schema_version"}
    (turns,) = (
        each["Type"]
        for each in TRANSCRIPTS["StorageDescriptor"]["Columns"]
        if each["Name"] == "turns"
    )
    columns = re.findall(r"(\w+):\w+", turns.removeprefix("array<struct<"))
    assert columns == [each for each in Turn.model_fields if each != "words"]


def test_a_partition_is_where_the_objects_are() -> None:
    day = places(SUMMARIES).replace("${day}", "2026/11/18")
    assert summary_key(ROW).startswith(day)
    place = places(TRANSCRIPTS).replace("${day}", "2026/11/18")
    place = place.replace("${service}", "default").replace("${account_id}", "a1")
    assert transcript_key(ROW, 3).startswith(place)
    assert not transcript_key(ROW, 3, unredacted=True).startswith(place)


@pytest.mark.parametrize("table", [SUMMARIES, TRANSCRIPTS], ids=["recordings", "transcripts"])
def test_every_partition_is_projected(table: Any) -> None:
    parameters = table["Parameters"]
    assert parameters["projection.enabled"] == "true"
    for key in (each["Name"] for each in table["PartitionKeys"]):
        assert f"projection.{key}.type" in parameters
        assert f"${{{key}}}" in places(table)
        assert key not in names(table)
    assert parameters["projection.day.format"] == "yyyy/MM/dd"
    assert parameters["projection.day.range"].endswith(",NOW")


@pytest.mark.parametrize(
    ("deployment", "option"),
    [(Deployment(), "SSE_S3"), (Deployment(KmsKeyArn="arn:aws:kms:x:1:key/k"), "SSE_KMS")],
    ids=["usual", "own key"],
)
def test_results_are_encrypted_whatever_a_query_asks_for(
    deployment: Deployment, option: str
) -> None:
    settings = deployment.resources["CallWorkGroup"]["WorkGroupConfiguration"]
    assert settings["EnforceWorkGroupConfiguration"] is True
    result = settings["ResultConfiguration"]
    assert result["EncryptionConfiguration"]["EncryptionOption"] == option


def test_a_query_may_read_only_so_much() -> None:
    assert SETTINGS["BytesScannedCutoffPerQuery"] == {"Ref": "QueryBytesLimit"}


def test_a_stack_whose_work_group_was_used_can_be_deleted() -> None:
    assert RESOURCES["CallWorkGroup"]["Properties"]["RecursiveDeleteOption"] is True


def test_no_function_may_ask() -> None:
    text = str(FUNCTIONS)
    assert "athena:" not in text
    assert "glue:" not in text
    assert "query-results" not in text


@pytest.mark.parametrize("query", QUERIES)
def test_a_documented_query_names_the_days_and_what_the_table_needs(query: str) -> None:
    assert re.search(r"\bday (BETWEEN|>=) '20\d\d/\d\d/\d\d'", query)
    if "transcripts t" in query:
        for part in ("t.day BETWEEN", "t.service =", "t.account_id ="):
            assert part in query


def test_the_page_has_the_questions_that_are_asked_most() -> None:
    assert len(QUERIES) >= 5
    for column in names(SUMMARIES):
        assert f"`{column}`" in PAGE
