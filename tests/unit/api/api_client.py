"""Sends requests to the API. Its dependencies are fakes."""

from __future__ import annotations

import base64
import copy
import gzip
import importlib.util
import json
import sys
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.utilities.typing import LambdaContext

from ringkeep.api.functions import api_app
from ringkeep.domain.json import JsonObject
from ringkeep.handlers.sockets import AnswerSocket, CheckSockets, PushLive
from ringkeep.settings import ApiSettings, read_settings, variables_of
from ringkeep.usecases.access.assign_evaluations import AssignEvaluations
from ringkeep.usecases.access.change_evaluations import ChangeEvaluations
from ringkeep.usecases.access.change_scorecards import ChangeScorecards
from ringkeep.usecases.access.changes import Changes
from ringkeep.usecases.access.record_sign_in import RecordSignIn
from ringkeep.usecases.access.search_audit import SearchAudit
from ringkeep.usecases.accounts.account_history import AccountHistory
from ringkeep.usecases.evaluation.evaluation_tasks import ReadTasks
from ringkeep.usecases.evaluation.list_evaluations import ListEvaluations
from ringkeep.usecases.evaluation.name_people import NamePeople
from ringkeep.usecases.evaluation.read_evaluations import ReadEvaluations
from ringkeep.usecases.evaluation.read_scorecards import ReadScorecards
from ringkeep.usecases.evaluation.recording_evaluations import ReadRecordingEvaluations
from ringkeep.usecases.evaluation.report_scores import ReportScores
from ringkeep.usecases.evaluation.roll_up_scores import RollUpScores
from ringkeep.usecases.live.budgets import PersonBudgets
from ringkeep.usecases.live.check_sockets import SocketCheck
from ringkeep.usecases.live.principal_page import PrincipalPage
from ringkeep.usecases.live.push_live import LivePusher
from ringkeep.usecases.live.sockets import SocketTickets, Viewers
from ringkeep.usecases.recordings.download_file import DownloadFile
from ringkeep.usecases.recordings.find_conversation import FindConversation
from ringkeep.usecases.recordings.list_recordings import ListRecordings
from ringkeep.usecases.recordings.name_recordings import NameRecordings
from ringkeep.usecases.recordings.note_listening import NoteListening
from ringkeep.usecases.recordings.play_recording import PlayRecording
from ringkeep.usecases.recordings.read_details import ReadDetails
from ringkeep.usecases.search.save_searches import SaveSearches
from ringkeep.usecases.search.search_recordings import SearchRecordings
from ringkeep.usecases.transcripts.assess_recording import AssessRecording
from ringkeep.usecases.transcripts.evaluated_recordings import EvaluatedRecordings
from ringkeep.usecases.transcripts.find_recording import FindRecording
from ringkeep.usecases.transcripts.read_audited import ReadAudited
from ringkeep.usecases.transcripts.request_transcription import RequestTranscription
from ringkeep.usecases.work.audit import WorkEntries
from ringkeep.usecases.work.change_tags import ChangeTags, ReadTagNames
from ringkeep.usecases.work.keep_bookmarks import KeepBookmarks
from ringkeep.usecases.work.write_notes import WriteNotes
from tests.fakes.access.people_lists import MemoryPeopleLists
from tests.fakes.access.people_store import MemoryPeopleStore
from tests.fakes.access.principals import (
    EVERYBODY,
    SUPERVISOR,
    FakePrincipals,
    FakeToday,
)
from tests.fakes.access.sign_ins import MemorySignInLog
from tests.fakes.accounts.services import MemoryServiceDirectory
from tests.fakes.clock import FakeClock
from tests.fakes.directory.extensions import MemoryExtensionDirectory
from tests.fakes.evaluation.scorecards import MemoryScorecards
from tests.fakes.evaluation.scores import MemoryScores, StoredPeople
from tests.fakes.live.sockets import (
    FakePage,
    FakeSockets,
    MemorySocketsTable,
    realtime_row,
)
from tests.fakes.recordings.calls_table import MemoryCallsTable
from tests.fakes.search.recordings import MemoryRecordings, StoredRows
from tests.fakes.search.saved_searches import MemorySavedSearches
from tests.fakes.search.search_index import MemorySearchIndex
from tests.fakes.work.recording_work import MemoryRecordingWork
from tests.unit.usecases.evaluation.evaluating_setup import EvaluatingSetup
from tests.unit.usecases.recordings.media_setup import MediaSetup
from tests.unit.usecases.transcripts.setup import Transcribing

ROOT = Path(__file__).resolve().parents[3]


