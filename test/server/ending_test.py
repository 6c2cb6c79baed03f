#!/usr/bin/env python3
"""How a server ends: with requests in progress, and while nobody reads what it writes."""

import concurrent.futures
import contextlib
import http.client
import json
import os
import re
import signal
import sqlite3
import threading
import urllib.error
import urllib.request

from client import Client, Refused, Server
from with_server import ROLE, PASS, WAITING, WithServer, main


class Termination(WithServer):
    """SIGTERM ends a server when the requests in progress have their answers, or after ten seconds."""

    @staticmethod
    def has_started(address):
        with urllib.request.urlopen("http://%s:%d/metrics" % address) as answer:
            return re.search(rb"^aslc_executions_started_total\S* 1$", answer.read(), re.MULTILINE)

    def end_with(self, seconds, signals=(signal.SIGTERM,)):
        """Ends a server while a call waits for so long. The call's result, and the server's exit status."""
        definition = {"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": seconds, "End": True}}}
        with Server(self.aslc, "--db", self.database, "--metrics") as server:
            client = Client(*server.address)
            machine = client.call("CreateStateMachine", {"name": "m", "definition": json.dumps(definition),
                                                         "roleArn": ROLE, "type": "EXPRESS"})["stateMachineArn"]
            results = []

            def call():
                try:
                    results.append(client.call("StartSyncExecution", {"stateMachineArn": machine})["status"])
                except (OSError, http.client.HTTPException, Refused) as problem:
                    results.append(problem)

            thread = threading.Thread(target=call)
            thread.start()
            self.wait_until(lambda: self.has_started(server.address))
            for each in signals:
                server.process.send_signal(each)
            status = server.process.wait(60)
            thread.join()
        return results[0], status

    def test_requests_in_progress_get_their_answers(self):
        self.assertEqual(self.end_with(2), ("SUCCEEDED", 0))

    def test_it_does_not_wait_for_ever(self):
        result, status = self.end_with(250)
        self.assertIsInstance(result, Exception)
        self.assertEqual(status, 0)

    def test_it_does_not_wait_for_a_state_that_is_tested(self):
        wait = {"definition": json.dumps({"Type": "Wait", "Seconds": 250, "End": True}), "roleArn": ROLE}
        with Server(self.aslc) as server:
            ends = []

            def call():
                try:
                    ends.append(Client(*server.address).call("TestState", wait))
                except (OSError, http.client.HTTPException, Refused) as problem:
                    ends.append(problem)

            thread = threading.Thread(target=call)
            thread.start()
            thread.join(2)
            self.assertEqual(ends, [])
            server.process.send_signal(signal.SIGTERM)
            self.assertEqual(server.process.wait(60), 0)
            thread.join()
        self.assertIsInstance(ends[0], Exception)

    def test_a_second_signal_ends_it_at_once(self):
        result, status = self.end_with(250, (signal.SIGTERM, signal.SIGINT))
        self.assertIsInstance(result, Exception)
        self.assertEqual(status, 3)


class LostJournal(WithServer):
    """A server ends when it must not write its journal any more, or cannot, whoever waits for that."""

    def begin(self):
        """Starts a server, and returns what calls that wait for the journal are about."""
        self.serve()
        failed = self.start(self.create({"StartAt": "A", "States": {"A": {"Type": "Fail"}}}, name="failing"))
        self.wait_until(lambda: self.describe(failed)["status"] == "FAILED")
        machine = self.create(WAITING)
        return {"StopExecution": {"executionArn": self.start(machine)}, "RedriveExecution": {"executionArn": failed},
                "TagResource": {"resourceArn": machine, "tags": [{"key": "k", "value": "v"}]}}

    def call(self, operation, params):
        """A call that gets an error, or no answer."""
        with contextlib.closing(Client(*self.address)) as client, \
                self.assertRaises((OSError, http.client.HTTPException, Refused)):
            client.call(operation, params)

    def is_ready(self):
        with contextlib.suppress(urllib.error.HTTPError):
            with urllib.request.urlopen("http://%s:%d/ready" % self.address) as answer:
                return answer.status == 200
        return False

    def test_another_process_has_it(self):
        calls = self.begin()
        with contextlib.closing(sqlite3.connect(self.database)) as database:
            database.execute("UPDATE owner SET epoch = epoch + 1")
            database.commit()
        for operation, params in calls.items():
            self.call(operation, params)
        self.assertEqual(self.process.wait(60), 2)

    def test_it_cannot_be_written(self):
        calls = self.begin()
        with contextlib.closing(sqlite3.connect(self.database, isolation_level=None)) as database:
            database.execute("BEGIN IMMEDIATE")
            with concurrent.futures.ThreadPoolExecutor() as threads:
                answers = [threads.submit(self.call, *each) for each in calls.items()]
                self.wait_until(lambda: not self.is_ready())
                self.process.send_signal(signal.SIGTERM)
                self.assertEqual(self.process.wait(90), 0)
                for answer in answers:
                    answer.result()


class Unread(WithServer):
    """A server ends while nobody reads what it writes to its standard output."""

    def ends(self, option):
        definition = {"StartAt": "A", "States": {"A": {"Type": "Pass", "End": True}}}
        logs = {"level": "ALL", "includeExecutionData": True,
                "destinations": [{"cloudWatchLogsLogGroup": {"logGroupArn": "arn:aws:logs:us-east-1:123456789012:log-group:x:*"}}]}
        with Server(self.aslc, "--db", self.database, option, "-") as server:
            client = Client(*server.address)
            machine = client.call("CreateStateMachine", {"name": "m", "definition": json.dumps(definition), "roleArn": ROLE,
                                                         "loggingConfiguration": logs})["stateMachineArn"]
            for _ in range(20):
                client.call("StartExecution", {"stateMachineArn": machine, "input": json.dumps("x" * 20000)})
            client.close()
            server.process.send_signal(signal.SIGTERM)
            return server.process.wait(60)

    def test_logs(self):
        self.assertEqual(self.ends("--logs"), 0)

    def test_events(self):
        self.assertEqual(self.ends("--events"), 0)

    def test_pipes(self):
        logs, events = str(self.folder / "logs"), str(self.folder / "events")
        for pipe in (logs, events):
            os.mkfifo(pipe)
        with Server(self.aslc, "--db", self.database, "--logs", logs, "--events", events) as server:
            client = Client(*server.address)
            machine = client.call("CreateStateMachine", {"name": "m", "definition": json.dumps(PASS), "roleArn": ROLE})
            client.call("StartExecution", {"stateMachineArn": machine["stateMachineArn"]})
            client.close()
            server.process.send_signal(signal.SIGTERM)
            self.assertEqual(server.process.wait(60), 0)


if __name__ == "__main__":
    main()
