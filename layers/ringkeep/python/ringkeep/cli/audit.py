"""`audit copy`: copies entries of the audit log whose copy in the audit bucket is missing."""

from __future__ import annotations

import argparse
from datetime import UTC, date, datetime

from ringkeep.cli.tools import Tools
from ringkeep.errors import ConfigurationError


def copy(tools: Tools, args: argparse.Namespace) -> int:
    first: date = args.first
    last: date = args.last or datetime.fromtimestamp(tools.clock.now(), UTC).date()
    if last < first:
        raise ConfigurationError("--to is before --from")
    result = tools.audit_copies_of()(first, last)
    print(f"{result.copied} copied, {result.known} had a copy already ({first} to {last}, UTC)")
    if result.strange:
        print(
            f"! {result.strange} items are no entries of Ringkeep: see the alarm AuditEntriesAltered"
        )
    return 1 if result.strange else 0
