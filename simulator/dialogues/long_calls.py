"""Calls of some minutes, other ones with every seed: for tests and benchmarks of speech recognition."""

from __future__ import annotations

from itertools import chain

from simulator.dialogues.plan import Agent, Dialogue, dialogues


def long_call(agent: Agent, seed: int, *, matters: int = 5, channels: int = 1) -> Dialogue:
    """Each matter takes about a minute."""
    several = list(dialogues([agent], matters, seed))
    lines = tuple(chain.from_iterable(each.lines for each in several))
    return several[0]._replace(name=f"{seed}-{channels}", channels=channels, lines=lines)
