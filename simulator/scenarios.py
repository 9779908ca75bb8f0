"""Prepared accounts: one of forty people with all kinds of trouble, a large one, and an empty one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from simulator.accounts.account import Account, Options
from simulator.clock import Clock
from simulator.dialogues.library import Library
from simulator.directory.extensions import Extension
from simulator.http.fault_queue import Fault, FaultKind
from simulator.recordings import audio
from simulator.recordings.calls import Call
from simulator.recordings.factory import CallFactory, CallPlan
from simulator.staff import STAFF_IDS, add_staff

DEMO_RECORDINGS = 60
DEMO_DAYS = 5
NAMES = ("demo", "empty", "many")
_WORKDAY = timedelta(hours=8)
_RECENT_SECONDS = 60
"""Calls that ended a minute ago are not longer."""

_EXTENSIONS = (
    Extension(62_001_001, "Nora Feldman", "101", department="Management"),
    Extension(62_001_002, "Peter Okafor", "102", department="Workshop", site="Denver"),
    Extension(62_001_003, "Lucia Brandt", "103", department="Sales", site="Boston"),
    Extension(62_001_004, "Samuel Ortega", "104", department="Sales", site="Boston"),
    Extension(
        62_001_005, "Maeve Lindqvist", "105", status="Disabled", department="Service", site="Denver"
    ),
    Extension(62_001_006, "Service queue", "200", type="Department"),
    Extension(62_001_007, "Main menu", "300", type="IvrMenu"),
    Extension(62_001_008, "Spare line", None, status="Unassigned"),
)
SECOND_USER = 62_001_003
SITE = (62_001_001, 62_001_002, SECOND_USER, 62_001_004, *STAFF_IDS)
"""All users but one, if the second login is to see one site only."""
QUEUE_ID = 62_001_006
Trouble = tuple[str, Fault]
"""A trouble in words, and the fault that makes it."""
_RETRY_SECONDS = 5
TROUBLES: tuple[Trouble, ...] = (
    ("a part that was not requested", Fault(FaultKind.UNASKED_PART)),
    ("a body that ends early", Fault(FaultKind.TRUNCATED)),
    ("a WAV header without sound", Fault(FaultKind.HEADER_ONLY)),
    ("a web page instead of audio", Fault(FaultKind.HTML)),
    ("an outage", Fault(FaultKind.UNAVAILABLE, retry_after=_RETRY_SECONDS)),
    (
        "too many requests, says the account",
        Fault(FaultKind.RATE_LIMITED, retry_after=_RETRY_SECONDS),
    ),
)
"""Each happens to one recording of the demo."""
DELETED = "deleted once it is listed"
ALIVE = "a deleted record whose file is alive"
UNWRITABLE = "a record of half a million letters, which cannot be written"
_FIRST = ("Aino", "Bashir", "Chiara", "Dario", "Edda", "Fergus", "Gala", "Henrik", "Ilse", "Jamal")
_LAST = ("Abara", "Benoit", "Carver", "Duarte", "Engel", "Fontana", "Grady", "Hollis", "Ivanov")


def build(
    name: str,
    *,
    clock: Clock,
    seed: int = 1,
    count: int = 1000,
    dialogues: Library | None = None,
) -> Account:
    """Creates the account of a scenario. `dialogues` are what people say in its calls."""
    if name == "demo":
        return demo(seed, clock=clock, dialogues=dialogues)
    if name not in NAMES:
        raise ValueError(f"no scenario {name!r}: choose one of {', '.join(NAMES)}")
    account = many(count, seed=seed, clock=clock) if name == "many" else empty(clock=clock)
    account.dialogues = dialogues or Library()
    return account


def empty(*, clock: Clock | None = None, options: Options | None = None) -> Account:
    """Creates an account with eight extensions, two users with a login, and no calls."""
    account = Account(clock=clock, options=options)
    for each in _EXTENSIONS:
        account.add_extension(
            Extension(
                each.id,
                each.name,
                each.number,
                each.type,
                each.status,
                each.department,
                each.site,
            )
        )
    account.add_user(62_001_001, "+12125550100", "demo-one")
    account.add_user(SECOND_USER, "+12125550103", "demo-two", second_factor=True)
    return account


def add_users(account: Account, count: int) -> None:
    """Adds users, for tests that need many of them."""
    first = max(account.extensions, default=62_001_000) + 1
    for index in range(count):
        name = f"{_FIRST[index % len(_FIRST)]} {_LAST[index // len(_FIRST) % len(_LAST)]}"
        account.add_extension(Extension(first + index, name, str(1001 + index)))


def many(
    count: int,
    *,
    days: int = 30,
    seed: int = 1,
    clock: Clock | None = None,
    options: Options | None = None,
) -> Account:
    """Creates `count` recordings over the last `days`. Audio is made when it is downloaded."""
    account = empty(clock=clock, options=options)
    factory = CallFactory(account, seed)
    account.add_calls(_spread(factory, count, timedelta(days=days), timedelta(minutes=30)))
    return account


def _spread(factory: CallFactory, count: int, span: timedelta, since: timedelta) -> Iterator[Call]:
    """Makes plain recorded calls that ended long ago, so that their records are final."""
    newest = factory.account.clock.now() - since
    step = (span - since) / max(1, count)
    for index in range(count):
        start = newest - step * index - step * factory.random.random() * 0.9
        yield factory.make(_plain(factory, start))


def _plain(factory: CallFactory, start: datetime) -> CallPlan:
    users = [e for e in factory.account.extensions.values() if e.type == "User" and e.number]
    extension = factory.random.choice(users)
    direction = factory.random.choice(("Inbound", "Inbound", "Outbound"))
    return CallPlan(
        start=start.replace(microsecond=start.microsecond // 1000 * 1000),
        extension=extension,
        direction=direction,
        samples=(factory.sample(extension, direction),),
        recording_type="OnDemand" if factory.random.random() < 0.1 else "Automatic",
    )


def demo(
    seed: int = 1,
    *,
    clock: Clock | None = None,
    options: Options | None = None,
    dialogues: Library | None = None,
) -> Account:
    """Creates 60 recordings over five days, 20 of them with a trouble, and some other calls, of a
    contact centre of forty people."""
    account = empty(clock=clock, options=options)
    account.dialogues = dialogues or Library()
    add_staff(account)
    factory = CallFactory(account, seed)
    special = [*_recent(factory), *_odd(factory)]
    recorded = sum(len(call.recordings) for call in special)
    plain = DEMO_RECORDINGS - recorded
    # The oldest plain call is less than five days old
    span = timedelta(days=DEMO_DAYS) - timedelta(hours=1)
    account.add_calls([*special, *_spread(factory, plain, span, timedelta(hours=2))])
    account.add_calls(_unrecorded(factory))
    _break_some(account, factory)
    return account


def _users(factory: CallFactory) -> list[Extension]:
    return [each for each in factory.account.extensions.values() if each.type == "User"]


def _recent(factory: CallFactory) -> Iterator[Call]:
    """Makes calls of the last minutes: not ready, late, in progress, or with a late direction."""
    now = factory.account.clock.now()
    one, two, three, *_ = _users(factory)
    for minutes, ready_in in ((2, 20), (3, 35), (5, 50)):
        start = now - timedelta(minutes=minutes)
        sample = factory.sample(one, longest=_RECENT_SECONDS)
        plan = CallPlan(start, one, samples=(sample,), appears_in=0, ready_in=ready_in)
        yield _named("listed before its file is ready", factory.make(plan))
    late = factory.sample(two)
    plan = CallPlan(now - timedelta(minutes=8), two, samples=(late,), appears_in=40)
    yield _named("listed late", factory.make(plan))
    seconds = 90 + int(factory.account.clock.scaled(30).total_seconds())
    start = now - timedelta(seconds=90)
    long = factory.sample(three, longest=_RECENT_SECONDS)
    plan = CallPlan(start, three, samples=(long,), seconds=seconds)
    yield _named("listed while its call goes on", factory.make(plan))
    queue = factory.account.extensions[QUEUE_ID]
    yield factory.make(
        CallPlan(
            now - timedelta(minutes=12),
            three,
            "Outbound",
            samples=("queue.mp3",),
            queue=queue,
            flips_in=30,
        )
    )


def _odd(factory: CallFactory) -> Iterator[Call]:
    """Makes final records with unusual content: transfer, WAV, stereo, conference, masked number."""
    now = factory.account.clock.now()
    one, two, three, four, *_ = _users(factory)
    hours = timedelta(hours=1)
    transfer = ("transfer_first.mp3", "transfer_second.mp3")
    wav = (audio.sample_names(audio.WAV)[0],)
    stereo = ("stereo.mp3",)
    yield factory.make(CallPlan(now - 5 * hours, one, samples=transfer))
    yield factory.make(CallPlan(now - 9 * hours, two, samples=wav))
    yield factory.make(CallPlan(now - 14 * hours, three, samples=stereo, session_id="0"))
    masked = (factory.sample(four),)
    yield factory.make(CallPlan(now - 20 * hours, four, samples=masked, masked=True))
    for back, trouble, oddity in ((26, ALIVE, "deleted"), (31, UNWRITABLE, "huge_name")):
        plan = CallPlan(now - back * hours, one, samples=(factory.sample(one),), oddity=oddity)
        yield _named(trouble, factory.make(plan))


def _unrecorded(factory: CallFactory) -> Iterator[Call]:
    """Makes calls without a recording: too short, missed, voicemail, a fax, no answer."""
    now = factory.account.clock.now()
    one, two, three, *_ = _users(factory)
    plans = (
        CallPlan(now - _WORKDAY, two, seconds=2, short_recording=True),
        CallPlan(now - 1.2 * _WORKDAY, one, seconds=0, result="Missed"),
        CallPlan(now - 2.4 * _WORKDAY, three, seconds=24, result="Voicemail"),
        CallPlan(now - 3.1 * _WORKDAY, one, seconds=41, result="Received", type="Fax"),
        CallPlan(now - 4.7 * _WORKDAY, three, "Outbound", seconds=12, result="No Answer"),
    )
    for plan in plans:
        yield factory.make(plan)


def _break_some(account: Account, factory: CallFactory) -> None:
    """Queues each of the troubles for a plain recording, and marks one to disappear once it is listed."""
    yesterday = account.clock.now() - timedelta(hours=24)
    plain = [call for call in account.started(None, yesterday) if len(call.recordings) == 1]
    chosen = factory.random.sample(plain, len(TROUBLES) + 1)
    for call, (name, fault) in zip(chosen, TROUBLES, strict=False):
        account.fail(_named(name, call).recordings[0].id, fault)
    _named(DELETED, chosen[-1]).recordings[0].delete_after_listing = True


def _named(trouble: str, call: Call) -> Call:
    """Names what goes wrong with the call's recordings, for the demo's report."""
    for recording in call.recordings:
        recording.trouble = trouble
    return call
