"""What holds for every scorecard and all answers."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from random import Random
from typing import cast

from hypothesis import given, settings
from hypothesis import strategies as st

from ringkeep.domain.evaluation.answers import Answers, parse_answers
from ringkeep.domain.evaluation.enablement import enabled_questions
from ringkeep.domain.evaluation.lint_structure import structure_findings
from ringkeep.domain.evaluation.scorecards import Question, QuestionType, Scorecard
from ringkeep.domain.evaluation.scoring import score
from ringkeep.domain.evaluation.tree import questions_of
from ringkeep.domain.json import JsonObject, JsonValue
from tests.properties import examples
from tests.unit.domain.evaluation.builders import Values

MODES = ["by_question", "by_section", "points"]
WEIGHTS = st.none() | st.integers(0, 100) | st.sampled_from([33.3, 0.1, 12.5])


@st.composite
def consequences(draw: st.DrawFn, path: list[str]) -> Values:
    fails = draw(st.integers(0, 9))
    return {
        "score": draw(st.none() | st.integers(0, 10)),
        "points": draw(st.none() | st.integers(0, 100)),
        "automatic_fail": fails == 0,
        "fails_section": draw(st.sampled_from(path)) if fails == 1 else None,
    }


@st.composite
def a_question(draw: st.DrawFn, ref: str, path: list[str], sources: list[Values]) -> Values:
    kind = draw(st.sampled_from(list(QuestionType)))
    values: Values = {
        "ref": ref,
        "title": ref,
        "type": kind.value,
        "weight": draw(WEIGHTS),
        "allow_not_applicable": True,
        "bonus": draw(st.integers(0, 5)) == 0,
        "excluded_from_scoring": draw(st.integers(0, 9)) == 0,
    }
    if kind in {QuestionType.SINGLE_SELECT, QuestionType.MULTI_SELECT}:
        options: list[JsonValue] = [
            {"ref": f"o{n}", "text": "x", **draw(consequences(path))}
            for n in range(draw(st.integers(1, 3)))
        ]
        values["options"] = options
    if kind is QuestionType.NUMERIC:
        ranges: list[JsonValue] = [
            {"minimum": 0, "maximum": 4, **draw(consequences(path))},
            {"minimum": 6, "maximum": 9, **draw(consequences(path))},
        ]
        values |= {"minimum": 0, "maximum": 10, "ranges": ranges}
    if sources and draw(st.integers(0, 3)) == 0:
        source = draw(st.sampled_from(sources))
        compare = draw(st.sampled_from(["in", "not_in", "all_in", "exact"]))
        operand: Values = {"question": source["ref"], "comparator": compare, "options": ["o0"]}
        values["enablement"] = {
            "action": draw(st.sampled_from(["enable", "disable"])),
            "condition": {"operands": [operand]},
        }
    if "options" in values:
        sources.append(values)
    return values


@st.composite
def a_section(
    draw: st.DrawFn, ref: str, path: list[str], sources: list[Values], depth: int
) -> Values:
    inside = [*path, ref]
    items: list[JsonValue] = []
    for n in range(draw(st.integers(0, 3))):
        if depth and draw(st.booleans()):
            items.append(draw(a_section(f"{ref}.{n}", inside, sources, depth - 1)))
        else:
            items.append(draw(a_question(f"{ref}-{n}", inside, sources)))
    excluded = draw(st.integers(0, 9)) == 0
    return {
        "ref": ref,
        "title": ref,
        "items": items,
        "weight": draw(WEIGHTS),
        "excluded_from_scoring": excluded,
    }


@st.composite
def documents(draw: st.DrawFn) -> Values:
    sources: list[Values] = []
    sections: list[JsonValue] = [
        draw(a_section(f"s{n}", [], sources, 2)) for n in range(draw(st.integers(1, 3)))
    ]
    return {"title": "T", "scoring": draw(st.sampled_from(MODES)), "sections": sections}


@st.composite
def answer_to(draw: st.DrawFn, question: Question) -> JsonObject:
    if draw(st.integers(0, 4)) == 0:
        return draw(st.sampled_from([{"NotApplicable": True}, {}]))
    refs = [option.ref for option in question.options]
    match question.type:
        case QuestionType.SINGLE_SELECT:
            return {"StringValue": draw(st.sampled_from(refs))}
        case QuestionType.MULTI_SELECT:
            return {"StringValues": draw(st.lists(st.sampled_from(refs), unique=True))}
        case QuestionType.NUMERIC:
            return {"NumericValue": draw(st.integers(0, 10) | st.floats(0, 10))}
        case QuestionType.TEXT:
            return {"StringValue": "a text"}
        case QuestionType.DATE:
            return {"DateTimeValue": "2026-11-26"}


@st.composite
def cases(draw: st.DrawFn) -> tuple[Values, JsonObject]:
    document = draw(documents())
    scorecard = Scorecard.model_validate(document)
    return document, {each.ref: draw(answer_to(each)) for each in questions_of(scorecard)}


def read(document: JsonObject, given_answers: JsonObject) -> tuple[Scorecard, Answers]:
    scorecard = Scorecard.model_validate(document)
    return scorecard, parse_answers(scorecard, given_answers)


def items_in(document: Values) -> Iterator[list[Values]]:
    """The lists of sections and questions."""
    pending = [cast("list[Values]", document["sections"])]
    while pending:
        items = pending.pop()
        yield items
        pending += [cast("list[Values]", item["items"]) for item in items if "items" in item]


@settings(max_examples=examples(150))
@given(cases())
def test_every_score_is_nothing_or_from_0_to_100(case: tuple[Values, JsonObject]) -> None:
    scores = score(*read(*case))
    every = [scores.score, *scores.sections.values(), *scores.questions.values()]
    assert all(each is None or 0 <= each <= 100 for each in every)


@settings(max_examples=examples(100))
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_sections_and_questions_changes_no_score(
    case: tuple[Values, JsonObject], random: Random
) -> None:
    document, given_answers = case
    shuffled = copy.deepcopy(document)
    for items in items_in(shuffled):
        random.shuffle(items)
    one, other = score(*read(document, given_answers)), score(*read(shuffled, given_answers))
    assert one.model_copy(update={"failed_by": None}) == other.model_copy(
        update={"failed_by": None}
    )
    assert (one.failed_by is None) == (other.failed_by is None)


@settings(max_examples=examples(100))
@given(cases())
def test_not_applicable_is_as_if_the_question_were_not_there(
    case: tuple[Values, JsonObject],
) -> None:
    document, given_answers = case
    scorecard, answers = read(document, given_answers)
    left_out = [ref for ref, answer in answers.items() if answer.not_applicable]
    without = {ref: answer for ref, answer in answers.items() if ref not in left_out}
    assert score(scorecard, answers) == score(scorecard, without)


@settings(max_examples=examples(100))
@given(cases())
def test_only_a_failing_answer_to_a_question_that_appears_fails_the_whole(
    case: tuple[Values, JsonObject],
) -> None:
    scorecard, answers = read(*case)
    scores = score(scorecard, answers)
    if scores.failed_by is None:
        return
    assert scores.score == 0
    assert scores.failed_by in enabled_questions(scorecard, answers)
    assert scores.questions[scores.failed_by] in {0, None}


@settings(max_examples=examples(100))
@given(cases())
def test_an_answer_to_a_question_that_does_not_appear_changes_nothing(
    case: tuple[Values, JsonObject],
) -> None:
    scorecard, answers = read(*case)
    enabled = enabled_questions(scorecard, answers)
    shown = {ref: answer for ref, answer in answers.items() if ref in enabled}
    assert score(scorecard, shown) == score(scorecard, answers)


@settings(max_examples=examples(150))
@given(cases(), st.integers(1, 8))
def test_only_the_proportion_of_weights_counts(
    case: tuple[Values, JsonObject], divisor: int
) -> None:
    document, given_answers = case
    document = copy.deepcopy(document)
    for items in items_in(document):
        for item in items:
            item["weight"] = 50 if item["weight"] is None else item["weight"]
    smaller = copy.deepcopy(document)
    for items in items_in(smaller):
        for item in items:
            weight = item["weight"]
            assert isinstance(weight, int | float)
            item["weight"] = weight / 2**divisor
    if document["scoring"] != "by_section":
        assert score(*read(document, given_answers)) == score(*read(smaller, given_answers))


@settings(max_examples=examples(150))
@given(cases())
def test_a_better_answer_never_lowers_a_score_without_conditions_and_fails(
    case: tuple[Values, JsonObject],
) -> None:
    document, given_answers = copy.deepcopy(case)
    for items in items_in(document):
        for item in items:
            item.pop("enablement", None)
            for each in cast("list[Values]", item.get("options") or item.get("ranges") or []):
                each |= {"automatic_fail": False, "fails_section": None}
                each["score"], each["points"] = each["score"] or 0, each["points"] or 0
    before = score(*read(document, given_answers)).score
    for items in items_in(document):
        for item in items:
            for each in cast("list[Values]", item.get("options") or item.get("ranges") or []):
                each["score"] = min(10, cast("int", each["score"]) + 1)
    after = score(*read(document, given_answers)).score
    if document["scoring"] != "points":
        assert (before is None) == (after is None)
        assert before is None or after is None or after >= before


@settings(max_examples=examples(100))
@given(documents())
def test_no_drawn_scorecard_has_a_structure_that_cannot_be_scored(document: Values) -> None:
    findings = structure_findings(Scorecard.model_validate(document))
    assert {str(each) for each in findings} <= {"The scorecard has no question."}
