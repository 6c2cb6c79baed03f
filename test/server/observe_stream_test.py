#!/usr/bin/env python3
"""The stream of events by `aslc events`, and who may see what is observed."""

import base64
import contextlib
import json
import os
import re
import socket
import subprocess
import time

from client import Server
from observing import Case, ROLE, SEND, run


class Stream(Case):
    def follow(self, *options, env=None):
        """`aslc events` as a process that is connected."""
        process = subprocess.Popen([self.aslc, "events", "--server", self.url, *options], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, text=True, env={**os.environ, **(env or {})})
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        self.assertIn("connected to", process.stderr.readline())
        return process

    def test_events_of_all_executions(self):
        self.serve()
        machine, express = self.create(SEND), self.create(SEND, "quick", express=True)
        process = self.follow("--count", "14")
        execution = self.start(machine, "first")
        self.client.call("StartSyncExecution", {"stateMachineArn": express, "name": "second"})
        lines = process.communicate(timeout=60)[0].splitlines()
        self.assertEqual(process.returncode, 0)
        self.assertEqual(len(lines), 14)
        own = [line.split("  ")[1:] for line in lines if "order:first" in line]
        self.assertEqual(own[0], ["order:first", "ExecutionStarted"])
        self.assertEqual(own[2], ["order:first", "TaskScheduled", "sqs", "sendMessage"])
        self.assertEqual(own[-1], ["order:first", "ExecutionSucceeded"])
        self.assertEqual(len([line for line in lines if "quick:second" in line]), 7)
        self.assertEqual(self.describe(execution)["status"], "SUCCEEDED")

    def test_an_execution_that_runs_already_is_seen(self):
        self.serve()
        execution = self.start(self.create({"Type": "Wait", "Seconds": 1000, "End": True}), "w")
        process = self.follow("--status", "--json", "--data", "--execution", execution, "--count", "1")
        self.client.call("StopExecution", {"executionArn": execution, "error": "Enough"})
        record = json.loads(process.communicate(timeout=60)[0])
        self.assertEqual((record["type"], record["details"]), ("ExecutionAborted", {"error": "Enough"}))

    def test_filters(self):
        self.serve()
        one, other = self.create(SEND, "one"), self.create(SEND, "other")
        process = self.follow("--status", "--json", "--data", "--state-machine", one, "--count", "2")
        self.run_to_end(other, "x")
        self.start(one, "y", input='{"n":1}')
        records = [json.loads(line) for line in process.communicate(timeout=60)[0].splitlines()]
        self.assertEqual([record["type"] for record in records], ["ExecutionStarted", "ExecutionSucceeded"])
        self.assertEqual(records[0]["details"]["input"], '{"n":1}')

    def test_follow_waits_for_the_server(self):
        options = ("--db", str(self.folder / "j.db"))
        self.serve(*options)
        machine = self.create(SEND)
        process = self.follow("--follow", "--status", "--count", "2")
        host, port = self.server.address
        self.server.__exit__()
        again = Server(self.aslc, "--tasks", str(self.folder / "tasks.yaml"), *options)
        again.command[again.command.index("127.0.0.1:0")] = f"{host}:{port}"
        for _ in range(50):  # another program may have the port for a moment
            with contextlib.suppress(RuntimeError):
                again.__enter__()
                break
            time.sleep(0.1)
        self.assertTrue(again.address, "the port stays taken")
        self.addCleanup(again.__exit__)
        self.assertIn("connected to", process.stderr.readline())
        self.client = self.client_of(host, port)
        self.start(machine, "after")
        self.assertIn("order:after  ExecutionStarted", process.communicate(timeout=60)[0])

    def test_a_client_that_is_too_slow_is_told_what_it_missed(self):
        self.serve("--metrics")
        states = {f"S{i}": {"Type": "Pass", "Next": f"S{i + 1}"} for i in range(9)}
        definition = {"StartAt": "S0", "States": {**states, "S9": {"Type": "Pass", "End": True}}}
        machine = self.client.call("CreateStateMachine", {"name": "large", "roleArn": ROLE, "type": "EXPRESS",
                                                          "definition": json.dumps(definition)})["stateMachineArn"]
        with socket.create_connection(self.server.address) as client:
            client.sendall(b"GET /events?data=true HTTP/1.1\r\nHost: localhost\r\n\r\n")
            client.settimeout(60)
            seen = b""
            while b"events from now on" not in seen:
                seen += client.recv(65536)
            # More than the server keeps and the system has room for.
            payload = json.dumps({"text": "x" * 200_000})
            sent = 0
            while not self.metric("aslc_observed_events_dropped_total", by="event stream"):
                self.client.call("StartSyncExecution", {"stateMachineArn": machine, "input": payload})
                sent += 1
                self.assertLess(sent, 100)
            seen = b""
            told = re.compile(rb'event: dropped\ndata: {"count":[1-9]')
            while not told.search(seen):
                # What is missed is told with the next event that has room.
                self.client.call("StartSyncExecution", {"stateMachineArn": machine, "input": "{}"})
                client.settimeout(0.2)
                try:
                    while part := client.recv(1 << 20):
                        seen = seen[-100:] + part
                        if told.search(seen):
                            break
                except TimeoutError:
                    pass
                self.assertTrue(seen)

    def test_without_a_server(self):
        ended = subprocess.run([self.aslc, "events", "--server", "http://127.0.0.1:1"], capture_output=True, text=True,
                               timeout=60)
        self.assertEqual(ended.returncode, 2)
        self.assertIn("cannot connect to 127.0.0.1:1", ended.stderr)

    def test_pages_from_elsewhere_are_refused(self):
        self.serve("--metrics")
        for path in ("/events", "/metrics"):
            self.assertEqual(self.get(path, {"Origin": "https://example.org"})[0], 403, path)
            self.assertEqual(self.get(path, {"Host": "example.org"})[0], 404, path)


