#!/usr/bin/env python3
"""Log records in a file, and status change events at a URL that fails at times."""

import json
import os
import signal
import subprocess

from observing import Case, PUBLISH, SEND, run, wait_for


class Logs(Case):
    def test_levels_and_data(self):
        path = self.folder / "log"
        self.serve("--logs", str(path))
        everything = self.create(SEND, "everything", level="ALL")
        bare = self.create(SEND, "bare", level="ALL", data=False)
        errors = self.create(PUBLISH, "errors", level="ERROR")
        fatal = self.create(PUBLISH, "fatal", level="FATAL")
        silent = self.create(PUBLISH, "silent", level="OFF")
        for machine in (everything, bare, errors, fatal, silent):
            self.run_to_end(machine, "e", input='{"n": 1}')
        wait_for(lambda: len(self.records(path)) >= 17)
        self.server.__exit__()
        by_machine = {}
        for record in self.records(path):
            by_machine.setdefault(record["execution_arn"].split(":")[-2], []).append(record)
        types = [record["type"] for record in by_machine["everything"]]
        self.assertEqual(types, ["ExecutionStarted", "TaskStateEntered", "TaskScheduled", "TaskStarted", "TaskSucceeded",
                                 "TaskStateExited", "ExecutionSucceeded"])
        self.assertEqual([record["type"] for record in by_machine["bare"]], types)
        self.assertEqual([record["type"] for record in by_machine["errors"]], ["TaskFailed", "ExecutionFailed"])
        self.assertEqual([record["type"] for record in by_machine["fatal"]], ["ExecutionFailed"])
        self.assertNotIn("silent", by_machine)
        entered = by_machine["everything"][1]
        self.assertEqual(set(entered), {"id", "type", "details", "previous_event_id", "event_timestamp", "execution_arn",
                                        "redrive_count"})
        self.assertEqual(entered["id"], "2")
        self.assertEqual(entered["details"], {"name": "Step", "input": '{"n": 1}'.replace(" ", ""),
                                              "inputDetails": {"truncated": False}})
        self.assertEqual(by_machine["bare"][1]["details"], {"name": "Step"})
        self.assertEqual(by_machine["errors"][0]["details"]["error"], "SNS.Broken")

    def test_express_executions(self):
        receiver = self.receiver()
        (self.folder / "key").write_text("secret\n")
        self.serve("--logs", receiver.url + "/in", "--logs-header", f"X-Key: @{self.folder / 'key'}")
        machine = self.create(SEND, express=True, level="ALL")
        self.client.call("StartSyncExecution", {"stateMachineArn": machine, "name": "quick"})
        lines = wait_for(lambda: (found := b"".join(receiver.bodies()).splitlines()) and len(found) == 7 and found)
        self.assertEqual(json.loads(lines[-1])["type"], "ExecutionSucceeded")
        self.assertIn(":express:order:quick:", json.loads(lines[0])["execution_arn"])
        _, path, headers, _ = receiver.requests[0]
        self.assertEqual((path, headers["X-Key"], headers["Content-Type"]), ("/in", "secret", "application/x-ndjson"))

    def types(self, path, name):
        return [record["type"] for record in self.records(path) if record["execution_arn"].split(":")[6] == name]

    def test_nested_and_redriven_executions(self):
        path = self.folder / "log"
        self.serve("--logs", str(path))
        inner = self.create(SEND, "inner", level="ALL")
        self.run_to_end(self.create({"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2",
                                     "Parameters": {"StateMachineArn": inner}, "End": True}, "outer", level="ALL"), "first")
        failing = self.run_to_end(self.create(PUBLISH, "failing", level="FATAL"), "again")
        self.client.call("RedriveExecution", {"executionArn": failing})
        wait_for(lambda: len(self.types(path, "failing")) == 2)
        wait_for(lambda: self.types(path, "outer")[-1:] == ["ExecutionSucceeded"])
        self.assertEqual(self.types(path, "inner")[-1], "ExecutionSucceeded")
        redriven = [record for record in self.records(path) if ":failing:" in record["execution_arn"]]
        self.assertEqual([(record["type"], record["redrive_count"]) for record in redriven],
                         [("ExecutionFailed", "0"), ("ExecutionFailed", "1")])

    def test_an_express_execution_that_nobody_waits_for(self):
        path = self.folder / "log"
        self.serve("--logs", str(path))
        self.start(self.create(SEND, "quick", express=True, level="ALL"), "e")
        wait_for(lambda: len(self.types(path, "quick")) == 7)

    def test_a_full_disk_is_told_and_waited_for(self):
        path = self.folder / "log"
        path.symlink_to("/dev/full")
        server = self.serve("--logs", str(path), "--metrics")
        machine = self.create(SEND, level="ALL")
        self.run_to_end(machine, "first")
        wait_for(lambda: (self.metric("aslc_delivery_failures_total", records="log records") or 0) >= 2)
        # The server goes on.
        self.run_to_end(machine, "second")
        (self.folder / "empty").touch()
        os.replace(self.folder / "empty", path)
        wait_for(lambda: len(self.records(path)) == 14)
        self.assertEqual(self.metric("aslc_records_dropped_total", records="log records"), 0)
        server.process.send_signal(signal.SIGTERM)
        said = server.process.communicate(timeout=60)[0]
        self.assertEqual(said.count("log records cannot be delivered"), 1)
        self.assertIn("No space left on device", said)
        self.assertEqual(said.count("log records are delivered again"), 1)

    def test_a_target_that_cannot_be_opened_is_reported(self):
        ended = subprocess.run([self.aslc, "serve", "--memory", "--listen", "127.0.0.1:0", "--logs", "/no/such/folder/log"],
                               capture_output=True, text=True, timeout=60)
        self.assertEqual(ended.returncode, 2)
        self.assertIn("`--logs`: cannot open /no/such/folder/log", ended.stderr)


