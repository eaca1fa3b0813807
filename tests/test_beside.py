"""Work beside other work: the same result either way, and no failure lost."""

from __future__ import annotations

import os
import signal

import pytest

from site_builder.beside import Beside


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_result_is_that_of_the_work(jobs):
    assert Beside(lambda: {"a": b"x" * 1_000_000}, jobs).result() == {"a": b"x" * 1_000_000}


def test_with_two_jobs_it_is_another_process():
    assert Beside(os.getpid, 2).result() != os.getpid()
    assert Beside(os.getpid, 1).result() == os.getpid()


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_the_work_raises_is_raised(jobs):
    def fail() -> None:
        raise ValueError("no good")

    with pytest.raises(ValueError, match="no good"):
        Beside(fail, jobs).result()


def test_a_killed_process_is_noticed():
    with pytest.raises(RuntimeError, match="killed"):
        Beside(lambda: os.kill(os.getpid(), signal.SIGKILL), 2).result()
