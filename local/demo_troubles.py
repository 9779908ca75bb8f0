"""What went wrong in the demo, and what became of it: one line for each kind of trouble."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from local.clients import Row

Truth = Mapping[str, object]
"""What the simulated account says of a recording."""
_ORDINALS = ("first", "second", "third", "fourth", "fifth")


def trouble_lines(
    truth: Sequence[Truth], rows: Mapping[str, Row], requests: Mapping[str, int]
) -> list[str]:
    """`requests` counts the requests for each recording's content."""
    counts: Counter[tuple[str, str]] = Counter()
    for recording in truth:
        if trouble := str(recording.get("trouble") or ""):
            identifier = str(recording["id"])
            outcome = outcome_of(rows.get(identifier), requests.get(identifier, 0))
            counts[trouble, outcome] += 1
    return [
        f"{trouble}: {outcome}" + (f" ({count} recordings)" if count > 1 else "")
        for (trouble, outcome), count in sorted(counts.items())
    ]


def outcome_of(row: Row | None, requests: int) -> str:
    if row is None:
        return "never found"
    state, reason = str(row["state"]), str(row.get("reason") or "")
    if state != "stored":
        return f"{state}, {reason.replace('_', ' ')}" if reason else state
    doubt = f", with a doubt: {row['doubt']}" if row.get("doubt") else ""
    if requests <= 1:
        return f"stored whole at the first try{doubt}"
    return f"asked again, whole at the {_ordinal(requests)} try{doubt}"


def _ordinal(number: int) -> str:
    return _ORDINALS[number - 1] if number <= len(_ORDINALS) else f"{number}th"
