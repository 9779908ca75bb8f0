"""The conversations: their texts, who speaks them, and how a call chooses one."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from simulator.dialogues.__main__ import agents_of_the_demo
from simulator.dialogues.library import Library, Made
from simulator.dialogues.make import is_made, make
from simulator.dialogues.plan import Dialogue, dialogues
from simulator.dialogues.speech import Utterance, missing_programs
from simulator.dialogues.texts import AGENT, CUSTOMER, phrases, skeletons
from simulator.recordings import audio
from simulator.staff import team_of

AGENTS = agents_of_the_demo()


@pytest.fixture(scope="module")
def planned() -> list[Dialogue]:
    return list(dialogues(AGENTS, 150))


def test_there_are_enough_skeletons_to_search_in() -> None:
    assert len(skeletons()) >= 30
    assert len({each.title for each in skeletons()}) == len(skeletons())
    wanted = {"billing", "refund", "delivery", "appointment", "cancellation", "complaint"}
    assert wanted <= {each.topic for each in skeletons()}


@pytest.mark.parametrize("heading", ["opening", "outbound opening", "check", "hold", "closing"])
def test_each_phrase_is_said_in_several_ways(heading: str) -> None:
    assert len(phrases(heading)) > 1


def test_the_same_seed_makes_the_same_conversations(planned: list[Dialogue]) -> None:
    assert list(dialogues(AGENTS, 150)) == planned
    assert list(dialogues(AGENTS, 150, seed=2)) != planned


def test_every_place_is_filled_and_both_sides_speak(planned: list[Dialogue]) -> None:
    for dialogue in planned:
        assert {line.speaker for line in dialogue.lines} == {AGENT, CUSTOMER}
        text = " ".join(line.text for line in dialogue.lines)
        assert not re.search(r"[{}0-9]", text), text
        assert len(text.split()) >= 60


def test_the_agent_says_the_own_name_and_belongs_to_the_team(planned: list[Dialogue]) -> None:
    names = {each.number: each.name for each in AGENTS}
    for dialogue in planned:
        assert team_of(dialogue.extension) == dialogue.team
        opening = " ".join(line.text for line in dialogue.lines[:2])
        assert names[dialogue.extension].split()[0] in opening


def test_there_is_variety(planned: list[Dialogue]) -> None:
    assert len({each.title for each in planned}) == len(skeletons())
    assert len({each.extension for each in planned}) > 30
    assert {each.channels for each in planned} == {1, 2}
    assert 0.1 < sum(each.outbound for each in planned) / len(planned) < 0.5


def made(name: str, extension: str, seconds: float, outbound: bool = False) -> Made:
    said = (Utterance("A", 0, seconds, "hello"),)
    file = str(audio.FOLDER / "refund.mp3")
    return Made(
        name, "refund", "A refund", "Orders", extension, "Al", outbound, 1, file, seconds, said
    )


def test_a_call_gets_a_conversation_of_its_agent_and_direction() -> None:
    out = made("c", "112", 40, outbound=True)
    library = Library([made("a", "110", 40), made("b", "112", 40), out])
    chance = random.Random(1)  # noqa: S311 - no secret
    assert library.choose(chance, "112", outbound=False).name == "b"
    assert library.choose(chance, "112", outbound=True).name == "c"
    assert library.choose(chance, "110", outbound=True).name == "c"


def test_a_short_call_gets_a_short_conversation() -> None:
    library = Library([made(str(seconds), "110", seconds) for seconds in range(30, 130, 10)])
    chance = random.Random(1)  # noqa: S311 - no secret
    assert {library.near(chance, 100).seconds for _ in range(50)} == {80, 90, 100, 110}
    assert library.choose(chance, "110", outbound=False, longest=35).seconds == 30


def test_a_folder_without_conversations_has_none(tmp_path: Path) -> None:
    assert not Library.read(tmp_path / "missing")


@pytest.mark.skipif(bool(missing_programs()), reason="needs espeak-ng and lame")
def test_conversations_are_spoken_once(tmp_path: Path) -> None:
    folder = tmp_path / "dialogues"
    reported: list[int] = []
    make(folder, AGENTS, 2, report=reported.append)
    make(folder, AGENTS, 2, report=reported.append)
    assert reported == [1, 2]
    assert is_made(folder, AGENTS, 2)
    assert not is_made(folder, AGENTS, 2, seed=2)
    for each in Library.read(folder).made:
        assert each.utterances[0].start < 0.1
        length = audio.sample_seconds(each.file)
        assert each.utterances[-1].end <= length <= each.utterances[-1].end + 2
