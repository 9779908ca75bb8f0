"""The items of evaluations in the evaluations table, and their copies in the archive.

| pk | sk | content |
|---|---|---|
| evaluation#{id} | evaluation | the evaluation, its summary for lists, and the step that led to it |
| evaluation#{id} | step#{revision} | a step of its history, which never changes |
| subject#{service}#{account}#{recording} | {kind}#{scorecard}#{evaluated}#{evaluator} | its id |

The last one makes an evaluation unique and lists those of a recording. The attributes `{list}_key` and
`{list}_sort` are the keys of the sparse indexes `by_{list}`, which hold the summary besides.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeVar

from pydantic import BaseModel, ValidationError

from ringkeep.aws.items import Item
from ringkeep.aws.transactions import Delete, Put, Write
from ringkeep.domain.evaluation.evaluation_lists import (
    places_of,
    step_place,
    subject_name,
    unique_name,
)
from ringkeep.domain.evaluation.evaluation_records import stored_text, summary_of
from ringkeep.domain.evaluation.evaluations import Evaluation, Step, Subject
from ringkeep.domain.validation import wrong_fields
from ringkeep.errors import StoredDataInvalid

EVALUATION: Final = "evaluation"
STEP: Final = "step#"
IS_NEW: Final = "attribute_not_exists(pk)"
COPIES: Final = "evaluations/"
_OWNER: Final = "evaluation#"

_Stored = TypeVar("_Stored", bound=BaseModel)


def evaluation_key(id_: str) -> dict[str, str]:
    return {"pk": f"{_OWNER}{id_}", "sk": EVALUATION}


def step_key(id_: str, revision: int) -> dict[str, str]:
    return {"pk": f"{_OWNER}{id_}", "sk": f"{STEP}{step_place(revision)}"}


def steps_key(id_: str) -> str:
    return f"{_OWNER}{id_}"


def subject_key(subject: Subject) -> str:
    return f"subject#{subject_name(subject)}"


def unique_key(evaluation: Evaluation) -> dict[str, str]:
    return {"pk": subject_key(evaluation.subject), "sk": unique_name(evaluation)}


def evaluation_put(evaluation: Evaluation, step: Step | None, expected: int) -> Put:
    """`expected` is the stored revision, 0 for none."""
    item: Item = {
        **evaluation_key(evaluation.id),
        **_indexed(evaluation),
        "revision": evaluation.revision,
        "content": stored_text(evaluation),
        "summary": summary_of(evaluation).model_dump_json(exclude_defaults=True),
        **({} if step is None else {"step": _text(step)}),
    }
    if not expected:
        return Put(item, IS_NEW)
    return Put(item, "revision = :expected", {":expected": expected})


def step_put(id_: str, step: Step) -> Put:
    item: Item = {**step_key(id_, step.revision), "content": _text(step)}
    return Put(item, IS_NEW)


def unique_put(evaluation: Evaluation) -> Put:
    item: Item = {**unique_key(evaluation), "id": evaluation.id}
    return Put(item, IS_NEW)


def second_put(evaluation: Evaluation) -> Put:
    """Lists one that came back from its copy after another had taken its place as the unique one."""
    key = unique_key(evaluation)
    item: Item = {**key, "sk": f"{key['sk']}#{evaluation.id}", "id": evaluation.id}
    return Put(item, IS_NEW)


def unique_delete(evaluation: Evaluation) -> Write:
    return Delete(unique_key(evaluation), "#id = :id", {":id": evaluation.id})


def _indexed(evaluation: Evaluation) -> Mapping[str, str]:
    places = places_of(evaluation)
    keys = {f"{name}_key": place.key for name, place in places.items()}
    return keys | {f"{name}_sort": place.sort for name, place in places.items()}


def _text(value: BaseModel) -> str:
    return value.model_dump_json(exclude_defaults=True)


def stored(model: type[_Stored], item: Item, attribute: str = "content") -> _Stored:
    """Raises StoredDataInvalid."""
    try:
        return model.model_validate_json(str(item.get(attribute, "")))
    except ValidationError as problem:
        fields = wrong_fields(problem.errors())
    raise StoredDataInvalid(f"{item['pk']} has an invalid {attribute}: {fields}")


def evaluation_copy(item: Item) -> tuple[str, str] | None:
    """Returns the key and the content of the copy of an item, None for one without a copy.

    A revision with its step is written once: `evaluations/{id}/revision-000002.json`. A saved draft has no
    step and takes the place of the one before: `evaluations/{id}/draft.json`."""
    id_ = str(item.get("pk", "")).removeprefix(_OWNER)
    content, step, revision = (item.get(each) for each in ("content", "step", "revision"))
    if item.get("pk") != f"{_OWNER}{id_}" or item.get("sk") != EVALUATION:
        return None
    if not isinstance(content, str) or not isinstance(revision, int):
        return None
    if not isinstance(step, str):
        return f"{COPIES}{id_}/draft.json", f'{{"evaluation":{content}}}'
    name = f"revision-{step_place(revision)}.json"
    return f"{COPIES}{id_}/{name}", f'{{"evaluation":{content},"step":{step}}}'
