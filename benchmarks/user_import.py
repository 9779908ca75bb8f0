"""Reads and writes of an import of 10,000 users from a CSV file.

    PYTHONPATH=. .venv/bin/python benchmarks/user_import.py [lines]

Three files one after the other: one with three wrong lines, the same without them, and the export of all
users. Counts what each line reads and writes, over the in-memory stores, and the requests to DynamoDB of a
few lines over moto. Times are only compared with each other: whether the last lines take longer than the
first ones, and whether the check grows with the file. Writes results/user_import.json.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import boto3
from moto import mock_aws

from ringkeep.aws.access.people_table import DynamoPeople
from ringkeep.aws.access.people_writes import writes_of
from ringkeep.domain.access.user_imports import ImportJob
from ringkeep.domain.directory.extensions import Extension, ExtensionRow
from ringkeep.usecases.access.export_users import ExportUsers
from ringkeep.usecases.access.ports import PeopleStore, PeopleWrite
from tests.contract.tables import people_table
from tests.unit.usecases.access.import_setup import ImportSetup
from tests.unit.usecases.access.people_setup import ACCOUNT, PeopleSetup

RESULT = Path(__file__).parent / "results" / "user_import.json"
LINES, MANAGERS, MOTO_LINES = 10_000, 100, 60
HEADER = "name,email,security_profile,licences,manager,team,service,extension_id"
FOREVER = 1e12


class CountingStore:
    """Counts reads by kind, and the items of transactions. Notes the time of each transaction."""

    def __init__(self, store: PeopleStore) -> None:
        self.counts: Counter[str] = Counter()
        self.times: list[float] = []
        self._store = store
        self.user = self._counted("user", store.user)
        self.user_id_of_email = self._counted("email", store.user_id_of_email)
        self.user_id_of_sub = self._counted("sub", store.user_id_of_sub)
        self.users = self._counted("page of users", store.users)
        self.extension = self._counted("extension", store.extension)
        self.profiles = self._counted("profiles", store.profiles)
        self.administrators = self._counted("administrators", store.administrators)
        self.licences = self._counted("licences", store.licences)
        self.teams = self._counted("teams", store.teams)
        self.team = self._counted("team", store.team)
        self.pool_task = self._counted("pool task", store.pool_task)

    def write(self, write: PeopleWrite) -> None:
        self.counts["transaction"] += 1
        self.counts["items written"] += len(writes_of(write))
        self._store.write(write)
        self.times.append(time.perf_counter())

    def _counted(self, name: str, read: Callable[..., object]) -> Callable[..., object]:
        def counting(*values: object) -> object:
            self.counts[name] += 1
            return read(*values)

        return counting


def lines_of(count: int) -> list[str]:
    """A hundred managers, and people who report to them. Each has a licence and an extension."""
    managers = [
        f"Manager {n},manager{n}@example.com,manager,call_recording,,Team {n},main,{n}"
        for n in range(MANAGERS)
    ]
    people = [
        f"Person {n},person{n}@example.com,agent,call_recording;evaluation,"
        f"manager{n % MANAGERS}@example.com,Team {n % MANAGERS},main,{n}"
        for n in range(MANAGERS, count)
    ]
    return [*people, *managers]


def with_mistakes(lines: list[str]) -> list[str]:
    wrong = list(lines)
    wrong[6] = wrong[6].replace("@example.com", "@example", 1)
    wrong[len(lines) // 2] = wrong[len(lines) // 2].replace(",agent,", ",pilot,")
    wrong[-MANAGERS - 1] = wrong[-MANAGERS - 2]
    return wrong


def setup_for(extensions: int, store: PeopleStore | None = None) -> ImportSetup:
    people = PeopleSetup(store=store)
    setup = ImportSetup(people)
    rows = [
        ExtensionRow(extension=Extension(id=str(n), number=str(n)), added_at=1.0, changed_at=1.0)
        for n in range(extensions)
    ]
    people.directory.write(ACCOUNT, rows)
    return setup


def worked(setup: ImportSetup, store: CountingStore) -> float:
    began = time.perf_counter()
    setup.worker(store)(FOREVER)  # type: ignore[arg-type] # its reads are counted, and typed as object
    return time.perf_counter() - began


def checked(setup: ImportSetup, content: bytes) -> tuple[ImportJob, float, Counter[str]]:
    store = CountingStore(setup.people.memory)
    job = setup.manage.upload(content, "users.csv", setup.request)
    seconds = worked(setup, store)
    return setup.stored(job), seconds, store.counts


def written(setup: ImportSetup, job: ImportJob) -> tuple[ImportJob, CountingStore]:
    store = CountingStore(setup.people.memory)
    setup.manage.confirm(job.id, setup.request)
    worked(setup, store)
    return setup.stored(job), store


def csv_of(lines: list[str]) -> bytes:
    return "\r\n".join((HEADER, *lines, "")).encode()


def exported(setup: ImportSetup, lines: int) -> bytes:
    """A file may have no more lines than the one before: the administrator makes one too many."""
    export = ExportUsers(setup.people.changes, setup.people.directory)
    pages = [export(setup.request)]
    while pages[-1].next:
        pages.append(export(setup.request, pages[-1].next))
    text = "".join(each.text for each in pages)
    return "\r\n".join(text.split("\r\n")[: lines + 1]).encode()


def per_line(counts: Counter[str], lines: int) -> dict[str, float]:
    return {name: round(count / lines, 4) for name, count in sorted(counts.items())}


def slower_at_the_end(times: list[float]) -> float:
    """Compares the last tenth of the transactions with the second one: the managers come first."""
    tenth = max(1, len(times) // 10)
    first, last = times[2 * tenth] - times[tenth], times[-1] - times[-1 - tenth]
    return round(last / first, 2)


def over_moto(lines: int) -> dict[str, float]:
    """The requests to DynamoDB of each line."""
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        requests: Counter[str] = Counter()
        store = DynamoPeople(client, people_table(client))
        setup = setup_for(MANAGERS + lines, store)
        job = setup.manage.upload(csv_of(lines_of(MANAGERS + lines)), "users.csv", setup.request)
        setup.worker(store)(FOREVER)
        setup.manage.confirm(job.id, setup.request)
        name = "before-parameter-build.dynamodb.*"
        client.meta.events.register(name, lambda model, **_: requests.update([str(model.name)]))
        setup.worker(store)(FOREVER)
        return per_line(requests, MANAGERS + lines)


def measure(count: int) -> dict[str, object]:
    setup = setup_for(count)
    lines = lines_of(count)
    mistaken, _, _ = checked(setup, csv_of(with_mistakes(lines)))
    problems = setup.manage.preview(mistaken).problems
    _, small_seconds, _ = checked(setup, csv_of(lines[-count // 10 :]))
    ready, seconds, check_counts = checked(setup, csv_of(lines))
    done, store = written(setup, ready)
    again, _, again_check = checked(setup, exported(setup, count))
    unchanged, again_store = written(setup, again)
    return {
        "lines": count,
        "mistakes": [f"line {each.line}, column {each.column}: {each.code}" for each in problems],
        "state_of_the_file_with_mistakes": mistaken.state.value,
        "written": done.written,
        "refused": done.refused,
        "check_reads": dict(sorted(check_counts.items())),
        "check_time_per_line_against_a_tenth_of_the_lines": round(seconds / small_seconds / 10, 2),
        "per_line": per_line(store.counts, count),
        "time_of_the_last_tenth_against_the_second": slower_at_the_end(store.times),
        "writes_of_the_job": done.version,
        "export_imported_again": {
            "added": again.added,
            "changed": again.changed,
            "unchanged": again.unchanged,
            "written": unchanged.written,
            "check_reads": dict(sorted(again_check.items())),
            "reads_and_writes_of_lines": dict(sorted(again_store.counts.items())),
        },
        "dynamodb_requests_per_line_over_moto": over_moto(MOTO_LINES),
    }


if __name__ == "__main__":
    result = measure(int(sys.argv[1]) if len(sys.argv) > 1 else LINES)
    RESULT.write_text(json.dumps(result, indent=2) + "\n")
    print(json.dumps(result, indent=2))
