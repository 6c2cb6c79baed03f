#!/usr/bin/env python3
"""The ends of state machines, limits of what may run, and journals that are encrypted or damaged: each with a server of its
own."""

import argparse
import contextlib
import datetime
import http.client
import json
import os
import pathlib
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.request

from client import Client, Refused, Server

ROLE = "arn:aws:iam::123456789012:role/r"
ACTIVITY = "arn:aws:states:us-east-1:123456789012:activity:work"
ASLC = "build/bin/aslc"
SECRET = "the-secret-payload"
WAITING = {"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": 100000, "End": True}}}
ASKING = {"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": ACTIVITY, "Next": "B"},
                                     "B": {"Type": "Pass", "End": True}}}
PASS = {"StartAt": "A", "States": {"A": {"Type": "Pass", "End": True}}}


class WithServer(unittest.TestCase):
    def setUp(self):
        self.exits = contextlib.ExitStack()
        self.addCleanup(self.exits.close)
        self.folder = pathlib.Path(self.exits.enter_context(tempfile.TemporaryDirectory()))
        self.database = str(self.folder / "a.db")

    def serve(self, *options):
        """Starts a server, or starts it again on the same file."""
        self.stop()
        self.server = self.exits.enter_context(contextlib.ExitStack())
        started = self.server.enter_context(Server(ASLC, "--db", self.database, *options))
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


