"""The matrix with people who have extensions, and with calls that lie beyond some profiles.

Agent has extension 101. Manager has 100, and their team 101 and 102. Extension 199 is of no one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ringkeep.domain.access.profiles import AGENT, MANAGER
from ringkeep.domain.model import Model
from ringkeep.domain.recordings.coverage import CoveredExtension
from ringkeep.usecases.access.requests import ChangeRequest
from tests.fakes.access.principals import FakePrincipals, extension, someone
from tests.fakes.live.sockets import FakePage, realtime_row
from tests.unit.api.api_client import ApiClient, request, send_to
from tests.unit.api.matrix import ROLES, Matrix
from tests.unit.domain.evaluation.builders import card, choice, section
from tests.unit.domain.recordings.example_rows import NOW, pending
from tests.unit.usecases.recordings.call_log_setup import service

ACCOUNT = "809646016"
SEEN: Mapping[str, frozenset[str]] = {
    AGENT.id: frozenset({"101"}),
    MANAGER.id: frozenset({"101", "102"}),
}
"""What someone sees who does not see everything."""
_EXTENSIONS = ("101", "102", "199")
SCORECARD = card(section("opening", choice("greeting")))
_FILE = "name,email,security_profile\nEve Adams,eve@example.com,Agent\n"


def mark(extension_id: str) -> str:
    """A text in everything about an extension that the API can show."""
    return f"only-for-{extension_id}-to-see"


def beyond(profile_id: str) -> list[str]:
    """Returns the texts that someone with the profile must never get."""
    seen = SEEN.get(profile_id, frozenset(_EXTENSIONS))
    return [mark(each) for each in _EXTENSIONS if each not in seen]


class FilledMatrix(Matrix):
    """`known`: values of path parameters that exist."""

    def __init__(self) -> None:
        super().__init__()
        people = [someone(id_, each) for id_, each in ROLES.items() if id_ not in SEEN]
        agent = someone(AGENT.id, AGENT, extension("101"))
        team = [extension("101"), extension("102")]
        manager = someone(MANAGER.id, MANAGER, extension("100"), team=team)
        self.api.principals = FakePrincipals.of(*people, agent, manager)
        self._fill(self.api)
        for person in (*people, agent, manager):  # a change reads its author again
            self.api.people.records[person.record.user.id] = person.record
        self.known: Mapping[str, str] = self._add_known()

    @staticmethod
    def _fill(api: ApiClient) -> None:
        api.board = FakePage.of(*(realtime_row(each, name=mark(each)) for each in _EXTENSIONS))
        api.services.put(service("main"))
        for number, extension_id in enumerate(_EXTENSIONS):
            api.calls.put_recording(_recording(number, extension_id))

    def _add_known(self) -> Mapping[str, str]:
        body = {"name": "Own", "visibility": "self", "rights": ["live.see"]}
        profile = self.administer.send("POST", "/v1/security-profiles", body)
        uploaded = request("POST", "/v1/users/import", "administrator")
        uploaded["headers"]["content-type"] = "text/csv"
        job = send_to(self.administer.app, {**uploaded, "body": _FILE})
        scorecard = _scorecard(self.api)
        return {
            "user_id": self.administer.dependencies.user("agent").user.id,
            "profile_id": str(profile.json["id"]),
            "import_id": str(job.json["id"]),
            "name": "main",
            "scorecard_id": scorecard,
            "number": "1",
        }


def _scorecard(api: ApiClient) -> str:
    """An active scorecard with a draft."""
    by, changes = ChangeRequest(name="owner"), api.change_scorecards
    head = changes.add(SCORECARD, by)
    head = changes.activate(head.id, by, head.revision)
    draft = SCORECARD.model_copy(update={"title": "Next"})
    return changes.draft(head.id, draft, by, head.revision).id


def _recording(number: int, extension_id: str) -> Any:
    start = NOW - 60 * (number + 1)
    row: Model = pending(
        service="main",
        account_id=ACCOUNT,
        recording_id=mark(extension_id),
        extension_id=extension_id,
        covered=(CoveredExtension(extension_id=extension_id, at=start),),
        start_time=start,
        revision=0,
    )
    return row
