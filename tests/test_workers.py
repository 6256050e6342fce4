import gc
import importlib
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import ModuleType
from typing import Any, Final, TypeAlias

import pytest

from mmcards import workers
from mmcards.errors import CardsError, Mistakes, Place, Problem, SourceError
from mmcards.workers import Failed, Finished, Progress, processes
from mmcards.workers.crew import Crew

SECONDS: Final = 10
"""How long a task waits for another before it gives up: a failure shall not hang."""

PROBLEMS: Final = (
    Problem(Place("b.yaml", 3, 4), "wrong", "mend it"),
    Problem(Place("a.yaml", 1, 2), "wrong as well"),
)

TASKS: Final = """
import os
import signal
import threading
import time
from pathlib import Path

from mmcards.errors import CardsError


def give(value, progress, ask):
    return value


def process(progress, ask):
    return os.getpid()


def meet(barrier, seconds, progress, ask):
    barrier.wait(seconds)
    return os.getpid()


def rest(seconds, progress, ask):
    time.sleep(seconds)


def count(steps, pause, progress, ask):
    for step in range(1, steps + 1):
        progress(step)
        time.sleep(pause)


def fail(error, progress, ask):
    raise error


def divide(progress, ask):
    return 1 / 0


class Picky(Exception):
    def __init__(self, what, why):
        super().__init__(what)


def refuse(progress, ask):
    raise Picky("soup", "too hot")


def leave(status, progress, ask):
    os._exit(status)


def kill(name, progress, ask):
    os.kill(os.getpid(), getattr(signal, name))


def give_function(progress, ask):
    return lambda: None


def hears_interrupts(progress, ask):
    os.kill(os.getpid(), signal.SIGINT)
    return "went on"


def asks(progress, ask):
    return ask(), ask()


def touches_and_asks(path, progress, ask):
    Path(path).touch()
    return ask()


def dies_while_it_waits(progress, ask):
    threading.Timer(0.1, os._exit, [3]).start()
    return ask()


def collects_cycles(progress, ask):
    import gc
    return gc.isenabled()
"""


@pytest.fixture
def tasks(importable: Callable[[str, str], str]) -> ModuleType:
    return importlib.import_module(importable("tasks_for_workers", TASKS))


def finished(messages: "list[workers.Message[Any]]") -> dict[int, object]:
    return {each.task: each.result for each in messages if isinstance(each, Finished)}


def failures(messages: "list[workers.Message[Any]]") -> list[CardsError]:
    return [each.error for each in messages if isinstance(each, Failed)]


# --- side by side ----------------------------------------------------------------------------------------------------


def meetings(method: str, tasks: ModuleType, number: int) -> list[workers.Task[int]]:
    barrier = multiprocessing.get_context(method).Barrier(2)
    return [partial(tasks.meet, barrier, SECONDS) for _ in range(number)]


def test_two_tasks_run_at_the_same_time_in_processes_of_their_own(method: str, tasks: ModuleType) -> None:
    pids = finished(list(workers.run(meetings(method, tasks, 2), 2, method)))
    assert len({os.getpid(), *pids.values()}) == 3


@pytest.mark.skipif("forkserver" not in multiprocessing.get_all_start_methods(), reason="no such way here")
@pytest.mark.usefixtures("bare_main")
def test_processes_of_a_fork_server_run_at_the_same_time_too(tasks: ModuleType) -> None:
    assert len(finished(list(workers.run(meetings("forkserver", tasks, 2), 2, "forkserver")))) == 2


@pytest.mark.usefixtures("bare_main")
def test_without_a_named_way_of_starting_processes_tasks_run_at_the_same_time(tasks: ModuleType) -> None:
    assert len(finished(list(workers.run(meetings(processes.method(), tasks, 2), 2)))) == 2


def test_four_tasks_run_two_by_two(method: str, tasks: ModuleType) -> None:
    assert sorted(finished(list(workers.run(meetings(method, tasks, 4), 2, method)))) == [0, 1, 2, 3]


def test_no_more_than_jobs_run_at_once(method: str, tasks: ModuleType) -> None:
    quick, slow = partial(tasks.give, 1), partial(tasks.rest, 1)
    messages = workers.run([quick, slow, slow, slow], 2, method)
    assert next(messages).task == 0
    assert len(multiprocessing.active_children()) == 1  # the first has ended, and the third begins after this
    messages.close()


def test_one_job_runs_in_this_process_in_order(tasks: ModuleType) -> None:
    messages = list(workers.run([tasks.process] * 3, 1))
    assert [(each.task, each.result) for each in messages if isinstance(each, Finished)] == [
        (0, os.getpid()),
        (1, os.getpid()),
        (2, os.getpid()),
    ]


