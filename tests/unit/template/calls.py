"""Finds the AWS calls that a function's code can reach, from its source.

It follows the names in the code from the function's entrypoint: a name in reached code reaches the
function or class that it means in its module, and an attribute reaches the methods of that name of
every reached class. So it finds all calls that can happen, and some that cannot.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tests.unit.template.loader import ROOT

PACKAGE = ROOT / "layers/ringkeep/python"
ADAPTERS = "ringkeep.aws."
TABLE = ("ringkeep.aws.table", "Table")
TRANSACTIONS = "ringkeep.aws.transactions"
TRANSACTION = "transact_write_items"
ONLY_BY_HAND = frozenset(
    {
        ("DynamoServiceDirectory", "put"),
        ("DynamoServiceDirectory", "delete"),
        ("SecretsManagerSecrets", "put"),
        ("SecretsManagerSecrets", "_create"),
        ("SecretsManagerSecrets", "_update"),
        ("SecretsManagerSecrets", "delete"),
        ("VerificationTokens", "delete"),
    }
)
"""Methods that only the command line's ServiceManager calls. Others have the same names."""

_READS_CALLS = frozenset(
    {
        ("Uploader", "_abort"),
        ("DynamoExtensionDirectory", "write"),
        ("DynamoExtensionDirectory", "_write_batch"),
    }
)
_OPENS_SOCKETS = ("connection", "delete_connection", "person", "put_person", "take_ticket")
_READS_STATES = ("DynamoStateStore", "put")
_SAVES_JOBS = frozenset(
    {_READS_STATES, ("DynamoServiceDirectory", "request"), ("DynamoCallsTable", "day")}
)
NOT_CALLED: Mapping[str, frozenset[tuple[str, str]]] = {
    "administer": frozenset(
        {("DynamoExtensionDirectory", "_write_batch"), ("DynamoSocketsTable", "person")}
    ),
    "api": frozenset(
        {
            _READS_STATES,
            ("DynamoServiceDirectory", "request"),
            *(("DynamoSocketsTable", name) for name in _OPENS_SOCKETS),
        }
    ),
    "backfill_call_log": _READS_CALLS,
    "index_recordings": frozenset(
        {
            ("DynamoExtensionDirectory", "_write_batch"),
            ("DynamoPostingPages", "page"),
            ("DynamoPostingPages", "words"),
        }
    ),
    "keep_users": frozenset({("DynamoExtensionDirectory", "_write_batch")}),
    "media": frozenset(
        {
            _READS_STATES,
            ("DynamoServiceDirectory", "request"),
            ("DynamoCallsTable", "day"),
            ("DynamoSocketsTable", "person"),
        }
    ),
    "push_live": frozenset({_READS_STATES}),
    "poll_call_log": _READS_CALLS,
    "receive_webhook": frozenset(
        {("VerificationTokens", name) for name in ("token", "_create", "_replace")}
    ),
    "offer_transcription": _SAVES_JOBS,
    "work": _SAVES_JOBS | {("DynamoCallsTable", name) for name in ("due", "_query_open")},
}
"""Methods that a function does not call, although another method that it calls has the same name: the
webhook's cache has `token` too, and only reads; readers of the call log have a `store` of tokens and
`write` pages, and store no audio and no extensions; a search names a `person`; people are written, not
extensions; who saves jobs saves no documents, and an owner has a `day`; a recording's state may be `open`,
as a socket is; an evaluation may be `due`, as an import is; indexing reads the `words` of transcripts, not
those of the index."""


NO_OPERATIONS = frozenset({"get_paginator", "meta"})
"""Attributes of a client that send no request."""


class Name(NamedTuple):
    """A function or class of a module, or a method of one of its classes."""

    module: str
    owner: str
    name: str


@dataclass
class Module:
    """The definitions of a module (variables count as functions), and the names that it imports from
    the package."""

    functions: dict[str, ast.AST] = field(default_factory=dict)
    classes: dict[str, ast.ClassDef] = field(default_factory=dict)
    imports: dict[str, tuple[str, str]] = field(default_factory=dict)


