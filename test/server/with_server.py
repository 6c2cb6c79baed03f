"""What tests share whose servers keep their executions in a file."""

import argparse
import contextlib
import json
import pathlib
import sqlite3
import sys
import tempfile
import time
import unittest

from client import Client, Refused, Server

ROLE = "arn:aws:iam::123456789012:role/r"
ACTIVITY = "arn:aws:states:us-east-1:123456789012:activity:work"
WAITING = {"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": 100000, "End": True}}}
ASKING = {"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": ACTIVITY, "Next": "B"},
                                     "B": {"Type": "Pass", "End": True}}}
PASS = {"StartAt": "A", "States": {"A": {"Type": "Pass", "End": True}}}
CALLING = {"StartAt": "A", "States": {"A": {
    "Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync", "End": True,
    "Parameters": {"StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:m", "Name": "child"}}}}


class WithServer(unittest.TestCase):
    aslc = "build/bin/aslc"

    def setUp(self):
        self.exits = contextlib.ExitStack()
        self.addCleanup(self.exits.close)
        self.folder = pathlib.Path(self.exits.enter_context(tempfile.TemporaryDirectory()))
        self.database = str(self.folder / "a.db")

    def serve(self, *options):
        """Starts a server, or starts it again on the same file."""
        self.stop()
        self.server = self.exits.enter_context(contextlib.ExitStack())
        started = self.server.enter_context(Server(self.aslc, "--db", self.database, *options))
        self.said, self.address = "".join(started.said), started.address
        self.client = Client(*started.address)
        self.server.callback(self.client.close)
        self.process = started.process

    def stop(self):
        if hasattr(self, "server"):
            self.server.close()

    def create(self, definition, name="m"):
        return self.client.call("CreateStateMachine", {"name": name, "definition": json.dumps(definition),
                                                       "roleArn": ROLE})["stateMachineArn"]

    def start(self, machine, **more):
        return self.client.call("StartExecution", {"stateMachineArn": machine, **more})["executionArn"]

    def describe(self, execution):
        return self.client.call("DescribeExecution", {"executionArn": execution})

    def status(self, machine):
        """The status of a machine; None when there is none."""
        try:
            return self.client.call("DescribeStateMachine", {"stateMachineArn": machine})["status"]
        except Refused as refused:
            self.assertEqual(refused.code, "StateMachineDoesNotExist")
            return None

    def refused(self, code, operation, **params):
        with self.assertRaises(Refused) as caught:
            self.client.call(operation, params)
        self.assertEqual(caught.exception.code, code)
        return caught.exception.message

    def wait_until(self, holds):
        end = time.monotonic() + 60
        while not holds():
            self.assertLess(time.monotonic(), end, "it does not happen")
            time.sleep(0.02)

    def change(self, sql, *values):
        """Changes the journal while no server has it open."""
        self.stop()
        with contextlib.closing(sqlite3.connect(self.database)) as database:
            changed = database.execute(sql, values).rowcount
            database.commit()
        self.assertGreater(changed, 0)


def main():
    """Runs the tests of the program that is called."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--aslc", default=WithServer.aslc)
    options, rest = parser.parse_known_args()
    WithServer.aslc = options.aslc
    unittest.main(argv=[sys.argv[0], *rest])
