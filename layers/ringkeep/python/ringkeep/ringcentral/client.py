"""A client for the parts of RingCentral's API that Ringkeep uses, for one connected account.

Lists, records and checks are requested as one user, the one who sees most of the company: another
user may get another answer. Only downloads use the rate limits of all users.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import cached_property
from typing import Final
from urllib.parse import quote

from ringkeep.domain.accounts.reach import Reader
from ringkeep.domain.accounts.services import Connection
from ringkeep.domain.json import JsonObject
from ringkeep.domain.limits.slots import Lane, Slot
from ringkeep.domain.limits.state import LIGHT, MEDIUM
from ringkeep.errors import (
    BadRequest,
    ConfigurationError,
    LoginFailed,
    NotFound,
    PermissionMissing,
    TokenRefused,
)
from ringkeep.ringcentral import call_log
from ringkeep.ringcentral.call_log import CallLogQuery
from ringkeep.ringcentral.diagnosis import Diagnosis, Examination
from ringkeep.ringcentral.http.limiter import Limiter, Queue
from ringkeep.ringcentral.http.redirects import content_url, own_url
from ringkeep.ringcentral.http.requester import (
    RETRY_SECONDS,
    Operation,
    Query,
    Received,
    Requester,
)
from ringkeep.ringcentral.http.tokens import TokenSource
from ringkeep.ringcentral.http.transport import Request, Stream, Transport
from ringkeep.ringcentral.models import (
    AccountInfo,
    CallLogPage,
    ExtensionPage,
    ExtractPage,
    parse_account,
    parse_call_log_page,
    parse_extension_page,
    parse_extract,
)
from ringkeep.ringcentral.readers import Readers
from ringkeep.ringcentral.recordings import (
    OPERATION,
    RecordingContent,
    content_request,
    recording_content,
)
from ringkeep.usecases.accounts.user_reach import UserReaches
from ringkeep.usecases.clock import Clock

ACCOUNT: Final = Operation("account", LIGHT)
EXTENSIONS: Final = Operation("extension-list", MEDIUM)
PROFILE: Final = Operation("authz-profile", MEDIUM)
ACCOUNT_PATH: Final = "/restapi/v1.0/account/~"
_READ_BY_ONE_USER: Final = (ACCOUNT, EXTENSIONS, call_log.LIST, call_log.RECORD)
"""A user for whom one of these is refused whatever the token cannot read the lists any more."""
_ACCOUNT_SECONDS: Final = 60.0
_PROFILE_SECONDS: Final = 30.0
_PER_PAGE: Final = 1000


class RingCentralClient:
    """All methods raise NoSlot if no request may start before the deadline (epoch seconds), the
    subclasses of RingCentralError, and Busy or StorageFailed from the limiter and the tokens."""

    def __init__(
        self,
        service_name: str,
        connection: Connection,
        limiter: Limiter,
        tokens: TokenSource,
        clock: Clock,
        transport: Transport | None = None,
        reaches: UserReaches | None = None,
    ) -> None:
        """Without `reaches`, nothing is known about how far the users see."""
        self.service_name = service_name
        self._connection = connection
        self._limiter = limiter
        self._tokens = tokens
        self._clock = clock
        self._transport = transport or Transport(clock)
        self._readers = Readers(service_name, connection.user_labels, reaches, clock)
        self._on_failed_login = self._readers.login_failed

    @property
    def user(self) -> str:
        """The label of the user who reads lists and records, the same for the life of this client."""
        return self._readers.user

    @property
    def reader(self) -> Reader:
        """The same user, and how far they see."""
        return self._readers.reader

    def refresh_reach(self) -> None:
        """Reads the authorization profiles that are older than a day, each with one Medium request."""
        self._readers.refresh(self._profile_of)

    def _profile_of(self, user: str) -> JsonObject:
        return self._only_as(user).profile(self._clock.now() + _PROFILE_SECONDS)

    def continued(self, reader: Reader) -> Reader | None:
        """Returns the user who began something as they see now, None if it must begin again."""
        return self._readers.continued(reader)

    def sees_company(self) -> bool:
        """Whether lists and records are requested as a user who is known to see the whole company."""
        return self._readers.sees_company()

    def sees_part(self) -> bool:
        """Whether the user of lists and records is known to see only a part of the company."""
        return self._readers.sees_part()

    @cached_property
    def _requester(self) -> Requester:
        return self._requester_of(self._only(self.user))

    def _received(self, query: Query) -> Received:
        try:
            return self._requester.send(query)
        except LoginFailed:
            self._on_failed_login(self.user)
            raise
        except TokenRefused:
            if query.operation in _READ_BY_ONE_USER:
                self._on_failed_login(self.user)
            raise

    def _requester_of(self, connection: Connection) -> Requester:
        return Requester(connection, self._limiter, self._tokens, self._clock, self._transport)

    def account(self, deadline: float | None = None) -> AccountInfo:
        """Reads the connected account and its plan with one Light request."""
        return parse_account(self._account(deadline).values)

    def account_id(self, deadline: float | None = None) -> str:
        """Returns the account id, which is stored with the token: one request for each login."""
        stored = self._tokens.account_id(self._connection)
        if stored is not None:
            return stored
        received = self._account(deadline)
        account_id = parse_account(received.values).id
        self._tokens.remember_account(self._connection, received.user, account_id)
        return account_id

    def _account(self, deadline: float | None) -> Received:
        until = self._clock.now() + _ACCOUNT_SECONDS if deadline is None else deadline
        return self._received(Query(ACCOUNT, self._url(ACCOUNT_PATH), Lane.POLLING, until))

    def extension_page(self, page: int, deadline: float) -> ExtensionPage:
        """Reads a page of the extensions of all types and statuses. The first page is 1."""
        params = {"page": page, "perPage": _PER_PAGE}
        url = self._url(f"{ACCOUNT_PATH}/extension")
        received = self._received(Query(EXTENSIONS, url, Lane.POLLING, deadline, params))
        return parse_extension_page(received.values, page)

    def call_log_page(
        self, query: CallLogQuery | str, deadline: float, lane: Lane = Lane.POLLING
    ) -> CallLogPage:
        """Reads a page of the account's call log, newest calls first. `query` is a query for its
        first page, or the URL of the next page. Raises ForeignHost for a URL of another host."""
        if isinstance(query, str):
            request = Query(call_log.LIST, own_url(self._connection, query), lane, deadline)
        else:
            url = self._url(f"{ACCOUNT_PATH}/call-log")
            request = Query(call_log.LIST, url, lane, deadline, query.params())
        return parse_call_log_page(self._received(request).values)

    def extract_sync(
        self,
        sync_token: str | None,
        date_from: float | None,
        deadline: float,
        lane: Lane = Lane.POLLING,
    ) -> ExtractPage:
        """Reads records in order of modification. Raises BadRequest for an expired sync token, and
        BadRequest, NotFound or PermissionMissing if the account does not support it."""
        params = call_log.extract_params(sync_token, date_from)
        url = self._url(f"{ACCOUNT_PATH}/call-log-extract-sync")
        query = Query(call_log.EXTRACT, url, lane, deadline, params)
        return parse_extract(self._received(query).values)

    def call_record(self, call_id: str, deadline: float, lane: Lane = Lane.RETRY) -> JsonObject:
        """Reads the current record of a call with its legs. Raises NotFound."""
        url = self._url(f"{ACCOUNT_PATH}/call-log/{path_segment(call_id)}")
        params = {"view": "Detailed"}
        return self._received(Query(call_log.RECORD, url, lane, deadline, params)).values

    def session_records(
        self, session_id: str, deadline: float, lane: Lane = Lane.RETRY
    ) -> Sequence[JsonObject]:
        """Reads all records of a session with their legs. RingCentral accepts no other
        filter together with a session id (error CLG-110)."""
        url = self._url(f"{ACCOUNT_PATH}/call-log")
        params: dict[str, str | int] = {
            "sessionId": session_id,
            "view": "Detailed",
            "perPage": call_log.LARGEST_PAGE,
        }
        query = Query(call_log.LIST, url, lane, deadline, params)
        return parse_call_log_page(self._received(query).values).records

    @contextmanager
    def open_recording(
        self,
        recording_id: str,
        account_id: str,
        content_uri: str | None,
        slot: Slot,
    ) -> Iterator[RecordingContent]:
        """Streams the content of a recording with one request. The slot must be admitted already.

        Raises NotFound if the recording is not ready yet or was deleted. If a user who does not see
        every recording is refused, a user who does asks once more; NoSlot if that is not possible now.
        """
        url = content_url(self._connection, account_id, recording_id, content_uri)
        request = content_request(url)
        with ExitStack() as stack:
            try:
                opened = self._requester_of(self._connection).stream(OPERATION, slot, request)
                stream = stack.enter_context(opened)
            except (NotFound, PermissionMissing):
                user = self._readers.for_every_recording(slot.user)
                if user is None:
                    raise
                stream = stack.enter_context(self._opened_as(user, slot, request))
            yield recording_content(stream)

    @contextmanager
    def _opened_as(self, user: str, slot: Slot, request: Request) -> Iterator[Stream]:
        only = self._only(user)
        queue = Queue(self._limiter, self._clock, only)
        own = queue.acquire(slot.group, slot.lane, self._clock.now() + RETRY_SECONDS)
        with self._requester_of(only).stream(OPERATION, own, request) as stream:
            yield stream

    def diagnose(self, user: str) -> Diagnosis:
        """Logs in as one user and checks what the user and the app are allowed to do."""
        client = self.as_user(user)
        connection = client._connection
        diagnosis = Examination(
            client, lambda: self._tokens.login(connection, user), self._clock
        ).run(user)
        refused = (each.sentence() for each in self._tokens.refusals(connection, user))
        return replace(diagnosis, problems=(*diagnosis.problems, *refused))

    def profile(self, deadline: float) -> JsonObject:
        """Reads the user's authorization profile with one Medium request: the permissions of their
        roles and how far these reach."""
        return self.get(PROFILE, f"{ACCOUNT_PATH}/extension/~/authz-profile", deadline)

    def each_user(self) -> Mapping[str, RingCentralClient]:
        """Returns a client for each user of the service, by label, the one who sees most first.
        RingCentral shows some resources only to the user who created them."""
        users = dict.fromkeys((self.user, *self._connection.user_labels))
        return {user: self.as_user(user) for user in users}

    def as_user(self, user: str) -> RingCentralClient:
        """Returns a client that requests everything as this user. Raises ConfigurationError if the
        service has no such user."""
        client = self._only_as(user)
        client._on_failed_login = self._on_failed_login
        return client

    def _only_as(self, user: str) -> RingCentralClient:
        connection = self._only(user)
        return RingCentralClient(
            self.service_name, connection, self._limiter, self._tokens, self._clock, self._transport
        )

    def get(
        self,
        operation: Operation,
        address: str,
        deadline: float,
        params: Mapping[str, str | int] | None = None,
    ) -> JsonObject:
        """Sends a GET request for a path, or for a URL from an earlier response. Raises ForeignHost
        for a URL of another host."""
        url = own_url(self._connection, address)
        query = Query(operation, url, Lane.POLLING, deadline, params or {})
        return self._received(query).values

    def send(
        self,
        operation: Operation,
        method: str,
        path: str,
        deadline: float,
        body: JsonObject | None = None,
    ) -> JsonObject:
        """Sends a request that changes something. Returns the response's JSON, empty if it has none."""
        query = Query(operation, self._url(path), Lane.POLLING, deadline, {}, method, body)
        return self._received(query).values

    def _only(self, user: str) -> Connection:
        credentials = self._connection.user(user)
        if credentials is None:
            raise ConfigurationError(f"the service {self.service_name} has no user {user}")
        return self._connection.model_copy(update={"users": (credentials,)})

    def _url(self, path: str) -> str:
        return f"{self._connection.server_url}{path}"


def path_segment(value: str) -> str:
    """Encodes an id as one path segment. An unencoded comma would request several records."""
    if not value or value in (".", ".."):
        raise BadRequest(f"{value!r} is not a valid id")
    return quote(value, safe="")
