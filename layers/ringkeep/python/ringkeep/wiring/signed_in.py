"""Wires what every function of the API needs to know who signed in."""

from __future__ import annotations

from functools import cached_property

from ringkeep.aws.live.sockets_table import DynamoSocketsTable
from ringkeep.settings import SignedInSettings
from ringkeep.usecases.access.read_principal import ReadPrincipal
from ringkeep.usecases.access.record_sign_in import RecordSignIn
from ringkeep.usecases.accounts.service_days import ServiceDays
from ringkeep.usecases.live.budgets import PersonBudgets
from ringkeep.wiring.access import principals, sign_ins, today
from ringkeep.wiring.base import Base
from ringkeep.wiring.live import sockets_table


class SignedInPeople:
    """The dependencies of each route that needs a signed-in person (api/dependencies.py)."""

    def __init__(self, base: Base, settings: SignedInSettings) -> None:
        self._base = base
        self._signed_in = settings

    @cached_property
    def principals(self) -> ReadPrincipal:
        return principals(self._base, self._signed_in)

    @cached_property
    def sign_ins(self) -> RecordSignIn:
        return sign_ins(self._base, self._signed_in)

    @cached_property
    def today(self) -> ServiceDays:
        return today(self._base, self._signed_in)

    @cached_property
    def budgets(self) -> PersonBudgets:
        return PersonBudgets(self._sockets, self._base.clock)

    @cached_property
    def _sockets(self) -> DynamoSocketsTable:
        return sockets_table(self._base, self._signed_in)
