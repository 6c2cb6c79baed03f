#!/usr/bin/env python3
"""Journals with names, times and records that are hard to read: each with a server of its own."""

import contextlib
import datetime
import json
import sqlite3
import subprocess
import time
import urllib.request

from with_server import ACTIVITY, WAITING, ASKING, PASS, CALLING, WithServer, main

SECRET = "the-secret-payload"


class NamesInTheJournal(WithServer):
    def look(self, *options):
        done = subprocess.run([self.aslc, "executions", *options, "--journal", self.database], capture_output=True, text=True,
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
            done = subprocess.run([self.aslc, "serve", "--db", self.database, *options], capture_output=True, text=True,
                                  check=False, timeout=60)
            self.assertEqual(done.returncode, 2)
            self.assertIn("it is encrypted", done.stderr)
        self.serve("--journal-key", self.key())


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
    main()
