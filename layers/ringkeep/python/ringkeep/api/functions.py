"""The Lambda functions of the API, one for each set of privileges. `api` reads what everyone may ask for;
`work` does what people do with recordings; `media` opens recordings and their words; `administer` reads and
changes people, security profiles and services.

Each imports its own routes and adapters when it builds its app, so that neither loads the other's.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Protocol, TypeAlias

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.utilities.typing import LambdaContext

from ringkeep.api.app import create_app
from ringkeep.domain.json import JsonObject
from ringkeep.failures import reported
from ringkeep.observability import logger, metrics, name_stack
from ringkeep.settings import (
    AdministerSettings,
    ApiSettings,
    MediaSettings,
    WorkFunctionSettings,
    read_settings,
)

if TYPE_CHECKING:
    from ringkeep.api.routes import (
        access,
        audit,
        configuration,
        decisions,
        evaluations,
        licences,
        licensing,
        plays,
        realtime,
        recording_details,
        recordings,
        saved_searches,
        score_reports,
        scorecards,
        security_profiles,
        services,
        transcribing,
        transcription_settings,
        transcripts,
        user_extensions,
        user_imports,
    )
    from ringkeep.api.routes import work as working

    class ApiDependencies(
        access.AccessDependencies,
        realtime.RealtimeDependencies,
        recordings.RecordingsDependencies,
        recording_details.DetailsDependencies,
        configuration.ConfigurationDependencies,
        score_reports.ScoreReportDependencies,
        Protocol,
    ):
        """The dependencies of the routes of `api`."""

    class WorkDependencies(
        transcribing.TranscribingDependencies,
        working.WorkingDependencies,
        saved_searches.SavedSearchDependencies,
        scorecards.ScorecardDependencies,
        evaluations.EvaluationDependencies,
        Protocol,
    ):
        """The dependencies of the routes of `work`."""

    class MediaDependencies(plays.PlaysDependencies, transcripts.TranscriptsDependencies, Protocol):
        """The dependencies of the routes of `media`."""

    class AdministerDependencies(
        user_extensions.ExtensionDependencies,
        security_profiles.ProfileDependencies,
        licences.LicenceDependencies,
        audit.AuditDependencies,
        services.ServiceDependencies,
        licensing.LicensingDependencies,
        user_imports.UserImportsDependencies,
        transcription_settings.TranscriptionSettingsDependencies,
        decisions.DecisionDependencies,
        Protocol,
    ):
        """The dependencies of the routes of `administer`."""


Handler: TypeAlias = Callable[[dict[str, object], LambdaContext], JsonObject]


def api_app(dependencies: ApiDependencies | None) -> APIGatewayHttpResolver:
    """Creates the app. Without dependencies it can only describe its routes."""
    from ringkeep.api.routes import (
        access,
        configuration,
        realtime,
        recording_details,
        recordings,
        score_reports,
    )

    modules = (realtime, recordings, recording_details, access, configuration, score_reports)
    return create_app([each.router for each in modules], dependencies)


def api() -> Handler:
    def build() -> APIGatewayHttpResolver:
        from ringkeep.wiring.api import ConsoleApi

        return api_app(ConsoleApi(read_settings(ApiSettings, os.environ)))

    return _entrypoint(build)


def work_app(dependencies: WorkDependencies | None) -> APIGatewayHttpResolver:
    """Creates the app of what people do with recordings: see `api_app`."""
    from ringkeep.api.routes import (
        evaluation_lists,
        evaluation_steps,
        evaluations,
        saved_searches,
        scorecards,
        transcribing,
    )
    from ringkeep.api.routes import work as working

    modules = (
        transcribing,
        working,
        saved_searches,
        scorecards,
        evaluations,
        evaluation_steps,
        evaluation_lists,
    )
    return create_app([each.router for each in modules], dependencies)


def work() -> Handler:
    def build() -> APIGatewayHttpResolver:
        from ringkeep.wiring.work import Work

        return work_app(Work(read_settings(WorkFunctionSettings, os.environ)))

    return _entrypoint(build)


def media_app(dependencies: MediaDependencies | None) -> APIGatewayHttpResolver:
    """Creates the app that opens recordings: see `api_app`."""
    from ringkeep.api.routes import plays, transcripts

    return create_app([plays.router, transcripts.router], dependencies)


def media() -> Handler:
    def build() -> APIGatewayHttpResolver:
        from ringkeep.wiring.media import Media

        return media_app(Media(read_settings(MediaSettings, os.environ)))

    return _entrypoint(build)


def administer_app(dependencies: AdministerDependencies | None) -> APIGatewayHttpResolver:
    """Creates the app of what only administrators do: see `api_app`."""
    from ringkeep.api.routes import (
        audit,
        decisions,
        licences,
        licensing,
        security_profiles,
        services,
        transcription_settings,
        user_extensions,
        user_imports,
        users,
    )

    # The paths of imports and decisions come before those of a user, whose id could be `import`.
    modules = (
        user_imports,
        decisions,
        users,
        user_extensions,
        security_profiles,
        licences,
        audit,
        services,
        licensing,
        transcription_settings,
    )
    return create_app([each.router for each in modules], dependencies)


def administer() -> Handler:
    def build() -> APIGatewayHttpResolver:
        from ringkeep.wiring.administration import Administration

        return administer_app(Administration(read_settings(AdministerSettings, os.environ)))

    return _entrypoint(build)


def _entrypoint(build: Callable[[], APIGatewayHttpResolver]) -> Handler:
    """Returns a handler for the gateway's events. The first event builds the app."""
    app = cache(build)

    @logger.inject_lambda_context(clear_state=True)
    @metrics.log_metrics
    def handler(event: dict[str, object], context: LambdaContext) -> JsonObject:
        answer: JsonObject = reported(context.function_name, lambda: app().resolve(event, context))
        return answer

    name_stack()
    typed: Handler = handler
    return typed
