"""`erase`: deletes a recording with everything that was written about it. A row stays as evidence."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from ringkeep.cli.owners import owners
from ringkeep.cli.text import moment
from ringkeep.cli.tools import Tools
from ringkeep.domain.recordings.erasures import LONGEST_REASON
from ringkeep.domain.recordings.recording_ids import full_key, recording_id_of
from ringkeep.domain.recordings.recordings import Recording, RecordingKey
from ringkeep.errors import ConfigurationError


def run(tools: Tools, args: argparse.Namespace) -> int:
    """Returns 1 if nothing was erased."""
    reason = _reason(args.reason)
    rows = _rows(tools, args)
    if not rows:
        print(f"there is no recording {args.recording_id}", file=sys.stderr)
        return 1
    if len(rows) > 1:
        raise ConfigurationError(f"several accounts have this id: give {_choices(rows)}")
    if not args.yes and not _confirmed(rows[0]):
        print("nothing was erased; --yes erases it")
        return 1
    return _erase(tools, rows[0].key, reason)


def _erase(tools: Tools, key: RecordingKey, reason: str) -> int:
    result = tools.erase(key, reason)
    if result is None:
        print(f"there is no recording {key}", file=sys.stderr)
        return 1
    print(f"recording {recording_id_of(key)} was erased, with {result.objects} versions of objects")
    print("copies outside of the stack are not touched: see docs/operations.md, Erase a recording")
    return 0


def _reason(text: str) -> str:
    reason = " ".join(text.split())
    if not 0 < len(reason) <= LONGEST_REASON:
        raise ConfigurationError(f"--reason needs a text of 1 to {LONGEST_REASON} characters")
    return reason


def _rows(tools: Tools, args: argparse.Namespace) -> Sequence[Recording]:
    identifier: str = args.recording_id
    full = full_key(identifier)
    keys = [full] if full else _keys(tools, args)
    found = (tools.calls.recording(key) for key in keys)
    return [row for row in found if row is not None]


def _keys(tools: Tools, args: argparse.Namespace) -> Sequence[RecordingKey]:
    return [
        RecordingKey(
            service=owner.service, account_id=owner.account_id, recording_id=args.recording_id
        )
        for owner in owners(tools, args.service, args.account)
    ]


def _choices(rows: Sequence[Recording]) -> str:
    return " or ".join(recording_id_of(row.key) for row in rows)


def _confirmed(row: Recording) -> bool:
    print(f"recording {recording_id_of(row.key)}, {row.state}, call of {moment(row.start_time)}")
    print("its audio, transcripts, notes, tags and bookmarks are deleted for good")
    if not sys.stdin.isatty():
        return False
    answer = input("Erase it? [y/N] ")
    return answer.strip().lower() in ("y", "yes")