class Deletion(WithServer):
    def test_a_machine_without_executions_is_gone_at_once(self):
        self.serve()
        machine = self.create(PASS)
        self.client.call("DeleteStateMachine", {"stateMachineArn": machine})
        self.assertIsNone(self.status(machine))
        self.create(PASS)

    def test_it_is_deleting_while_an_execution_waits(self):
        self.serve()
        machine = self.create(WAITING)
        execution = self.start(machine)
        self.client.call("DeleteStateMachine", {"stateMachineArn": machine})
        self.assertEqual(self.status(machine), "DELETING")
        self.assertEqual(self.describe(execution)["status"], "RUNNING")
        self.refused("StateMachineDeleting", "StartExecution", stateMachineArn=machine)
        self.refused("StateMachineDeleting", "UpdateStateMachine", stateMachineArn=machine, roleArn=ROLE)
        self.refused("StateMachineDeleting", "CreateStateMachine", name="m", definition=json.dumps(PASS), roleArn=ROLE)
        self.client.call("DeleteStateMachine", {"stateMachineArn": machine})
        self.client.call("StopExecution", {"executionArn": execution})
        self.wait_until(lambda: self.status(machine) is None)
        self.create(PASS)

    def test_an_execution_is_aborted_at_its_next_transition(self):
        self.serve()
        self.client.call("CreateActivity", {"name": "work"})
        machine = self.create(ASKING)
        execution = self.start(machine)
        task = self.client.call("GetActivityTask", {"activityArn": ACTIVITY})
        self.client.call("DeleteStateMachine", {"stateMachineArn": machine})
        self.client.call("SendTaskSuccess", {"taskToken": task["taskToken"], "output": "1"})
        self.wait_until(lambda: self.status(machine) is None)

    def test_its_history_ends_with_the_state_before(self):
        self.serve()
        self.client.call("CreateActivity", {"name": "work"})
        machine = self.create(ASKING)
        execution, waiting = self.start(machine), self.start(self.create(WAITING, "other"))
        # Another execution keeps the machine, so that its history can be read.
        keeping = self.start(machine)
        tasks = [self.client.call("GetActivityTask", {"activityArn": ACTIVITY}) for _ in range(2)]
        self.client.call("DeleteStateMachine", {"stateMachineArn": machine})
        self.client.call("SendTaskSuccess", {"taskToken": tasks[0]["taskToken"], "output": "1"})
        self.wait_until(lambda: "ABORTED" in (self.describe(execution)["status"], self.describe(keeping)["status"]))
        ended = execution if self.describe(execution)["status"] == "ABORTED" else keeping
        events = self.client.call("GetExecutionHistory", {"executionArn": ended})["events"]
        self.assertEqual([event["id"] for event in events], list(range(1, len(events) + 1)))
        self.assertEqual([event["type"] for event in events[-2:]], ["TaskStateExited", "ExecutionAborted"])
        self.assertEqual(self.describe(waiting)["status"], "RUNNING")
        self.assertEqual(self.describe(ended)["redriveStatusReason"], "State machine is in DELETING status")

    def test_it_goes_on_after_a_restart(self):
        self.serve()
        self.client.call("CreateActivity", {"name": "work"})
        machine = self.create(ASKING)
        self.start(machine)
        task = self.client.call("GetActivityTask", {"activityArn": ACTIVITY})
        self.client.call("DeleteStateMachine", {"stateMachineArn": machine})
        self.serve()
        self.assertEqual(self.status(machine), "DELETING")
        self.client.call("SendTaskSuccess", {"taskToken": task["taskToken"], "output": "1"})
        self.wait_until(lambda: self.status(machine) is None)
        self.stop()
        done = subprocess.run([ASLC, "journal", "verify", "--journal", self.database], capture_output=True, text=True,
                              check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_a_server_starts_while_a_machine_of_its_files_is_deleted(self):
        file = self.folder / "m.asl.json"
        file.write_text(json.dumps(WAITING))
        machine = "arn:aws:states:us-east-1:123456789012:stateMachine:m"
        self.serve(str(file))
        execution = self.start(machine)
        self.client.call("DeleteStateMachine", {"stateMachineArn": machine})
        self.serve(str(file))
        self.assertIn("the state machine `m` is being deleted: a start after its deletion creates it again", self.said)
        self.assertNotIn("serving", self.said)
        self.assertEqual((self.status(machine), self.describe(execution)["status"]), ("DELETING", "RUNNING"))
        self.client.call("StopExecution", {"executionArn": execution})
        self.wait_until(lambda: self.status(machine) is None)
        self.serve(str(file))
        self.assertIn("serving " + machine, self.said)
        self.assertEqual(self.status(machine), "ACTIVE")


class OpenExecutions(WithServer):
    def test_so_many_may_run_and_no_more(self):
        self.serve("--open-executions", "2")
        machine = self.create(WAITING)
        first = self.start(machine)
        self.start(machine, name="second")
        message = self.refused("ExecutionLimitExceeded", "StartExecution", stateMachineArn=machine)
        self.assertIn("maximum number of running executions", message)
        other = Client(*self.client_address(), region="eu-west-1")
        self.addCleanup(other.close)
        elsewhere = other.call("CreateStateMachine", {"name": "m", "definition": json.dumps(WAITING), "roleArn": ROLE})
        other.call("StartExecution", {"stateMachineArn": elsewhere["stateMachineArn"]})

        self.serve("--open-executions", "2")
        self.refused("ExecutionLimitExceeded", "StartExecution", stateMachineArn=machine)
        self.client.call("StopExecution", {"executionArn": first})
        self.start(machine)
        self.refused("ExecutionLimitExceeded", "RedriveExecution", executionArn=first)

    def client_address(self):
        return self.client.host, self.client.port

    def test_those_that_have_ended_do_not_count(self):
        self.serve("--open-executions", "1")
        machine = self.create(PASS)
        started = set()

        def starts():
            with contextlib.suppress(Refused):  # until the one before has ended
                started.add(self.start(machine))
            return len(started) == 20
        self.wait_until(starts)

    def test_a_refused_input_does_not_count(self):
        self.serve("--open-executions", "1")
        machine = self.create(WAITING)
        for _ in range(3):
            self.refused("InvalidExecutionInput", "StartExecution", stateMachineArn=machine, input="nothing")
        self.start(machine)

    def test_a_number_is_needed(self):
        for text in ("0", "x", "-1"):
            done = subprocess.run([ASLC, "serve", "--memory", "--open-executions", text], capture_output=True, text=True,
                                  check=False)
            self.assertEqual(done.returncode, 2)
            self.assertIn(f"expected a whole number from 1 on, found `{text}`", done.stderr)


class Quotas(WithServer):
    def test_buckets_are_those_of_aws(self):
        self.serve("--quotas", "aws")
        machine = self.create(PASS)
        with self.assertRaises(Refused) as caught:
            for number in range(400):
                self.client.call("DescribeStateMachine", {"stateMachineArn": machine})
                self.assertLess(number, 399)
        self.assertEqual((caught.exception.code, caught.exception.message), ("ThrottlingException", "Rate exceeded"))

    def test_a_part_of_the_calls_is_refused(self):
        self.serve("--throttle", "StartExecution 50%")
        machine = self.create(PASS)
        refused = 0
        for _ in range(10):
            try:
                self.start(machine)
            except Refused as error:
                self.assertEqual(error.code, "ThrottlingException")
                refused += 1
        self.assertEqual(refused, 5)


class Termination(WithServer):
    """SIGTERM ends a server when the requests in progress have their answers, or after ten seconds."""

    @staticmethod
    def has_started(address):
        with urllib.request.urlopen("http://%s:%d/metrics" % address) as answer:
            return re.search(rb"^aslc_executions_started_total\S* 1$", answer.read(), re.MULTILINE)

    def end_with(self, seconds, signals=(signal.SIGTERM,)):
        """Ends a server while a call waits for so long. The call's result, and the server's exit status."""
        definition = {"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": seconds, "End": True}}}
        with Server(ASLC, "--db", self.database, "--metrics") as server:
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

    def test_a_second_signal_ends_it_at_once(self):
        result, status = self.end_with(250, (signal.SIGTERM, signal.SIGINT))
        self.assertIsInstance(result, Exception)
        self.assertEqual(status, 3)