def test_no_task_gives_no_message(method: str) -> None:
    assert list(workers.run([], 2, method)) == []


def test_a_task_tells_its_own_seconds(method: str, tasks: ModuleType) -> None:
    (message,) = workers.run([partial(tasks.rest, 0.05)], 2, method)
    assert isinstance(message, Finished)
    assert 0.05 <= message.seconds < SECONDS


# --- errors ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize(
    "error",
    [CardsError("Disk full."), SourceError(PROBLEMS[0]), Mistakes(PROBLEMS)],
    ids=lambda error: type(error).__name__,
)
def test_an_expected_failure_comes_back_as_it_was(error: CardsError, jobs: int, method: str, tasks: ModuleType) -> None:
    messages = list(workers.run([partial(tasks.fail, error), partial(tasks.give, 5)], jobs, method))
    (back,) = failures(messages)
    assert (type(back), back.args, vars(back), str(back)) == (type(error), error.args, vars(error), str(error))
    assert finished(messages) == {1: 5}


def test_a_bug_is_raised_with_the_traceback_of_its_process(method: str, tasks: ModuleType) -> None:
    with pytest.raises(ZeroDivisionError) as raised:
        list(workers.run([tasks.divide], 2, method))
    (note,) = raised.value.__notes__
    assert note.startswith("In another process:\nTraceback")
    assert "in divide\n    return 1 / 0" in note


def test_a_bug_whose_exception_cannot_be_read_back_keeps_its_traceback(method: str, tasks: ModuleType) -> None:
    with pytest.raises(RuntimeError, match=r"Picky\('soup'\) cannot be passed between processes") as raised:
        list(workers.run([tasks.refuse], 2, method))
    assert "in refuse\n" in raised.value.__notes__[0]


def test_a_result_that_cannot_be_pickled_is_named(method: str, tasks: ModuleType) -> None:
    with pytest.raises(RuntimeError, match=r"give_function.*cannot be passed between processes"):
        list(workers.run([tasks.give_function], 2, method))


@pytest.mark.parametrize(
    ("task", "how", "end"),
    [
        ("leave", 3, "exit status 3"),
        ("kill", "SIGKILL", "SIGKILL: is there enough memory?"),
        ("kill", "SIGTERM", "SIGTERM"),
    ],
)
def test_a_process_that_dies_fails_its_task_alone(
    task: str, how: object, end: str, method: str, tasks: ModuleType
) -> None:
    messages = list(workers.run([partial(getattr(tasks, task), how), partial(tasks.give, 5)], 2, method))
    assert list(map(str, failures(messages))) == [f"The process that was at work on it ended by itself ({end})."]
    assert finished(messages) == {1: 5}


@pytest.mark.skipif(processes.method() != "fork", reason="no forking here")
def test_a_process_that_cannot_be_started_is_told(tasks: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> int:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", refuse)
    with pytest.raises(CardsError) as raised:
        list(workers.run([tasks.process], 2, "fork"))
    assert str(raised.value) == (
        "No process can be started: Resource temporarily unavailable. `--jobs 1` works without one."
    )


def test_pipes_may_be_of_another_class_as_on_windows(
    method: str, tasks: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "Connection", type("Other", (), {}))
    assert finished(list(workers.run([partial(tasks.give, 5)], 2, method))) == {0: 5}


# --- the end ---------------------------------------------------------------------------------------------------------


def test_closing_the_iterator_ends_what_is_under_way(method: str, tasks: ModuleType) -> None:
    messages = workers.run([partial(tasks.give, 1), partial(tasks.rest, 60), partial(tasks.rest, 60)], 3, method)
    next(messages)
    started = time.monotonic()
    messages.close()
    assert multiprocessing.active_children() == []
    assert time.monotonic() - started < SECONDS


def test_a_bug_ends_what_is_under_way(method: str, tasks: ModuleType) -> None:
    messages = workers.run([tasks.divide, partial(tasks.rest, 60)], 2, method)
    with pytest.raises(ZeroDivisionError) as raised:
        next(messages)
    assert multiprocessing.active_children() == []
    del raised


def test_a_process_leaves_ctrl_c_to_its_parent(method: str, tasks: ModuleType) -> None:
    assert finished(list(workers.run([tasks.hears_interrupts], 2, method))) == {0: "went on"}


def test_the_parent_hears_ctrl_c_again_when_the_processes_run(method: str, tasks: ModuleType) -> None:
    messages = workers.run([partial(tasks.give, 1), partial(tasks.rest, 60)], 2, method)
    next(messages)
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)
    messages.close()


