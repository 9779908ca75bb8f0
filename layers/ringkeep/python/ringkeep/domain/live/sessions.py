"""A live call: a telephony session with its parties, folded from events and checks.

Sessions join like their parties: `joined` of the stored session and an event gives the same result in
any order and after any number of repetitions. A check asks RingCentral for the current state of the
session. Its answer has no sequence, so its time decides whether it or a party's events are newer. A
party that the answer no longer shows has ended.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce
from itertools import accumulate
from typing import Final

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.live.codes import GONE, Phase, code_phase
from ringkeep.domain.live.events import TelephonyEvent
from ringkeep.domain.live.parties import Party, event_order, joined_party, party_of
from ringkeep.domain.live.payloads import SESSION_ID_PREFIX, PartyPayload
from ringkeep.domain.live.recording_kinds import Kinds, joined_kinds
from ringkeep.domain.model import Model

_PARTIES_KEPT: Final = 200
_PARTIES_SIZE: Final = 200_000
"""Bytes. A row of the table holds 400 KB, the check and the announced recordings included."""
_ALWAYS_FIT: Final = 5
"""So many parties fit whatever their events hold, so that their size need not be known."""
_PEERS_KEPT: Final = 20
ANNOUNCED_LIMIT: Final = 250
"""No more recordings of a session are announced: those beyond it would not be remembered, and announced
again by each event. The call log lists them."""
_RUNNING_CHECKED: Final = 2
_KEPT_SECONDS: Final = 24 * 3600.0
"""How long a session is kept after its last update, so that late events find it ended."""


class SessionKey(Model):
    """Identifies a session of an account."""

    service: str
    account_id: str
    telephony_session_id: str

    @property
    def account(self) -> AccountRef:
        return AccountRef(self.service, self.account_id)

    @property
    def can_be_checked(self) -> bool:
        """Whether RingCentral can be asked about the session: it must have a `telephonySessionId`."""
        return not self.telephony_session_id.startswith(SESSION_ID_PREFIX)


class CheckedParty(Model):
    """A party in RingCentral's answer about a session."""

    code: str
    recording_now: tuple[str, ...] = ()


class Checked(Model):
    """RingCentral's answer about a session. Without parties, RingCentral no longer has the session."""

    at: float
    parties: Mapping[str, CheckedParty] = {}


class Session(SessionKey):
    """All that events and checks say about a session. Times in epoch seconds."""

    session_id: str = ""
    parties: Mapping[str, Party] = {}
    peers: tuple[str, ...] = ()
    """Sessions in which parts of this call continue."""
    checked: Checked | None = None
    announced: tuple[str, ...] = ()
    """Recordings that were announced when the call ended."""
    last_update_at: float = 0.0
    """When the last event or answer arrived, by our own clock."""
    revision: int = 0

    @property
    def key(self) -> SessionKey:
        return SessionKey(
            service=self.service,
            account_id=self.account_id,
            telephony_session_id=self.telephony_session_id,
        )

    @property
    def ended(self) -> bool:
        """Whether all parties have ended. If no event arrived, a check without parties shows it."""
        if not self.parties:
            return self.checked is not None and not self.checked.parties
        return all(self.phase(party) is Phase.ENDED for party in self.parties.values())

    @property
    def settled(self) -> bool:
        """Whether the session has ended and no further party is expected: a transfer ends one party
        before the first event of the next."""
        parties = self.parties.values()
        unchecked = [party for party in parties if self._check_counts(party) is None]
        last = max(unchecked, key=lambda party: (party.latest.rank, party.id), default=None)
        return self.ended and not (last is not None and last.latest.continues_elsewhere)

    @property
    def forget_at(self) -> float:
        return self.last_update_at + _KEPT_SECONDS

    def phase(self, party: Party) -> Phase:
        """Returns a party's phase according to its events, the check and the other parties."""
        if self._check_counts(party) is not None:
            return code_phase(self._checked_code(party), party.answered_at is not None)
        return Phase.ENDED if self._answered_by_another_agent(party) else party.phase

    def phase_since(self, party: Party) -> float:
        checked = self._check_counts(party)
        if self.phase(party) is party.phase:
            return party.phase_since
        if checked is not None:
            return party.checked_since(self.phase(party), checked.at)
        return min(at for at in self._other_answers(party) if at >= party.latest.at)

    def recording_now(self, party: Party) -> tuple[str, ...]:
        """Returns the recordings of the party that are running."""
        checked = self._check_counts(party)
        if checked is None:
            return party.recording_now
        shown = checked.parties.get(party.id)
        return shown.recording_now if shown is not None else ()

    @property
    def recording_kinds(self) -> Kinds:
        """The mode and view of the session's recordings, as far as they are known."""
        return reduce(joined_kinds, (each.recording_kinds for each in self.parties.values()), {})

    def _check_counts(self, party: Party) -> Checked | None:
        """Returns the check if it is newer than the party's events."""
        newer = self.checked is not None and self.checked.at > party.clock_at
        return self.checked if newer else None

    def _checked_code(self, party: Party) -> str:
        shown = self.checked.parties.get(party.id) if self.checked else None
        return shown.code if shown else GONE

    def _answered_by_another_agent(self, party: Party) -> bool:
        """Whether another agent of the same queue answered while this party's phone was ringing."""
        if party.phase is not Phase.RINGING or not party.queue_call:
            return False
        rang_at = party.latest.at
        return any(at >= rang_at for at in self._other_answers(party))

    def _other_answers(self, party: Party) -> list[float]:
        return [
            other.answered_at
            for other in self.parties.values()
            if other.id != party.id
            and other.answered_at is not None
            and other.queue_call
            and other.extension_id != party.to.extension_id  # the queue itself
            and other.to.extension_id == party.to.extension_id
        ]


