"""Wires the dependencies of the API's routes."""

from __future__ import annotations

from functools import cached_property

from ringkeep.aws.access.people_lists import DynamoPeopleLists
from ringkeep.settings import ApiSettings
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.evaluation.report_scores import ReportScores
from ringkeep.usecases.live.principal_page import PrincipalPage
from ringkeep.usecases.live.sockets import SocketTickets
from ringkeep.usecases.recordings.list_recordings import ListRecordings
from ringkeep.usecases.recordings.name_recordings import NameRecordings
from ringkeep.usecases.recordings.read_details import ReadDetails
from ringkeep.usecases.search.search_recordings import SearchRecordings
from ringkeep.usecases.transcripts.find_recording import FindRecording
from ringkeep.wiring.accounts import Accounts
from ringkeep.wiring.base import Base
from ringkeep.wiring.directory import extension_directory
from ringkeep.wiring.live import realtime_board
from ringkeep.wiring.recording_details import read_details
from ringkeep.wiring.recordings import recording_list
from ringkeep.wiring.scores import report_scores
from ringkeep.wiring.search import search_recordings
from ringkeep.wiring.signed_in import SignedInPeople
from ringkeep.wiring.transcripts import find_recording


class ConsoleApi(SignedInPeople):
    def __init__(self, settings: ApiSettings) -> None:
        super().__init__(Base(), settings)
        self.settings = settings

    @cached_property
    def page(self) -> PrincipalPage:
        board = realtime_board(self._base, self.settings)
        return PrincipalPage(board, self.today, self._base.clock)

    @cached_property
    def recordings(self) -> ListRecordings:
        services = Accounts(self._base, self.settings).services
        return ListRecordings(recording_list(self._base, self.settings), services, self._base.clock)

    @cached_property
    def search(self) -> SearchRecordings:
        return search_recordings(self._base, self.settings)

    @cached_property
    def find_recording(self) -> FindRecording:
        return find_recording(self._base, self.settings)

    @cached_property
    def read_details(self) -> ReadDetails:
        return read_details(self._base, self.settings)

    @cached_property
    def name_recordings(self) -> NameRecordings:
        table = self.settings.people_table_name
        people = DynamoPeopleLists(self._base.dynamodb, table, latest=False)
        return NameRecordings(extension_directory(self._base, self.settings), people)

    @property
    def clock(self) -> Clock:
        return self._base.clock

    @cached_property
    def report_scores(self) -> ReportScores:
        return report_scores(self._base, self.settings)

    @cached_property
    def tickets(self) -> SocketTickets:
        return SocketTickets(self._sockets, self.principals, self.today, self._base.clock)