def _module_name(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")


@cache
def modules() -> Mapping[str, Module]:
    return {_module_name(path): _parsed(path) for path in PACKAGE.rglob("*.py")}


def _parsed(path: Path) -> Module:
    module = Module()
    tree = ast.parse(path.read_text())
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            module.classes[node.name] = node
        elif isinstance(node, ast.FunctionDef):
            module.functions[node.name] = node
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            module.functions[node.targets[0].id] = node.value
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            module.functions[node.target.id] = node.value
    for each in ast.walk(tree):
        if isinstance(each, ast.ImportFrom) and (each.module or "").startswith("ringkeep"):
            for alias in each.names:
                module.imports[alias.asname or alias.name] = (each.module or "", alias.name)
    return module


def _methods(node: ast.ClassDef) -> dict[str, ast.AST]:
    return {each.name: each for each in node.body if isinstance(each, ast.FunctionDef)}


def _identifiers(node: ast.AST, *, annotations: bool) -> Iterator[tuple[str, bool]]:
    """Yields each name, and whether it is an attribute. Methods of a table are read by `_table_calls`."""
    for child in _executed(node, annotations=annotations):
        if isinstance(child, ast.Name):
            yield child.id, False
        elif isinstance(child, ast.Attribute) and not _is_table(child.value):
            yield child.attr, True


@cache
def _executed(node: ast.AST, *, annotations: bool = False) -> list[ast.AST]:
    """Only the routes of the API read their annotations at run time. The nodes are those of `modules`."""
    found = [node]
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "type_comment") and not annotations:
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                found += _executed(child, annotations=annotations)
    return found


ONLY_DESCRIBES = Name("ringkeep.api.document", "", "document")
"""It has the routes of all functions of the API, and calls none of them."""


class Reach:
    """What is reached from an entrypoint. Grows until nothing is added."""

    def __init__(self, start: list[Name]) -> None:
        self.names: set[Name] = set()
        self.attributes: set[str] = {"__init__", "__call__", "__enter__", "__exit__"}
        self.classes: set[tuple[str, str]] = set()
        for name in start:
            self._add(name)
        while self._grown():
            pass

    def _grown(self) -> bool:
        before = len(self.names)
        for module, owner in sorted(self.classes):
            for method in _methods(modules()[module].classes[owner]):
                if method in self.attributes:
                    self._add(Name(module, owner, method))
        return len(self.names) > before

    def _add(self, name: Name) -> None:
        if name in self.names or name == ONLY_DESCRIBES:
            return
        self.names.add(name)
        module = modules()[name.module]
        if name.owner:
            self._scan(name.module, _methods(module.classes[name.owner])[name.name])
        else:
            self._scan(name.module, module.functions[name.name])

    def _scan(self, module: str, node: ast.AST) -> None:
        annotations = module.startswith("ringkeep.api.")
        for identifier, is_attribute in _identifiers(node, annotations=annotations):
            if is_attribute:
                self.attributes.add(identifier)
            else:
                self._resolve(module, identifier)

    def _resolve(self, module: str, identifier: str) -> None:
        here = modules().get(module)
        if here is None:
            return
        if identifier in here.functions:
            self._add(Name(module, "", identifier))
        elif identifier in here.classes:
            self._add_class(module, identifier)
        elif identifier in here.imports:
            source, original = here.imports[identifier]
            if f"{source}.{original}" in modules():
                self._add_module(f"{source}.{original}")
            elif source != module:
                self._resolve(source, original)

    def _add_module(self, name: str) -> None:
        """A module that is used as a whole, such as one with the routes of a router."""
        for function in modules()[name].functions:
            self._add(Name(name, "", function))

    def _add_class(self, module: str, name: str) -> None:
        if (module, name) in self.classes:
            return
        self.classes.add((module, name))
        node = modules()[module].classes[name]
        for base in node.bases:
            self._scan(module, base)
        for statement in node.body:
            if not isinstance(statement, ast.FunctionDef):
                self._scan(module, statement)


