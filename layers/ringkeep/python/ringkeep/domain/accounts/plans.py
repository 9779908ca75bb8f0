"""What RingCentral's plans differ in, as far as Ringkeep shows it."""

from __future__ import annotations

_WITHOUT_CALLER_NAMES = ("essentials",)


def delivers_caller_names(plan_name: str, edition: str) -> bool:
    """Whether events name callers from outside. Only a plan that is known not to is told so: to be
    verified on a real account."""
    words = f"{plan_name} {edition}".lower()
    return not any(word in words for word in _WITHOUT_CALLER_NAMES)
