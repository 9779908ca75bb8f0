"""`retry`: tries recordings again at once, one by its id or all with the same reason."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence

from ringkeep.cli.owners import owners
from ringkeep.cli.text import table
from ringkeep.cli.tools import Tools
from ringkeep.domain.recordings.recordings import Recording, RecordingKey, RecordingState
from ringkeep.errors import ConfigurationError
from ringkeep.usecases.recordings.retry_recordings import RETRYABLE, Selection

_LEFT_ALONE = {
    RecordingState.STORED: "is stored already",
    RecordingState.IMPORTING: "is being imported now",
    RecordingState.ANNOUNCED: "waits for the end of its call",
    RecordingState.EXCLUDED: "is excluded by the service's policy or licensing",
    RecordingState.ERASED: "was erased",
}


def run(tools: Tools, args: argparse.Namespace) -> int:
    """Returns 1 if nothing was tried again."""
    if args.all == bool(args.recording_id):
        raise ConfigurationError("give either a recording id, or --all with --reason")
    if not args.all:
        return _one(tools, args)
    if not args.reason:
        raise ConfigurationError("--all needs --reason, such as --reason worker_failed")
    return _all(tools, args)


def _one(tools: Tools, args: argparse.Namespace) -> int:
    rows = list(_retried(tools, args))
    for row in rows:
        what = _LEFT_ALONE.get(row.state, f"was {row.state} {row.reason}".strip())
        again = "; it is tried again now" if row.state in RETRYABLE else ""
        print(f"recording {row.recording_id} of {row.service} {what}{again}")
    if not rows:
        print(f"there is no recording {args.recording_id}", file=sys.stderr)
    return 0 if any(row.state in RETRYABLE for row in rows) else 1


def _retried(tools: Tools, args: argparse.Namespace) -> Iterator[Recording]:
    for owner in owners(tools, args.service, args.account):
        key = RecordingKey(
            service=owner.service, account_id=owner.account_id, recording_id=args.recording_id
        )
        if row := tools.retrier.retry(key):
            yield row


def _all(tools: Tools, args: argparse.Namespace) -> int:
    selections = _selections(tools, args)
    counts = Counter(
        (row.service, row.state.value, row.reason)
        for selection in selections
        for row in tools.retrier.selected(selection)
    )
    if not counts:
        print(f"no recording has the reason {args.reason}", file=sys.stderr)
        return 1
    lines = [(*what, str(count)) for what, count in sorted(counts.items())]
    print(table(("SERVICE", "STATE", "REASON", "RECORDINGS"), lines))
    if not args.yes and not _confirmed(counts.total()):
        print("nothing was changed; --yes tries them again")
        return 0
    print(f"{_retry_each(tools, selections)} recordings are tried again")
    return 0


def _selections(tools: Tools, args: argparse.Namespace) -> Sequence[Selection]:
    """RingCentral deletes what is older than the retention of the service, so nothing older is
    read."""
    services = tools.manager.list()
    if args.service:
        services = [tools.manager.services.get(args.service)]
    return [
        Selection(each.name, args.reason, args.days or each.policy.retention_days)
        for each in services
    ]


def _retry_each(tools: Tools, selections: Sequence[Selection]) -> int:
    rows = (row for each in selections for row in tools.retrier.selected(each))
    before = (tools.retrier.retry(row.key) for row in rows)
    return sum(row is not None and row.state in RETRYABLE for row in before)


def _confirmed(count: int) -> bool:
    if not sys.stdin.isatty():
        return False
    answer = input(f"Try these {count} recordings again? [y/N] ")
    return answer.strip().lower() in ("y", "yes")
