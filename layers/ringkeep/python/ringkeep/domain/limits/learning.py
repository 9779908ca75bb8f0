"""Learns a count's limits and the requests that the server counts from the headers of responses."""

from __future__ import annotations

from math import isclose
from typing import Final

from ringkeep.domain.limits.penalties import forgiven
from ringkeep.domain.limits.plan import replanned
from ringkeep.domain.limits.state import FurtherWindow, RateReport, RateState, prune

_HIGHEST_LIMIT: Final = 1000
_LONGEST_WINDOW: Final = 3600.0
_MOST_WINDOWS: Final = 4
_FORGOTTEN_AFTER: Final = 86400.0
"""A window that was not reported for so long, while others were, no longer holds."""
_REFRESHED_AFTER: Final = 900.0
"""A report that says nothing new is not written down more often than this."""


def learn(state: RateState, report: RateReport, now: float) -> RateState:
    """Adopts the reported limit and window, estimates the requests of other programs, counts a slow
    request as sent when its response came, and ends a penalty after a success.

    All our requests since the start of the reported window are subtracted, including those that the
    server has not received yet. The estimate may be too low; a 429 corrects it. Returns the same
    state if the report says nothing new.
    """
    arrived = _arrived(state, report, now)
    reported = _with_reported_window(forgiven(arrived, report), report, now)
    changed = prune(_with_foreign(reported, report, now), now)
    if arrived is state and _limits_of(changed) == _limits_of(state):
        return state
    return replanned(changed)


def _limits_of(state: RateState) -> tuple[object, ...]:
    windows = (state.limit, state.window, state.reported_at, state.further)
    return (*windows, state.foreign, state.refusals)


def _arrived(state: RateState, report: RateReport, now: float) -> RateState:
    """The request may have reached the server at any time before its response. The margin covers the
    allowance, so that much less is enough."""
    at = report.admitted_at
    if at is None or at not in state.sent or now - at <= state.allowance:
        return state
    sent = list(state.sent)
    sent[sent.index(at)] = now - state.allowance
    return state.model_copy(update={"sent": tuple(sorted(sent))})


def _with_reported_window(state: RateState, report: RateReport, now: float) -> RateState:
    limit, window = _plausible(report)
    if limit is None and window is None:
        return state
    if window is None or isclose(window, state.window, abs_tol=0.01):
        return _with_first_window(state, limit or state.limit, window, now)
    if state.reported_at == 0.0:
        changes = {"limit": limit or state.limit, "window": window, "reported_at": now}
        return state.model_copy(update=changes)
    return state if limit is None else _with_further_window(state, limit, window, now)


def _plausible(report: RateReport) -> tuple[int | None, float | None]:
    limit, window = report.limit, report.window
    return (
        limit if limit is not None and 0 < limit <= _HIGHEST_LIMIT else None,
        window if window is not None and 0 < window <= _LONGEST_WINDOW else None,
    )


def _with_first_window(state: RateState, limit: int, window: float | None, now: float) -> RateState:
    is_old = window is not None and now - state.reported_at > _REFRESHED_AFTER
    if limit == state.limit and not is_old:
        return state
    reported_at = now if window is not None else state.reported_at
    kept = _not_forgotten(state, now)
    return kept.model_copy(update={"limit": limit, "reported_at": reported_at})


def _with_further_window(state: RateState, limit: int, window: float, now: float) -> RateState:
    same = [each for each in state.further if isclose(each.window, window, abs_tol=0.01)]
    if same and same[0].limit == limit and now - same[0].reported_at <= _REFRESHED_AFTER:
        return state
    old = same[0] if same else FurtherWindow(limit=limit, window=window, reported_at=now)
    new = old.model_copy(update={"limit": limit, "reported_at": now})
    first = FurtherWindow(limit=state.limit, window=state.window, reported_at=state.reported_at)
    others = [first, *(each for each in state.further if each not in same)]
    return _with_windows(state, [new, *_recent(others, state, now)])


def _not_forgotten(state: RateState, now: float) -> RateState:
    """Drops the further windows that are no longer reported."""
    if not state.further:
        return state
    return state.model_copy(update={"further": tuple(_recent(state.further, state, now))})


def _recent(
    windows: list[FurtherWindow] | tuple[FurtherWindow, ...], state: RateState, now: float
) -> list[FurtherWindow]:
    """Nothing is forgotten while nothing was reported: the account may have been idle."""
    times = (state.reported_at, *(each.reported_at for each in state.further))
    if max(times) < now - _FORGOTTEN_AFTER:
        return list(windows)
    return [each for each in windows if each.reported_at >= now - _FORGOTTEN_AFTER]


def _with_windows(state: RateState, windows: list[FurtherWindow]) -> RateState:
    """The shortest window comes first. Only the windows that were reported last are kept."""
    newest = sorted(windows, key=lambda each: -each.reported_at)[:_MOST_WINDOWS]
    first, *further = sorted(newest, key=lambda each: each.window)
    return state.model_copy(
        update={
            "limit": first.limit,
            "window": first.window,
            "reported_at": first.reported_at,
            "further": tuple(further),
        }
    )


def _with_foreign(state: RateState, report: RateReport, now: float) -> RateState:
    if report.remaining is None:
        return state
    sent_at = now if report.sent_at is None else report.sent_at
    first = report.window is None or isclose(report.window, state.window, abs_tol=0.01)
    if first and report.limit == state.limit:
        others = _others(state, state.limit, report.remaining, sent_at - state.span)
        known = tuple(time for time in state.foreign if time > now - state.span)
        return state.model_copy(update={"foreign": _foreign(known, others, now)})
    further = tuple(_with_others(state, each, report, sent_at, now) for each in state.further)
    return state.model_copy(update={"further": further})


def _others(state: RateState, limit: int, remaining: int, since: float) -> int:
    ours = sum(time > since for time in state.sent)
    return max(0, min(limit, limit - remaining - ours))


def _with_others(
    state: RateState, window: FurtherWindow, report: RateReport, sent_at: float, now: float
) -> FurtherWindow:
    same = report.window is not None and isclose(report.window, window.window, abs_tol=0.01)
    if not same or report.limit != window.limit or report.remaining is None:
        return window
    since = sent_at - window.window - state.margin
    others = _others(state, window.limit, report.remaining, since)
    if others == window.others:
        return window
    return window.model_copy(update={"others": others, "others_at": now})


def _foreign(previous: tuple[float, ...], others: int, now: float) -> tuple[float, ...]:
    """Keeps the newest of the previous times. Additional requests count as sent now."""
    kept = previous[len(previous) - min(others, len(previous)) :]
    return (*kept, *(now for _ in range(others - len(kept))))
