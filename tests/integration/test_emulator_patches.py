"""Each patch of the emulator is still needed, and does what it says."""

from __future__ import annotations

import json

import pytest

from tests.integration.emulator_programs import printed_by

_DEFINITION = """
from ministack.services.cloudformation import provisioners
{apply}
print(provisioners._sfn_definition({{"DefinitionString": "StartAt: A"}}))
"""
_ERROR_NAME = """
from ministack.core import lambda_runtime
{apply}
print("error_type" in lambda_runtime._PYTHON_WORKER_SCRIPT)
"""


def run(program: str, patch: str | None) -> str:
    """Returns what the program prints with or without the patch."""
    apply = f"from local.aws import patches; patches.{patch}()" if patch else ""
    return printed_by(program.format(apply=apply))


def test_without_its_patch_a_definition_in_yaml_is_not_understood() -> None:
    with pytest.raises(json.JSONDecodeError):
        json.loads(run(_DEFINITION, None))


def test_a_definition_in_yaml_is_understood() -> None:
    assert json.loads(run(_DEFINITION, "read_definitions_in_yaml")) == {"StartAt": "A"}


def test_without_its_patch_an_exception_has_no_name() -> None:
    assert run(_ERROR_NAME, None) == "False"


def test_an_exception_keeps_its_name() -> None:
    assert run(_ERROR_NAME, "keep_error_class_names") == "True"


_TYPES = """
from ministack.services.cloudformation import provisioners
{apply}
names = ["UserPoolUser", "UserPoolUserToGroupAttachment", "ManagedLoginBranding"]
print(all("AWS::Cognito::" + name in provisioners._RESOURCE_HANDLERS for name in names))
"""


def test_without_its_patch_the_sign_in_has_types_that_cannot_be_deployed() -> None:
    assert run(_TYPES, None) == "False"


def test_every_type_of_the_sign_in_can_be_deployed() -> None:
    assert run(_TYPES, "sign_in.add_types") == "True"


_IMPORTS = """
from ministack.services.cloudformation import provisioners
{apply}
names = ["UserPoolUser", "UserPoolUserToGroupAttachment"]
handlers = [provisioners._RESOURCE_HANDLERS.get("AWS::Cognito::" + name, {{}}) for name in names]
print(all("import" in each for each in handlers))
"""


def test_without_its_patch_no_user_can_be_adopted_by_a_stack() -> None:
    assert run(_IMPORTS, None) == "False"


def test_users_and_members_of_groups_can_be_adopted() -> None:
    assert run(_IMPORTS, "sign_in.add_types") == "True"


_POLLER = """
from ministack.services import lambda_svc
{apply}
print(lambda_svc._poller_started)
"""


def test_without_its_patch_nothing_polls_for_restored_mappings() -> None:
    assert run(_POLLER, None) == "False"


def test_queues_and_streams_are_polled_after_a_restart() -> None:
    assert run(_POLLER, "poll_event_sources_after_a_restart") == "True"


_SLOTS = """
import threading
from ministack.services import lambda_svc
{apply}
lambda_svc._ACCOUNT_CONCURRENCY_CAP = 1
key, _ = lambda_svc._acquire_execution_slot(None, {{"FunctionName": "one"}})
threading.Timer(0.2, lambda_svc._release_execution_slot, [key]).start()
print(lambda_svc._acquire_execution_slot(None, {{"FunctionName": "two"}})[0] is not None)
"""


def test_without_its_patch_an_invocation_over_the_cap_is_throttled_at_once() -> None:
    assert run(_SLOTS, None) == "False"


def test_an_invocation_over_the_cap_waits_for_its_turn() -> None:
    assert run(_SLOTS, "invocations.wait_for_a_slot") == "True"


_LAYERS = """
import inspect
from ministack.core import lambda_runtime
{apply}
print("extractall" in inspect.getsource(lambda_runtime.Worker._spawn))
"""


def test_without_its_patch_every_worker_unpacks_every_layer() -> None:
    assert run(_LAYERS, None) == "True"


def test_layers_are_unpacked_once() -> None:
    assert run(_LAYERS, "invocations.unpack_layers_once") == "False"


_SPELLINGS = """
import json
from ministack.services import cognito
{apply}
made = cognito._create_user_pool({{
    "PoolName": "people", "UsernameAttributes": ["email"], "UsernameConfiguration": {{"CaseSensitive": False}}
}})
pool = json.loads(made[2])["UserPool"]["Id"]
asked = {{"UserPoolId": pool, "MessageAction": "SUPPRESS"}}
statuses = [
    cognito._admin_create_user({{**asked, "Username": name}})[0]
    for name in ("you@example.com", "You@Example.com", "me@example.com")
]
statuses.append(cognito._admin_get_user({{"UserPoolId": pool, "Username": "YOU@example.com"}})[0])
print(statuses)
"""