class Events(Case):
    def details(self, receiver):
        return [json.loads(body)["detail"] for body in receiver.bodies()]

    def test_form(self):
        receiver = self.receiver()
        self.serve("--events", receiver.url)
        execution = self.run_to_end(self.create(SEND), "first", input='{"n": 1}')
        events = wait_for(lambda: len(found := receiver.bodies()) == 2 and [json.loads(body) for body in found])
        running, succeeded = events
        self.assertEqual(set(running), {"version", "id", "detail-type", "source", "account", "time", "region", "resources",
                                        "detail"})
        self.assertEqual((running["source"], running["detail-type"], running["resources"], running["account"]),
                         ("aws.states", "Step Functions Execution Status Change", [execution], "123456789012"))
        described = self.describe(execution)
        self.assertEqual(running["detail"]["status"], "RUNNING")
        self.assertIsNone(running["detail"]["stopDate"])
        detail = succeeded["detail"]
        self.assertEqual(set(detail), {
            "executionArn", "stateMachineArn", "name", "status", "startDate", "stopDate", "input", "output", "inputDetails",
            "outputDetails", "error", "cause", "stateMachineVersionArn", "stateMachineAliasArn", "redriveCount",
            "redriveDate", "redriveStatus", "redriveStatusReason"})
        for key in ("executionArn", "stateMachineArn", "name", "status", "input", "output", "redriveStatus",
                    "redriveStatusReason", "redriveCount"):
            self.assertEqual(detail[key], described[key], key)
        for key in ("startDate", "stopDate"):
            self.assertEqual(detail[key], round(described[key] * 1000), key)

    def test_failure_stop_and_redrive(self):
        receiver = self.receiver()
        self.serve("--events", receiver.url)
        execution = self.run_to_end(self.create(PUBLISH), "failing")
        self.client.call("RedriveExecution", {"executionArn": execution})
        waiting = self.start(self.create({"Type": "Wait", "Seconds": 1000, "End": True}, "waiting"), "w")
        self.client.call("StopExecution", {"executionArn": waiting, "error": "Enough", "cause": "of it"})
        details = wait_for(lambda: len(found := self.details(receiver)) == 6 and found)
        changes = [(d["name"], d["status"], d["redriveCount"], d["error"]) for d in details]
        self.assertEqual([c[1] for c in changes if c[0] == "failing"], ["RUNNING", "FAILED", "RUNNING", "FAILED"])
        self.assertIn(("w", "ABORTED", 0, "Enough"), changes)

    def test_each_is_delivered_though_receiver_and_server_are_away(self):
        receiver = self.receiver()
        options = ("--db", str(self.folder / "j.db"), "--events", receiver.url)
        receiver.statuses = [503, 503]
        self.serve(*options)
        machine = self.create(SEND)
        for i in range(5):
            self.start(machine, f"e{i}")
        wait_for(lambda: receiver.bodies())
        self.server.process.send_signal(signal.SIGKILL)
        self.server.process.wait()
        self.server.process.stdout.close()
        self.serve(*options)
        self.start(machine, "last")
        wanted = {(f"e{i}", status) for i in range(5) for status in ("RUNNING", "SUCCEEDED")} | \
            {("last", "RUNNING"), ("last", "SUCCEEDED")}
        wait_for(lambda: {(d["name"], d["status"]) for d in self.details(receiver)} >= wanted)
        # Who gets an event twice sees that by its id.
        ids = {}
        for body in receiver.bodies():
            event = json.loads(body)
            key = (event["detail"]["name"], event["detail"]["status"])
            self.assertEqual(ids.setdefault(key, event["id"]), event["id"])

    def test_a_command(self):
        out = self.folder / "out"
        self.serve("--events", f"exec:cat >> {out}")
        self.run_to_end(self.create(SEND), "first")
        lines = wait_for(lambda: out.exists() and len(found := out.read_text().splitlines()) == 2 and found)
        self.assertEqual([json.loads(line)["detail"]["status"] for line in lines], ["RUNNING", "SUCCEEDED"])


if __name__ == "__main__":
    run()
