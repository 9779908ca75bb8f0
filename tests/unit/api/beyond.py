"""The matrix with people who have extensions, and with calls that lie beyond some profiles.

Agent has extension 101. Manager has 100, and their team 101 and 102. Extension 199 is of no one. Each has a
stored recording, all three of one call, in whose transcripts the same words were said, and an evaluation with
a dispute, which Evaluator wrote.
"""

from __future__ import annotations

from collections.abc import Mapping

from ringkeep.domain.access.profiles import AGENT, EVALUATOR, MANAGER
from ringkeep.domain.evaluation.answers import Answer
from ringkeep.domain.evaluation.evaluations import (
    Dispute,
    EvaluatedAnswer,
    Evaluation,
    EvaluationState,
    Subject,
)
from ringkeep.domain.recordings.calls import parse_call
from ringkeep.domain.recordings.coverage import CoveredExtension
from ringkeep.domain.recordings.recordings import Recording, RecordingState
from ringkeep.domain.search.documents import NoteText, SpokenWord
from ringkeep.domain.search.recording_document import document_of
from ringkeep.domain.search.saved_searches import SavedSearch, SearchContent
from ringkeep.domain.work.notes import Note
from ringkeep.domain.work.recording_work import RecordingWork
from ringkeep.usecases.access.requests import ChangeRequest
from ringkeep.usecases.search.saved_search_ports import SearchLists
from ringkeep.usecases.work.ports import NoteWrite, WorkWrite
from tests.fakes.access.principals import BELOW, FakePrincipals, extension, someone
from tests.fakes.live.sockets import FakePage, realtime_row
from tests.unit.api.api_client import ApiClient, request, send_to
from tests.unit.api.matrix import ROLES, UNKNOWN, Matrix
from tests.unit.domain.evaluation.builders import card, choice, section
from tests.unit.domain.evaluation.score_builders import evaluation
from tests.unit.domain.recordings.example_rows import AUDIO, NOW, pending, raw_call
from tests.unit.usecases.recordings.call_log_setup import service

ACCOUNT = "809646016"
SEEN: Mapping[str, frozenset[str]] = {
    AGENT.id: frozenset({"101"}),
    MANAGER.id: frozenset({"101", "102"}),
}
"""What someone sees who does not see everything."""
_EXTENSIONS = ("101", "102", "199")
SCORECARD = card(section("opening", choice("greeting")))
_CALL = raw_call(**{"from": {"name": "Alex Doe", "phoneNumber": "+15550100"}})
_SPOKEN = [SpokenWord("refund", 0), SpokenWord("invoice", 1)]
SEARCHES: tuple[Mapping[str, str], ...] = (
    {"text": "refund"},
    {"text": '"refund invoice" -cancel'},
    {"text": "ref*"},
    {"text": "doe"},
    {"number": "555-0100"},
    {"extension": "199"},
    {"direction": "Inbound", "duration_from": "1"},
    {"type": "Automatic", "limit": "2"},
    {"has_transcript": "true", "state": "stored"},
)
"""Each finds the recordings of all extensions, or one that most people may not see."""
REPORTS: tuple[Mapping[str, str], ...] = (
    {"by": "user"},
    {"by": "team", "period": "week"},
    {"by": "all", "from": "2026-01-01", "to": "2026-12-31"},
    {"by": "question", "scorecard": "support"},
    {"by": "user", "team": "Support"},
)
"""Each finds the evaluations of everyone."""
_FILE = "name,email,security_profile\nEve Adams,eve@example.com,Agent\n"


_SEARCH = SavedSearch(
    id="s1",
    content=SearchContent(name="Shared by someone", query={"text": "refund"}, shared=True),
    owner_id="someone",
    owner_name="Someone",
)


def mark(extension_id: str) -> str:
    """A text in everything about an extension that the API can show."""
    return f"only-for-{extension_id}-to-see"


def beyond(profile_id: str) -> list[str]:
    """Returns the texts that someone with the profile must never get."""
    seen = SEEN.get(profile_id, frozenset(_EXTENSIONS))
    return [mark(each) for each in _EXTENSIONS if each not in seen]