class Security(Case):
    def setUp(self):
        super().setUp()
        policy = {"Statement": [{"Effect": "Allow", "Action": "states:*", "Resource": "arn:aws:states:*:*:*:seen*"}]}
        (self.folder / "keys.yaml").write_text(json.dumps([
            {"accessKey": "AKALL", "secret": "all"}, {"accessKey": "AKSEEN", "secret": "seen", "policy": policy},
            {"accessKey": "AKOTHER", "secret": "other", "account": "111122223333"}]))
        self.keys = ("--credentials", str(self.folder / "keys.yaml"))

    def basic(self, key, secret):
        return {"Authorization": "Basic " + base64.b64encode(f"{key}:{secret}".encode()).decode()}

    def serve_with_keys(self, *options):
        self.serve(*self.keys, *options)
        self.client = self.client_of(*self.server.address, access_key="AKALL", secret="all")

    def test_metrics(self):
        self.serve_with_keys("--metrics")
        self.assertEqual(self.get("/metrics")[0], 400)
        self.assertEqual(self.get("/metrics", self.basic("AKALL", "wrong"))[0], 403)
        self.assertEqual(self.get("/metrics", self.basic("AKALL", "all"))[0], 200)
        self.assertEqual(self.get("/metrics", {"Authorization": "Basic !"})[0], 403)
        # The policy does not allow to see everything.
        self.assertEqual(self.get("/metrics", self.basic("AKSEEN", "seen"))[0], 400)
        for path in ("/health", "/ready"):
            self.assertEqual(self.get(path), (200, '{"status":"ok"}\n'), path)

    def test_keys_are_needed_where_other_machines_can_reach_the_server(self):
        ended = subprocess.run([self.aslc, "serve", "--memory", "--listen", "0.0.0.0:0"], capture_output=True, text=True,
                               timeout=60)
        self.assertEqual(ended.returncode, 2)
        self.assertIn("name the keys that may call by --credentials", ended.stderr)

    def test_metrics_for_everybody(self):
        self.serve_with_keys("--metrics-open")
        self.assertEqual(self.get("/metrics")[0], 200)
        self.assertEqual(self.get("/events")[0], 400)

    def test_metrics_are_off(self):
        self.serve()
        status, text = self.get("/metrics")
        self.assertEqual(status, 404)
        self.assertIn("Start the server with --metrics", text)

    def test_keys_see_what_their_policy_allows(self):
        self.serve_with_keys()
        follow = Stream.follow
        env = {"AWS_ACCESS_KEY_ID": "AKSEEN", "AWS_SECRET_ACCESS_KEY": "seen"}
        mine = follow(self, "--status", "--count", "2", env=env)
        self.run_to_end(self.create(SEND, "hidden"), "x")
        self.run_to_end(self.create(SEND, "seen"), "y")
        out = mine.communicate(timeout=60)[0]
        self.assertNotIn("hidden", out)
        self.assertEqual(out.count("seen:y"), 2)
        refused = subprocess.run([self.aslc, "events", "--server", self.url], capture_output=True, text=True, timeout=60,
                                 env={**os.environ, **env, "AWS_SECRET_ACCESS_KEY": "wrong"})
        self.assertEqual(refused.returncode, 2)
        self.assertIn("InvalidSignatureException", refused.stderr)

    def test_accounts_do_not_see_each_other(self):
        self.serve_with_keys()
        other = Stream.follow(self, "--status", "--count", "1",
                              env={"AWS_ACCESS_KEY_ID": "AKOTHER", "AWS_SECRET_ACCESS_KEY": "other"})
        self.run_to_end(self.create(SEND, "ours"), "x")
        self.client = self.client_of(*self.server.address, access_key="AKOTHER", secret="other")
        self.run_to_end(self.create(SEND, "theirs"), "y")
        self.assertIn("theirs:y  ExecutionStarted", other.communicate(timeout=60)[0])


if __name__ == "__main__":
    run()
