"""Which conversations there are: the same seed and people make the same ones."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from simulator.dialogues.texts import (
    AGENT,
    CUSTOMER,
    Line,
    Skeleton,
    Speaker,
    phrases,
    skeletons,
)
from simulator.dialogues.words import filling

_CHECKED: Final = 0.5
_HELD: Final = 0.35
_CALLED_BACK: Final = 0.15
_BRIEF: Final = 0.25
_BRIEF_LINES: Final = 4
_TWO_MATTERS: Final = 0.2
_TWO_CHANNELS: Final = 0.15
_CALL_BACK: Final = Line(AGENT, "You asked us to call you back. What can I do for you?")
_SECOND_MATTER: Final = Line(CUSTOMER, "There is something else that I would like to ask.")
AGENTS_VOICES: Final = ("en-us+m6", "en-gb+f4")
CUSTOMERS_VOICES: Final = ("en-gb+m1", "en-gb", "en-us")
"""Those that speech recognition understands best."""


class Agent(NamedTuple):
    number: str
    name: str
    team: str


class Dialogue(NamedTuple):
    """A conversation before it is spoken. `extension` is the agent's number. With two channels, the
    customer is on the first one."""

    name: str
    topic: str
    title: str
    team: str
    extension: str
    customer: str
    outbound: bool
    channels: int
    voices: dict[Speaker, str]
    lines: tuple[Line, ...]


def dialogues(agents: Sequence[Agent], count: int, seed: int = 1) -> Iterator[Dialogue]:
    """Every skeleton occurs about equally often."""
    order: list[Skeleton] = []
    for number in range(count):
        chance = random.Random(f"{seed}/{number}")  # noqa: S311 - a simulation, not a secret
        if not order:
            order = chance.sample(skeletons(), len(skeletons()))
        yield _dialogue(number, order.pop(), agents, chance)


def _dialogue(
    number: int, skeleton: Skeleton, agents: Sequence[Agent], chance: random.Random
) -> Dialogue:
    fitting = [each for each in agents if each.team == skeleton.team] or agents
    agent = chance.choice(fitting)
    words = filling(chance, agent.name)
    called_back = not skeleton.by_agent and chance.random() < _CALLED_BACK
    outbound = skeleton.by_agent or called_back
    lines = _composed(skeleton, chance, outbound=outbound, called_back=called_back)
    return Dialogue(
        name=f"{number:03d}-{skeleton.topic}",
        topic=skeleton.topic,
        title=skeleton.title,
        team=skeleton.team,
        extension=agent.number,
        customer=words["customer"],
        outbound=outbound,
        channels=2 if chance.random() < _TWO_CHANNELS else 1,
        voices={
            "A": AGENTS_VOICES[int(agent.number) % len(AGENTS_VOICES)],
            "C": chance.choice(CUSTOMERS_VOICES),
        },
        lines=tuple(Line(each.speaker, each.text.format_map(words)) for each in lines),
    )


def _composed(
    skeleton: Skeleton, chance: random.Random, *, outbound: bool, called_back: bool
) -> Iterator[Line]:
    yield from chance.choice(phrases("outbound opening" if outbound else "opening"))
    if called_back:
        yield _CALL_BACK
    if chance.random() < _BRIEF and skeleton.lines[_BRIEF_LINES - 1].speaker == AGENT:
        yield from skeleton.lines[:_BRIEF_LINES]
    else:
        yield from _talk(skeleton, chance, outbound=outbound)
    yield from chance.choice(phrases("closing"))


def _talk(skeleton: Skeleton, chance: random.Random, *, outbound: bool) -> Iterator[Line]:
    body = skeleton.lines
    asked = next((place for place, line in enumerate(body) if line.speaker == AGENT), 0)
    yield from body[:asked]
    if not outbound and chance.random() < _CHECKED:
        yield from chance.choice(phrases("check"))
    middle = len(body) // 2 + len(body) % 2
    yield from body[asked:middle]
    if body[middle].speaker == AGENT and chance.random() < _HELD:
        yield from chance.choice(phrases("hold"))
    yield from body[middle:]
    if chance.random() < _TWO_MATTERS:
        yield _SECOND_MATTER
        yield from chance.choice(_asked_of(skeleton)).lines


def _asked_of(skeleton: Skeleton) -> Sequence[Skeleton]:
    """Returns what else customers ask the same team."""
    return [
        each
        for each in skeletons()
        if each.team == skeleton.team and not each.by_agent and each != skeleton
    ]
