"""Work divided over processes: functions in, their results out, in the same order however many processes there are."""

from __future__ import annotations

import gc
import os
import pickle
import signal
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import chain
from typing import IO, NamedTuple, NoReturn, TypeVar

Result = TypeVar("Result")
Task = Callable[[], Result]
"""Something to do that needs nothing but what it already holds."""
OnStep = Callable[[int, int], None]
"""Told about how many steps are done, and of how many."""

_NUMBER = 4
"""Bytes of a number in the queue."""
_QUEUED = 4096
"""So many numbers fit into a pipe that nobody reads yet, on every system."""


class _Helper(NamedTuple):
    """A forked process."""

    id: int
    answers: IO[bytes]


def divide(tasks: Sequence[Task[Result]], jobs: int, on_step: OnStep | None = None) -> list[Result]:
    """Do all tasks in ``jobs`` processes at most, of which this is one; the results come in the order of the tasks.

    Each process takes the next task when it is done with one, so tasks may differ in length; put long ones first. The
    first one is never done by this process where there is another, so that ``on_step`` is told now and then how many
    tasks are taken, of how many. The processes are forked here and so know all that this one knows; a result is
    pickled, unless it was made here. What a task changes in memory is lost. Raises what a task raised, and RuntimeError
    when a process died; either way none is left. Where a system cannot fork, this process does everything.
    """
    together = -(-len(tasks) // _QUEUED) or 1
    portions = [range(start, min(start + together, len(tasks))) for start in range(0, len(tasks), together)]
    if min(jobs, len(portions)) < 2 or sys.platform == "win32":
        return [_told(task(), number, len(tasks), on_step) for number, task in enumerate(tasks, 1)]
    queue, queued = os.pipe()
    os.write(queued, b"".join(number.to_bytes(_NUMBER, "big") for number in range(1, len(portions))))
    os.close(queued)  # a process that finds the queue empty then knows that nothing more will come
    helpers: list[_Helper] = []
    done: dict[int, Result] = {}
    try:
        for _ in range(min(jobs, len(portions)) - 1):
            helpers.append(_fork(tasks, portions, queue, helpers))
        for number in _taken(portions, queue):
            done[number] = _told(tasks[number](), number, len(tasks), on_step)
        for helper in helpers:
            done |= _fetch(helper)
    finally:
        os.close(queue)
        for helper in helpers:
            os.kill(helper.id, signal.SIGKILL)
            os.waitpid(helper.id, 0)
            helper.answers.close()
    return [done[number] for number in range(len(tasks))]


@contextmanager
def beside(task: Task[Result], jobs: int) -> Iterator[Task[Result]]:
    """Do a task in a process of its own while this one goes on with something else.

    What is given waits for the result, and may be called once. As in :func:`divide`, the process is forked here, what
    the task raised is raised again, and no process is left. With one job, or where a system cannot fork, the task is
    done when its result is asked for.
    """
    if jobs < 2 or sys.platform == "win32":
        yield task
        return
    queue, queued = os.pipe()
    os.close(queued)  # the only task is the helper's without asking
    try:
        helper = _fork([task], [range(1)], queue, ())
    finally:
        os.close(queue)
    try:
        yield lambda: _fetch(helper)[0]
    finally:
        os.kill(helper.id, signal.SIGKILL)
        os.waitpid(helper.id, 0)
        helper.answers.close()


def _taken(portions: Sequence[range], queue: int) -> Iterator[int]:
    """The numbers of the tasks that fall to this process, until no process has any left."""
    while taken := os.read(queue, _NUMBER):
        yield from portions[int.from_bytes(taken, "big")]


def _told(result: Result, number: int, total: int, on_step: OnStep | None) -> Result:
    """The result, when it is told that about so many tasks are taken: they are taken in their order."""
    if on_step is not None:
        on_step(number, total)
    return result


def _fork(tasks: Sequence[Task[Result]], portions: Sequence[range], queue: int, others: Sequence[_Helper]) -> _Helper:
    source, target = os.pipe()
    asker = os.getpid()
    process = os.fork()
    if process == 0:
        os.close(source)
        for other in others:  # or it could wait for ever to be read by this one, when the asker has gone
            other.answers.close()
        taken = _taken(portions, queue) if others else chain(portions[0], _taken(portions, queue))
        _help(tasks, (number for number in taken if os.getppid() == asker), target)
    os.close(target)
    return _Helper(process, os.fdopen(source, "rb"))


def _help(tasks: Sequence[Task[Result]], numbers: Iterator[int], target: int) -> NoReturn:
    """The life of a helper: its tasks, then one answer; where nobody waits for that any more, it ends as well."""
    done: dict[int, Result] = {}
    failure: Exception | None = None
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        gc.freeze()  # a search for cycles would touch, and so copy, all the memory that is shared
        try:
            for number in numbers:
                done[number] = tasks[number]()
        except Exception as fault:  # noqa: BLE001 - nothing is swallowed: the waiting process raises it again
            fault.add_note(traceback.format_exc())  # where it was raised is not handed over otherwise
            failure = fault
        with suppress(BrokenPipeError), os.fdopen(target, "wb") as answers:
            try:
                pickle.dump((done, failure), answers, pickle.HIGHEST_PROTOCOL)
            except BrokenPipeError:
                raise
            except Exception:  # noqa: BLE001 - a result that cannot be handed over is a bug of ours
                traceback.print_exc()  # now, for who waits ends this process when the pipe closes
    finally:
        os._exit(0)


def _fetch(helper: _Helper) -> dict[int, Result]:
    try:
        answer: tuple[dict[int, Result], Exception | None] = pickle.load(helper.answers)  # noqa: S301 - our own
    except (EOFError, pickle.UnpicklingError) as ended:
        raise RuntimeError("a process of the build was killed, perhaps for want of memory") from ended
    if answer[1] is not None:
        raise answer[1]
    return answer[0]
