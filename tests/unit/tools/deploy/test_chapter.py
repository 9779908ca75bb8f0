"""Every command of the guide's first chapter is run on the emulator, or has a reason why not."""

from __future__ import annotations

from tests.integration.chapter import GUIDE, NOT_HERE, chapter_of, commands_of

COMMANDS = commands_of(chapter_of(GUIDE.read_text()))
RUN = ("make deploy ", "export ", "ringkeep ")


def test_the_chapter_has_the_commands_of_a_first_deployment() -> None:
    assert len(COMMANDS) >= 12
    assert [each.split()[0] for each in COMMANDS].count("ringkeep") >= 6


def test_every_command_is_run_or_excused() -> None:
    unknown = [each for each in COMMANDS if each not in NOT_HERE and not each.startswith(RUN)]
    assert unknown == []


def test_no_excuse_is_left_over() -> None:
    assert set(NOT_HERE) <= set(COMMANDS)
    assert all(len(reason) > 20 for reason in NOT_HERE.values())


OTHER = """# Guide

## From an empty AWS account to the first recording

```json
{}
```

```
a \\
  b
# a comment

c
```

## Another chapter
```
d
```
"""


def test_other_chapters_comments_and_files_are_no_commands() -> None:
    assert commands_of(chapter_of(OTHER)) == ["a b", "c"]
