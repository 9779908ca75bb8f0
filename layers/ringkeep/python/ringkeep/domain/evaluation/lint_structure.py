"""Mistakes in the structure of a scorecard. With one of them, no score can be computed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain

from ringkeep.domain.evaluation.dependencies import dependencies, expressions_of, loop_in
from ringkeep.domain.evaluation.problems import Finding, named
from ringkeep.domain.evaluation.scorecards import (
    DEEPEST_SECTION,
    MOST_QUESTIONS,
    MOST_SECTIONS,
    Expression,
    Question,
    Scorecard,
)
from ringkeep.domain.evaluation.tree import (
    Path,
    questions_of,
    questions_with_paths,
    sections_of,
    sections_with_paths,
)


def structure_findings(scorecard: Scorecard) -> Sequence[Finding]:
    if too_many := list(_numbers(scorecard)):
        return too_many  # what follows takes its time with each question
    return [
        *_references(scorecard),
        *chain.from_iterable(map(_option_references, questions_of(scorecard))),
        *_expressions(scorecard),
        *_loops(scorecard),
        *_failed_sections(scorecard),
    ]


def _numbers(scorecard: Scorecard) -> Iterator[Finding]:
    questions, sections = len(list(questions_of(scorecard))), len(list(sections_of(scorecard)))
    if questions > MOST_QUESTIONS:
        yield Finding(
            "", f"The scorecard has {questions} questions: at most {MOST_QUESTIONS} are allowed."
        )
    if sections > MOST_SECTIONS:
        yield Finding(
            "", f"The scorecard has {sections} sections: at most {MOST_SECTIONS} are allowed."
        )
    if not questions:
        yield Finding("", "The scorecard has no question.")
    for section, path in sections_with_paths(scorecard):
        if len(path) == DEEPEST_SECTION:
            yield Finding(
                "",
                f"Section {named(section.ref)} lies too deep: at most {DEEPEST_SECTION} sections may lie"
                " within each other.",
                section.ref,
            )


def _references(scorecard: Scorecard) -> Iterator[Finding]:
    sections = (section.ref for section in sections_of(scorecard))
    questions = (question.ref for question in questions_of(scorecard))
    for ref, count in Counter(chain(sections, questions)).items():
        if count > 1:
            yield Finding(
                "",
                f"The reference id {named(ref)} is there {count} times: each section and each question"
                " needs its own.",
                ref,
            )


def _option_references(question: Question) -> Iterator[Finding]:
    for ref, count in Counter(option.ref for option in question.options).items():
        if count > 1:
            yield Finding(
                "",
                f"Question {named(question.ref)} has {count} options with the reference id {named(ref)}: only"
                " the first can ever be chosen.",
                question.ref,
            )


def _expressions(scorecard: Scorecard) -> Iterator[Finding]:
    questions = {question.ref: question for question in questions_of(scorecard)}
    for question in questions.values():
        for expression in expressions_of(question):
            for sentence in _expression(expression, questions.get(expression.question)):
                yield Finding(
                    "", f"The condition of question {named(question.ref)} {sentence}", question.ref
                )


def _expression(expression: Expression, source: Question | None) -> Iterator[str]:
    if source is None:
        yield f"asks for question {named(expression.question)}, which does not exist."
        return
    if not source.is_choice:
        yield f"asks for question {named(source.ref)}, which has no options to choose from."
        return
    known = {option.ref for option in source.options}
    for ref in expression.options:
        if ref not in known:
            yield f"asks for option {named(ref)}, which question {named(source.ref)} does not have."


def _loops(scorecard: Scorecard) -> Iterator[Finding]:
    loop = loop_in(dependencies(scorecard))
    if len(loop) == 1:
        yield Finding(
            "", f"The condition of question {named(loop[0])} asks for its own answer.", loop[0]
        )
    elif loop:
        steps = " -> ".join(map(named, [*loop, loop[0]]))
        yield Finding("", f"The conditions form a loop: {steps}.", loop[0])


def _failed_sections(scorecard: Scorecard) -> Iterator[Finding]:
    for question, path in questions_with_paths(scorecard):
        for ref in _unreachable(question, path):
            yield Finding(
                "",
                f"An answer of question {named(question.ref)} fails section {named(ref)}, in which the"
                " question does not lie.",
                question.ref,
            )


def _unreachable(question: Question, path: Path) -> Sequence[str]:
    around = {section.ref for section in path}
    refs = (each.fails_section for each in question.consequences)
    return sorted({ref for ref in refs if ref is not None} - around)
