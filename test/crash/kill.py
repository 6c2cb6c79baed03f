"""Kills a program that keeps its execution in a journal, again and again, and checks that nothing is lost and nothing is done
twice that the definition does not allow.

usage: kill.py ASLC FOLDER [--kills N] [--seed N] [--rounds N] [--distributed]
"""
import argparse
import collections
import contextlib
import json
import pathlib
import random
import signal
import sqlite3
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ORDERS = 6
# `reserve` is sent again when nobody knows what became of it, `ship` too; `charge` fails then, and is caught.
TASKS = """
- function: reserve
  command: [/bin/sh, -c, 'echo "reserve $ASL_ATTEMPT" >> calls; sleep 0.05; echo 1']
- function: charge
  command: [/bin/sh, -c, 'echo charge >> calls; sleep 0.05; echo 2']
- function: ship
  idempotent: true
  command: [/bin/sh, -c, 'echo ship >> calls; echo 3']
"""


def fail(why):
    sys.exit(f"kill.py: {why}")


def run(folder, limit):
    """Runs the program; None when it was killed after `limit` seconds, else its exit status and output."""
    command = ["./orders", "--journal", "orders.db", "--name", "all", "--tasks", "tasks.yaml", "--history", "history.json",
               "--input", json.dumps({"orders": [{"n": n} for n in range(ORDERS)]})]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        out, errors = process.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.communicate()
        return None
    return process.returncode, out, errors


def children(aslc, folder):
    """The histories of the child executions of the map run."""
    with contextlib.closing(sqlite3.connect(folder / "orders.db")) as journal:
        names = [row[0] for row in journal.execute("SELECT name FROM execution WHERE map_run IS NOT NULL ORDER BY map_index")]
    for name in names:
        command = [aslc, "executions", "history", "--journal", folder / "orders.db", name]
        yield json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)["events"]


def check_history(events):
    if [event["id"] for event in events] != list(range(1, len(events) + 1)):
        fail("the ids of events have gaps")
    if any(event["previousEventId"] >= event["id"] for event in events):
        fail("an event follows a later one")
    types = collections.Counter(event["type"] for event in events)
    if types["ExecutionStarted"] != 1 or types["ExecutionSucceeded"] != 1:
        fail(f"the execution has started and succeeded {types['ExecutionStarted']} and {types['ExecutionSucceeded']} times")


def check(histories, folder, kills):
    for history in histories:
        check_history(history)
    events = [event for history in histories for event in history]
    types = collections.Counter(event["type"] for event in events)
    functions = collections.Counter()
    for event in events:
        if event["type"] == "LambdaFunctionScheduled":
            functions[event["lambdaFunctionScheduledEventDetails"]["resource"].rsplit(":", 1)[1]] += 1
    calls = collections.Counter(line.split()[0] for line in (folder / "calls").read_text().splitlines())
    for function in ("reserve", "charge"):
        if calls[function] > functions[function]:
            fail(f"{function} was called {calls[function]} times, but scheduled {functions[function]} times")
    if functions["charge"] != ORDERS:
        fail(f"charge was scheduled {functions['charge']} times for {ORDERS} orders")
    if types["LambdaFunctionSucceeded"] > sum(calls.values()):
        fail("more tasks have succeeded than were called")
    unknown = types["LambdaFunctionFailed"]
    print(f"{kills} kills, {len(events)} events, {sum(calls.values())} calls, {unknown} tasks without a known end", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("aslc")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--kills", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=1, help="executions, each of which is killed so often")
    parser.add_argument("--distributed", action="store_true", help="the orders are executions of a map run")
    arguments = parser.parse_args()
    folder, chance = arguments.folder, random.Random(arguments.seed)
    folder.mkdir(parents=True, exist_ok=True)
    build(arguments, folder)
    for _ in range(arguments.rounds):
        kill_often(arguments, folder, chance)


def build(arguments, folder):
    (folder / "tasks.yaml").write_text(TASKS)
    definition = json.loads((HERE / "orders.asl.json").read_text())
    if arguments.distributed:
        orders = definition["States"]["Orders"]
        orders["Label"] = "orders"
        orders["ItemProcessor"]["ProcessorConfig"] = {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}
    (folder / "orders.asl.json").write_text(json.dumps(definition))
    subprocess.run([arguments.aslc, "build", folder / "orders.asl.json", "-o", folder / "orders"], check=True)


def kill_often(arguments, folder, chance):
    for old in list(folder.glob("orders.db*")) + [folder / "calls", folder / "history.json"]:
        old.unlink(missing_ok=True)
    kills, ended = 0, None
    while ended is None:
        ended = run(folder, chance.uniform(0.02, 0.9) if kills < arguments.kills else None)
        kills += ended is None
    status, out, errors = ended
    if status != 0 or out != "3\n":
        fail(f"the program ended with {status}: {out}{errors}")
    histories = [json.loads((folder / "history.json").read_text())["events"], *children(arguments.aslc, folder)]
    if len(histories) != (1 + ORDERS if arguments.distributed else 1):
        fail(f"there are {len(histories)} executions")
    check(histories, folder, kills)
    again = run(folder, None)
    if again[:2] != (0, "3\n"):
        fail(f"asked again, the program ended with {again}")
    subprocess.run([arguments.aslc, "journal", "verify", "--journal", folder / "orders.db"], check=True)


if __name__ == "__main__":
    main()