def test_without_its_patch_a_pool_that_ignores_case_has_one_person_twice() -> None:
    assert run(_SPELLINGS, None) == "[200, 200, 200, 400]"


def test_a_pool_that_ignores_case_knows_a_person_by_every_spelling() -> None:
    assert run(_SPELLINGS, "user_names.ignore_case") == "[200, 400, 200, 200]"


_TRANSCRIBE_INTEGRATION = """
from ministack.services import stepfunctions
{apply}
print("transcribe" in stepfunctions._AWS_SDK_SERVICE_MAP)
"""


def test_without_its_patch_state_machines_cannot_transcribe() -> None:
    assert run(_TRANSCRIBE_INTEGRATION, None) == "False"


def test_state_machines_can_transcribe() -> None:
    assert run(_TRANSCRIBE_INTEGRATION, "speech.let_state_machines_transcribe") == "True"


_RECOGNITION = """
import asyncio, json, time
from ministack.services import s3, transcribe
{apply}
s3._create_bucket("bucket", b"")
s3._put_object("bucket", "call.mp3", b"no audio", {{"content-type": "audio/mpeg"}})
transcribe._JOB_RUN_SECONDS = 0
transcribe._jobs["j"] = job = {{
    "TranscriptionJobName": "j", "_run_id": "r", "Media": {{"MediaFileUri": "s3://bucket/call.mp3"}},
    "TranscriptionJobStatus": "IN_PROGRESS", "OutputLocationType": "CUSTOMER_BUCKET",
    "_output_bucket": "bucket", "_output_key": "out.json", "LanguageCode": "en-US", "Settings": {{}},
}}
asyncio.run(transcribe._run_job_inner("j", "r", "localhost"))
print(job["TranscriptionJobStatus"])
"""


def test_without_its_patch_a_file_without_audio_is_transcribed() -> None:
    assert run(_RECOGNITION, None) == "COMPLETED"


def test_the_canned_text_is_gone() -> None:
    """Whether speech recognition is installed or not."""
    assert run(_RECOGNITION, "speech.recognize_speech") == "FAILED"


_VERSION = """
from ministack.services import s3
{apply}
s3._create_bucket("bucket", b"", {{}})
enabled = b"<Status>Enabled</Status>"
s3._put_bucket_versioning("bucket", b"<VersioningConfiguration>%s</VersioningConfiguration>" % enabled)
_, stored, _ = s3._put_object("bucket", "k", b"0123456789", {{}})
version = stored["x-amz-version-id"]
query = {{"versionId": [version], "response-content-type": ["audio/mpeg"]}}
signed = {{"range": "bytes=2-4", "authorization": "AWS4-HMAC-SHA256"}}
status, headers, body = s3._get_object("bucket", "k", signed, query)
print(status, bytes(body).decode(), headers["Content-Type"], headers.get("Content-Range"))
"""


def test_without_its_patch_all_of_a_version_is_answered() -> None:
    assert run(_VERSION, None).startswith("200 0123456789 ")


def test_a_range_of_a_version_has_the_headers_that_were_asked_for() -> None:
    answer = run(_VERSION, "versioned_reads.honour_ranges_and_headers")
    assert answer == "206 234 audio/mpeg bytes 2-4/10"


_PROJECTED = """
from ministack.services import athena
{apply}
place = "s3://b/t/"
table = {{
    "Parameters": {{
        "classification": "json",
        "projection.enabled": "true",
        "storage.location.template": place + "${{service}}/${{day}}/",
    }},
    "PartitionKeys": [{{"Name": "service"}}, {{"Name": "day"}}],
    "StorageDescriptor": {{"Location": place, "Columns": [{{"Name": "size", "Type": "bigint"}}]}},
}}
relation = athena._table_relation(table, ["/tmp/ministack-athena-x/main/2026/11/26/r1.json"])
print("regexp_extract" in relation)
"""


def test_without_its_patch_a_projected_partition_has_no_column() -> None:
    assert run(_PROJECTED, None) == "False"


def test_the_partitions_of_a_projected_table_are_read_from_the_paths() -> None:
    assert run(_PROJECTED, "queries.project_partitions") == "True"


_PAGE_LOADS = """
from ministack.core import cloudfront_js
{apply}
code = b"function handler(event) {{ return event.request }}"
event = {{"request": {{"uri": "/"}}}}
leased = [cloudfront_js._pool._acquire() for _ in range(6)]
for worker in leased:
    worker.call({{"code": code.decode(), "event": event}}, 30)
for worker in leased:
    cloudfront_js._pool._release(worker)
print(sum(worker._proc is not None for worker in leased))
"""


def test_without_its_patch_most_processes_of_a_page_load_end_after_it() -> None:
    assert run(_PAGE_LOADS, None) == "2"


def test_the_next_page_load_finds_the_processes_of_the_last_one() -> None:
    assert run(_PAGE_LOADS, "keep_javascript_processes") == "6"
