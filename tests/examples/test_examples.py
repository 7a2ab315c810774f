"""The programs of examples/: each runs with one command, and shows what it says."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

import aerospike

EXAMPLES = Path(__file__).parents[2] / "examples"
PROGRAMS = sorted(file.name for file in EXAMPLES.glob("*.py") if file.name != "cluster.py")
SVG = "{http://www.w3.org/2000/svg}"
ORDERS = 3_000

Run = Callable[..., str]


@pytest.fixture
def environment(hosts: list[tuple[str, int]]) -> dict[str, str]:
    named = ",".join(f"{host}:{port}" for host, port in hosts)
    return {**os.environ, "AEROSPIKE_HOSTS": named, "PYTHONWARNINGS": "error"}


@pytest.fixture
def run(environment: dict[str, str], tmp_path: Path) -> Run:
    """Runs a program, and returns what it prints."""

    def run(name: str, *arguments: str) -> str:
        command = [sys.executable, str(EXAMPLES / name), *arguments]
        ended = subprocess.run(
            command, env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=120
        )
        assert ended.stderr == ""
        assert ended.returncode == 0
        return ended.stdout

    return run


@pytest.fixture
def places(client: aerospike.Client) -> Iterator[None]:
    yield
    client.index_remove("test", "example_places")


def test_there_are_five_programs_and_readers_find_each() -> None:
    assert len(PROGRAMS) == 5
    for page in ("README.md", "docs/examples.rst"):
        text = (EXAMPLES.parent / page).read_text("utf-8")
        assert [name for name in PROGRAMS if f"examples/{name}" not in text] == []


def test_leaderboard_needs_no_cluster(tmp_path: Path) -> None:
    environment = {key: value for key, value in os.environ.items() if key != "AEROSPIKE_HOSTS"}
    command = [sys.executable, str(EXAMPLES / "leaderboard.py")]
    said = subprocess.run(command, env=environment, cwd=tmp_path, check=True, capture_output=True)
    assert b"No point is lost." in said.stdout


def test_leaderboard_counts_and_ranks(run: Run) -> None:
    said = run("leaderboard.py")
    rows = [
        (int(place), player, int(points.replace(",", "")))
        for place, player, points in re.findall(r"^ +(\d+)  (player \d+) +([\d,]+)$", said, re.M)
    ]
    best, around = rows[:10], rows[10:]
    assert [place for place, _, _ in best] == list(range(1, 11))
    assert len({player for _, player, _ in rows}) == 15
    for part in (best, around):
        points = [row[2] for row in part]
        assert points == sorted(points, reverse=True)
    assert [place - around[2][0] for place, _, _ in around] == [-2, -1, 0, 1, 2]
    assert around[2][1] == "player 150"
    assert "place 1.\nNo point is lost.\n99 players are removed; the best 100 stay.\n" in said


def test_rate_limiter_lets_no_more_through_than_its_limit(run: Run) -> None:
    said = run("rate_limiter.py")
    allowed = [int(second) for second in re.findall(r"second +(\d+): allowed", said)]
    assert allowed == [0, 1, 2, 3, 4, 10, 11, 12, 13]
    waits = re.findall(r"second +(\d+): refused, wait (\d+) s", said)
    assert [int(second) + int(wait) for second, wait in waits] == [10] * 5
    assert "  5 allowed, 95 refused\n" in said
    assert "Decision(allowed=True, remaining=4, retry_after=0.0)" in said


def test_session_store_loses_no_visit_and_ends_sessions(run: Run) -> None:
    assert run("session_store.py").splitlines() == [
        "ada without a login: please log in",
        "ada logs in: welcome, Ada",
        "bob logs in: welcome, Bob",
        "ada: Ada, visit 1",
        "ada, after ten requests at the same time: Ada, visit 12",
        "bob: Bob, visit 1",
        "ada logs out: goodbye",
        "ada: please log in",
        "a session of one second: {'name': 'Eve'}",
        "two seconds later: None",
    ]


@pytest.mark.usefixtures("places")
def test_geospatial_search_finds_the_nearest_first_and_draws_them(run: Run, tmp_path: Path) -> None:
    said = run("geospatial.py", "--near", "Rome", "--kilometres", "500", "--map", "rome.svg")
    found = re.findall(r"^ +(\d+) km  (\w+)$", said, re.M)
    assert found[:2] == [("0", "Rome"), ("188", "Naples")]
    kilometres = [int(distance) for distance, _ in found]
    assert kilometres == sorted(kilometres)
    assert kilometres[-1] <= 500
    assert f"{len(found)} of 52 cities are within 500 km of Rome" in said
    alpine = re.findall(r"\w+", said.partition("in the Alps: ")[2].partition("\n")[0])
    assert {"Innsbruck", "Bern"} <= set(alpine)
    assert not {"Vienna", "Munich", "Milan"} & set(alpine)

    picture = ElementTree.parse(tmp_path / "rome.svg").getroot()
    kinds: dict[str, set[Any]] = {}
    for group in picture.iter(f"{SVG}g"):
        kinds.setdefault(group.attrib["class"], set()).add(group.findtext(f"{SVG}text"))
    assert sum(map(len, kinds.values())) == 52
    assert kinds["near"] == {name for _, name in found}
    assert kinds["alps"] == set(alpine)


# The job that goes on after a crash


def test_job_shows_that_it_goes_on(run: Run) -> None:
    said = run("resumable_job.py")
    (exported,) = re.findall(r"The job was killed when ([\d,]+) orders were in the file", said)
    assert 0 < int(exported.replace(",", "")) < 20_000
    assert said.endswith("Each order is there once.\n")


@pytest.fixture
def orders(client: aerospike.Client) -> Iterator[None]:
    client.truncate("test", "orders", 0)
    for number in range(ORDERS):
        client.put(("test", "orders", number), {"order": number})
    yield
    client.truncate("test", "orders", 0)


@pytest.mark.usefixtures("orders")
def test_job_that_is_killed_many_times_exports_each_record_once(
    environment: dict[str, str], tmp_path: Path
) -> None:
    output = tmp_path / "orders.jsonl"
    command = [sys.executable, str(EXAMPLES / "resumable_job.py"), "export", str(output)]

    def start() -> subprocess.Popen[bytes]:
        return subprocess.Popen(command, env=environment)

    def size() -> int:
        return output.stat().st_size if output.exists() else 0

    kills = 0
    for part in (0.1, 0.3, 0.5, 0.8):
        enough = part * ORDERS * len('{"order": 1234}\n')
        job = start()
        while size() < enough and job.poll() is None:
            pass
        if job.poll() is None:
            kills += 1
        job.kill()
        job.wait()
    assert kills
    assert start().wait() == 0
    lines = output.read_text("utf-8").splitlines()
    assert Counter(json.loads(line)["order"] for line in lines) == Counter(range(ORDERS))
    # A job that is done has nothing more to do.
    assert start().wait() == 0
    assert output.read_text("utf-8").splitlines() == lines
