#!/usr/bin/env python3
"""Kills a server under load again and again: every start that was acknowledged is found afterwards, and ends as it must.

    kill.py [--aslc PROGRAM] [--rounds N] [--encrypted] [--seed N]

Clients start executions that wait, call a nested execution and hand a task to a worker of an activity, while workers
answer tasks. The process is killed (SIGKILL) at a random moment, and a new one goes on with the same file.
"""

import argparse
import json
import pathlib
import random
import signal
import sys
import tempfile
import threading
import time

from client import Client, Refused, Server

ROLE = "arn:aws:iam::123456789012:role/r"
PREFIX = "arn:aws:states:us-east-1:123456789012"
CHILD = {"StartAt": "Double", "States": {"Double": {"Type": "Pass", "Parameters": {
    "twice.$": "States.MathAdd($.n, $.n)"}, "End": True}}}
PARENT = {"StartAt": "Sleep", "States": {
    "Sleep": {"Type": "Wait", "SecondsPath": "$.seconds", "Next": "Nested"},
    "Nested": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2",
               "Parameters": {"StateMachineArn": f"{PREFIX}:stateMachine:child", "Input": {"n.$": "$.n"}},
               "ResultSelector": {"twice.$": "$.Output.twice"}, "ResultPath": "$.nested", "Next": "Ask"},
    "Ask": {"Type": "Task", "Resource": f"{PREFIX}:activity:work", "TimeoutSeconds": 60, "ResultPath": "$.answer",
            "Retry": [{"ErrorEquals": ["States.Timeout"], "MaxAttempts": 3}], "End": True}}}


class Load:
    """Clients and workers of one process of the server."""

    def __init__(self, address, started, lock):
        self.address, self.started, self.lock = address, started, lock
        self.stopped, self.is_full = threading.Event(), threading.Event()
        self.threads = [threading.Thread(target=self.loop, args=(action,)) for action in
                        (self.start, self.start, self.work, self.work, self.work)]
        for thread in self.threads:
            thread.start()

    def loop(self, action):
        # A worker that gives up at the moment that it is handed a task loses it: none does.
        client = Client(*self.address)
        while not self.stopped.is_set():
            try:
                action(client)
            except (OSError, Refused, ValueError):
                time.sleep(0.05)  # the process was killed, or a task ended with it
            except Exception as error:  # pylint: disable=broad-except
                if not self.stopped.is_set():
                    print(f"unexpected: {error!r}")
        client.close()

    def start(self, client):
        if self.is_full.is_set():
            time.sleep(0.1)
            return
        with self.lock:
            number = len(self.started) + 1
            self.started[number] = None
        made = client.call("StartExecution", {
            "stateMachineArn": f"{PREFIX}:stateMachine:parent", "name": f"n{number}",
            "input": json.dumps({"n": number, "seconds": number % 3})})
        self.started[number] = made["executionArn"]
        time.sleep(0.03)

    def work(self, client):
        task = client.call("GetActivityTask", {"activityArn": f"{PREFIX}:activity:work"})
        if task.get("taskToken"):
            client.call("SendTaskSuccess", {"taskToken": task["taskToken"],
                                            "output": str(json.loads(task["input"])["n"] + 1)})

    def stop(self):
        self.stopped.set()

    def join(self):
        for thread in self.threads:
            thread.join()


def prepare(client):
    client.call("CreateActivity", {"name": "work"})
    for name, definition in (("child", CHILD), ("parent", PARENT)):
        client.call("CreateStateMachine", {"name": name, "roleArn": ROLE, "definition": json.dumps(definition)})


def faults(client, started):
    """What is wrong with the executions whose start was acknowledged."""
    for number, arn in started.items():
        if arn is None:
            continue
        try:
            described = client.call("DescribeExecution", {"executionArn": arn})
        except Refused as refused:
            yield f"{arn}: {refused}"
            continue
        if described["status"] != "SUCCEEDED":
            yield f"{arn}: {described['status']} {described.get('error')} {described.get('cause')}"
            continue
        output = json.loads(described["output"])
        if (output["nested"]["twice"], output["answer"]) != (2 * number, number + 1):
            yield f"{arn}: {output}"
        children = client.call("GetExecutionHistory", {"executionArn": arn})["events"]
        kinds = [event["type"] for event in children]
        if kinds.count("TaskSucceeded") != 1 or kinds.count("ActivitySucceeded") != 1:
            yield f"{arn}: {kinds}"


def wait(client, seconds):
    """Until no execution runs."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not any(client.call("ListExecutions", {"stateMachineArn": f"{PREFIX}:stateMachine:{name}",
                                                  "statusFilter": "RUNNING"})["executions"]
                   for name in ("parent", "child")):
            return
        time.sleep(0.2)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--aslc", default="build/bin/aslc")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--encrypted", action="store_true", help="with an encrypted journal")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    options = parser.parse_args()
    dice = random.Random(options.seed)
    started, lock = {}, threading.Lock()
    with tempfile.TemporaryDirectory() as folder:
        database = str(pathlib.Path(folder, "journal.db"))
        key = pathlib.Path(folder, "key")
        key.write_text("0123456789abcdef" * 4)
        encryption = ["--journal-key", str(key)] if options.encrypted else []
        for round_ in range(options.rounds + 1):
            with Server(options.aslc, "--db", database, *encryption) as server:
                client = Client(*server.address)
                if round_ == 0:
                    prepare(client)
                load = Load(server.address, started, lock)
                if round_ < options.rounds:
                    time.sleep(dice.uniform(0.3, 2))
                    server.process.send_signal(signal.SIGKILL)
                    load.stop()
                    load.join()
                    continue
                # The last process finishes what is left.
                time.sleep(1)
                load.is_full.set()
                time.sleep(1)  # starts that were under way
                with lock:
                    known = dict(started)
                wait(client, 300)
                load.stop()
                found = list(faults(client, known))
                acknowledged = sum(arn is not None for arn in known.values())
        load.join()  # the server has answered the workers that waited
    print("\n".join(found[:20]))
    print(f"seed {options.seed}: {acknowledged} starts acknowledged, {options.rounds} kills, {len(found)} faults")
    sys.exit(bool(found) or acknowledged == 0)


if __name__ == "__main__":
    main()
