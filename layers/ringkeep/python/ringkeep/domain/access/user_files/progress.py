"""How far the writing of a confirmed file has come: a state for each line.

waiting ─► done
   ▲  └──► failed     with a sentence
   └─────────┘        when the failed lines are tried again

A line whose result was lost is still waiting, and is written again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from enum import StrEnum
from itertools import islice
from typing import Final, Self

from ringkeep.domain.access.user_files.problems import quoted
from ringkeep.domain.model import Model

_LONGEST_SENTENCE: Final = 500


class LineState(StrEnum):
    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


class LineProgress(Model):
    """`after` is the line that must be done first, 0 for none. `sentence` says why the line failed, and
    what to do. `user_id` is known once the line is done."""

    line: int
    email: str
    after: int = 0
    state: LineState = LineState.WAITING
    sentence: str = ""
    user_id: str = ""


class LineResult(Model):
    """`user_id` of a line that is done, `sentence` of one that failed."""

    state: LineState
    user_id: str = ""
    sentence: str = ""


def done(user_id: str) -> LineResult:
    return LineResult(state=LineState.DONE, user_id=user_id)


def failed(sentence: str) -> LineResult:
    return LineResult(state=LineState.FAILED, sentence=sentence[:_LONGEST_SENTENCE])


class ImportProgress(Model):
    """`lines` are in the order of writing."""

    lines: tuple[LineProgress, ...]

    @property
    def counts(self) -> Mapping[LineState, int]:
        states = Counter(each.state for each in self.lines)
        return {state: states[state] for state in LineState}

    @property
    def finished(self) -> bool:
        return not self.counts[LineState.WAITING]

    def next_lines(self, most: int) -> tuple[LineProgress, ...]:
        """Returns waiting lines that do not wait for others. They may be written in any order."""
        done_lines = {each.line for each in self.lines if each.state is LineState.DONE}
        waiting = (each for each in self.lines if each.state is LineState.WAITING)
        ready = (each for each in waiting if not each.after or each.after in done_lines)
        return tuple(islice(ready, most))

    def recorded(self, results: Mapping[int, LineResult]) -> Self:
        """Returns the progress with results by line. A line that is done stays done. Lines that wait for
        a failed one fail with it."""
        lines: list[LineProgress] = []
        failures: dict[int, LineProgress] = {}
        for each in self.lines:
            line = _with_result(each, results.get(each.line) or _inherited(each, failures))
            if line.state is LineState.FAILED:
                failures[line.line] = line
            lines.append(line)
        return self.model_copy(update={"lines": tuple(lines)})

    def tried_again(self) -> Self:
        """Returns the progress with all failed lines waiting."""
        again = LineResult(state=LineState.WAITING)
        lines = [
            _with_result(each, again if each.state is LineState.FAILED else None)
            for each in self.lines
        ]
        return self.model_copy(update={"lines": tuple(lines)})


def _with_result(line: LineProgress, result: LineResult | None) -> LineProgress:
    if result is None or line.state is LineState.DONE:
        return line
    return line.model_copy(update=dict(result))


def _inherited(line: LineProgress, failures: Mapping[int, LineProgress]) -> LineResult | None:
    """Returns the failure of the line that a line waits for. It stands before it."""
    manager = failures.get(line.after) if line.state is LineState.WAITING else None
    if manager is None:
        return None
    return failed(
        f"The manager in line {manager.line}, {quoted(manager.email)}, could not be written. Solve that,"
        " then try the failed lines again."
    )


def started(
    order: Sequence[int], emails: Mapping[int, str], after: Mapping[int, set[int]]
) -> ImportProgress:
    """Returns the progress before the first line is written. `emails` are those of the lines that change
    something, `order` as `writing_order` returns it, `after` as `waits_for_managers`."""
    waited_for = {each: after.get(each, set()) & emails.keys() for each in emails}
    lines = [
        LineProgress(line=each, email=emails[each], after=max(waited_for[each], default=0))
        for each in order
        if each in emails
    ]
    return ImportProgress(lines=tuple(lines))
