"""`trace`: shows the complete history of one recording."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator

from ringkeep.cli.licensing import reason
from ringkeep.cli.owners import owners
from ringkeep.cli.text import moment, size
from ringkeep.cli.tools import Tools
from ringkeep.domain.recordings.recordings import Recording
from ringkeep.errors import ConfigurationError
from ringkeep.usecases.recordings.trace_recording import Trace


def show(tools: Tools, args: argparse.Namespace) -> int:
    """Returns 1 if the recording is unknown, or its row and its files do not match."""
    accounts = list(owners(tools, args.service, args.account))
    if not accounts:
        raise ConfigurationError(
            "there is no account yet: wait for the first login, or give --account"
        )
    recording_id: str = args.recording_id
    traces = tools.tracer.trace(recording_id, accounts)
    if args.json:
        print(json.dumps([trace.model_dump(mode="json") for trace in traces], indent=2))
    else:
        print("\n\n".join("\n".join(_lines(trace)) for trace in traces))
    if not traces:
        print(f"there is no recording {recording_id}", file=sys.stderr)
    return 0 if traces and not any(trace.doubts for trace in traces) else 1


def _lines(trace: Trace) -> Iterator[str]:
    row = trace.recording
    yield f"recording {row.recording_id} of account {row.account_id}, service {row.service}"
    yield f"  state     {row.state} {row.reason}".rstrip()
    if why := reason(row):
        yield f"            {why}"
    if row.erasure:
        who = row.erasure.by or "the command line"
        yield f"  erased    {moment(row.erasure.at)} by {who}: {row.erasure.reason}"
    if row.missing_since:
        yield f"  missing   from the call log since {moment(row.missing_since)}"
    yield from _call(row)
    for facts in trace.objects:
        yield f"  object    {facts.key}"
        yield f"            {size(facts.size)} {facts.content_type}, {moment(facts.stored_at)}"
    yield from _audio(row)
    for name in trace.executions:
        yield f"  execution {name}"
    if trace.next_attempt_at is not None:
        yield f"  next      {moment(trace.next_attempt_at)}, lane {row.lane}"
        yield f"  expires   {moment(row.expires_at)} at RingCentral"
    for line in row.history:
        yield f"  {moment(line.at)}  {line.event}  {line.detail}".rstrip()
    for doubt in trace.doubts:
        yield f"  ! {doubt}"


def _call(row: Recording) -> Iterator[str]:
    details = [row.direction, f"{row.duration_seconds} s", row.recording_type]
    yield f"  call      {row.call_id or 'not confirmed by the call log'}"
    yield f"            {moment(row.start_time)}, {', '.join(filter(None, details))}"
    ids = {"session": row.session_id, "extension": row.extension_id}
    listed = ", ".join(f"{name} {value}" for name, value in ids.items() if value)
    if listed:
        yield f"            {listed}"


def _audio(row: Recording) -> Iterator[str]:
    audio = row.audio
    if audio is None:
        return
    yield f"  sha256    {audio.sha256}"
    if audio.duration_seconds is not None:
        yield f"  audio     {audio.duration_seconds:.1f} s, {audio.channels} channel(s)"
    if row.doubts:
        yield f"  doubtful  {', '.join(row.doubts)}: this may not be the whole recording"
