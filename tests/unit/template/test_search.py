"""The search index follows the stream of the calls table, and an alarm watches how far behind it is."""

from __future__ import annotations

import json

from ringkeep.domain.recordings.recordings import RecordingState
from tests.unit.template.loader import FUNCTIONS, RESOURCES, of_type

STREAM = FUNCTIONS["IndexRecordingsFunction"]["Events"]["Changes"]["Properties"]
ALARMS = {name: RESOURCES[name]["Properties"] for name in of_type("AWS::CloudWatch::Alarm")}
DAY = 24 * 3600


def test_recordings_that_are_or_were_final_reach_the_function() -> None:
    final = [state.value for state in RecordingState if state.searchable]
    patterns = [json.loads(each["Pattern"]) for each in STREAM["FilterCriteria"]["Filters"]]
    rows = {"entity": {"S": ["recording"]}, "state": {"S": final}}
    assert patterns == [{"dynamodb": {name: rows}} for name in ("NewImage", "OldImage")]
    images = RESOURCES["CallsTable"]["Properties"]["StreamSpecification"]["StreamViewType"]
    assert images == "NEW_AND_OLD_IMAGES"


def test_a_change_is_tried_again_until_shortly_before_the_stream_forgets_it() -> None:
    assert STREAM["MaximumRecordAgeInSeconds"] == DAY - 3600
    assert STREAM["BisectBatchOnFunctionError"]
    assert STREAM["DestinationConfig"]


def test_a_late_index_raises_an_alarm_long_before_a_change_is_lost() -> None:
    alarm = ALARMS["SearchIndexLateAlarm"]
    assert alarm["MetricName"] == "IteratorAge"
    function = {"Name": "FunctionName", "Value": {"Ref": "IndexRecordingsFunction"}}
    assert alarm["Dimensions"] == [function]
    assert alarm["Threshold"] <= DAY / 24 * 1000


def test_the_table_is_deleted_with_the_stack_because_it_is_made_again_from_s3() -> None:
    assert RESOURCES["SearchTable"]["DeletionPolicy"] == "Delete"
