"""The settings of each function, read once from its environment and validated.

A function's model inherits from the models of the capabilities that it uses. It has a field for
every variable that the code reads, and the template sets exactly these variables. A variable that
the template always sets has no default here: if it is missing, the function fails at its start with
an error that names it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Annotated, Self, TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from ringkeep.domain.accounts.servers import REFUSAL, is_private_url
from ringkeep.domain.accounts.services import is_loopback
from ringkeep.domain.model import Model
from ringkeep.domain.transcripts.costs import Currency, Price, Prices
from ringkeep.domain.transcripts.daily_bounds import DailyBounds
from ringkeep.domain.transcripts.limits import TranscriptionLimits
from ringkeep.domain.validation import sentence
from ringkeep.errors import ConfigurationError
from ringkeep.webhook.settings import ReceiveWebhookSettings

Name = Annotated[str, Field(min_length=1)]
"""The name of a resource. An empty value counts as missing."""


class FunctionSettings(Model):
    """Settings of every function. `stack_name` is a dimension of its metrics."""

    model_config = ConfigDict(extra="ignore")

    stack_name: Name


class MachineSettings(Model):
    """The AWS endpoint: set only for a local stack, empty for AWS itself."""

    aws_endpoint_url: str = ""

    @property
    def is_local(self) -> bool:
        return is_loopback(urlsplit(self.aws_endpoint_url).hostname)

    def require_public(self, name: str, url: str) -> None:
        """Raises ValueError unless the URL is https on a public host, or the stack is local. The URL
        is not quoted: it may hold a user name."""
        if self.is_local:
            return
        if "@" in url or not url.startswith("https://"):
            raise ValueError(f"{name} must be https and a host name")
        if is_private_url(url):
            raise ValueError(f"{name} {REFUSAL}")


class ClockSettings(MachineSettings):
    """The clock. A speed above 1 shortens rate limit windows and delays; only a local stack may."""

    clock_speed: Annotated[float, Field(ge=1)]

    @model_validator(mode="after")
    def _fast_clock_is_local(self) -> Self:
        if self.clock_speed != 1 and not self.is_local:
            raise ValueError("CLOCK_SPEED other than 1 works only on a loopback endpoint")
        return self


class DirectoryTableSettings(Model):
    """The table of services, extensions, state documents and leases."""

    directory_table_name: Name


class PeopleTableSettings(Model):
    """The table of users, security profiles and the audit log."""

    people_table_name: Name


class LimiterSettings(ClockSettings):
    """The table of the rate limits that all workers share."""

    limiter_table_name: Name


class LoginSettings(LimiterSettings, DirectoryTableSettings):
    """The table of the access tokens that all workers share. The directory says how far each user
    sees."""

    tokens_table_name: Name


class CallsTableSettings(Model):
    calls_table_name: Name


class WorkTableSettings(Model):
    """The table of notes, bookmarks, tags and saved searches."""

    work_table_name: Name


class EvaluationsTableSettings(Model):
    """The table of scorecards and evaluations."""

    evaluations_table_name: Name


class ScoresTableSettings(Model):
    """The table of the sums of scores, from which reports are made."""

    scores_table_name: Name


class ArchiveSettings(Model):
    recordings_bucket_name: Name


class ImportWorkflowSettings(Model):
    import_recording_state_machine_arn: Name


class BackfillWorkflowSettings(Model):
    backfill_state_machine_arn: Name


class SearchTableSettings(Model):
    """The table of the search index."""

    search_table_name: Name


class IndexingSettings(ArchiveSettings, CallsTableSettings, DirectoryTableSettings):
    """What the search index of recordings is made of."""


class SearchSettings(
    SearchTableSettings, CallsTableSettings, DirectoryTableSettings, PeopleTableSettings
):
    """What a search reads."""


class LiveTableSettings(Model):
    live_table_name: Name


class SocketsTableSettings(Model):
    """The table of tickets and open sockets of the Realtime page."""

    sockets_table_name: Name


class PeopleSettings(DirectoryTableSettings, PeopleTableSettings):
    """The people who may sign in, and the extension assigned to each."""

    user_pool_id: Name


class AuditBucketSettings(Model):
    """The bucket with the copies of the audit log."""

    audit_bucket_name: Name


class TeamCopiesSettings(PeopleTableSettings):
    """The bucket with the copy of all teams. It also has the files of users that are being imported."""

    user_files_bucket_name: Name


class UserImportsSettings(DirectoryTableSettings, TeamCopiesSettings):
    """What code needs to import users from files."""


class WorkSettings(Model):
    """The function that does the work after changes of people."""

    keep_users_function_name: Name


class SocketsSettings(
    SocketsTableSettings, DirectoryTableSettings, TeamCopiesSettings, MachineSettings
):
    """Open sockets, and the management endpoint of their API."""

    live_connections_url: Name

    @property
    def connections_endpoint(self) -> str:
        """The URL for messages to open sockets. The AWS emulator has one host name for all APIs and
        finds the API by this path."""
        if not self.is_local:
            return self.live_connections_url
        url = urlsplit(self.live_connections_url)
        api_id = (url.hostname or "").partition(".")[0]
        return f"{self.aws_endpoint_url.rstrip('/')}/_aws/execute-api/{api_id}{url.path}"


class LinkFederatedSettings(FunctionSettings, PeopleTableSettings):
    """The company's identity provider. `trust_identity_provider_emails`: its addresses count as verified."""

    identity_provider_name: Name
    trust_identity_provider_emails: bool