def interrupt() -> None:
    """Ctrl-C, heard by this thread, whichever others the tests run beside."""
    signal.pthread_kill(threading.get_ident(), signal.SIGINT)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot hold a signal back")
def test_ctrl_c_while_a_process_is_started_ends_that_one_too(
    method: str, tasks: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = BaseProcess.start

    def interrupted_start(process: BaseProcess) -> None:
        start(process)
        interrupt()

    monkeypatch.setattr(BaseProcess, "start", interrupted_start)
    with pytest.raises(KeyboardInterrupt):
        list(workers.run([partial(tasks.rest, 60)] * 2, 2, method))
    assert multiprocessing.active_children() == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot hold a signal back")
def test_ctrl_c_waits_until_the_processes_are_ended(
    method: str, tasks: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    join = BaseProcess.join

    def interrupted_join(process: BaseProcess, timeout: float | None = None) -> None:
        interrupt()
        join(process, timeout)

    messages = workers.run([partial(tasks.give, 1), partial(tasks.rest, 60), partial(tasks.rest, 60)], 3, method)
    next(messages)
    monkeypatch.setattr(BaseProcess, "join", interrupted_join)
    with pytest.raises(KeyboardInterrupt):
        messages.close()
    monkeypatch.undo()
    assert multiprocessing.active_children() == []


def test_the_parent_collects_cycles_as_before_and_a_process_does_not(method: str, tasks: ModuleType) -> None:
    frozen = gc.get_freeze_count()
    assert finished(list(workers.run([tasks.collects_cycles], 2, method))) == {0: False}
    assert (gc.isenabled(), gc.get_freeze_count()) == (True, frozen)


# --- what tasks ask --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("jobs", [1, 2])
def test_each_task_is_told_its_own_answer_as_often_as_it_asks(jobs: int, method: str, tasks: ModuleType) -> None:
    answers = ["first", bytes(1_000_000), None]
    found = finished(list(workers.run([tasks.asks] * 3, jobs, method, lambda: answers)))
    assert found == {place: (answer, answer) for place, answer in enumerate(answers)}


def test_answers_are_looked_for_while_tasks_are_at_work(method: str, tasks: ModuleType, tmp_path: Path) -> None:
    def answers() -> list[str]:
        end = time.monotonic() + SECONDS
        while not (tmp_path / "begun").exists() and time.monotonic() < end:
            time.sleep(0.005)
        return ["in time" if time.monotonic() < end else "too late"]

    task = partial(tasks.touches_and_asks, tmp_path / "begun")
    assert finished(list(workers.run([task], 2, method, answers))) == {0: "in time"}


def test_a_task_is_told_nothing_where_nobody_finds_answers(method: str, tasks: ModuleType) -> None:
    for jobs in (1, 2):
        assert finished(list(workers.run([tasks.asks], jobs, method))) == {0: (None, None)}


def test_the_seconds_of_a_task_are_those_in_which_it_works(method: str, tasks: ModuleType) -> None:
    def answers() -> list[str]:
        time.sleep(1)
        return ["late"]

    (last,) = workers.run([tasks.asks], 2, method, answers)
    assert isinstance(last, Finished)
    assert last.seconds < 0.5


def test_answers_are_looked_for_even_if_there_are_no_tasks(method: str) -> None:
    for jobs in (1, 2):
        with pytest.raises(ZeroDivisionError):
            list(workers.run([], jobs, method, lambda: [1 // 0]))


def test_what_finds_no_answers_ends_what_is_under_way(method: str, tasks: ModuleType) -> None:
    messages = workers.run([partial(tasks.rest, 60), tasks.asks], 2, method, lambda: [1 // 0])
    with pytest.raises(ZeroDivisionError):
        next(messages)
    assert multiprocessing.active_children() == []


def test_a_process_may_die_while_it_waits_for_its_answer(method: str, tasks: ModuleType) -> None:
    def answers() -> list[bytes]:
        limit = time.monotonic() + SECONDS
        while len(multiprocessing.active_children()) > 1 and time.monotonic() < limit:
            time.sleep(0.02)
        return [bytes(1_000_000), b"soon"]

    messages = list(workers.run([tasks.dies_while_it_waits, tasks.asks], 2, method, answers))
    assert list(map(str, failures(messages))) == ["The process that was at work on it ended by itself (exit status 3)."]
    assert finished(messages) == {1: (b"soon", b"soon")}


# --- progress --------------------------------------------------------------------------------------------------------


def test_progress_comes_in_order_and_before_the_end(method: str, tasks: ModuleType) -> None:
    *progress, end = workers.run([partial(tasks.count, 4, 0.12)], 2, method)
    steps = [each.done for each in progress if isinstance(each, Progress)]
    assert len(steps) == len(progress) >= 2
    assert steps == sorted(set(steps))
    assert isinstance(end, Finished)


def test_progress_is_told_ten_times_a_second_at_most(method: str, tasks: ModuleType) -> None:
    messages = list(workers.run([partial(tasks.count, 5_000, 0)], 2, method))
    (last,) = (each for each in messages if isinstance(each, Finished))
    assert len(messages) - 1 <= last.seconds * 10


# --- one task in several processes -----------------------------------------------------------------------------------

SHARED: Final = """
import os
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

from mmcards.workers.crew import Crew


def square(taken):
    parts = list(taken)
    told = yield parts
    for part in parts:
        yield part, part**2 + told, os.getpid()


def slowly(folder, taken):
    Path(folder, str(os.getpid())).touch()
    parts = [part for part in taken if not time.sleep(0.05)]
    yield parts
    yield from parts


def fail(error, taken):
    for part in taken:
        if part == 3:
            raise error
        time.sleep(0.05)
    yield []


if __name__ == "__main__":
    with Crew(partial(slowly, sys.argv[1]), 10_000, 3, lambda _: None, sys.argv[2]) as crew:
        crew.said()
"""


AnyCrew: TypeAlias = Crew[Any, Any, Any]


@pytest.fixture
def shared(importable: Callable[[str, str], str]) -> ModuleType:
    return importlib.import_module(importable("shared_by_a_crew", SHARED))


@pytest.fixture
def pids(tmp_path: Path) -> Path:
    """Where processes leave their numbers."""
    folder = tmp_path / "pids"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("processes", [1, 2, 5])
def test_a_crew_gives_the_results_of_all_parts_in_order(processes: int, method: str, shared: ModuleType) -> None:
    told: list[int] = []
    crew: AnyCrew = Crew(shared.square, 40, processes, told.append, method)
    with crew:
        said = crew.said()
        found = list(crew.results(1000))
    assert sorted(part for parts in said for part in parts) == list(range(40))
    assert [(part, result) for part, result, _ in found] == [(part, part**2 + 1000) for part in range(40)]
    assert told == sorted(told)
    assert told[-1] == 40
    assert multiprocessing.active_children() == []


def test_parts_are_done_side_by_side(method: str, shared: ModuleType, pids: Path) -> None:
    crew: AnyCrew = Crew(partial(shared.slowly, pids), 40, 2, lambda _: None, method)
    with crew:
        assert all(crew.said())
        assert list(crew.results(None)) == list(range(40))
    assert len(list(pids.iterdir())) == 2


def test_a_failure_of_one_in_a_crew_is_raised_and_ends_all(method: str, shared: ModuleType) -> None:
    crew: AnyCrew = Crew(partial(shared.fail, CardsError("too hot")), 40, 3, lambda _: None, method)
    with pytest.raises(CardsError, match="too hot"), crew:
        crew.said()
    assert multiprocessing.active_children() == []


@pytest.mark.parametrize("error", [OSError(38, "Function not implemented"), ImportError("no semaphores")])
def test_a_crew_is_this_process_alone_where_there_are_no_semaphores(
    shared: ModuleType, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def refuse(*_: object) -> None:
        raise error

    monkeypatch.setattr(multiprocessing.context.BaseContext, "Value", refuse)
    crew: AnyCrew = Crew(shared.square, 3, 3, lambda _: None)
    with crew:
        assert crew.said() == [[0, 1, 2]]
        assert len(list(crew.results(0))) == 3


@pytest.mark.skipif(processes.method() != "fork", reason="no forking here")
def test_a_crew_works_on_where_no_process_can_be_started(shared: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> int:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", refuse)
    crew: AnyCrew = Crew(shared.square, 3, 3, lambda _: None, "fork")
    with crew:
        assert crew.said() == [[0, 1, 2]]
        assert len(list(crew.results(0))) == 3


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="there is no /proc")
def test_a_crew_ends_when_nobody_waits_for_it(method: str, shared: ModuleType, pids: Path) -> None:
    root = Path(workers.__file__).parents[2]
    command = [sys.executable, str(shared.__file__), str(pids), method]
    process = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(root)})
    limit = time.monotonic() + SECONDS
    while len(found := list(pids.iterdir())) < 3 and time.monotonic() < limit:
        time.sleep(0.02)
    process.kill()
    process.wait()
    others = {int(path.name) for path in found} - {process.pid}
    assert len(others) == 2
    while any(map(runs, others)) and time.monotonic() < limit:
        time.sleep(0.02)
    assert not any(map(runs, others))


def runs(pid: int) -> bool:
    """Whether a process is at work; one that nobody asked for its end is not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