class Unread(WithServer):
    """A server ends while nobody reads what it writes to its standard output."""

    def ends(self, option):
        definition = {"StartAt": "A", "States": {"A": {"Type": "Pass", "End": True}}}
        logs = {"level": "ALL", "includeExecutionData": True,
                "destinations": [{"cloudWatchLogsLogGroup": {"logGroupArn": "arn:aws:logs:us-east-1:123456789012:log-group:x:*"}}]}
        with Server(ASLC, "--db", self.database, option, "-") as server:
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
        with Server(ASLC, "--db", self.database, "--logs", logs, "--events", events) as server:
            client = Client(*server.address)
            machine = client.call("CreateStateMachine", {"name": "m", "definition": json.dumps(PASS), "roleArn": ROLE})
            client.call("StartExecution", {"stateMachineArn": machine["stateMachineArn"]})
            client.close()
            server.process.send_signal(signal.SIGTERM)
            self.assertEqual(server.process.wait(60), 0)


class WrongClock(WithServer):
    """An execution has a time that no client can read."""

    def test_lists_can_be_read(self):
        self.serve()
        machine = self.create(PASS)
        execution = self.start(machine, name="a")
        self.wait_until(lambda: self.describe(execution)["status"] == "SUCCEEDED")
        self.stop()
        with contextlib.closing(sqlite3.connect(self.database)) as file, file:
            file.execute("UPDATE execution SET start_ms = ?, stop_ms = ?", (2**63 - 1, 2**63 - 1))
        self.serve()
        [entry] = self.client.call("ListExecutions", {"stateMachineArn": machine})["executions"]
        for member in ("startDate", "stopDate"):
            self.assertEqual(datetime.datetime.fromtimestamp(entry[member], datetime.timezone.utc).year, 9999)


class Forks(WithServer):
    def fork(self, *options):
        return subprocess.run([ASLC, "executions", "fork", "--journal", self.database, *options], capture_output=True,
                              text=True, check=False, timeout=60)

    def test_an_execution_of_the_server_is_forked(self):
        self.serve("--metrics")
        machine = self.create({"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": 1, "Next": "B"},
                                                          "B": {"Type": "Pass", "End": True}}})
        execution = self.start(machine, name="one")
        self.wait_until(lambda: self.describe(execution)["status"] == "SUCCEEDED")
        self.client.call("UpdateStateMachine", {"stateMachineArn": machine, "definition": json.dumps(PASS)})
        forked = self.fork("one", "--at", "4", "--name", "two")
        self.assertEqual((forked.stdout, forked.stderr), ("two\n", ""))
        fork = execution.replace(":one", ":two")
        self.wait_until(lambda: self.describe(fork)["status"] == "SUCCEEDED")
        self.assertEqual(self.describe(fork)["output"], "1")

        def types(arn):
            events = self.client.call("GetExecutionHistory", {"executionArn": arn})["events"]
            return [(event["id"], event["previousEventId"], event["type"]) for event in events]

        self.assertEqual(types(fork), types(execution))
        self.assertIn("is in no state", self.fork(execution, "--at", "6").stderr)
        self.assertIn("there is an execution `two` already", self.fork("one", "--at", "4", "--name", "two").stderr)


