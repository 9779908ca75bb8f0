"""What botocore reads and works out again for each session, done once in a process.

Each test and each worker of a function starts with a new session of boto3. It would read the large models
of the services, list all services to find one, rename the same events and look at the signature of each
handler. Each request would look at every character of the same user agent.
`tests/unit/local/test_aws_models.py` compares its answers.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache, wraps
from inspect import CO_VARKEYWORDS
from types import FunctionType
from typing import Any, Final

from botocore import hooks, regions, useragent
from botocore.loaders import JSONFileLoader, Loader

_LOADER: Final[Any] = JSONFileLoader
_LOADERS: Final[Any] = Loader
_ALIASER: Final[Any] = hooks.EventAliaser
_hooks: Final[Any] = hooks
_regions: Final[Any] = regions
_agent: Final[Any] = useragent
_accepts: Final[Callable[[Any], object]] = _hooks.accepts_kwargs
_load: Final = _LOADER.load_file
_new_names: Final[dict[str, str]] = {}
_KEPT: Final = (
    "list_available_services",
    "list_api_versions",
    "determine_latest_version",
    "load_service_model",
    "load_data_with_path",
)


def read_models_once() -> None:
    _LOADER.load_file = lambda self, path: _model(path)
    for name in _KEPT:
        setattr(_LOADERS, name, _kept(getattr(_LOADERS, name)))
    _ALIASER.__init__ = _with_known_names(_ALIASER.__init__)
    _hooks.accepts_kwargs = _accepts_kwargs
    _agent.sanitize_user_agent_string_component = lru_cache(
        _agent.sanitize_user_agent_string_component
    )
    _regions.EndpointProvider = _with_known_rules(_regions.EndpointProvider)


@cache
def _model(path: str) -> object:
    return _load(JSONFileLoader(), path)


def _kept(look: Callable[..., object]) -> Callable[..., object]:
    """All loaders that search the same folders find the same."""
    known: dict[object, object] = {}

    @wraps(look)
    def found(loader: Any, *names: object, **more: object) -> object:
        key = (tuple(loader.search_paths), names, tuple(sorted(more.items())))
        if key not in known:
            known[key] = look(loader, *names, **more)
        return known[key]

    return found


def _with_known_names(make: Callable[..., None]) -> Callable[..., None]:
    """Each session and each client has an own list of renamed events."""

    @wraps(make)
    def made(aliaser: Any, emitter: object, event_aliases: object = None) -> None:
        make(aliaser, emitter, event_aliases)
        if aliaser._event_aliases == hooks.EVENT_ALIASES:
            aliaser._alias_name_cache = _new_names

    return made


def _accepts_kwargs(handler: Any) -> object:
    """A plain function's code says it at once."""
    function = getattr(handler, "__func__", handler)
    if not isinstance(function, FunctionType) or hasattr(function, "__wrapped__"):
        return _accepts(handler)
    return bool(function.__code__.co_flags & CO_VARKEYWORDS)


def _with_known_rules(make: Callable[..., object]) -> Callable[..., object]:
    """The rules for a service's addresses, as a tree. The data stays beside it: nothing else gets its id."""
    known: dict[object, tuple[object, object]] = {}

    @wraps(make, updated=())
    def provider(**data: Any) -> object:
        key = tuple((name, id(value)) for name, value in sorted(data.items()))
        if key not in known:
            known[key] = (data, make(**data))
        return known[key][1]

    return provider
