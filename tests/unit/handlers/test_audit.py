"""New audit entries are copied; changed and deleted ones raise an alarm."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import pytest

from ringkeep.domain.access.audit import AuditEntry
from ringkeep.domain.json import JsonObject
from ringkeep.errors import StorageFailed
from ringkeep.handlers.audit import AuditBatch, CopyAudit
from tests.unit.api.api_client import event
from tests.unit.handlers.metrics import metric_values

pytestmark = pytest.mark.filterwarnings("ignore:No application metrics")
EVENT: Final = event("dynamodb/audit_entries.json")
IDS: Final = [record["dynamodb"]["Keys"]["sk"]["S"] for record in EVENT["Records"]]


@dataclass
class Copies:
    kept: dict[str, JsonObject] = field(default_factory=dict)
    failing: set[str] = field(default_factory=set)

    def keep(self, entry_id: str, content: JsonObject) -> bool:
        if entry_id in self.failing:
            raise StorageFailed("no")
        known = entry_id in self.kept
        self.kept.setdefault(entry_id, content)
        return not known


@pytest.fixture
def copies() -> Copies:
    return Copies()


def run(copies: Copies, delivered: Mapping[str, Any]) -> JsonObject:
    return CopyAudit(copies)(AuditBatch.model_validate(delivered), 0.0)


def changed(**parts: Any) -> dict[str, Any]:
    """The event with another first record."""
    delivered = copy.deepcopy(EVENT)
    first = delivered["Records"][0]
    first["eventName"] = parts.pop("kind", "INSERT")
    first["dynamodb"].update(parts)
    result: dict[str, Any] = delivered
    return result


def test_a_copy_has_the_whole_entry(copies: Copies) -> None:
    assert run(copies, EVENT) == {"copied": 2, "known": 0, "altered": 0}
    assert list(copies.kept) == IDS
    first = AuditEntry.model_validate(copies.kept[IDS[0]])
    assert (first.id, first.action, first.actor.name) == (IDS[0], "users.add", "Ann Administrator")


def test_an_entry_that_is_delivered_again_is_copied_once(copies: Copies) -> None:
    run(copies, EVENT)
    assert run(copies, EVENT) == {"copied": 0, "known": 2, "altered": 0}


def test_what_a_newer_version_wrote_is_copied_as_it_is(copies: Copies) -> None:
    image = {"content": {"M": {"of_later": {"S": "x"}}}}
    run(copies, changed(NewImage=image))
    assert copies.kept[IDS[0]] == {"of_later": "x"}


@pytest.mark.parametrize("kind", ["MODIFY", "REMOVE"])
def test_an_altered_entry_is_counted_and_logged_and_not_copied(
    copies: Copies, kind: str, capsys: pytest.CaptureFixture[str], logged: list[str]
) -> None:
    assert run(copies, changed(kind=kind)) == {"copied": 1, "known": 0, "altered": 1}
    assert IDS[0] not in copies.kept
    (line,) = [line for line in logged if "an audit entry was altered" in line]
    assert IDS[0] in line
    assert kind in line
    assert metric_values(capsys)["AuditEntriesAltered"] == [1]


@pytest.mark.parametrize(
    "keys",
    [
        {"pk": {"S": "month#2026-11"}, "sk": {"S": "no id"}},
        {"pk": {"S": "month#2026-10"}, "sk": {"S": IDS[0]}},
        {"pk": {"S": "month#2026-11"}, "sk": {"S": "../../other/place"}},
        {"pk": {"S": "month#2026-11"}, "sk": {"S": "9999999999999-0123456789abcdef"}},
    ],
)
def test_an_item_that_is_no_entry_of_its_month_counts_as_altered(
    copies: Copies, keys: dict[str, Any]
) -> None:
    assert run(copies, changed(Keys=keys))["altered"] == 1
    assert list(copies.kept) == IDS[1:]


def test_an_item_without_content_counts_as_altered(copies: Copies) -> None:
    assert run(copies, changed(NewImage={"pk": {"S": "x"}}))["altered"] == 1


def test_without_altered_entries_nothing_is_counted_as_altered(
    copies: Copies, capsys: pytest.CaptureFixture[str]
) -> None:
    run(copies, EVENT)
    assert "AuditEntriesAltered" not in metric_values(capsys)


def test_an_altered_entry_is_reported_even_if_the_bucket_fails(
    copies: Copies, capsys: pytest.CaptureFixture[str]
) -> None:
    copies.failing = set(IDS)
    with pytest.raises(StorageFailed):
        run(copies, changed(kind="REMOVE"))
    assert metric_values(capsys)["AuditEntriesAltered"] == [1]


def test_a_failed_copy_fails_the_batch_and_the_others_are_known_next_time(copies: Copies) -> None:
    copies.failing = {IDS[1]}
    with pytest.raises(StorageFailed):
        run(copies, EVENT)
    copies.failing = set()
    assert run(copies, EVENT) == {"copied": 1, "known": 1, "altered": 0}
