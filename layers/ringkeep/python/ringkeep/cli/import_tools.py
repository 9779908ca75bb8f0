"""What the commands `user import` and `user export` use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ringkeep.usecases.access.export_users import ExportUsers
from ringkeep.usecases.access.imports.manage_imports import ManageImports
from ringkeep.usecases.access.requests import ChangeRequest


@dataclass(frozen=True)
class UserFiles:
    """`run` works on the open imports until a deadline, as the function keep_users does."""

    manage: ManageImports
    export: ExportUsers
    run: Callable[[float], object]
    request: Callable[[], ChangeRequest]