def session_of(event: TelephonyEvent, account: AccountRef) -> Session:
    """Returns the session as one event reports it. Parties of other accounts keep neither their
    extension ids nor their recordings."""
    order = event_order(event.sequence, event.event_at)
    payloads = [
        _without_other_accounts(party, account.account_id) for party in event.parties if party.key
    ]
    parties = [party_of(party, order, event.event_at, event.clock_at) for party in payloads]
    return Session(
        service=account.service,
        account_id=account.account_id,
        telephony_session_id=event.telephony_session_id,
        session_id=event.session_id,
        parties=_bounded({party.id: party for party in parties}),
        peers=_peers(event),
        last_update_at=event.received_at,
    )


def _without_other_accounts(party: PartyPayload, account_id: str) -> PartyPayload:
    of_other_account = party.account_id not in ("", account_id)
    if not of_other_account:
        return party
    return party.model_copy(update={"extension_id": "", "recordings": None})


def _peers(event: TelephonyEvent) -> tuple[str, ...]:
    peers = {party.status.peer_id.telephony_session_id for party in event.parties}
    return tuple(sorted(peers - {"", event.telephony_session_id})[:_PEERS_KEPT])


def session_of_check(
    key: SessionKey, session_id: str, parties: tuple[PartyPayload, ...], at: float
) -> Session:
    """Returns the session as RingCentral's answer at `at` shows it. `parties` is empty if RingCentral
    does not have the session."""
    payloads = [_without_other_accounts(party, key.account_id) for party in parties if party.key]
    order = event_order(None, at)
    reported = [party_of(party, order, at, 0.0) for party in payloads]
    shown = {
        party.id: CheckedParty(
            code=party.latest.code, recording_now=party.recording_now[:_RUNNING_CHECKED]
        )
        for party in reported
    }
    return Session(
        **key.model_dump(),
        session_id=session_id,
        parties=_bounded({party.id: party for party in reported}),
        checked=Checked(at=at, parties=shown),
        last_update_at=at,
    )


def joined(one: Session, other: Session) -> Session:
    """Joins two states of the same session. The revision is the first one's."""
    parties = dict(one.parties)
    for id_, party in other.parties.items():
        parties[id_] = joined_party(parties[id_], party) if id_ in parties else party
    return one.model_copy(
        update={
            "session_id": max(one.session_id, other.session_id, key=lambda id_: (id_ != "0", id_)),
            "parties": _bounded(parties),
            "peers": tuple(sorted({*one.peers, *other.peers})[:_PEERS_KEPT]),
            "checked": _newer(one.checked, other.checked),
            "announced": bounded_announced((*one.announced, *other.announced)),
            "last_update_at": max(one.last_update_at, other.last_update_at),
        }
    )


def _bounded(parties: dict[str, Party]) -> dict[str, Party]:
    """Returns as many parties as fit in a row: those with the latest events."""
    if len(parties) <= _ALWAYS_FIT:
        return parties
    latest = sorted(
        parties.values(), key=lambda party: (party.latest.rank, party.id), reverse=True
    )[:_PARTIES_KEPT]
    sizes = accumulate(len(party.model_dump_json().encode()) for party in latest)
    fitting = {party.id for party, size in zip(latest, sizes, strict=True) if size <= _PARTIES_SIZE}
    return {id_: party for id_, party in parties.items() if id_ in fitting}


def bounded_announced(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(ids))[:ANNOUNCED_LIMIT])


def _newer(one: Checked | None, other: Checked | None) -> Checked | None:
    checks = [checked for checked in (one, other) if checked is not None]
    return max(checks, key=lambda checked: (checked.at, repr(checked)), default=None)
