"""Amazon Transcribe on the laptop: real speech recognition instead of MiniStack's canned text, and the
`aws-sdk:transcribe` integration of Step Functions, which MiniStack lacks.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from local.speech.client import SpeechFailed, SpeechMissing, SpeechWorker
from local.speech.results import Heard, redacted, result_of

_LANGUAGE: Final = "en-US"
WORKER: Final = SpeechWorker()


def let_state_machines_transcribe() -> None:
    """Step Functions may call Transcribe, under the error names of AWS."""
    from ministack.services import stepfunctions

    if "transcribe" in stepfunctions._AWS_SDK_SERVICE_MAP:
        raise RuntimeError("MiniStack has the integration of Transcribe now: remove the patch")
    stepfunctions._AWS_SDK_SERVICE_MAP["transcribe"] = {
        "target_prefix": "Transcribe",
        "protocol": "json",
    }
    stepfunctions._AWS_SDK_ERROR_PREFIX["transcribe"] = "Transcribe"


def recognize_speech() -> None:
    """A job's result has the words that were spoken. Without speech recognition the job fails and says so."""
    from ministack.services import transcribe

    transcribe._run_job_inner = _run_job


async def _run_job(job_name: str, run_id: str, netloc: str) -> None:
    from ministack.services import transcribe

    job = transcribe._live_job(job_name, run_id)
    if job is None:
        return
    try:
        documents = await asyncio.to_thread(_documents, job_name, job, _media(job))
        for key, document in documents.items():
            _write(job["_output_bucket"], key, document)
        ended: dict[str, Any] = {"TranscriptionJobStatus": "COMPLETED"}
        ended["LanguageCode"] = job.get("LanguageCode") or _LANGUAGE
        address = f"http://{netloc}/{job['_output_bucket']}/{job['_output_key']}"
        ended["Transcript"] = {"TranscriptFileUri": address}
    except (SpeechFailed, SpeechMissing) as failure:
        ended = {"TranscriptionJobStatus": "FAILED", "FailureReason": str(failure)}
    if transcribe._live_job(job_name, run_id) is None:
        return
    job.update(ended, CompletionTime=time.time())
    transcribe._emit_state_change(job_name, ended["TranscriptionJobStatus"])


def _media(job: dict[str, Any]) -> bytes:
    """Raises SpeechFailed, in the words of AWS."""
    from ministack.services import s3, transcribe

    bucket, key = transcribe._parse_s3_uri(job["Media"]["MediaFileUri"])
    content = s3._get_object_data(bucket, key)
    if content is None:
        raise SpeechFailed(transcribe._MEDIA_UNREADABLE)
    return bytes(content)


def _documents(job_name: str, job: dict[str, Any], content: bytes) -> dict[str, dict[str, Any]]:
    """Returns the results by their keys. Raises SpeechFailed and SpeechMissing."""
    language = job.get("LanguageCode") or _LANGUAGE
    if not language.startswith("en-"):
        raise SpeechFailed(f"The speech recognition of this laptop knows English, not {language}.")
    two_channels = bool((job.get("Settings") or {}).get("ChannelIdentification"))
    with tempfile.NamedTemporaryFile(suffix=".audio") as file:
        file.write(content)
        file.flush()
        lanes = WORKER.recognize(Path(file.name), two_channels=two_channels)
    return dict(_results(job_name, job, lanes))


def _results(
    job_name: str, job: dict[str, Any], lanes: list[list[Heard]]
) -> Iterator[tuple[str, dict[str, Any]]]:
    from ministack.services import transcribe

    key = job["_output_key"]
    output = (job.get("ContentRedaction") or {}).get("RedactionOutput", "")
    if output:
        yield transcribe._redacted_key(key), result_of(job_name, redacted(lanes))
    if output != "redacted":
        yield key, result_of(job_name, lanes)


def _write(bucket: str, key: str, document: dict[str, Any]) -> None:
    """Raises SpeechFailed."""
    from ministack.services import s3

    body = json.dumps(document).encode()
    headers = {"content-type": "application/json", "content-length": str(len(body))}
    answer = s3._put_object(bucket, key, body, headers)
    if isinstance(answer, tuple) and answer[0] >= 300:
        raise SpeechFailed(f"The result cannot be written to s3://{bucket}/{key}.")
