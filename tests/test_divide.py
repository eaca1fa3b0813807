"""Divided work: the same results however many processes do it, no failure lost, and no process left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from site_builder.divide import beside, divide


@pytest.mark.parametrize("jobs", [1, 2, 3, 50])
@pytest.mark.parametrize("count", [0, 1, 2, 7, 10_000])
def test_results_come_in_the_order_of_the_tasks(count, jobs):
    assert divide([partial(pow, number, 2) for number in range(count)], jobs) == [n * n for n in range(count)]


@pytest.mark.parametrize("jobs", [1, 3])
def test_much_is_handed_over(jobs):
    made = divide([partial(bytes, 3_000_000)] * 6, jobs)
    assert [len(one) for one in made] == [3_000_000] * 6


def test_tasks_are_done_by_several_processes_but_by_no_more_than_allowed():
    def who() -> int:
        time.sleep(0.02)
        return os.getpid()

    assert set(divide([who] * 4, 1)) == {os.getpid()}
    processes = set(divide([who] * 30, 3))
    assert len(processes) == 3
    assert os.getpid() in processes


def test_who_is_done_takes_the_next_task():
    def who(seconds: float) -> int:
        time.sleep(seconds)
        return os.getpid()

    first, *others = divide([partial(who, 1.0), *[partial(who, 0.02)] * 10], 2)
    assert first not in others
    assert len(set(others)) == 1


def test_tasks_know_what_this_process_knows_and_what_they_change_is_lost():
    known = {"before": object()}
    assert divide([lambda: len(known), lambda: known.clear() or time.sleep(0.1)] * 3, 2)[0] == 1


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("faulty", [0, 5])
def test_what_a_task_raises_is_raised_with_its_place(jobs, faulty):
    def fail() -> None:
        raise ValueError("no good")

    tasks = [partial(time.sleep, 0.02)] * 6
    tasks[faulty] = fail
    with pytest.raises(ValueError, match="no good") as raised:
        divide(tasks, jobs)
    notes = "".join(getattr(raised.value, "__notes__", []))
    assert "fail" in [entry.name for entry in raised.traceback] or "in fail" in notes
    assert not has_children()


def test_a_process_that_is_killed_is_noticed():
    asker = os.getpid()

    def die() -> None:
        time.sleep(0.05)
        if os.getpid() != asker:
            os.kill(os.getpid(), signal.SIGKILL)

    with pytest.raises(RuntimeError, match="killed"):
        divide([die] * 4, 2)
    assert not has_children()


def test_a_result_that_cannot_be_handed_over_is_told(capfd):
    asker = os.getpid()

    def unspeakable() -> object:
        time.sleep(0.05)
        return None if os.getpid() == asker else lambda: None

    with pytest.raises(RuntimeError):
        divide([unspeakable] * 20, 2)
    assert "pickle" in capfd.readouterr().err


def test_a_failure_here_ends_the_others_at_once():
    asker = os.getpid()

    def fail_here() -> None:
        if os.getpid() == asker:
            raise KeyError
        time.sleep(60)

    begun = time.monotonic()
    with pytest.raises(KeyError):
        divide([fail_here] * 3, 2)
    assert time.monotonic() - begun < 10
    assert not has_children()


def test_the_others_end_when_this_process_is_killed():
    program = """
import os, signal, time
from site_builder.divide import beside, divide
asker = os.getpid()
def task():
    time.sleep(0.1)
    if os.getpid() == asker:
        os.kill(asker, signal.SIGKILL)
    return bytes(1_000_000)
divide([task] * 1_000, 4)
"""
    root = Path(__file__).parents[1]
    # All hold the pipe's end, so that it closes only when all are gone.
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, stdout=subprocess.PIPE, timeout=30, check=False, cwd=root)
    assert done.returncode == -signal.SIGKILL


def has_children() -> bool:
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return False
    return True


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_task_is_done_beside_this_process(jobs):
    with beside(os.getpid, jobs) as who, beside(partial(bytes, 3_000_000), jobs) as much:
        assert (who() == os.getpid()) == (jobs == 1)
        assert len(much()) == 3_000_000


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_a_task_raises_beside_is_raised_where_it_is_asked_for(jobs):
    with beside(partial(int, "x"), jobs) as number, pytest.raises(ValueError, match="invalid literal"):
        number()


def test_no_process_is_left_when_its_result_is_not_asked_for():
    begun = time.monotonic()
    with beside(partial(time.sleep, 60), 2):
        pass
    with pytest.raises(ZeroDivisionError), beside(partial(time.sleep, 60), 2):
        print(1 // 0)
    assert time.monotonic() - begun < 20
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


@pytest.mark.parametrize("jobs", [1, 2, 4])
def test_each_step_of_this_process_is_told(jobs):
    told = []
    tasks = [partial(int, number) for number in range(50)]
    assert divide(tasks, jobs, lambda done, total: told.append((done, total))) == [*range(50)]
    assert told == sorted(told)
    assert all(0 < done <= total == 50 for done, total in told)


def test_the_first_task_is_not_done_by_this_process_where_there_is_another():
    assert divide([os.getpid, os.getpid], 1) == [os.getpid()] * 2
    assert divide([os.getpid, os.getpid], 2)[0] != os.getpid()
