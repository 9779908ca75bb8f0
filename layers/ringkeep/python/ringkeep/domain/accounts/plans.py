"""Differences between RingCentral's plans that affect Ringkeep."""

from __future__ import annotations

_WITHOUT_CALLER_NAMES = ("essentials",)


def delivers_caller_names(plan_name: str, edition: str) -> bool:
    """Whether events hold the names of external callers. True unless the plan is known to leave
    them out. This list is not yet verified on a real account."""
    words = f"{plan_name} {edition}".lower()
    return not any(word in words for word in _WITHOUT_CALLER_NAMES)