class NamesInTheJournal(WithServer):
    def look(self, *options):
        done = subprocess.run([ASLC, "executions", *options, "--journal", self.database], capture_output=True, text=True,
                              check=False, timeout=60)
        return done.stdout + done.stderr

    def test_a_machine_is_called_by_its_name_or_arn(self):
        self.serve()
        machine = self.create(PASS)
        execution = self.start(machine, name="one")
        self.wait_until(lambda: self.describe(execution)["status"] == "SUCCEEDED")
        name = machine.split(":")[-1]
        self.wait_until(lambda: "one" in self.look("list"))
        for given in (name, machine):
            self.assertIn(" one", self.look("list", "--machine", given))
            self.assertIn('"name": "one"', self.look("show", "one", "--machine", given, "--json"))
        self.assertIn('"name": "one"', self.look("show", execution, "--json"))
        self.assertIn(f"has no state machine `Other`, but `{machine}`", self.look("list", "--machine", "Other"))
        self.assertIn("is not the ARN of an execution", self.look("show", machine))

    def test_a_name_of_several_machines_is_refused(self):
        self.serve()
        for region in ("us-east-1", "eu-west-1"):
            self.client.region = region
            self.create(PASS)
        self.assertIn("several state machines are called", self.look("list", "--machine", "m"))


class EncryptedJournal(WithServer):
    def key(self, name="key", digit="a"):
        file = self.folder / name
        file.write_text(digit * 64)
        return str(file)

    def test_payloads_are_unreadable_and_executions_go_on(self):
        self.serve("--journal-key", self.key())
        self.client.call("CreateActivity", {"name": "work"})
        machine = self.create({**ASKING, "Comment": SECRET})
        execution = self.start(machine, input=json.dumps({"card": SECRET}), name="visible-name")
        task = self.client.call("GetActivityTask", {"activityArn": ACTIVITY})
        self.serve("--journal-key", self.key())
        self.client.call("SendTaskFailure", {"taskToken": task["taskToken"], "error": SECRET, "cause": SECRET})
        self.wait_until(lambda: self.describe(execution)["status"] == "FAILED")
        self.assertEqual(self.describe(execution)["cause"], SECRET)
        self.assertEqual(json.loads(self.describe(execution)["input"]), {"card": SECRET})
        self.stop()
        files = b"".join(file.read_bytes() for file in self.folder.glob("a.db*"))
        self.assertNotIn(SECRET.encode(), files)
        self.assertIn(b"visible-name", files)

    def test_another_key_opens_nothing(self):
        self.serve("--journal-key", self.key())
        self.stop()
        for options in ([], ["--journal-key", self.key("other", "b")]):
            done = subprocess.run([ASLC, "serve", "--db", self.database, *options], capture_output=True, text=True,
                                  check=False, timeout=60)
            self.assertEqual(done.returncode, 2)
            self.assertIn("it is encrypted", done.stderr)
        self.serve("--journal-key", self.key())


CALLING = {"StartAt": "A", "States": {"A": {
    "Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync", "End": True,
    "Parameters": {"StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:m", "Name": "child"}}}}


