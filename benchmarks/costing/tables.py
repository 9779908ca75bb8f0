"""The tables of the README's chapter "Costs", and their place in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

BEGIN = "<!-- written by benchmarks/costs.py -->"
END = "<!-- end -->"


def tables(result: Mapping[str, Any]) -> str:
    """The text between the two marks."""
    parts = (
        ("idle, with one account connected", "dollars a month", "idle_dollars_a_month"),
        ("for a thousand recordings", "dollars", "dollars_a_thousand_recordings"),
        (
            "for a thousand changes of users, with the audit log",
            "dollars",
            "dollars_a_thousand_changes_of_users",
        ),
        ("more, while it is used", "dollars a month", "dollars_a_month_while_used"),
    )
    return "\n\n".join(_table(what, unit, result[name]) for what, unit, name in parts)


def with_tables(readme: str, result: Mapping[str, Any]) -> str:
    """Returns the README with present tables. Raises ValueError if it lacks a mark."""
    before, rest = _halves(readme, BEGIN)
    _, after = _halves(rest, END)
    return f"{before}{BEGIN}\n\n{tables(result)}\n\n{END}{after}"


def _table(what: str, unit: str, bill: Mapping[str, float]) -> str:
    """Items below half a cent are only in the total."""
    shown = {name: dollars for name, dollars in bill.items() if dollars >= 0.005}
    rows = [f"| {name} | {dollars:.2f} |" for name, dollars in shown.items()]
    return "\n".join([f"| {what} | {unit} |", "|---|---:|", *rows])


def _halves(text: str, mark: str) -> tuple[str, str]:
    before, found, after = text.partition(mark)
    if not found:
        raise ValueError(f"the README lacks the mark {mark}")
    return before, after