def recording_of(extension_id: str) -> str:
    return f"main:{ACCOUNT}:{mark(extension_id)}"


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
            row = _recording(number, extension_id)
            api.calls.put_recording(row)
            api.found.put(row)
            call, notes = parse_call(_CALL), [NoteText(1, row.recording_id)]
            document = document_of(row, call, _SPOKEN, lambda _: False, tags=row.tags, notes=notes)
            api.index.add(document)
            api.written.write_work(row.key, _written(mark(extension_id)))
        api.saved.write_search(SearchLists([], []), None, _SEARCH)
        _add_scores(api)

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
            "recording": recording_of("101"),
            "scorecard_id": scorecard,
            "evaluation_id": _evaluated(self.api, scorecard),
            "question": "greeting",
            "number": "1",
            "note": "n1",
            "search": _SEARCH.id,
        }


def _scorecard(api: ApiClient) -> str:
    """An active scorecard with a draft."""
    by, changes = ChangeRequest(name="owner"), api.change_scorecards
    head = changes.add(SCORECARD, by)
    head = changes.activate(head.id, by, head.revision)
    draft = SCORECARD.model_copy(update={"title": "Next"})
    return changes.draft(head.id, draft, by, head.revision).id


def _evaluated(api: ApiClient, scorecard: str) -> str:
    """An evaluation of the holder of each extension: Agent, one of Manager's team, and no one whom either
    sees. Returns the id of the last one."""
    agent, evaluator = (someone(each.id, each).record.user.id for each in (AGENT, EVALUATOR))
    for extension_id, user in zip(_EXTENSIONS, (agent, "f" * 32, UNKNOWN), strict=True):
        id_ = f"evaluation-{extension_id}"
        api.evaluating.stored.stored[id_] = Evaluation(
            id=id_,
            scorecard_id=scorecard,
            scorecard_title=mark(extension_id),
            version=1,
            subject=Subject(service="main", account_id=ACCOUNT, recording_id=mark(extension_id)),
            evaluated=user,
            evaluator=evaluator,
            state=EvaluationState.DISPUTED,
            revision=2,
            answers={"greeting": EvaluatedAnswer(answer=Answer(string_value="a1"))},
            comment=mark(extension_id),
            created_at=NOW,
            submitted_at=NOW,
            released_at=NOW,
            disputes=(Dispute(question="greeting", reason=mark(extension_id), at=NOW),),
        )
    return id_


def _add_scores(api: ApiClient) -> None:
    """Evaluations of the agent, of someone else in the manager's team, and of someone in another team."""
    agent = someone(AGENT.id, AGENT).record.user.id
    other = someone(mark("199"), AGENT).record
    below = someone(mark("102"), AGENT).record
    below = below.model_copy(update={"user": below.user.model_copy(update={"id": BELOW})})
    for record in (other, below):
        api.people.records[record.user.id] = record
    people = ((agent, "Support"), (BELOW, mark("102")), (other.user.id, mark("199")))
    for number, (user, team) in enumerate(people):
        given = evaluation(f"e{number}", evaluated=user, team=team, released_at=NOW)
        api.roll_up_scores(given)


def _written(text: str) -> WorkWrite:
    """A note and a tag of the text."""
    note = Note(
        id="n1",
        number=1,
        text=text,
        author_id=UNKNOWN,
        author_name="Someone",
        created_at=NOW,
        changed_at=NOW,
    )
    work = RecordingWork(tags=(text,), notes=1, numbers=1, revision=1)
    return WorkWrite(work=work, note=NoteWrite(None, note), tags_added=(text,))


def _recording(number: int, extension_id: str) -> Recording:
    start = NOW - 60 * (number + 1)
    return pending(
        service="main",
        account_id=ACCOUNT,
        recording_id=mark(extension_id),
        tags=(mark(extension_id),),
        extension_id=extension_id,
        covered=(CoveredExtension(extension_id=extension_id, at=start),),
        start_time=start,
        state=RecordingState.STORED,
        audio=AUDIO,
        revision=0,
    )
