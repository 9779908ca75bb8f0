"""A client for the parts of RingCentral's API that Ringkeep uses, for one connected account."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final
from urllib.parse import quote

from ringkeep.domain.accounts.services import Connection, Credentials
from ringkeep.domain.json import JsonObject
from ringkeep.domain.limits.slots import Lane, Slot
from ringkeep.domain.limits.state import LIGHT, MEDIUM
from ringkeep.errors import BadRequest, ConfigurationError
from ringkeep.ringcentral import call_log
from ringkeep.ringcentral.call_log import CallLogQuery
from ringkeep.ringcentral.diagnosis import Diagnosis, Examination
from ringkeep.ringcentral.http.limiter import Limiter
from ringkeep.ringcentral.http.redirects import content_url, own_url
from ringkeep.ringcentral.http.requester import Operation, Query, Received, Requester
from ringkeep.ringcentral.http.tokens import TokenSource
from ringkeep.ringcentral.http.transport import Transport
from ringkeep.ringcentral.models import (
    AccountInfo,
    CallLogPage,
    ExtensionPage,
    ExtractPage,
    parse_account,
    parse_call_log_page,
    parse_extension_page,
    parse_extract,
    permission_ids,
)
from ringkeep.ringcentral.recordings import (
    OPERATION,
    RecordingContent,
    content_request,
    recording_content,
)
from ringkeep.usecases.clock import Clock

ACCOUNT: Final = Operation("account", LIGHT)
EXTENSIONS: Final = Operation("extension-list", MEDIUM)
PROFILE: Final = Operation("authz-profile", MEDIUM)
ACCOUNT_PATH: Final = "/restapi/v1.0/account/~"
_ACCOUNT_SECONDS: Final = 60.0
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
    ) -> None:
        self.service_name = service_name
        self._connection = connection
        self._limiter = limiter
        self._tokens = tokens
        self._clock = clock
        self._transport = transport or Transport(clock)
        self._requester = Requester(connection, limiter, tokens, clock, self._transport)

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
        return self._requester.send(Query(ACCOUNT, self._url(ACCOUNT_PATH), Lane.POLLING, until))

    def extension_page(self, page: int, deadline: float) -> ExtensionPage:
        """Reads a page of the extensions of all types and statuses. The first page is 1."""
        params = {"page": page, "perPage": _PER_PAGE}
        url = self._url(f"{ACCOUNT_PATH}/extension")
        received = self._requester.send(Query(EXTENSIONS, url, Lane.POLLING, deadline, params))
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
        return parse_call_log_page(self._requester.send(request).values)

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
        return parse_extract(self._requester.send(query).values)

    def call_record(self, call_id: str, deadline: float, lane: Lane = Lane.RETRY) -> JsonObject:
        """Reads the current record of a call with its legs. Raises NotFound."""
        url = self._url(f"{ACCOUNT_PATH}/call-log/{path_segment(call_id)}")
        params = {"view": "Detailed"}
        return self._requester.send(Query(call_log.RECORD, url, lane, deadline, params)).values

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
        return parse_call_log_page(self._requester.send(query).values).records

    @contextmanager
    def open_recording(
        self,
        recording_id: str,
        account_id: str,
        content_uri: str | None,
        slot: Slot,
    ) -> Iterator[RecordingContent]:
        """Streams the content of a recording with one request. The slot must be admitted already.

        Raises NotFound if the recording is not ready yet or was deleted.
        """
        url = content_url(self._connection, account_id, recording_id, content_uri)
        request = content_request(url)
        with self._requester.stream(OPERATION, slot, request) as stream:
            yield recording_content(stream)

    def diagnose(self, user: str) -> Diagnosis:
        """Logs in as one user and checks what the user and the app are allowed to do."""
        credentials = self._connection.user(user)
        if credentials is None:
            raise ConfigurationError(f"the service {self.service_name} has no user {user}")
        client = self._as_user(credentials)
        return Examination(
            client, lambda: self._tokens.login(client._connection, user), self._clock
        ).run(user)

    def permissions(self, deadline: float) -> frozenset[str]:
        """Reads the ids of the user's role permissions with one Medium request."""
        url = self._url(f"{ACCOUNT_PATH}/extension/~/authz-profile")
        received = self._requester.send(Query(PROFILE, url, Lane.POLLING, deadline))
        return permission_ids(received.values)

    def each_user(self) -> Mapping[str, RingCentralClient]:
        """Returns a client for each user of the service, by label. RingCentral shows some resources
        only to the user who created them."""
        return {user.label: self._as_user(user) for user in self._connection.users}

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
        return self._requester.send(query).values

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
        return self._requester.send(query).values

    def _as_user(self, credentials: Credentials) -> RingCentralClient:
        connection = self._connection.model_copy(update={"users": (credentials,)})
        return RingCentralClient(
            self.service_name, connection, self._limiter, self._tokens, self._clock, self._transport
        )

    def _url(self, path: str) -> str:
        return f"{self._connection.server_url}{path}"


def path_segment(value: str) -> str:
    """Encodes an id as one path segment. An unencoded comma would request several records."""
    if not value or value in (".", ".."):
        raise BadRequest(f"{value!r} is not a valid id")
    return quote(value, safe="")
