"""Changes what a service has transcribed, and its monthly budget. The change and its audit entry are one
transaction."""

from __future__ import annotations

from dataclasses import dataclass

from ringkeep.domain.access.audit import ObjectRef
from ringkeep.domain.access.authority import RightMissing
from ringkeep.domain.access.refusals import accept, require_version
from ringkeep.domain.access.rights import Right
from ringkeep.domain.transcripts.limits import TranscriptionLimits, option_refusals
from ringkeep.domain.transcripts.policies import TranscriptionSettings, VersionedSettings
from ringkeep.usecases.access.changes import Changes
from ringkeep.usecases.access.list_ports import TranscriptionChanges
from ringkeep.usecases.access.ports import PeopleWrite, ProfileUse
from ringkeep.usecases.access.requests import ChangeRequest, CurrentActor, current_actor
from ringkeep.usecases.accounts.ports import ServiceDirectory


@dataclass(frozen=True)
class ChangeTranscription:
    changes: Changes
    services: ServiceDirectory
    settings: TranscriptionChanges
    limits: TranscriptionLimits

    def read(self, service: str) -> VersionedSettings:
        """Raises ServiceNotFound."""
        return self.settings.versioned(self.services.get(service).name)

    def __call__(
        self,
        service: str,
        settings: TranscriptionSettings,
        request: ChangeRequest,
        *,
        version: int | None = None,
    ) -> VersionedSettings:
        """`version` is the one that the person has read. If nothing differs, nothing is written. Raises
        ServiceNotFound, VersionStale, RightMissing, NoLongerActive, and ChangeRefused for options that the
        transcription service does not take."""
        return self.changes.repeated(lambda: self._attempt(service, settings, request, version))

    def _attempt(
        self,
        service: str,
        settings: TranscriptionSettings,
        request: ChangeRequest,
        version: int | None,
    ) -> VersionedSettings:
        store = self.changes.store
        actor = current_actor(request, store, store.profiles())
        if not actor.principal.may(Right.MANAGE_SERVICES):
            raise RightMissing(Right.MANAGE_SERVICES)
        before = self.read(service)
        require_version(version, before.version)
        accept(option_refusals(settings.options, self.limits))
        if settings == before.settings:
            return before
        people = self._people(service, before.settings, settings, request, actor)
        self.settings.write(service, settings, before.version, people)
        return VersionedSettings(settings, before.version + 1)

    def _people(
        self,
        service: str,
        before: TranscriptionSettings,
        after: TranscriptionSettings,
        request: ChangeRequest,
        actor: CurrentActor,
    ) -> PeopleWrite:
        """The person and their profile must still be as they were read."""
        object_ = ObjectRef(kind="service", id=service)
        action = "services.change_transcription"
        entry = self.changes.entry(request, actor, action, object_, before, after)
        return PeopleWrite(
            audit=(entry,),
            relies_on=(actor.user,) if actor.user else (),
            profile_uses=(ProfileUse(actor.profile),) if actor.profile else (),
        )
