"""Makes the folder of spoken conversations, if it is not there or not the one that is wanted."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from simulator.dialogues.library import MANIFEST, Made
from simulator.dialogues.plan import Agent, Dialogue, dialogues
from simulator.dialogues.speech import speak

_AT_ONCE: Final = 2
_SOURCES: Final = Path(__file__).parent
_MAKERS: Final = ("texts.py", "words.py", "plan.py", "speech.py")


def make(
    folder: Path,
    agents: Sequence[Agent],
    count: int,
    seed: int = 1,
    report: Callable[[int], None] = lambda _: None,
) -> None:
    """`report` hears how many are made so far."""
    if not is_made(folder, agents, count, seed):
        mark = _fingerprint(agents, count, seed)
        speak_all(folder, list(dialogues(agents, count, seed)), mark, report)


def speak_all(
    folder: Path,
    wanted: Sequence[Dialogue],
    mark: str = "",
    report: Callable[[int], None] = lambda _: None,
) -> None:
    """Replaces the folder once all are spoken."""
    partial = folder.with_name(f"{folder.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    made = []
    for each in _spoken(partial, wanted):
        made.append(each._asdict())
        report(len(made))
    (partial / MANIFEST).write_text(json.dumps({"mark": mark, "made": made}), encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    partial.replace(folder)


def is_made(folder: Path, agents: Sequence[Agent], count: int, seed: int = 1) -> bool:
    return _mark_of(folder) == _fingerprint(agents, count, seed)


def _spoken(folder: Path, wanted: Sequence[Dialogue]) -> Iterator[Made]:
    """The work is done by other programs, so that threads suffice."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        yield from pool.map(lambda dialogue: _made(folder, dialogue), wanted)


def _made(folder: Path, dialogue: Dialogue) -> Made:
    file = f"{dialogue.name}.mp3"
    utterances = speak(dialogue, folder / file)
    return Made(
        name=dialogue.name,
        topic=dialogue.topic,
        title=dialogue.title,
        team=dialogue.team,
        extension=dialogue.extension,
        customer=dialogue.customer,
        outbound=dialogue.outbound,
        channels=dialogue.channels,
        file=file,
        seconds=utterances[-1].end,
        utterances=utterances,
    )


def _fingerprint(agents: Sequence[Agent], count: int, seed: int) -> str:
    """Changes with the texts, with what composes and speaks them, with the people and the number."""
    digest = hashlib.sha256(f"{list(agents)}/{count}/{seed}".encode())
    for path in [*(_SOURCES / name for name in _MAKERS), *sorted(_SOURCES.glob("texts/*.txt"))]:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _mark_of(folder: Path) -> str:
    try:
        return str(json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["mark"])
    except FileNotFoundError:
        return ""
