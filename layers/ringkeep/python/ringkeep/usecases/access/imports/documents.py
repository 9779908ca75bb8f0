"""The documents of an import: the uploaded file, the preview and the plan of its check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeVar

from pydantic import ValidationError

from ringkeep.domain.access.user_files.plan import ImportPlan
from ringkeep.domain.access.user_files.preview import Preview, UserChange
from ringkeep.domain.access.user_files.problems import LineProblem
from ringkeep.domain.access.user_imports import ImportJob
from ringkeep.domain.model import Model
from ringkeep.errors import StoredDataInvalid
from ringkeep.usecases.access.imports.ports import ImportFiles

Document = TypeVar("Document", bound=Model)
_FILE: Final = "users.csv"
SHOWN_PROBLEMS: Final = 1_000
SHOWN_CHANGES: Final = 200


class ShownPreview(Model):
    """What a person sees of a check: its first problems and changes. The job has the numbers of all."""

    problems: tuple[LineProblem, ...] = ()
    changes: tuple[UserChange, ...] = ()


def shown(preview: Preview) -> ShownPreview:
    changes = sorted((*preview.added, *preview.changed), key=lambda each: each.line)
    return ShownPreview(
        problems=preview.problems[:SHOWN_PROBLEMS], changes=tuple(changes[:SHOWN_CHANGES])
    )


@dataclass(frozen=True)
class ImportDocuments:
    """Each check writes its documents under a name of its own, so that a slow worker never replaces
    those of another one."""

    files: ImportFiles

    def put_file(self, import_id: str, content: bytes) -> None:
        self.files.put(import_id, _FILE, content)

    def file(self, import_id: str) -> bytes | None:
        return self.files.get(import_id, _FILE)

    def put_check(self, import_id: str, name: str, preview: Preview, plan: ImportPlan) -> None:
        plan_json = plan.model_dump_json(exclude_defaults=True)
        self.files.put(import_id, f"{name}/plan.json", plan_json.encode())
        self.files.put(import_id, f"{name}/preview.json", shown(preview).model_dump_json().encode())

    def preview(self, job: ImportJob) -> ShownPreview:
        """Returns an empty one before the check, and after the documents were deleted."""
        content = self.files.get(job.id, f"{job.documents}/preview.json") if job.documents else None
        return _parsed(ShownPreview, content) if content else ShownPreview()

    def plan(self, job: ImportJob) -> ImportPlan | None:
        content = self.files.get(job.id, f"{job.documents}/plan.json")
        return _parsed(ImportPlan, content) if content else None


def _parsed(model: type[Document], content: bytes) -> Document:
    try:
        return model.model_validate_json(content)
    except ValidationError:
        raise StoredDataInvalid(f"a stored {model.__name__} is invalid") from None