class NestedExecutions(WithServer):
    """A task that starts an execution with a name, and the end of the server before the task has its result."""

    def types(self, execution):
        events = self.client.call("GetExecutionHistory", {"executionArn": execution})["events"]
        return [event["type"] for event in events]

    def test_a_task_takes_the_result_of_a_child_that_ended_meanwhile(self):
        parent = self.end_child_before(lambda: None)
        self.wait_until(lambda: self.describe(parent)["status"] != "RUNNING")
        self.assertEqual(json.loads(self.describe(parent)["output"])["Output"], "7")
        self.assertEqual(len(self.client.call("ListExecutions", {"stateMachineArn": self.machine})["executions"]), 1)

    def test_a_task_takes_the_result_of_a_child_whose_definition_is_damaged_since_then(self):
        damage = "UPDATE revision SET definition = replace(definition, 'work', 'walk') WHERE definition LIKE '%\"m\"%'"
        parent = self.end_child_before(lambda: self.change(damage))
        self.wait_until(lambda: self.describe(parent)["status"] != "RUNNING")
        self.assertEqual(json.loads(self.describe(parent)["output"])["Output"], "7")

    def test_a_task_takes_the_result_of_a_child_whose_machine_is_deleted_since_then(self):
        parent = self.end_child_before(
            lambda: self.client.call("DeleteStateMachine", {"stateMachineArn": self.machine}))
        self.wait_until(lambda: self.describe(parent)["status"] != "RUNNING")
        self.assertEqual(json.loads(self.describe(parent)["output"])["Output"], "7")

    def end_child_before(self, then):
        """Ends the child of an execution that does not go on meanwhile, as after a crash, and starts the server again."""
        self.serve()
        self.client.call("CreateActivity", {"name": "work"})
        self.machine = self.create({"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": ACTIVITY, "End": True}}})
        parent = self.start(self.create(CALLING, "parent"), name="p")
        self.wait_until(lambda: "TaskSubmitted" in self.types(parent))
        crc = "UPDATE journal SET crc = crc + ? WHERE execution = (SELECT id FROM execution WHERE name = 'p')"
        self.change(crc, 1)
        self.serve()
        task = self.client.call("GetActivityTask", {"activityArn": ACTIVITY})
        self.client.call("SendTaskSuccess", {"taskToken": task["taskToken"], "output": "7"})
        child = self.machine.replace(":stateMachine:", ":execution:") + ":child"
        self.wait_until(lambda: self.describe(child)["status"] == "SUCCEEDED")
        then()
        self.change(crc, -1)
        self.serve()
        return parent

    def kill_before_it_is_told(self, holds):
        """Kills the server as soon as something holds: events for which nothing waits are written half a second later."""
        self.wait_until(holds)
        self.process.kill()
        self.process.wait()
        self.serve()

    def status_of(self, execution):
        """None when there is no such execution yet."""
        try:
            return self.describe(execution)["status"]
        except Refused:
            return None

    def calling(self, *before):
        """A task that starts an execution called `child`, after `before`; what follows waits."""
        task = {**CALLING["States"]["A"], "Next": "W", "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "W"}]}
        del task["End"]
        return {"StartAt": before[0][0] if before else "A",
                "States": {**dict(before), "A": task, "W": {**WAITING["States"]["A"]}}}

    def test_a_task_that_was_told_nothing_finds_the_execution_that_it_has_started(self):
        self.serve()
        child = self.create(PASS).replace(":stateMachine:", ":execution:") + ":child"
        parent = self.start(self.create(self.calling(), "parent"))
        self.kill_before_it_is_told(lambda: self.status_of(child) == "SUCCEEDED")
        self.wait_until(lambda: "WaitStateEntered" in self.types(parent))
        self.assertIn("TaskSucceeded", self.types(parent))

    def test_of_two_tasks_that_give_one_name_only_one_has_the_execution_after_a_crash_too(self):
        self.serve()
        child = self.create(PASS).replace(":stateMachine:", ":execution:") + ":child"
        task = {**CALLING["States"]["A"], "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Taken"}]}
        branch = {"StartAt": "A", "States": {"A": task, "Taken": {"Type": "Succeed"}}}
        parallel = {"Type": "Parallel", "Branches": [branch, branch], "Next": "W"}
        parent = self.start(self.create(
            {"StartAt": "P", "States": {"P": parallel, "W": {**WAITING["States"]["A"]}}}, "parent"))
        self.kill_before_it_is_told(lambda: self.status_of(child) == "SUCCEEDED")
        self.wait_until(lambda: "WaitStateEntered" in self.types(parent))
        ends = [each for each in self.types(parent) if each in ("TaskSucceeded", "TaskSubmitFailed")]
        self.assertEqual(sorted(ends), ["TaskSubmitFailed", "TaskSucceeded"])

    def test_a_name_that_another_execution_has_is_an_error_after_a_crash_too(self):
        self.serve()
        machine = self.create(PASS)
        child = self.start(machine, name="child", input="[1]")
        self.wait_until(lambda: self.describe(child)["status"] == "SUCCEEDED")
        parent = self.start(self.create(self.calling(), "parent"))
        self.kill_before_it_is_told(lambda: "TaskScheduled" in self.types(parent))
        self.wait_until(lambda: "WaitStateEntered" in self.types(parent))
        self.assertIn("TaskSubmitFailed", self.types(parent))

    def test_a_name_that_an_earlier_task_has_given_is_an_error_after_a_crash_too(self):
        self.serve()
        self.create(PASS)
        first = {**CALLING["States"]["A"], "Next": "A"}
        del first["End"]
        parent = self.start(self.create(self.calling(("First", first)), "parent"))
        self.kill_before_it_is_told(lambda: self.types(parent).count("TaskScheduled") == 2)
        self.wait_until(lambda: "WaitStateEntered" in self.types(parent))
        self.assertIn("TaskSubmitFailed", self.types(parent))


