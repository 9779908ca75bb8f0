"""Wires the dependencies of the routes that only administrators use."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from ringkeep.settings import AdministerSettings
from ringkeep.wiring.access_jobs import work_trigger
from ringkeep.wiring.administer import AdministeredPeople
from ringkeep.wiring.base import Base
from ringkeep.wiring.licensing import offer_jobs, offered_rows, preview_licensing
from ringkeep.wiring.transcripts import transcription_jobs, transcription_settings
from ringkeep.wiring.user_imports import UserImports

if TYPE_CHECKING:
    from ringkeep.aws.access.offer_jobs import DynamoOfferJobs
    from ringkeep.aws.access.work_trigger import WorkTrigger
    from ringkeep.usecases.access.change_transcription import ChangeTranscription
    from ringkeep.usecases.access.export_users import ExportUsers
    from ringkeep.usecases.access.import_excluded import ImportExcluded
    from ringkeep.usecases.access.imports.manage_imports import ManageImports
    from ringkeep.usecases.recordings.preview_licensing import PreviewLicensing
    from ringkeep.usecases.transcripts.read_expenses import ReadExpenses


class Administration(AdministeredPeople):
    def __init__(self, settings: AdministerSettings) -> None:
        super().__init__(Base(), settings)
        self.settings = settings

    @cached_property
    def user_imports(self) -> ManageImports:
        return self._imports.manage

    @cached_property
    def export_users(self) -> ExportUsers:
        return self._imports.export

    @cached_property
    def _imports(self) -> UserImports:
        return UserImports(self._base, self.settings)

    @cached_property
    def offer_jobs(self) -> DynamoOfferJobs:
        return offer_jobs(self._base, self.settings)

    @cached_property
    def import_excluded(self) -> ImportExcluded:
        from ringkeep.usecases.access.import_excluded import ImportExcluded

        offered = offered_rows(self._base, self.settings)
        return ImportExcluded(self.changes, offered, self.offer_jobs)

    @cached_property
    def preview_licensing(self) -> PreviewLicensing:
        return preview_licensing(self._base, self.settings, self.people)

    @cached_property
    def change_transcription(self) -> ChangeTranscription:
        from ringkeep.usecases.access.change_transcription import ChangeTranscription
        from ringkeep.wiring.audited_transcription import AuditedTranscription

        client = self._base.dynamodb
        stored = transcription_settings(self._base, self.settings)
        audited = AuditedTranscription(client, stored, self._lists)
        services = self._accounts.services
        return ChangeTranscription(self.changes, services, audited, self.settings.limits)

    @cached_property
    def expenses(self) -> ReadExpenses:
        from ringkeep.usecases.transcripts.read_expenses import ReadExpenses

        jobs = transcription_jobs(self._base, self.settings)
        return ReadExpenses(jobs, self._base.clock, self.settings.transcription_currency)

    @cached_property
    def work(self) -> WorkTrigger:
        return work_trigger(self.settings.keep_users_function_name)