class SignInSettings(MachineSettings):
    """The sign-in page and client of the console."""

    console_client_id: Name
    console_idle_minutes: Annotated[int, Field(ge=0)]
    """After so many minutes without activity the console signs the person out. 0 means never."""
    console_url: Name
    sign_in_issuer: Name
    sign_in_provider: str = ""
    """The name of the company's identity provider, empty for none."""
    sign_in_url: Name

    @model_validator(mode="after")
    def _console_is_public(self) -> Self:
        self.require_public("CONSOLE_URL", self.console_url)
        return self


class LongRunSettings(DirectoryTableSettings):
    """How many downloads and back-fill steps may run at the same time."""

    maximum_long_runs: Annotated[int, Field(ge=2)]


class FoundRecordingsSettings(
    CallsTableSettings, ImportWorkflowSettings, LimiterSettings, LongRunSettings
):
    """What code needs to record new recordings and start their imports."""


class CallLogSettings(FoundRecordingsSettings, ArchiveSettings, LoginSettings, PeopleTableSettings):
    """What code needs to read the call log into the calls table. The people table says who is licensed."""


class LiveCallsSettings(FoundRecordingsSettings, LiveTableSettings, PeopleTableSettings):
    """What code needs to track live calls and record the recordings of ended calls."""


class TranscriptionPriceSettings(Model):
    """What Amazon Transcribe asks for a second of audio in the region of the stack."""

    transcription_price_per_second: Price
    transcription_redaction_price_per_second: Price
    transcription_currency: Currency

    @property
    def prices(self) -> Prices:
        return Prices(
            per_second=self.transcription_price_per_second,
            redaction_per_second=self.transcription_redaction_price_per_second,
            currency=self.transcription_currency,
        )


class TranscriptionLimitSettings(Model):
    """What Amazon Transcribe can take. Empty languages: those that this version knows."""

    transcription_maximum_minutes: Annotated[int, Field(ge=1)]
    transcription_maximum_megabytes: Annotated[int, Field(ge=1)]
    transcription_languages: str = ""
    transcription_redaction_languages: str = ""

    @property
    def limits(self) -> TranscriptionLimits:
        limits = TranscriptionLimits(
            longest_seconds=self.transcription_maximum_minutes * 60,
            most_megabytes=self.transcription_maximum_megabytes,
        )
        named = {
            "languages": _listed(self.transcription_languages),
            "redaction_languages": _listed(self.transcription_redaction_languages),
        }
        return limits.model_copy(update={name: codes for name, codes in named.items() if codes})


def _listed(text: str) -> frozenset[str]:
    return frozenset(each.strip() for each in text.split(",") if each.strip())


