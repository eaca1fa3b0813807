"""One piece of work in a process of its own, beside what this process goes on with."""

from __future__ import annotations

import os
import pickle
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import NoReturn, TypeVar

Given = TypeVar("Given")
Result = TypeVar("Result")


@contextmanager
def beside(work: Callable[[Given], Result], jobs: int) -> Iterator[Callable[[Given], Callable[[], Result]]]:
    """A process that waits for something to work on: ``fetch = begin(given)``, and later ``result = fetch()``.

    The process is forked on entering, best while this one is small, for whatever a forked process shares costs both of
    them time; it ends on leaving, whatever happened. ``fetch`` raises what the work raised, and RuntimeError when its
    process died. Where a system cannot fork, or with one job only, ``fetch`` does the work itself.
    """
    if jobs < 2 or sys.platform == "win32":
        yield lambda given: partial(work, given)
        return
    given_out, given_in = os.pipe()
    result_out, result_in = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(given_in)
        os.close(result_out)
        _work(work, given_out, result_in)
    os.close(given_out)
    os.close(result_in)
    answers, questions = os.fdopen(result_out, "rb"), os.fdopen(given_in, "wb")

    def begin(given: Given) -> Callable[[], Result]:
        with suppress(BrokenPipeError):  # it died, as fetching the result will tell
            pickle.dump(given, questions)
            questions.flush()
        return fetch

    def fetch() -> Result:
        try:
            answer: tuple[Result, Exception | None] = pickle.load(answers)  # noqa: S301 - our own process wrote it
        except EOFError as ended:
            raise RuntimeError("a process of the build was killed, perhaps for want of memory") from ended
        if answer[1] is not None:
            raise answer[1]
        return answer[0]

    try:
        yield begin
    finally:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        answers.close()
        with suppress(BrokenPipeError):
            questions.close()


def _work(work: Callable[[Given], Result], questions: int, answers: int) -> NoReturn:
    """The life of the other process; when nobody waits for it any more, it ends as well."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        with os.fdopen(questions, "rb") as source, os.fdopen(answers, "wb") as target:
            given = pickle.load(source)  # noqa: S301 - our own process wrote it
            pickle.dump(_answer(work, given), target)
    finally:
        os._exit(0)


def _answer(work: Callable[[Given], Result], given: Given) -> tuple[Result | None, Exception | None]:
    try:
        return work(given), None
    except Exception as fault:  # noqa: BLE001 - nothing is swallowed: the waiting process raises it again
        fault.add_note(traceback.format_exc())  # where it was raised is not handed over otherwise
        return None, fault
