#!/usr/bin/env python3
"""What was acknowledged is durable and goes on: also executions whose expressions take long and stand aside for others, when
the server is killed, and executions whose journal another process reads meanwhile."""

import concurrent.futures
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

from client import Client, Refused, Server

ROLE = "arn:aws:iam::123456789012:role/r"
ASLC = "build/bin/aslc"
PATIENCE = 120
WORK = "arn:aws:lambda:us-east-1:123456789012:function:work"
LONG = {"QueryLanguage": "JSONata", "StartAt": "A", "States": {
    "A": {"Type": "Pass", "Output": "{% $sum([1..600000].($ * 2)) %}", "Next": "B"},
    "B": {"Type": "Wait", "Seconds": 1, "Next": "C"},
    "C": {"Type": "Pass", "Output": "{% $sum([1..600000].($ * 2)) %}", "End": True}}}
SHORT = {"StartAt": "A", "States": {"A": {"Type": "Pass", "End": True}}}
CHILDREN = {"StartAt": "Each", "States": {"Each": {
    "Type": "Map", "ItemsPath": "$.items", "End": True, "ItemProcessor": {
        "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
        "StartAt": "Work", "States": {"Work": {"Type": "Task", "Resource": WORK, "End": True}}}}}}


class Acknowledged(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        (self.folder / "tasks.yaml").write_text(f"- {{resource: '{WORK}', command: [cat]}}\n")
        self.journal = str(self.folder / "journal.db")
        self.serve()
        self.addCleanup(lambda: self.server.process.poll() is None and self.server.__exit__())

    def serve(self):
        self.server = Server(ASLC, "--db", self.journal, "--tasks", str(self.folder / "tasks.yaml"))
        self.server.__enter__()

    def kill(self):
        self.server.process.kill()
        self.server.process.wait()
        self.server.process.stdout.close()

    def call(self, operation, **params):
        client = Client(*self.server.address, timeout=PATIENCE)
        try:
            return client.call(operation, params)
        finally:
            client.close()

    def create(self, name, definition):
        return self.call("CreateStateMachine", name=name, roleArn=ROLE, definition=json.dumps(definition))["stateMachineArn"]

    def start(self, machine, name, input="{}"):
        return self.call("StartExecution", stateMachineArn=machine, name=name, input=input)["executionArn"]

    def end(self, execution):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            found = self.call("DescribeExecution", executionArn=execution)
            if found["status"] != "RUNNING":
                return found
            time.sleep(0.05)
        self.fail(f"{execution} does not end")

    def check_journal(self):
        done = subprocess.run([ASLC, "journal", "verify", "--journal", self.journal], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_long_expressions_are_durable_when_their_start_is_answered(self):
        long, short = self.create("long", LONG), self.create("short", SHORT)
        started = []
        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            for i in range(8):
                pool.submit(lambda i: started.append(self.start(long, f"long{i}")), i)
            for i in range(24):
                pool.submit(lambda i: started.append(self.start(short, f"short{i}")), i)
        self.assertEqual(len(started), 32)
        for execution in started:
            self.call("DescribeExecution", executionArn=execution)
        self.kill()
        self.serve()
        for execution in started:
            self.assertEqual(self.end(execution)["status"], "SUCCEEDED", execution)
        self.check_journal()

    def test_a_killed_server_loses_none_that_was_answered(self):
        """Killed while some have been answered and others work."""
        long = self.create("long", LONG)
        started = []

        def start(i):
            try:
                started.append(self.start(long, f"e{i}"))
            except (OSError, Refused, ValueError):
                pass  # it was killed before it answered

        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            for i in range(16):
                pool.submit(start, i)
            while len(started) < 6:
                time.sleep(0.001)
            self.kill()
        self.serve()
        for execution in started:
            self.assertEqual(self.end(execution)["status"], "SUCCEEDED", execution)
        self.check_journal()

    def test_many_long_expressions_at_once_wait_for_memory(self):
        long = self.create("long", LONG)
        with concurrent.futures.ThreadPoolExecutor(32) as pool:
            started = list(pool.map(lambda i: self.start(long, f"e{i}"), range(32)))
        self.assertEqual({self.end(execution)["status"] for execution in started}, {"SUCCEEDED"})

    def test_readers_change_nothing(self):
        machine = self.create("children", CHILDREN)
        started = []
        for i in range(24):
            started.append(self.start(machine, f"e{i}", '{"items": [1, 2, 3]}'))
            subprocess.run([ASLC, "executions", "list", "--journal", self.journal], capture_output=True, check=True)
        for execution in started:
            self.assertEqual(json.loads(self.end(execution)["output"]), [1, 2, 3], execution)
        self.check_journal()

    def test_parents_wait_for_children_that_sleep(self):
        """A parent goes on before its child, which waits until after the restart."""
        child = self.create("child", {"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": 11, "End": True}}})
        parent = self.create("parent", {"StartAt": "A", "States": {"A": {
            "Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2", "End": True,
            "Parameters": {"StateMachineArn": child, "Input": {}}}}})
        parents = [self.start(parent, f"p{number}") for number in range(300)]
        for _ in range(2):
            time.sleep(1)
            self.kill()
            self.serve()
        ends = [self.end(each) for each in parents]
        self.assertEqual({end["status"] for end in ends}, {"SUCCEEDED"}, next(
            (end["cause"] for end in ends if "cause" in end), ""))
        children = self.call("ListExecutions", stateMachineArn=child, maxResults=1000)["executions"]
        self.assertEqual(len(children), len(parents))

    def test_commands_show_what_they_did(self):
        """The next command selects by what the one before has done."""
        machine = self.create("w", {"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": 600, "End": True}}})
        for number in range(3):
            self.start(machine, f"e{number}")

        def command(*words):
            done = subprocess.run([ASLC, "executions", *words, "--journal", self.journal], capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            return done.stdout + done.stderr

        end = time.monotonic() + PATIENCE
        while command("list").count("RUNNING") < 3:  # lists are up to a second older than the starts
            self.assertLess(time.monotonic(), end, "the list does not have the starts")
            time.sleep(0.05)
        command("stop", "e0")
        self.assertIn("ABORTED", command("show", "e0"))
        self.assertIn("2 of 2 executions are stopped", command("stop", "--all", "--yes"))
        self.assertIn("3 of 3 executions are redriven", command("redrive", "--all", "--yes"))


def main():
    global ASLC
    if "--aslc" in sys.argv:
        at = sys.argv.index("--aslc")
        ASLC = sys.argv[at + 1]
        del sys.argv[at:at + 2]
    unittest.main()


if __name__ == "__main__":
    main()
