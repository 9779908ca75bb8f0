"""A worker from the fork server behaves as one that was started by itself."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from local.aws.forked_workers import ForkedWorker, ForkServer, Processes

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has pidfd_open")

Begin = Callable[..., ForkedWorker]


@pytest.fixture(scope="module")
def server() -> Iterator[ForkServer]:
    made = ForkServer()
    yield made
    made.close()


@pytest.fixture
def begin(server: ForkServer, tmp_path: Path) -> Iterator[Begin]:
    with beginning(server, tmp_path) as begun:
        yield begun


@pytest.fixture
def begin_first(tmp_path: Path) -> Iterator[Begin]:
    """With a server that has not started a worker yet."""
    server = ForkServer()
    with beginning(server, tmp_path) as begun:
        yield begun
    server.close()


@contextmanager
def beginning(server: ForkServer, folder: Path) -> Iterator[Begin]:
    workers: list[ForkedWorker] = []

    def with_script(script: str, **environment: str) -> ForkedWorker:
        path = folder / "_worker.py"
        path.write_text(script)
        workers.append(ForkedWorker(server, str(path), str(folder), environment))
        return workers[-1]

    yield with_script
    for worker in workers:
        close(worker)


def close(worker: ForkedWorker) -> None:
    worker.kill()
    for stream in (worker.stdin, worker.stdout, worker.stderr):
        stream.close()


def test_it_has_its_own_folder_environment_and_arguments(begin: Begin, tmp_path: Path) -> None:
    script = "import os, sys; print(os.getcwd(), dict(os.environ), sys.argv, __name__)"
    worker = begin(script, NAME="value")
    expected = f"{tmp_path} {{'NAME': 'value'}} ['{tmp_path}/_worker.py'] __main__\n"
    assert worker.stdout.read() == expected
    assert worker.wait(30) is not None


def test_the_large_packages_are_imported_already(begin: Begin) -> None:
    worker = begin("import sys; print('boto3' in sys.modules, 'pydantic' in sys.modules)")
    assert worker.stdout.read() == "True True\n"


def test_it_answers_line_by_line_until_its_input_ends(begin: Begin) -> None:
    worker = begin("import sys\nfor line in sys.stdin: print(line.upper(), end='', flush=True)")
    worker.stdin.write("one\n")
    assert worker.stdout.readline() == "ONE\n"
    assert worker.poll() is None
    worker.stdin.close()
    worker.wait(30)
    assert worker.poll() is not None


def test_the_trace_of_an_error_is_on_its_standard_error(begin: Begin) -> None:
    worker = begin("raise ValueError('as it happens')")
    assert "ValueError: as it happens" in worker.stderr.read()


@pytest.mark.parametrize("how", [ForkedWorker.terminate, ForkedWorker.kill])
def test_it_is_ended_from_outside(begin: Begin, how: Callable[[ForkedWorker], None]) -> None:
    worker = begin("import sys; print('up', flush=True); sys.stdin.read()")
    assert worker.stdout.readline() == "up\n"
    with pytest.raises(subprocess.TimeoutExpired):
        worker.wait(0.01)
    how(worker)
    worker.wait(30)
    how(worker)  # it is over: nothing happens


def test_two_workers_share_nothing_that_they_change(begin: Begin) -> None:
    script = "import os, sys; os.environ['SEEN'] = '1'; sys.modules['json'] = None; print('done')"
    assert begin(script).stdout.read() == "done\n"
    assert begin("import os, json; print('SEEN' in os.environ)").stdout.read() == "False\n"


def test_the_random_numbers_of_two_workers_differ(begin: Begin) -> None:
    script = "import random, uuid; print(random.random(), uuid.uuid4())"
    assert begin(script).stdout.read() != begin(script).stdout.read()


def test_ended_workers_leave_no_open_files(server: ForkServer, tmp_path: Path) -> None:
    script = tmp_path / "_worker.py"
    script.write_text("pass")

    def open_files_after_a_worker() -> int:
        worker = ForkedWorker(server, str(script), str(tmp_path), {})
        worker.wait(30)
        close(worker)
        del worker
        return len(list(Path("/proc/self/fd").iterdir()))

    first = open_files_after_a_worker()
    assert [open_files_after_a_worker() for _ in range(3)] == [first] * 3


IMPORTS = """
import os, sys
layers = os.environ["_LAMBDA_LAYERS_DIRS"].split(os.pathsep)
sys.path[:0] = [layer + "/python" for layer in layers]
there = "ringkeep.domain.part" in sys.modules
from ringkeep.domain import part
print(there, part.VALUE)
"""


def layer(folder: Path, part: str) -> str:
    domain = folder / "python/ringkeep/domain"
    domain.mkdir(parents=True)
    (domain.parent / "__init__.py").touch()
    (domain / "__init__.py").touch()
    (domain / "part.py").write_text(part)
    return str(folder)


def test_the_domain_is_imported_once_for_all_workers_of_a_layer(
    begin_first: Begin, tmp_path: Path
) -> None:
    layers = layer(tmp_path / "layer", "import random; VALUE = random.random()")
    first, second = (
        begin_first(IMPORTS, _LAMBDA_LAYERS_DIRS=layers).stdout.read() for _ in range(2)
    )
    assert first == second
    assert first.startswith("True ")


def test_a_worker_of_another_layer_has_the_domain_of_its_own(
    begin_first: Begin, tmp_path: Path
) -> None:
    before, after = (layer(tmp_path / name, f"VALUE = '{name}'") for name in ("old", "new"))
    other = str(tmp_path / "packages")
    begin_first(IMPORTS, _LAMBDA_LAYERS_DIRS=before)
    assert (
        begin_first(IMPORTS, _LAMBDA_LAYERS_DIRS=f"{other}:{after}").stdout.read() == "False new\n"
    )


def test_a_domain_that_cannot_be_imported_is_the_workers_error(
    begin_first: Begin, tmp_path: Path
) -> None:
    layers = layer(tmp_path / "layer", "raise ValueError('not this one')")
    worker = begin_first(IMPORTS, _LAMBDA_LAYERS_DIRS=layers)
    assert "ValueError: not this one" in worker.stderr.read()


def test_a_program_that_is_not_a_worker_starts_as_before(server: ForkServer) -> None:
    processes = Processes(server)
    process = processes.Popen([sys.executable, "-c", "print(1)"], stdout=processes.PIPE, text=True)
    assert process.communicate()[0] == "1\n"
