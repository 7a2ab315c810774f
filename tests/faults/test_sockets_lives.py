"""Sockets of commands while signals, threads, many descriptors and forks disturb them."""

from __future__ import annotations

import itertools
import os
import random
import socket
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import test_sockets
from children import LONG, Child
from emulation import forks_beside_threads
from interrupting import alarm
from proxy import Proxy
from test_sockets import (
    BRIEF,
    COMMANDS,
    CUTS,
    DELIVERIES,
    LATE,
    NONSENSE,
    ONCE,
    RECORDS,
    bins,
    connect,
    cut,
    gate,
    hold,
    key,
    proxy,
    read_batch,
    records,
    through,
)

import aerospike
from aerospike import exception as e

# Pytest finds these fixtures here.
__all__ = ["gate", "proxy", "records", "through"]


@pytest.fixture
def storm() -> Iterator[None]:
    """A signal every millisecond, which interrupts system calls."""
    count = 0

    def handler(*_: Any) -> None:
        nonlocal count
        count += 1

    with alarm(handler, 0.001, 0.001):
        yield
    # The handler runs when the command has ended; the signals come all the time.
    assert count > 0


@pytest.mark.parametrize("command", COMMANDS)
def test_signals_do_not_disturb_a_command(
    proxy: Proxy, through: aerospike.Client, storm: None, command: str
) -> None:
    proxy.deliver = DELIVERIES["byte by byte"]
    for _ in range(3):
        assert COMMANDS[command](through)


def test_signals_do_not_disturb_a_large_request(
    proxy: Proxy, through: aerospike.Client, storm: None
) -> None:
    test_sockets.test_a_request_that_fills_the_send_buffer_arrives_whole(proxy, through)


@pytest.mark.parametrize("count", CUTS.values(), ids=CUTS)
def test_signals_do_not_put_off_the_total_timeout(
    proxy: Proxy, through: aerospike.Client, gate: threading.Event, storm: None, count: int
) -> None:
    proxy.once(hold(count, gate))
    begin = time.monotonic()
    with pytest.raises(e.TimeoutError):
        through.get(key(5), {"socket_timeout": 0, "total_timeout": 300, "max_retries": 0})
    assert 0.29 < time.monotonic() - begin < 0.3 + LATE


def test_threads_get_the_replies_to_their_own_commands(proxy: Proxy) -> None:
    choose = random.Random(3)
    lock = threading.Lock()

    def deliver(reply: bytes) -> Iterator[bytes]:
        with lock:
            places = [choose.randrange(len(reply)) for _ in range(choose.randrange(4))]
            stalls = choose.random() < 0.05
        for part in cut(reply, places):
            yield part
            if stalls:
                time.sleep(0.15)

    client = connect(proxy, max_conns_per_node=300)
    proxy.deliver = deliver
    wrong: list[Any] = []
    counts = {"right": 0, "late": 0}
    policy = {"socket_timeout": 100, "total_timeout": 2000, "max_retries": 0, "timeout_delay": 3000}
    begin = time.monotonic()

    def goes_on() -> bool:
        seconds = time.monotonic() - begin
        # A slow machine gets more time for as many replies.
        return seconds < (60 if LONG else 4) or (counts["right"] <= 100 and seconds < 60)

    def run(seed: int) -> None:
        choose = random.Random(seed)
        while goes_on():
            number, other = choose.randrange(RECORDS), choose.randrange(RECORDS)
            try:
                if choose.random() < 0.7:
                    found = [client.get(key(number), policy)[2]]
                    expected = [bins(number)]
                else:
                    rows = client.batch_read([key(number), key(other)], None, policy)
                    found = [row.record and row.record[2] for row in rows.batch_records]
                    expected = [bins(number), bins(other)]
                    if rows.result == 0 and None in found:
                        wrong.append(found)
                    if None in found:
                        counts["late"] += 1
                        continue
                counts["right"] += 1
                if found != expected:
                    wrong.append((found, expected))
            except e.TimeoutError:
                counts["late"] += 1
            except BaseException as error:
                wrong.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert counts["right"] > 100
    assert counts["late"] > 0
    client.close()


@pytest.fixture
def many_descriptors() -> Iterator[int]:
    """So many open files that select() cannot take the numbers of sockets."""
    resource = pytest.importorskip("resource", reason="Windows has no such limit")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2500
    if hard != resource.RLIM_INFINITY and hard < wanted:
        pytest.skip(f"a process may have {hard} open files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
    with open(os.devnull) as file:
        taken = [os.dup(file.fileno()) for _ in range(1500)]
        yield max(taken)
        for number in taken:
            os.close(number)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_sockets_may_have_large_numbers(
    proxy: Proxy, gate: threading.Event, many_descriptors: int
) -> None:
    assert many_descriptors > 1024
    client = connect(proxy)
    proxy.deliver = DELIVERIES["in halves"]
    for command in COMMANDS.values():
        assert command(client)
    proxy.once(hold(20, gate))
    with pytest.raises(e.TimeoutError):
        client.get(key(5), BRIEF)
    client.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no list of descriptors")
def test_a_closed_socket_leaves_nothing_to_another_with_its_number(
    proxy: Proxy, through: aerospike.Client
) -> None:
    def descriptors() -> set[str]:
        return set(os.listdir("/dev/fd"))

    for number in range(20):
        before = descriptors()
        # The header is read together with a part of a reply that will never be asked for.
        proxy.once(NONSENSE["another version"])
        with pytest.raises(e.AerospikeError):
            through.get(key(5), ONCE)
        with socket.socket() as other:
            assert str(other.fileno()) in before
        assert through.get(key(number % RECORDS))[2] == bins(number % RECORDS)
        assert read_batch(through)


@forks_beside_threads
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_parent_and_child_get_their_own_replies(proxy: Proxy, through: aerospike.Client) -> None:
    proxy.deliver = DELIVERIES["in halves"]
    stop = threading.Event()
    wrong: list[Any] = []

    def run(client: aerospike.Client) -> None:
        for number in itertools.cycle(range(RECORDS)):
            if client.get(key(number))[2] != bins(number):
                wrong.append(number)
            if stop.is_set():
                return

    def work() -> None:
        for number in range(RECORDS):
            assert through.get(key(number))[2] == bins(number)
            assert read_batch(through)

    threads = [threading.Thread(target=run, args=(through,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    children = [Child(work) for _ in range(5)]
    outcomes = [child.outcome() for child in children]
    stop.set()
    for thread in threads:
        thread.join()
    assert outcomes == [""] * 5
    assert wrong == []
