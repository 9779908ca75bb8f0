"""Wires the dependencies of the routes that only administrators use."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from ringkeep.settings import AdministerSettings
from ringkeep.wiring.access_jobs import work_trigger
from ringkeep.wiring.administer import AdministeredPeople
from ringkeep.wiring.base import Base

if TYPE_CHECKING:
    from ringkeep.aws.access.work_trigger import WorkTrigger


class Administration(AdministeredPeople):
    def __init__(self, settings: AdministerSettings) -> None:
        super().__init__(Base(), settings)
        self.settings = settings

    @cached_property
    def work(self) -> WorkTrigger:
        return work_trigger(self.settings.keep_users_function_name)