@cache
def reach_of(function: str) -> Reach:
    """Returns what the function in `functions/<function>/app.py` can reach."""
    tree = ast.parse((ROOT / "functions" / function / "app.py").read_text())
    start = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("ringkeep"):
            for alias in node.names:
                if alias.name in modules()[node.module or ""].functions:
                    start.append(Name(node.module or "", "", alias.name))
    return Reach(start)


def client_calls(node: ast.AST) -> Iterator[str]:
    """Yields the operations of AWS's clients that the code calls or names."""
    for child in _executed(node):
        if not isinstance(child, ast.Attribute):
            continue
        if _is_client(child.value):
            yield child.attr
        if isinstance(child.value, ast.Call) and child.attr == "paginate" and child.value.args:
            argument = child.value.args[0]
            if isinstance(argument, ast.Constant):
                yield str(argument.value)


def _is_client(node: ast.AST) -> bool:
    return (isinstance(node, ast.Attribute) and node.attr == "_client") or (
        isinstance(node, ast.Name) and node.id == "client"
    )


def calls_of(function: str) -> dict[str, set[str]]:
    """Returns the operations that the function can call, by adapter class."""
    reach = reach_of(function)
    calls: dict[str, set[str]] = defaultdict(set)
    for name in reach.names:
        if not name.module.startswith(ADAPTERS) or name.module == TABLE[0]:
            continue
        if (name.owner, name.name) in ONLY_BY_HAND | NOT_CALLED.get(function, frozenset()):
            continue
        node = _node(name)
        calls[name.owner or name.name] |= set(client_calls(node)) - NO_OPERATIONS
        calls[name.owner or name.name] |= _table_calls(node)
    return {adapter: operations for adapter, operations in calls.items() if operations}


def transacted_by(function: str, adapter: str) -> set[str]:
    """Returns the kinds of request that the function can put into a transaction for an adapter's table.
    They are made in the adapter's package."""
    package = next(it for it in modules() if adapter in modules()[it].classes).rpartition(".")[0]
    found: set[str] = set()
    for name in (it for it in reach_of(function).names if it.module.startswith(package)):
        imports = modules()[name.module].imports
        for child in _executed(_node(name)):
            if isinstance(child, ast.Call) and isinstance(child.func, ast.Name):
                source, kind = imports.get(child.func.id, ("", ""))
                found |= {kind} if source == TRANSACTIONS else set()
    return found & {"Check", "Delete", "Put", "Update"}


def _node(name: Name) -> ast.AST:
    module = modules()[name.module]
    if name.owner:
        return _methods(module.classes[name.owner])[name.name]
    return module.functions[name.name]


def _table_calls(node: ast.AST) -> set[str]:
    """The operations of the methods of Table that an adapter calls as `self._table.method`. Who asks for
    the table's name makes requests of a transaction with another table."""
    found: set[str] = set()
    for child in _executed(node):
        if isinstance(child, ast.Attribute) and _is_table(child.value):
            found |= {TRANSACTION} if child.attr == "name" else _of_table(child.attr)
    return found


def _is_table(node: ast.AST) -> bool:
    return (isinstance(node, ast.Attribute) and node.attr.endswith("_table")) or (
        isinstance(node, ast.Name) and node.id.endswith("table")
    )


def _of_table(method: str) -> set[str]:
    methods = _methods(modules()[TABLE[0]].classes[TABLE[1]])
    if method not in methods:
        return set()
    found = set(client_calls(methods[method])) - NO_OPERATIONS
    for child in _executed(methods[method]):
        called = child.attr if isinstance(child, ast.Attribute) else ""
        if called in methods and called != method and isinstance(child.value, ast.Name):  # type: ignore[attr-defined]
            found |= _of_table(called)
    return found
