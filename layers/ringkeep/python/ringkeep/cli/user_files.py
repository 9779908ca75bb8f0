"""`user import` and `user export`: users as a CSV file."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ringkeep.cli.import_tools import UserFiles
from ringkeep.cli.tools import Tools
from ringkeep.domain.access.refusals import ChangeRefused, Refusal
from ringkeep.domain.access.user_files.encoding import MAX_BYTES
from ringkeep.domain.access.user_files.problems import LineProblem
from ringkeep.domain.access.user_imports import ImportJob, ImportState, LineOutcome, LineResult
from ringkeep.errors import ConfigurationError
from ringkeep.usecases.access.imports.documents import ShownPreview
from ringkeep.usecases.access.imports.manage_imports import ManageImports

_STEP_SECONDS: Final = 60.0
_PAUSE_SECONDS: Final = 2.0
_SHOWN_CHANGES: Final = 20


def import_users(tools: Tools, args: argparse.Namespace) -> int:
    """Returns 0 if the file has no mistakes, and with --confirm if no line was refused."""
    try:
        return _imported(tools, args)
    except (ChangeRefused, Refusal) as refused:
        raise ConfigurationError(str(refused)) from refused


def _imported(tools: Tools, args: argparse.Namespace) -> int:
    files = tools.user_files
    request = files.request()
    content = _content(args.file)
    job = files.manage.upload(content, args.file.name, request, invite=args.invite)
    job = _worked(tools, job)
    _tell_preview(job, files.manage.preview(job))
    if job.state is not ImportState.READY:
        return 1
    if not args.confirm:
        print("nothing was written: `--confirm` writes it, or confirm the import in the console")
        return 0
    return _tell_results(tools, _worked(tools, files.manage.confirm(job.id, request)))


def _content(file: Path) -> bytes:
    try:
        if file.stat().st_size > MAX_BYTES:
            raise ConfigurationError(f"{file} is larger than {MAX_BYTES:,} bytes: split it")
        return file.read_bytes()
    except OSError as error:
        raise ConfigurationError(f"{file} cannot be read: {error.strerror}") from error


def _worked(tools: Tools, job: ImportJob) -> ImportJob:
    """Works on the import here. If a function works on it already, waits."""
    files = tools.user_files
    while job.state.open:
        before = job.version
        files.run(tools.clock.now() + _STEP_SECONDS)
        job = files.manage.get(job.id)
        if job.state.open and job.version == before:
            tools.clock.sleep(_PAUSE_SECONDS)
    return job


def _tell_preview(job: ImportJob, preview: ShownPreview) -> None:
    for problem in preview.problems:
        print(f"{_place(problem)}: {problem.sentence}")
    if job.state is not ImportState.READY:
        more = job.problems - len(preview.problems)
        print(job.detail or f"{job.problems:,} mistakes: nothing was written")
        if more:
            print(f"the first {len(preview.problems):,} are shown")
        return
    for change in preview.changes[:_SHOWN_CHANGES]:
        what = ", ".join(
            f"{each.field}: {each.before!r} -> {each.after!r}" for each in change.changes
        )
        print(f"line {change.line}, {'change' if change.user_id else 'add'} {change.email}: {what}")
    hidden = job.added + job.changed - _SHOWN_CHANGES
    if hidden > 0:
        print(f"... and {hidden:,} more")
    print(
        f"{job.added:,} to add, {job.changed:,} to change, {job.unchanged:,} as they are;"
        f" {job.not_mentioned:,} users are not in the file and stay as they are"
    )


def _place(problem: LineProblem) -> str:
    if not problem.line:
        return "the file"
    column = f", column {problem.column}" if problem.column else ""
    return f"line {problem.line}{column}"


def _tell_results(tools: Tools, job: ImportJob) -> int:
    for result in _refused(tools.user_files.manage, job):
        print(f"line {result.line}, {result.email}: {' '.join(e.detail for e in result.errors)}")
    if job.detail:
        print(job.detail)
    print(f"{job.state.value}: {job.written:,} written, {job.refused:,} refused")
    return 0 if job.state is ImportState.DONE and not job.refused else 1


def _refused(manage: ManageImports, job: ImportJob) -> Iterator[LineResult]:
    cursor = ""
    while True:
        page = manage.results(job.id, cursor, LineOutcome.REFUSED)
        yield from page.results
        cursor = page.next
        if not cursor:
            return


def export_users(tools: Tools, args: argparse.Namespace) -> int:
    """Writes to standard output, or to a file."""
    pages = _pages(tools.user_files)
    if args.file is None:
        for page in pages:
            sys.stdout.write(page)
        return 0
    with args.file.open("w", encoding="utf-8", newline="") as file:
        file.writelines(pages)
    print(f"the users are in {args.file}")
    return 0


def _pages(files: UserFiles) -> Iterator[str]:
    request, cursor = files.request(), ""
    while True:
        page = files.export(request, cursor)
        yield page.text
        cursor = page.next
        if not cursor:
            return
