"""The names of jobs and executions. The same revision of a recording always has the same name, so a
second start is refused by AWS and changes nothing."""

from __future__ import annotations

import hashlib
import re
from typing import Final

from ringkeep.domain.recordings.recordings import RecordingKey

JOB_NAME_LIMIT: Final = 200
EXECUTION_NAME_LIMIT: Final = 80
_HASH_LENGTH: Final = 16
_NOT_PLAIN: Final = re.compile(r"[^A-Za-z0-9-]")


def job_name(stack: str, recording: RecordingKey, revision: int) -> str:
    """Returns the name of a job of Amazon Transcribe: unique in the AWS account and region."""
    return _named((stack, *_parts(recording)), revision, JOB_NAME_LIMIT)


def execution_name(recording: RecordingKey, revision: int) -> str:
    """Returns the name of an execution of the stack's own state machine."""
    return _named(_parts(recording), revision, EXECUTION_NAME_LIMIT)


def _parts(recording: RecordingKey) -> tuple[str, str, str]:
    return recording.service, recording.account_id, recording.recording_id


def _named(parts: tuple[str, ...], revision: int, limit: int) -> str:
    """Joins the parts with `_`, which no part contains. If the name would be too long or a part has other
    characters, a hash of all parts replaces its end: no two recordings share a name."""
    identity, ending = "_".join(parts), f"_{revision}"
    if not any(map(_NOT_PLAIN.search, parts)) and len(identity) + len(ending) <= limit:
        return identity + ending
    digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:_HASH_LENGTH]
    readable = _NOT_PLAIN.sub("-", "-".join(parts))[: limit - len(ending) - _HASH_LENGTH - 1]
    return f"{readable}_{digest}{ending}"
