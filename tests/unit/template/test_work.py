"""What people write: its table and stream, its copies, and the routes of the function that writes it."""

from __future__ import annotations

import json

from ringkeep.domain.recordings.recordings import RecordingKey
from ringkeep.domain.search.written import written_key
from ringkeep.domain.work.keys import copies_prefix, partition_of
from tests.unit.template.loader import FUNCTIONS, RESOURCES, of_type
from tests.unit.template.rights import rights_of

STREAM = FUNCTIONS["IndexRecordingsFunction"]["Events"]["Work"]["Properties"]
CHANGES = FUNCTIONS["IndexRecordingsFunction"]["Events"]["Changes"]["Properties"]
KEY = RecordingKey(service="main", account_id="1", recording_id="2")
WORK = "/v1/recordings/{recording}"


def test_the_stream_has_keys_only_and_is_read_as_that_of_the_calls_table() -> None:
    """So the text of a note is in no stream and in no dead letter."""
    table = RESOURCES["WorkTable"]["Properties"]
    assert table["StreamSpecification"] == {"StreamViewType": "KEYS_ONLY"}
    assert STREAM["Stream"] == {"Fn::GetAtt": ["WorkTable", "StreamArn"]}
    own = {"Stream", "FilterCriteria"}
    assert {k: v for k, v in STREAM.items() if k not in own} == {
        k: v for k, v in CHANGES.items() if k not in own
    }


def test_only_work_on_recordings_reaches_the_function() -> None:
    (pattern,) = [json.loads(each["Pattern"]) for each in STREAM["FilterCriteria"]["Filters"]]
    assert pattern == {"dynamodb": {"Keys": {"pk": {"S": [{"prefix": "recording#"}]}}}}
    assert partition_of(KEY).startswith("recording#")


def test_earlier_copies_go_after_a_month() -> None:
    rules = RESOURCES["RecordingsBucket"]["Properties"]["LifecycleConfiguration"]["Rules"]
    (rule,) = [each for each in rules if copies_prefix("main").startswith(each.get("Prefix", "-"))]
    assert rule["NoncurrentVersionExpiration"] == {"NoncurrentDays": 30}
    assert "ExpirationInDays" not in rule, "the copy itself stays"


def test_words_of_a_deleted_note_are_not_kept_for_the_index_either() -> None:
    """The document of a recording's postings has each word of its notes, and is written with each change."""
    rules = RESOURCES["RecordingsBucket"]["Properties"]["LifecycleConfiguration"]["Rules"]
    (rule,) = [each for each in rules if written_key(KEY).startswith(each.get("Prefix", "-"))]
    assert rule["NoncurrentVersionExpiration"] == {"NoncurrentDays": 30}
    assert "ExpirationInDays" not in rule, "without it no posting could be removed"


def test_the_gateway_sends_each_path_to_work() -> None:
    work = {
        each["RouteKey"]
        for each in of_type("AWS::ApiGatewayV2::Route").values()
        if "WorkIntegration" in json.dumps(each["Target"])
    }
    paths = [f"{WORK}/notes", f"{WORK}/bookmarks", f"{WORK}/tags", "/v1/tags", "/v1/searches"]
    paths += [f"{WORK}/evaluations", "/v1/evaluations", "/v1/tasks"]
    assert work >= {f"ANY {path}{below}" for path in paths for below in ("", "/{proxy+}")}


def test_work_reads_no_audio_no_transcript_and_adds_to_the_audit_log_only() -> None:
    rights = rights_of("WorkFunction")
    objects = [name for name in rights if name.startswith("${RecordingsBucket.Arn}/")]
    assert objects == ["${RecordingsBucket.Arn}/recordings/*.json"]
    written = {
        name
        for name, actions in rights.items()
        if name.startswith("PeopleTable") and {"dynamodb:PutItem"} & set(actions)
    }
    assert written == {"PeopleTable.Arn, keys invitation#*, month#*, sign_in#*"}
