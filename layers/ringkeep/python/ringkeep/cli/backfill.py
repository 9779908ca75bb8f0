"""`backfill`: reads the call log again from a date on, and shows the progress."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from datetime import date

from ringkeep.cli.text import bar
from ringkeep.cli.tools import Tools
from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.json import JsonValue
from ringkeep.domain.recordings.walks import Walk
from ringkeep.errors import Throttled
from ringkeep.usecases.recordings.backfill import backfill_place
from ringkeep.usecases.recordings.poll_call_log import place_name

_PAUSE_SECONDS = 2.0


def run(tools: Tools, args: argparse.Namespace) -> int:
    """Returns 1 if the command waited for the back-fill and it failed."""
    service = tools.manager.services.get(args.service)
    date_from: date = args.date_from
    run_id = f"cli-{int(tools.clock.now())}"
    execution = tools.backfills.start_backfill(service.name, date_from.isoformat(), run_id)
    print(f"back-fill of {service.name} from {date_from.isoformat()}: {execution}")
    if not args.wait:
        return 0
    try:
        return _watch(tools, service.name, run_id, execution)
    except KeyboardInterrupt:
        print("\nstopped waiting; the back-fill continues", file=sys.stderr)
        return 0


def _watch(tools: Tools, service: str, run_id: str, execution: str) -> int:
    status, shown = "RUNNING", ""
    while status == "RUNNING":
        tools.clock.sleep(_PAUSE_SECONDS)
        try:
            status = tools.backfills.backfill_status(execution)
            progress = _progress(_walk(tools, service, run_id))
        except Throttled:
            continue  # the back-fill continues: ask again after the pause
        if progress != shown:
            print(f"\r{progress.ljust(len(shown))}", end="", flush=True)
            shown = progress
    print()
    if status != "SUCCEEDED":
        print(f"the back-fill ended: {status.lower().replace('_', ' ')}", file=sys.stderr)
    return 0 if status == "SUCCEEDED" else 1


def _walk(tools: Tools, service: str, run_id: str) -> Walk | None:
    """Returns the position in the call log; None before the first page or the first login."""
    for account_id in reversed(tools.accounts.accounts(service)):
        name = place_name(AccountRef(service, account_id), backfill_place(run_id))
        value, _ = tools.states.get(name)
        walk: JsonValue = (value or {}).get("walk")
        if isinstance(walk, Mapping):
            return Walk.model_validate(walk)
    return None


def _progress(walk: Walk | None) -> str:
    if walk is None:
        return f"{bar(0)}  waiting for the first page"
    return f"{bar(walk.progress)}  {walk.records} calls read, {walk.found} recordings found"