def event(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((ROOT / "events" / name).read_text())
    return document


class FakeContext(LambdaContext):
    def __init__(self) -> None:
        self._function_name = "ringkeep"
        self._memory_limit_in_mb = 512
        self._invoked_function_arn = "arn:aws:lambda:us-east-1:123456789012:function:ringkeep"
        self._aws_request_id = "0a1b2c3d-0000-4000-8000-000000000009"

    @staticmethod
    def get_remaining_time_in_millis() -> int:
        return 30_000


def function(name: str) -> ModuleType:
    """Loads the module of a handler, like Lambda."""
    spec = importlib.util.spec_from_file_location(
        f"function_{name}", ROOT / "functions" / name / "app.py"
    )
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@dataclass(frozen=True)
class Answer:
    status: int
    headers: JsonObject
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


def _settings() -> ApiSettings:
    names = dict.fromkeys(variables_of("api"), "some-name")
    sign_in = {
        "CONSOLE_CLIENT_ID": "4f5g6h7j8k9l",
        "CONSOLE_IDLE_MINUTES": "60",
        "CONSOLE_URL": "https://calls.example.com",
        "SIGN_IN_PROVIDER": "",
        "SIGN_IN_ISSUER": "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE",
        "SIGN_IN_URL": "https://ringkeep.auth.us-east-1.amazoncognito.com",
    }
    return read_settings(ApiSettings, names | sign_in)


@dataclass
class ApiClient:
    """Holds the dependencies of the API's routes. The service `main` has two users."""

    principals: FakePrincipals = field(default_factory=lambda: FakePrincipals.of(*EVERYBODY))
    today: FakeToday = field(default_factory=FakeToday)
    sign_in_log: MemorySignInLog = field(default_factory=MemorySignInLog)
    board: FakePage = field(
        default_factory=lambda: FakePage.of(realtime_row("101"), realtime_row("102"))
    )
    table: MemorySocketsTable = field(default_factory=MemorySocketsTable)
    sockets: FakeSockets = field(default_factory=FakeSockets)
    clock: FakeClock = field(default_factory=FakeClock)
    calls: MemoryCallsTable = field(default_factory=MemoryCallsTable)
    services: MemoryServiceDirectory = field(default_factory=MemoryServiceDirectory)
    index: MemorySearchIndex = field(default_factory=MemorySearchIndex)
    found: MemoryRecordings = field(default_factory=MemoryRecordings)
    directory: MemoryExtensionDirectory = field(default_factory=MemoryExtensionDirectory)
    people: MemoryPeopleStore = field(default_factory=MemoryPeopleStore)
    written: MemoryRecordingWork = field(default_factory=MemoryRecordingWork)
    saved: MemorySavedSearches = field(default_factory=MemorySavedSearches)
    scores: MemoryScores = field(default_factory=MemoryScores)
    settings: ApiSettings = field(default_factory=_settings)

    @cached_property
    def sign_ins(self) -> RecordSignIn:
        return RecordSignIn(self.sign_in_log, self.clock)

    @property
    def tickets(self) -> SocketTickets:
        return SocketTickets(self.table, self.principals, self.today, self.clock)

    @property
    def page(self) -> PrincipalPage:
        return PrincipalPage(self.board, self.today, self.clock)

    @property
    def recordings(self) -> ListRecordings:
        return ListRecordings(self.calls, self.services, self.clock)

    @cached_property
    def transcribing(self) -> Transcribing:
        return Transcribing(clock=self.clock, rows=self.calls)

    @cached_property
    def media(self) -> MediaSetup:
        return MediaSetup(clock=self.clock, settings=self.transcribing.settings)

    @property
    def play_recording(self) -> PlayRecording:
        return self.media.playing

    @property
    def note_listening(self) -> NoteListening:
        return self.media.listening

    @property
    def download_file(self) -> DownloadFile:
        return self.media.download

    @property
    def search_audit(self) -> SearchAudit:
        return self.media.search_audit

    @property
    def find_recording(self) -> FindRecording:
        history = AccountHistory(self.transcribing.states)
        return FindRecording(self.calls, self.services, history)

    @property
    def read_audited(self) -> ReadAudited:
        return ReadAudited(self.transcribing.read, self.media.audit, self.clock)

    @property
    def read_details(self) -> ReadDetails:
        conversation = FindConversation(self.index, StoredRows(self.calls), self.calls)
        sidecars = self.transcribing.sidecars
        return ReadDetails(self.calls, sidecars, self.directory, self.services, conversation)

    @property
    def assess_recording(self) -> AssessRecording:
        return self.transcribing.assess

    @property
    def request_transcription(self) -> RequestTranscription:
        return self.transcribing.request

    @cached_property
    def scorecards(self) -> MemoryScorecards:
        return MemoryScorecards(self.people)

    @property
    def read_scorecards(self) -> ReadScorecards:
        return ReadScorecards(self.scorecards)

    @property
    def report_scores(self) -> ReportScores:
        return ReportScores(self.scores, self.scorecards, StoredPeople(self.people))

    @property
    def roll_up_scores(self) -> RollUpScores:
        return RollUpScores(self.scores, self.clock)

    @property
    def change_scorecards(self) -> ChangeScorecards:
        return ChangeScorecards(Changes(self.people, self.clock), self.scorecards)

    @cached_property
    def evaluating(self) -> EvaluatingSetup:
        return EvaluatingSetup(
            people=self.people,
            clock=self.clock,
            scorecards=self.scorecards,
            find=self.find_recording,
            principals=self.principals,
            plays=self.media.plays,
        )

    @property
    def read_evaluations(self) -> ReadEvaluations:
        return self.evaluating.read

    @property
    def list_evaluations(self) -> ListEvaluations:
        return self.evaluating.lists

    @property
    def recording_evaluations(self) -> ReadRecordingEvaluations:
        return self.evaluating.of_recordings

    @property
    def evaluation_tasks(self) -> ReadTasks:
        return self.evaluating.tasks

    @property
    def evaluated_recordings(self) -> EvaluatedRecordings:
        return self.evaluating.recordings

    @property
    def assign_evaluations(self) -> AssignEvaluations:
        return self.evaluating.assign

    @property
    def change_evaluations(self) -> ChangeEvaluations:
        return self.evaluating.change

    @property
    def name_people(self) -> NamePeople:
        return self.evaluating.names

    @property
    def search(self) -> SearchRecordings:
        found = self.found
        return SearchRecordings(self.index, found, self.services, found)

    @property
    def write_notes(self) -> WriteNotes:
        return WriteNotes(self.written, WorkEntries(self.clock), self.clock)

    @property
    def keep_bookmarks(self) -> KeepBookmarks:
        return KeepBookmarks(self.written, self.clock)

    @property
    def change_tags(self) -> ChangeTags:
        return ChangeTags(self.written, self.written, WorkEntries(self.clock), self.clock)

    @property
    def tag_names(self) -> ReadTagNames:
        return ReadTagNames(self.written)

    @property
    def save_searches(self) -> SaveSearches:
        return SaveSearches(self.saved, self.clock)

    @property
    def name_recordings(self) -> NameRecordings:
        return NameRecordings(self.directory, MemoryPeopleLists(self.people))

    @property
    def live_socket(self) -> AnswerSocket:
        tickets = SocketTickets(self.table, self.principals, self.today, self.clock, self.sockets)
        return AnswerSocket(tickets, self.sockets)

    @property
    def viewers(self) -> Viewers:
        return Viewers(self.principals, self.today)

    @property
    def budgets(self) -> PersonBudgets:
        return PersonBudgets(self.table, self.clock)

    @property
    def push_live(self) -> PushLive:
        return PushLive(LivePusher(self.board, self.table, self.viewers, self.sockets, self.clock))

    @property
    def check_sockets(self) -> CheckSockets:
        return CheckSockets(SocketCheck(self.table, self.viewers, self.sockets, self.clock))

    def send(self, http_event: dict[str, Any]) -> Answer:
        return send_to(api_app(self), http_event)

    def get(self, path: str, sub: str = SUPERVISOR.sub, **query: str) -> Answer:
        return self.send(request("GET", path, sub, **query))


def send_to(app: APIGatewayHttpResolver, http_event: dict[str, Any]) -> Answer:
    response = app.resolve(http_event, FakeContext())
    body = str(response["body"])
    if response.get("isBase64Encoded"):
        body = gzip.decompress(base64.b64decode(body)).decode()
    return Answer(response["statusCode"], response["headers"], body)


def request(method: str, path: str, sub: str | None, **query: str) -> dict[str, Any]:
    """Returns the gateway's event for a request of a user, without claims if there is none."""
    http_event = copy.deepcopy(event("api/realtime_manager.json"))
    http = http_event["requestContext"]["http"]
    http_event["rawPath"] = http["path"] = path
    http["method"] = method
    http_event["queryStringParameters"] = query
    if sub is None:
        del http_event["requestContext"]["authorizer"]
    else:
        http_event["requestContext"]["authorizer"]["jwt"]["claims"].update(sub=sub, username=sub)
    return http_event
