"""A job that reads a whole set, and goes on after a crash.

    python examples/resumable_job.py                     # shows it: the job is killed and goes on
    python examples/resumable_job.py export orders.jsonl # the job; run it again after a crash

The job writes each record of a set into a file, a line of JSON for each. Now and then it writes a
checkpoint: which records have been delivered (``get_partitions_status``), and how long the file was
then. After a crash it cuts the file to that length and reads on from there. So each record is in
the file once, wherever the job was killed.

A job whose results are not in a file needs the same two things: the checkpoint and the results
must change together, or doing a record twice must do no harm.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from cluster import NAMESPACE, hosts

import aerospike

SET = "orders"
RECORDS = 20_000
EVERY = 500
"""Records between two checkpoints."""

Status = dict[Any, Any]


def to_json(status: Status) -> dict[str, Any]:
    """A status as JSON: the partitions that have been begun."""
    parts = {key: part for key, part in status.items() if isinstance(key, int)}
    begun = {key: part for key, part in parts.items() if part[1] or not part[2]}
    return {
        "done": status["done"],
        "retry": status["retry"],
        "partitions": [[*part[:3], bytes(part[3]).hex(), part[4]] for part in begun.values()],
    }


def from_json(saved: dict[str, Any]) -> Status:
    """A status from what `to_json` made of it."""
    status: Status = {"done": saved["done"], "retry": saved["retry"]}
    for number, init, retry, digest, value in saved["partitions"]:
        status[number] = (number, init, retry, bytearray.fromhex(digest), value)
    return status


def save(file: Path, checkpoint: dict[str, Any]) -> None:
    """Replace a checkpoint: after a crash there is the old one or the new one, never a part."""
    new = file.with_name(file.name + ".new")
    with open(new, "w", encoding="utf-8") as out:
        json.dump(checkpoint, out)
        out.flush()
        os.fsync(out.fileno())
    os.replace(new, file)


def export(client: aerospike.Client, output: Path) -> None:
    """Write each record of the set into *output*, from the last checkpoint on."""
    file = output.with_name(output.name + ".checkpoint")
    # Keep the checkpoint of a job that is done: a second run has nothing to do.
    checkpoint: dict[str, Any] = json.loads(
        file.read_text("utf-8") if file.exists() else '{"length": 0}'
    )
    policy: dict[str, Any] = {"partition_filter": {}}
    if "status" in checkpoint:
        policy["partition_filter"]["partition_status"] = from_json(checkpoint["status"])
    output.touch()
    os.truncate(output, checkpoint["length"])

    query = client.query(NAMESPACE, SET)
    with open(output, "ab") as out:

        def keep() -> None:
            # The results first: the checkpoint promises that they are there.
            out.flush()
            os.fsync(out.fileno())
            status = to_json(query.get_partitions_status())
            save(file, {"length": out.tell(), "status": status})

        for number, (_, _, bins) in enumerate(query.records(policy), 1):
            # The record of this turn has not been delivered yet, and is not in the file either.
            if number % EVERY == 0:
                keep()
            out.write(json.dumps(bins).encode() + b"\n")
        keep()


def lines_of(output: Path) -> int:
    return output.read_bytes().count(b"\n") if output.exists() else 0


def start(found: list[tuple[str, int]], output: Path) -> subprocess.Popen[bytes]:
    """Run the job in a process of its own."""
    named = ",".join(f"{host}:{port}" for host, port in found)
    command = [sys.executable, __file__, "export", str(output)]
    return subprocess.Popen(command, env={**os.environ, "AEROSPIKE_HOSTS": named})


def show(found: list[tuple[str, int]], output: Path) -> int:
    with aerospike.client({"hosts": found}) as client:
        client.truncate(NAMESPACE, SET, 0)
        for number in range(RECORDS):
            client.put((NAMESPACE, SET, number), {"order": number, "cents": number % 9973})
    print(f"{RECORDS:,} orders are in the database.")

    job = start(found, output)
    while lines_of(output) < RECORDS // 4 and job.poll() is None:
        time.sleep(0.005)
    job.kill()
    job.wait()
    print(f"The job was killed when {lines_of(output):,} orders were in the file.")

    status = start(found, output).wait()
    with open(output, encoding="utf-8") as exported:
        times = Counter(json.loads(line)["order"] for line in exported)
    print(f"It went on and ended with status {status}: {len(times):,} orders are in the file.")
    once = times == Counter(range(RECORDS))
    print("Each order is there once." if once else "Orders are missing, or there twice!")
    return 0 if once else 1


def main() -> int:
    parser = argparse.ArgumentParser(description="A job that goes on after a crash.")
    parser.add_argument("command", nargs="?", choices=["export"], help="run the job")
    parser.add_argument("output", nargs="?", type=Path, help="the file that it writes")
    options = parser.parse_args()
    with hosts() as found:
        if options.command:
            if options.output is None:
                parser.error("export needs the name of a file")
            with aerospike.client({"hosts": found}) as client:
                export(client, options.output)
            return 0
        with tempfile.TemporaryDirectory() as folder:
            return show(found, Path(folder) / "orders.jsonl")


if __name__ == "__main__":
    sys.exit(main())
