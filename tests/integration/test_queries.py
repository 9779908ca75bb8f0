"""Athena over the deployed template's tables: the documented queries give the rows that are stored.

Without duckdb the emulator answers a canned value, which fails these tests.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import boto3
import pytest

from local.clients import Clients
from local.stack import LocalStack
from ringkeep.aws.search.summaries import S3Summaries
from ringkeep.aws.transcripts.bucket import S3Transcripts, TranscriptObjects
from ringkeep.domain.recordings.lifecycle import stored
from ringkeep.domain.recordings.recordings import Recording, RecordingState
from ringkeep.domain.recordings.transcript_pointer import TranscriptPointer
from ringkeep.domain.search.summaries import summary_of
from ringkeep.domain.transcripts.transcripts import Transcript, TranscriptSource, Turn
from tests.integration.conftest import eventually
from tests.unit.domain.recordings.example_rows import AUDIO, NOW, pending
from tests.unit.template.test_queries import PAGE

ACCOUNT = "809646016"
DAYS = {
    "'2026/11/01' AND '2026/11/30'": "'2020/03/01' AND '2020/03/31'",
    ">= '2026/01/01'": "BETWEEN '2020/03/01' AND '2020/03/31'",
}


@dataclass(frozen=True)
class Athena:
    client: Any
    database: str
    work_group: str

    def ask(self, query: str) -> list[list[str | None]]:
        started = self.client.start_query_execution(
            QueryString=query,
            QueryExecutionContext={"Database": self.database},
            WorkGroup=self.work_group,
        )
        name = started["QueryExecutionId"]
        status = eventually(lambda: self._ended(name))
        assert status["State"] == "SUCCEEDED", status
        found = self.client.get_query_results(QueryExecutionId=name)["ResultSet"]["Rows"]
        return [[cell.get("VarCharValue") for cell in row["Data"]] for row in found[1:]]

    def _ended(self, name: str) -> Any:
        status = self.client.get_query_execution(QueryExecutionId=name)["QueryExecution"]["Status"]
        return status if status["State"] not in ("QUEUED", "RUNNING") else None


def documented(title: str) -> str:
    """Other tests of the same stack have recordings of today. These have a month of their own."""
    query = PAGE.partition(f"## {title}\n")[2].partition("```sql\n")[2].partition("```")[0]
    assert query
    for documented_days, days in DAYS.items():
        query = query.replace(documented_days, days)
    return query


def row(number: int, **changes: object) -> Recording:
    at = 1_583_107_200.0 + number * 60  # 2020-03-02
    made = pending(
        service="main",
        account_id=ACCOUNT,
        recording_id=f"q{number}",
        extension_id="101",
        start_time=at,
        duration_seconds=120,
    )
    audio = AUDIO.model_copy(update={"size": 500_000_000, "stored_at": NOW})
    return stored(made, audio, NOW).model_copy(update=changes)


def transcript(recording: Recording, revision: int, text: str) -> Transcript:
    return Transcript(
        service=recording.service,
        account_id=recording.account_id,
        recording_id=recording.recording_id,
        revision=revision,
        source=TranscriptSource.WHISPER,
        language="en",
        created=NOW,
        turns=(Turn(speaker="ch_0", start=0.0, end=2.0, text=text),),
    )


@pytest.fixture(scope="module")
def athena(stack: LocalStack, clients: Clients) -> Iterator[Athena]:
    """`q1` has a transcript with a refund, `q2` had one in an earlier revision, `q3` was lost."""
    bucket = stack.outputs["RecordingsBucketName"]
    summaries = S3Summaries(clients.s3, bucket)
    transcripts = S3Transcripts(TranscriptObjects(clients.s3, bucket))
    first = row(1, transcript=TranscriptPointer(revision=1, words=3))
    second = row(2, transcript=TranscriptPointer(revision=2, words=3))
    for each in (
        first,
        second,
        row(3),
        row(4, state=RecordingState.LOST, reason="expired", audio=None),
    ):
        summaries.keep(each, summary_of(each, "Ann Lee"))
    transcripts.write(first, transcript(first, 1, "I want a Refund, please"))
    transcripts.write(second, transcript(second, 1, "refund"))
    transcripts.write(second, transcript(second, 2, "no thanks"))
    yield Athena(
        boto3.Session("test", "test", region_name=stack.region).client(
            "athena", endpoint_url=stack.endpoint_url
        ),
        stack.outputs["CallDatabaseName"],
        stack.outputs["CallWorkGroupName"],
    )


def test_calls_by_agent_and_month(athena: Athena) -> None:
    (found,) = athena.ask(documented("Calls by agent and month"))
    assert found[:4] == ["2020-03", "101", "Ann Lee", "3"]
    assert float(str(found[4])) == 6.0


def test_calls_without_a_transcript(athena: Athena) -> None:
    (found,) = athena.ask(documented("Calls without a transcript"))
    assert found[0] == f"main:{ACCOUNT}:q3"


def test_calls_in_which_a_word_was_said(athena: Athena) -> None:
    """An earlier revision does not count."""
    (found,) = athena.ask(documented("Calls in which a word was said"))
    assert found[0] == f"main:{ACCOUNT}:q1"


def test_size_by_month(athena: Athena) -> None:
    (found,) = athena.ask(documented("Size by month"))
    assert found[:2] == ["2020-03", "3"]
    assert float(str(found[2])) == 1.5


def test_what_was_not_kept(athena: Athena) -> None:
    found = athena.ask(documented("What was not kept, and why"))
    assert found == [["2020-03", "lost", "expired", "1"]]
