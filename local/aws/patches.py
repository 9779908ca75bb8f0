"""Patches for what MiniStack lacks. Each one says why; a test fails when an upgrade makes it unnecessary.

They apply in memory, to one pinned version. Nothing of the package is copied or changed on disk.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

import yaml

from local.aws import (
    forked_workers,
    invocations,
    queries,
    sign_in,
    speech,
    user_names,
    versioned_reads,
)

PINNED = "1.5.33"


def check_version() -> None:
    """Raises RuntimeError when another version than the patched one is installed."""
    found = version("ministack")
    if found != PINNED:
        raise RuntimeError(f"ministack {found} is installed; the laptop stack is made for {PINNED}")


def read_yaml_with_libyaml() -> None:
    """Its reader is a part of PyYAML; PyYAML's own, in Python, takes half of a deployment. MiniStack's loader
    derives from this one, so this comes before its import."""
    if yaml.__with_libyaml__:
        yaml.SafeLoader = yaml.CSafeLoader  # type: ignore[assignment,misc] # the same in C


def read_definitions_in_yaml() -> None:
    """AWS accepts a state machine definition in YAML; MiniStack parses only JSON."""
    from ministack.services.cloudformation import provisioners

    original: Callable[[dict[str, Any]], str] = provisioners._sfn_definition

    def as_json(props: dict[str, Any]) -> str:
        return json.dumps(yaml.safe_load(original(props)))

    provisioners._sfn_definition = as_json


_TRACE = '"trace": traceback.format_exc()'


def keep_error_class_names() -> None:
    """A Python exception reaches Step Functions under its class name, as on AWS; MiniStack says
    Runtime.HandlerError, and the reason on a recording's row would say nothing."""
    from ministack.core import lambda_runtime
    from ministack.services import lambda_svc

    script = lambda_runtime._PYTHON_WORKER_SCRIPT
    if _TRACE not in script:
        raise RuntimeError("MiniStack's worker changed: the error name patch does not fit")
    named = _TRACE + ', "error_type": type(e).__name__'
    lambda_runtime._PYTHON_WORKER_SCRIPT = script.replace(_TRACE, named)
    last = threading.local()
    invoke: Callable[..., dict[str, Any]] = lambda_runtime.Worker.invoke
    execute: Callable[..., dict[str, Any]] = lambda_svc._execute_function_warm

    def remembering_invoke(self: object, *args: object, **options: object) -> dict[str, Any]:
        last.result = invoke(self, *args, **options)
        return dict(last.result)

    def naming_execute(*args: object, **options: object) -> dict[str, Any]:
        last.result = None
        return _named(execute(*args, **options), last.result)

    lambda_runtime.Worker.invoke = remembering_invoke
    lambda_svc._execute_function_warm = naming_execute


def _named(answer: dict[str, Any], worker_result: dict[str, Any] | None) -> dict[str, Any]:
    body = answer.get("body")
    name = (worker_result or {}).get("error_type")
    if name and isinstance(body, dict) and body.get("errorType") == "Runtime.HandlerError":
        body["errorType"] = name
    return answer


def poll_event_sources_after_a_restart() -> None:
    """Queues and streams trigger functions again when a kept state is found.

    MiniStack starts its poller when a mapping is created, and a restored mapping is not created. It also
    restores positions in streams whose records it did not save.
    """
    from ministack.services import lambda_svc

    if lambda_svc._poller_started:
        raise RuntimeError("MiniStack polls from its start now: remove the patch")
    original: Callable[[Any, Any], None] = lambda_svc._restore_esm_positions
    places = lambda_svc._dynamodb_stream_positions

    def restored(store: Any, positions: Any) -> None:
        original(store, positions)
        if store is places:
            begin_anew()

    def begin_anew() -> None:
        for key in places._data:
            places._data[key] = 0

    lambda_svc._restore_esm_positions = restored
    begin_anew()
    lambda_svc._ensure_poller()


def keep_javascript_processes() -> None:
    """A browser loads a page's files side by side, and each request runs a CloudFront function. MiniStack
    ends all but two of the processes for them, and starts others for the next page."""
    from ministack.core import cloudfront_js

    cloudfront_js._pool.max_idle = 8


PATCHES: tuple[Callable[[], None], ...] = (
    read_yaml_with_libyaml,
    read_definitions_in_yaml,
    keep_error_class_names,
    sign_in.add_types,
    user_names.ignore_case,
    poll_event_sources_after_a_restart,
    keep_javascript_processes,
    invocations.wait_for_a_slot,
    invocations.unpack_layers_once,
    forked_workers.fork_workers,
    speech.let_state_machines_transcribe,
    speech.recognize_speech,
    queries.project_partitions,
    versioned_reads.honour_ranges_and_headers,
)


def apply() -> None:
    check_version()
    for patch in PATCHES:
        patch()