class FoundRowSettings(CallsTableSettings, DirectoryTableSettings):
    """What code needs to find the row of a recording that a URL names."""


class TranscriptionAccessSettings(
    FunctionSettings,
    FoundRowSettings,
    ArchiveSettings,
    PeopleTableSettings,
    TranscriptionPriceSettings,
    TranscriptionLimitSettings,
):
    """What code needs to say what a transcription would cost, and whether one can be started."""


class TranscribeRecordingSettings(
    FunctionSettings, CallsTableSettings, ArchiveSettings, TranscriptionPriceSettings
):
    """`kms_key_arn`: the key under which the service encrypts its results, empty for S3's own."""

    kms_key_arn: str = ""


class OfferTranscriptionSettings(TranscriptionAccessSettings):
    """Who starts transcriptions by the policy of the service and its users."""

    transcribe_recording_state_machine_arn: Name


class PollCallLogSettings(FunctionSettings, CallLogSettings):
    pass


class BackfillCallLogSettings(FunctionSettings, CallLogSettings):
    pass


class ScheduleImportsSettings(FunctionSettings, FoundRecordingsSettings):
    call_log_poll_interval_minutes: Annotated[int, Field(ge=1)]


class DownloadRecordingSettings(
    FunctionSettings, CallsTableSettings, ArchiveSettings, LoginSettings, LongRunSettings
):
    maximum_recording_megabytes: Annotated[int, Field(ge=1)]

    @property
    def maximum_bytes(self) -> int:
        return self.maximum_recording_megabytes * 1024 * 1024


class SettleImportSettings(FunctionSettings, CallsTableSettings, ArchiveSettings, ClockSettings):
    pass


class SyncExtensionsSettings(FunctionSettings, LoginSettings):
    pass


class TrackCallsSettings(FunctionSettings, LiveCallsSettings):
    sync_extensions_function_name: Name
    dead_letter_queue_url: Name


class CheckLiveCallsSettings(FunctionSettings, LiveCallsSettings, LoginSettings):
    pass


class KeepSubscriptionsSettings(
    FunctionSettings,
    BackfillWorkflowSettings,
    LiveTableSettings,
    LoginSettings,
):
    """`old_webhook_key`: see WebhookKeyring."""

    webhook_secrets_prefix: Name
    webhook_base_url: Name
    old_webhook_key: Annotated[str, Field(repr=False)] = ""

    @model_validator(mode="after")
    def _webhook_is_public(self) -> Self:
        self.require_public("WEBHOOK_BASE_URL", self.webhook_base_url)
        return self


class PushLiveSettings(FunctionSettings, LiveTableSettings, SocketsSettings):
    pass


class LiveSocketSettings(FunctionSettings, SocketsSettings):
    pass


class CheckSocketsSettings(FunctionSettings, SocketsSettings):
    pass


class SignedInSettings(DirectoryTableSettings, TeamCopiesSettings, SocketsTableSettings):
    """What a function of the API needs to know who signed in, and how much they may request."""


class ApiSettings(
    FunctionSettings,
    FoundRowSettings,
    ArchiveSettings,
    SearchSettings,
    LiveTableSettings,
    SignedInSettings,
    SignInSettings,
    EvaluationsTableSettings,
    ScoresTableSettings,
):
    pass


class WorkFunctionSettings(
    SignedInSettings, TranscriptionAccessSettings, WorkTableSettings, EvaluationsTableSettings
):
    """What people do with recordings: they write notes and tags, have them transcribed, and evaluate them."""

    transcribe_recording_state_machine_arn: Name
    transcriptions_per_person: Annotated[int, Field(ge=0)]
    repeated_transcriptions_per_person: Annotated[int, Field(ge=0)]

    @property
    def daily_bounds(self) -> DailyBounds:
        return DailyBounds(
            started=self.transcriptions_per_person,
            repeated=self.repeated_transcriptions_per_person,
        )


class MediaSettings(SignedInSettings, TranscriptionAccessSettings):  # type: ignore[misc] # likewise
    """What people play, download and read."""