class DamagedExecutions(WithServer):
    def damage(self, name):
        self.change("UPDATE journal SET record = x'00' WHERE seq = (SELECT l.seq FROM live l JOIN execution e "
                    "ON e.id = l.execution WHERE e.name = ?)", name)

    def get(self, path):
        with urllib.request.urlopen("http://%s:%d%s" % (*self.address, path), timeout=60) as answer:
            return answer.read().decode()

    def test_the_others_go_on(self):
        self.serve()
        self.client.call("CreateActivity", {"name": "work"})
        machine = self.create(ASKING)
        one, two = (self.start(machine, name=name) for name in ("one", "two"))
        self.damage("one")
        self.serve("--metrics-open")
        self.assertRegex(self.said, f"the execution {one} is damaged and does not go on: row \\d+ is damaged: it has another")
        self.assertEqual(self.said.count("is damaged and does not go on"), 1)
        damaged = self.describe(one)
        self.assertEqual((damaged["status"], damaged["error"]), ("RUNNING", "Aslc.DamagedRecord"))
        self.assertIn("it has another checksum", damaged["cause"])
        self.assertEqual(damaged["inputDetails"], {"included": False})
        listed = self.client.call("ListExecutions", {"stateMachineArn": machine})["executions"]
        self.assertEqual({each["name"]: each["status"] for each in listed}, {"one": "RUNNING", "two": "RUNNING"})
        self.assertEqual(self.client.call("GetExecutionHistory", {"executionArn": one})["events"], [])
        self.assertEqual(json.loads(self.get("/health")), {"status": "ok", "damagedExecutions": 1})
        self.assertIn("aslc_damaged_executions 1\n", self.get("/metrics"))
        self.assertEqual(self.start(machine, name="one"), one)
        self.refused("ExecutionAlreadyExists", "StartExecution", stateMachineArn=machine, name="one", input="[1]")
        # Of the two tasks only that of the other one is handed out.
        task = self.client.call("GetActivityTask", {"activityArn": ACTIVITY})
        self.client.call("SendTaskSuccess", {"taskToken": task["taskToken"], "output": "1"})
        self.wait_until(lambda: self.describe(two)["status"] == "SUCCEEDED")
        self.client.call("StopExecution", {"executionArn": one})
        stopped = self.describe(one)
        self.assertEqual(stopped["status"], "ABORTED")
        self.assertIn("The record of the execution is damaged: row ", stopped["cause"])
        self.assertEqual(stopped["redriveStatus"], "NOT_REDRIVABLE")
        self.assertEqual(stopped["redriveStatusReason"], "The record of the execution is damaged")
        self.assertEqual(json.loads(self.get("/health")), {"status": "ok"})
        self.serve()
        self.assertNotIn("damaged", self.said)

    def test_the_readable_events_are_on_pages(self):
        self.serve()
        self.client.call("CreateActivity", {"name": "work"})
        asking = json.loads(json.dumps(ASKING))
        asking["States"]["B"] = {"Type": "Wait", "Seconds": 100000, "End": True}
        one = self.start(self.create(asking), name="one")
        task = self.client.call("GetActivityTask", {"activityArn": ACTIVITY})
        history = lambda **more: self.client.call("GetExecutionHistory", {"executionArn": one, **more})
        started = [each["id"] for each in history()["events"]][:3]
        self.client.call("SendTaskSuccess", {"taskToken": task["taskToken"], "output": "1"})
        self.wait_until(lambda: len(history()["events"]) > 5)
        self.damage("one")
        self.serve()
        readable = [each["id"] for each in history()["events"]]
        self.assertEqual(readable[:3], started)
        for is_reverse in (False, True):
            seen, token = [], {}
            while token is not None:
                page = history(reverseOrder=is_reverse, maxResults=1, **token)
                seen += [each["id"] for each in page["events"]]
                token = {"nextToken": page["nextToken"]} if "nextToken" in page else None
            self.assertEqual(seen, readable[::-1] if is_reverse else readable)

    def test_whoever_waits_for_it_waits_until_it_is_stopped(self):
        self.serve()
        child = self.create(WAITING).replace(":stateMachine:", ":execution:") + ":child"
        parent = self.start(self.create(CALLING, "parent"))
        types = lambda: [e["type"] for e in self.client.call("GetExecutionHistory", {"executionArn": parent})["events"]]
        self.wait_until(lambda: "TaskSubmitted" in types())
        self.damage("child")
        self.serve()
        self.assertIn(f"the execution {child} is damaged", self.said)
        time.sleep(0.5)
        self.assertEqual(self.describe(parent)["status"], "RUNNING")
        self.client.call("StopExecution", {"executionArn": child})
        self.wait_until(lambda: self.describe(parent)["status"] == "FAILED")
        self.assertIn('"Status":"ABORTED"', self.describe(parent)["cause"])

    def test_a_result_that_cannot_be_read_fails_its_task(self):
        self.serve()
        self.create(WAITING)
        calling = json.loads(json.dumps(CALLING))
        del calling["States"]["A"]["Parameters"]["Name"]
        parent = self.start(self.create(calling, "parent"))
        types = lambda: [e["type"] for e in self.client.call("GetExecutionHistory", {"executionArn": parent})["events"]]
        self.wait_until(lambda: "TaskSubmitted" in types())
        child = "(SELECT id FROM execution WHERE parent IS NOT NULL)"
        self.change(f"UPDATE journal SET record = x'00' WHERE execution = {child}")
        self.change(f"UPDATE execution SET status = 1, stop_ms = start_ms WHERE id = {child}")
        self.change(f"DELETE FROM live WHERE execution = {child}")
        self.serve()
        self.wait_until(lambda: self.describe(parent)["status"] == "FAILED")
        self.assertIn("Aslc.DamagedRecord", self.describe(parent)["cause"])

    def test_a_damaged_definition_is_one_of_its_executions_only(self):
        self.serve()
        machine = self.create(WAITING)
        one, two = self.start(machine, name="one"), self.start(self.create(WAITING, "other"), name="two")
        self.change("UPDATE revision SET definition = replace(definition, '100000', '1') WHERE definition LIKE '%\"m\"%'")
        self.serve()
        self.assertIn(f"the execution {one} is damaged and does not go on: revision ", self.said)
        self.assertEqual(self.describe(two).get("error"), None)
        self.refused("ValidationException", "StartExecution", stateMachineArn=machine, name="three")
        self.client.call("UpdateStateMachine", {"stateMachineArn": machine, "definition": json.dumps(PASS)})
        self.wait_until(lambda: self.describe(self.start(machine, name="three"))["status"] == "SUCCEEDED")
        self.client.call("StopExecution", {"executionArn": one})
        self.assertEqual(self.describe(one)["status"], "ABORTED")

    def test_deletion_of_the_machine_ends_it(self):
        self.serve()
        machine = self.create(WAITING)
        self.start(machine, name="one")
        self.damage("one")
        self.serve()
        self.client.call("DeleteStateMachine", {"stateMachineArn": machine})
        self.wait_until(lambda: self.status(machine) is None)

    def test_events_of_the_others_are_delivered(self):
        events = self.folder / "events.json"
        self.serve("--events", str(events))
        machine = self.create(PASS)
        self.start(machine, name="one")
        self.wait_until(lambda: events.exists() and "SUCCEEDED" in events.read_text())
        self.stop()
        self.serve()
        self.start(machine, name="two")
        self.start(machine, name="three")
        self.change("UPDATE journal SET record = x'00' WHERE seq = (SELECT first_seq FROM execution WHERE name = 'two')")
        self.serve("--events", str(events))
        self.wait_until(lambda: ':three"' in events.read_text())
        self.assertNotIn(':two"', events.read_text())


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--aslc", default=ASLC)
    parser.add_argument("--fake")
    options, rest = parser.parse_known_args()
    ASLC = options.aslc
    unittest.main(argv=[sys.argv[0], *rest])
