"""Wires the dependencies of the API's routes."""

from __future__ import annotations

from functools import cached_property

from ringkeep.aws.access.identity import CognitoIdentity
from ringkeep.aws.live.sockets_table import DynamoSocketsTable
from ringkeep.settings import ApiSettings
from ringkeep.usecases.live.budgets import PersonBudgets
from ringkeep.usecases.live.principal_page import PrincipalPage
from ringkeep.usecases.live.sockets import SocketTickets
from ringkeep.wiring.access import identity
from ringkeep.wiring.base import Base
from ringkeep.wiring.live import realtime_board, sockets_table


class ConsoleApi:
    def __init__(self, settings: ApiSettings) -> None:
        self._base = Base()
        self.settings = settings

    @cached_property
    def identity(self) -> CognitoIdentity:
        return identity(self._base, self.settings)

    @cached_property
    def page(self) -> PrincipalPage:
        return PrincipalPage(realtime_board(self._base, self.settings), self._base.clock)

    @cached_property
    def tickets(self) -> SocketTickets:
        return SocketTickets(self._sockets, self.identity, self._base.clock)

    @cached_property
    def budgets(self) -> PersonBudgets:
        return PersonBudgets(self._sockets, self._base.clock)

    @cached_property
    def _sockets(self) -> DynamoSocketsTable:
        return sockets_table(self._base, self.settings)