class AdministerSettings(
    FunctionSettings,
    CallsTableSettings,
    SignedInSettings,
    WorkSettings,
    UserImportsSettings,
    TranscriptionLimitSettings,
):
    transcription_currency: Currency


class KeepUsersSettings(FunctionSettings, CallsTableSettings, PeopleSettings, UserImportsSettings):
    """`administrator_email`: the first administrator, empty for none."""

    administrator_email: str = ""


class CopyAuditSettings(FunctionSettings, AuditBucketSettings):
    pass


class CopyEvaluationsSettings(FunctionSettings, ArchiveSettings):
    pass


class RollUpScoresSettings(FunctionSettings, ScoresTableSettings):
    pass


class IndexRecordingsSettings(
    FunctionSettings, IndexingSettings, SearchTableSettings, WorkTableSettings
):
    pass


class StackSettings(
    FunctionSettings,
    IndexingSettings,
    ImportWorkflowSettings,
    BackfillWorkflowSettings,
    LoginSettings,
):
    """What the command line needs to know about a deployed stack."""

    secrets_prefix: Name
    webhook_secrets_prefix: Name
    user_pool_id: Name
    people_table_name: str = ""
    """Empty for a stack of version 0.1.0: only its users cannot be managed."""
    user_files_bucket_name: str = ""
    """Likewise."""
    search_table_name: str = ""
    """Likewise: its recordings can be listed, not searched."""
    work_table_name: str = ""
    """Likewise: no one could write notes or tags."""
    audit_bucket_name: str = ""
    """Likewise."""
    evaluations_table_name: str = ""
    """Likewise: it has no scorecards."""
    scores_table_name: str = ""
    """Likewise: it has no reports on scores."""


FUNCTIONS: Mapping[str, type[FunctionSettings] | type[ReceiveWebhookSettings]] = {
    "administer": AdministerSettings,
    "api": ApiSettings,
    "backfill_call_log": BackfillCallLogSettings,
    "check_live_calls": CheckLiveCallsSettings,
    "check_sockets": CheckSocketsSettings,
    "copy_audit": CopyAuditSettings,
    "copy_evaluations": CopyEvaluationsSettings,
    "download_recording": DownloadRecordingSettings,
    "index_recordings": IndexRecordingsSettings,
    "keep_subscriptions": KeepSubscriptionsSettings,
    "link_federated": LinkFederatedSettings,
    "keep_users": KeepUsersSettings,
    "live_socket": LiveSocketSettings,
    "media": MediaSettings,
    "offer_transcription": OfferTranscriptionSettings,
    "poll_call_log": PollCallLogSettings,
    "push_live": PushLiveSettings,
    "receive_webhook": ReceiveWebhookSettings,
    "roll_up_scores": RollUpScoresSettings,
    "schedule_imports": ScheduleImportsSettings,
    "settle_import": SettleImportSettings,
    "sync_extensions": SyncExtensionsSettings,
    "track_calls": TrackCallsSettings,
    "transcribe_recording": TranscribeRecordingSettings,
    "work": WorkFunctionSettings,
}
"""The settings model of each function, by the name of its folder."""


def variables_of(function: str) -> frozenset[str]:
    """Returns the environment variables that a function reads, except those of AWS and Powertools."""
    model = FUNCTIONS[function]
    if issubclass(model, BaseModel):
        names = set(model.model_fields) - {"aws_endpoint_url"}
    else:
        names = {field.name for field in dataclasses.fields(model)}
    return frozenset(name.upper() for name in names)


Settings = TypeVar("Settings", bound=FunctionSettings)


def read_settings(model: type[Settings], environment: Mapping[str, str]) -> Settings:
    """Raises ConfigurationError that names each missing or invalid variable."""
    values = {name: environment.get(name.upper()) for name in model.model_fields}
    try:
        return model.model_validate({k: v for k, v in values.items() if v not in (None, "")})
    except ValidationError as error:
        details = sentence(error, name=str.upper)
        raise ConfigurationError(f"invalid environment variables: {details}") from None
