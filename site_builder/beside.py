"""One piece of work in a process of its own, beside what this process goes on with."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Generic, TypeVar

Result = TypeVar("Result")


class Beside(Generic[Result]):
    """Work under way, whose result is fetched once.

    The process is forked, so that it sees the values it works on without their being copied; where a system cannot
    fork, or with one job only, the work is done when its result is fetched.
    """

    def __init__(self, work: Callable[[], Result], jobs: int) -> None:
        self._work = work
        self._process = None
        if jobs > 1 and "fork" in multiprocessing.get_all_start_methods():
            context = multiprocessing.get_context("fork")
            self._receiver, sender = context.Pipe(duplex=False)
            self._process = context.Process(target=_run, args=(work, sender), daemon=True)
            self._process.start()
            sender.close()

    def result(self) -> Result:
        """What the work returned. Raises what it raised, and RuntimeError when its process died."""
        if self._process is None:
            return self._work()
        try:
            is_good, value = self._receiver.recv()
        except EOFError as fault:
            raise RuntimeError("a process of the build was killed, perhaps for want of memory") from fault
        finally:
            self._process.join()
            self._receiver.close()
        if not is_good:
            raise value
        result: Result = value
        return result


def _run(work: Callable[[], Result], sender: Connection) -> None:
    try:
        sender.send((True, work()))
    except Exception as fault:  # noqa: BLE001 - nothing is swallowed: the waiting process raises it again
        sender.send((False, fault))
    sender.close()
