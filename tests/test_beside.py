"""Work beside other work: the same result either way, no failure lost, and no process left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from site_builder.beside import beside


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_result_is_that_of_the_work(jobs):
    with beside(len, jobs) as begin:
        fetch = begin(b"x" * 1_000_000)
        assert fetch() == 1_000_000


@pytest.mark.parametrize("jobs", [1, 2])
def test_much_is_handed_over_both_ways(jobs):
    given = [f"{number} " * 1_000 for number in range(1_000)]
    with beside(lambda texts: texts[::-1], jobs) as begin:
        assert begin(given)() == given[::-1]


def test_with_two_jobs_it_is_another_process():
    for jobs, is_other in ((1, False), (2, True)):
        with beside(lambda _: os.getpid(), jobs) as begin:
            assert (begin(None)() != os.getpid()) is is_other


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_the_work_raises_is_raised_with_its_place(jobs):
    def fail(given: str) -> None:
        raise ValueError(given)

    with beside(fail, jobs) as begin:
        fetch = begin("no good")
        with pytest.raises(ValueError, match="no good") as raised:
            fetch()
    notes = "".join(getattr(raised.value, "__notes__", []))
    places = [entry.name for entry in raised.traceback]
    assert "fail" in places or "in fail" in notes


def test_a_process_that_is_killed_at_its_work_is_noticed():
    with beside(lambda _: os.kill(os.getpid(), signal.SIGKILL), 2) as begin:
        fetch = begin(None)
        with pytest.raises(RuntimeError, match="killed"):
            fetch()


def test_a_process_that_is_killed_before_its_work_is_noticed():
    children: list[int] = []
    with pytest.MonkeyPatch.context() as patch:
        fork = os.fork
        patch.setattr(os, "fork", lambda: children.append(fork()) or children[-1])
        with beside(len, 2) as begin:
            os.kill(children[0], signal.SIGKILL)
            os.waitid(os.P_PID, children[0], os.WEXITED | os.WNOWAIT)
            fetch = begin("x" * 1_000_000)
            with pytest.raises(RuntimeError, match="killed"):
                fetch()


def test_a_failure_here_ends_the_process_there_at_once():
    begun = time.monotonic()
    with pytest.raises(KeyError), beside(lambda _: time.sleep(60), 2) as begin:
        begin(None)
        raise KeyError
    assert time.monotonic() - begun < 10
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_nothing_to_do_leaves_no_process():
    with beside(len, 2):
        pass
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_the_process_ends_when_this_one_is_killed(tmp_path: Path):
    program = """
import os, signal, sys, time
from site_builder.beside import beside
with beside(lambda _: None, 2):
    os.kill(os.getpid(), signal.SIGKILL)
"""
    # Both hold the pipe's end, so that it closes only when both are gone.
    done = subprocess.run([sys.executable, "-c", program], stdout=subprocess.PIPE, timeout=30, check=False)
    assert done.returncode == -signal.SIGKILL
