"""The commands `scorecard check` and `scorecard score`: no stack, no AWS."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ringkeep.cli.main import main
from ringkeep.cli.tools import Tools

Capture = pytest.CaptureFixture[str]
DOCS = Path(__file__).parents[3] / "docs" / "scorecards"
CONNECT = DOCS / "connect-form.json"


@pytest.fixture(autouse=True)
def _no_stack(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STACK_NAME", raising=False)


def run(*arguments: str | Path) -> int:
    def no_tools(stack_name: str) -> Tools:
        raise AssertionError(stack_name)

    return main(["scorecard", *map(str, arguments)], no_tools)


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    file = tmp_path / "answers.json"
    given = {"q1": {"StringValue": "yes"}, "q2": {"NotApplicable": True}, "q3": {"NumericValue": 3}}
    file.write_text(json.dumps(given))
    return file


def test_the_score_is_exactly_one_object(answers: Path, capsys: Capture) -> None:
    assert run("score", CONNECT, answers) == 0
    output = capsys.readouterr()
    assert (output.out.count("\n"), output.err) == (1, "")
    assert json.loads(output.out) == {
        "score": 70,
        "sections": {"s1": 100, "s11": None, "s2": 50},
        "questions": {"q1": 100, "q2": None, "q3": 50, "q4": None},
        "failed_by": None,
    }


def test_our_own_format_is_scored_in_yaml(tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "answers.json"
    file.write_text(
        json.dumps({"greeting": {"StringValue": "one"}, "tone": {"StringValue": "rude"}})
    )
    assert run("score", DOCS / "support-call.yaml", file) == 0
    scores = json.loads(capsys.readouterr().out)
    assert (scores["score"], scores["failed_by"]) == (0, "tone")
    assert scores["sections"] == {"opening": 50, "solution": None, "manner": 0}


def test_wrong_answers_end_with_sentences(tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "answers.json"
    file.write_text(json.dumps({"q1": {"StringValue": "maybe"}, "q9": {"StringValue": "yes"}}))
    assert run("score", CONNECT, file) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.splitlines() == [
        "ringkeep: answers.q1: 'q1' has no option 'maybe': its options are 'yes', 'no'.",
        "ringkeep: answers.q9: 'q9' is no question of this scorecard.",
    ]


@pytest.mark.parametrize("content", ["", "[]", "{", "not json", '{"q1": 3}', "\x00"])
def test_files_of_answers_that_are_none(content: str, tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "answers.json"
    file.write_text(content)
    assert run("score", CONNECT, file) == 2
    assert capsys.readouterr().err.startswith("ringkeep: ")


def test_files_that_are_not_there(answers: Path, tmp_path: Path, capsys: Capture) -> None:
    assert run("check", tmp_path / "none.yaml") == 2
    assert run("score", tmp_path, answers) == 2
    assert run("score", CONNECT, tmp_path / "none.json") == 2
    assert "cannot be read" in capsys.readouterr().err


def test_a_structure_that_cannot_be_scored_ends_with_sentences(
    tmp_path: Path, answers: Path, capsys: Capture
) -> None:
    file = tmp_path / "loop.yaml"
    file.write_text(LOOP)
    assert run("score", file, answers) == 2
    assert "The conditions form a loop: 'q1' -> 'q2' -> 'q1'." in capsys.readouterr().err


def test_weights_that_do_not_add_up_are_scored_all_the_same(
    tmp_path: Path, capsys: Capture
) -> None:
    file, answers = tmp_path / "card.yaml", tmp_path / "answers.json"
    file.write_text(WEIGHTS)
    answers.write_text('{"q1": {"StringValue": "a"}, "q2": {"StringValue": "b"}}')
    assert run("score", file, answers) == 0
    assert json.loads(capsys.readouterr().out)["score"] == 75
    assert run("check", file) == 1
    assert capsys.readouterr().out == (
        "error: The weights of the questions add up to 80, not to 100.\n"
    )


def test_check_says_what_is_wrong(tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "card.yaml"
    file.write_text(LOOP)
    assert run("check", file) == 1
    assert capsys.readouterr().out == "error: The conditions form a loop: 'q1' -> 'q2' -> 'q1'.\n"
    file.write_text("title: Card\ncolour: red\n")
    assert run("check", file) == 1
    assert capsys.readouterr().out == "colour: A scorecard has no such field.\n"


def test_check_praises(capsys: Capture) -> None:
    assert run("check", CONNECT) == 0
    assert capsys.readouterr().out == "Returns: no mistakes\n"


_QUESTION = """
      - ref: {ref}
        title: Title
        type: single_select
        weight: {weight}
        options: [{{ref: a, text: A, score: 10}}, {{ref: b, text: B, score: 0}}]
"""
_HEAD = "title: Card\nsections:\n  - ref: s\n    title: S\n    items:"
WEIGHTS = _HEAD + _QUESTION.format(ref="q1", weight=60) + _QUESTION.format(ref="q2", weight=20)
_WHEN = "        enablement: {{condition: {{operands: [{{question: {ref}, options: [a]}}]}}}}\n"
LOOP = (
    _HEAD
    + _QUESTION.format(ref="q1", weight=60).rstrip()
    + "\n"
    + _WHEN.format(ref="q2")
    + _QUESTION.format(ref="q2", weight=40).rstrip()
    + "\n"
    + _WHEN.format(ref="q1")
)
