#!/usr/bin/env python3
"""Metrics, by Debian's Prometheus and promtool where they are installed."""

import json
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import urllib.parse
import urllib.request

from client import Refused
from observing import Case, EACH, PUBLISH, SEND, run, wait_for


def documentation():
    return (pathlib.Path(__file__).parents[2] / "docs" / "observability.md").read_text()


def rules_of_the_documentation():
    """The example of alerting rules in the documentation."""
    (rules,) = [block for block in re.findall(r"```yaml\n(.*?)```", documentation(), re.DOTALL) if "alert:" in block]
    return rules


class Metrics(Case):
    def test_counts(self):
        self.serve("--metrics", "--throttle", "StartSyncExecution 100%")
        self.run_to_end(self.create(SEND), "good")
        self.run_to_end(self.create(PUBLISH, "failing"), "bad")
        waiting = self.start(self.create({"Type": "Wait", "Seconds": 1000, "End": True}, "waiting"), "w")
        express = self.create(SEND, "quick", express=True)
        with self.assertRaises(Refused):
            self.client.call("StartSyncExecution", {"stateMachineArn": express})
        self.client.call("StartExecution", {"stateMachineArn": express})
        wait_for(lambda: self.metric("aslc_executions_succeeded_total", state_machine="quick") == 1)
        for name, machine, value in [
                ("aslc_executions_started_total", "order", 1), ("aslc_executions_succeeded_total", "order", 1),
                ("aslc_executions_failed_total", "failing", 1), ("aslc_open_executions", "waiting", 1),
                ("aslc_open_executions", "order", 0), ("aslc_execution_time_seconds_count", "order", 1),
                ("aslc_execution_throttled_total", "quick", 1),
                ("aslc_express_execution_billed_memory_bytes_total", "quick", 64 << 20)]:
            self.assertEqual(self.metric(name, state_machine=machine), value, name)
        sqs = {"service_integration_resource_arn": "arn:aws:states:::sqs:sendMessage"}
        self.assertEqual(self.metric("aslc_service_integrations_succeeded_total", **sqs), 2)
        self.assertEqual(self.metric("aslc_service_integration_time_seconds_count", **sqs), 2)
        self.assertEqual(self.metric("aslc_service_integrations_failed_total"), 1)
        self.assertEqual(self.metric("aslc_api_calls_total", operation="StartSyncExecution", code="ThrottlingException"), 1)
        self.client.call("StopExecution", {"executionArn": waiting})
        wait_for(lambda: self.metric("aslc_executions_aborted_total", state_machine="waiting") == 1)
        self.assertEqual(self.metric("aslc_open_executions", state_machine="waiting"), 0)

    def test_executions_that_go_on_are_open(self):
        options = ("--db", str(self.folder / "j.db"), "--metrics")
        self.serve(*options)
        execution = self.start(self.create({"Type": "Wait", "Seconds": 1000, "End": True}), "w")
        self.server.__exit__()
        self.serve(*options)
        self.assertEqual(self.metric("aslc_open_executions", state_machine="order"), 1)
        self.client.call("StopExecution", {"executionArn": execution})
        wait_for(lambda: self.metric("aslc_open_executions", state_machine="order") == 0)

    def test_versions_and_aliases_are_told_apart(self):
        self.serve("--metrics")
        machine = self.create(SEND)
        version = self.client.call("PublishStateMachineVersion", {"stateMachineArn": machine})["stateMachineVersionArn"]
        alias = self.client.call("CreateStateMachineAlias", {"name": "live", "routingConfiguration": [
            {"stateMachineVersionArn": version, "weight": 100}]})["stateMachineAliasArn"]
        for name, target in (("bare", machine), ("version", version), ("alias", alias)):
            execution = self.start(target, name)
            self.assertIn(":execution:order:" + name, execution)
        for labels in ({"version": "", "alias": ""}, {"version": "1", "alias": ""}, {"version": "1", "alias": "live"}):
            wait_for(lambda: self.metric("aslc_executions_succeeded_total", state_machine="order", **labels) == 1)

    def test_a_target_that_is_away_shows(self):
        receiver = self.receiver()
        receiver.statuses = [400] * 5
        self.serve("--metrics", "--events", receiver.url)
        self.run_to_end(self.create(SEND), "first")
        wait_for(lambda: self.metric("aslc_records_delivered_total", records="status change events") == 1)
        self.assertEqual(self.metric("aslc_records_dropped_total", records="status change events"), 1)
        self.assertEqual(self.metric("aslc_delivery_failures_total", records="status change events"), 5)

    def test_promtool_finds_nothing_wrong(self):
        if not shutil.which("promtool"):
            self.skipTest("promtool is not installed")
        self.serve("--metrics")
        self.run_to_end(self.create(SEND), "first")
        self.run_to_end(self.create(EACH, "each"), "first", input='{"items": [1]}')
        checked = subprocess.run(["promtool", "check", "metrics"], input=self.get("/metrics")[1], capture_output=True,
                                 text=True, timeout=60)
        self.assertEqual((checked.returncode, checked.stdout + checked.stderr), (0, ""))

    def test_prometheus_scrapes(self):
        if not shutil.which("prometheus"):
            self.skipTest("prometheus is not installed")
        self.serve("--metrics")
        self.run_to_end(self.create(SEND), "first")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        config = self.folder / "prometheus.yml"
        config.write_text("global: {scrape_interval: 1s}\nrule_files: [rules.yml]\nscrape_configs:\n- job_name: aslc\n"
                          "  static_configs: [{targets: ['%s:%d']}]\n" % self.server.address)
        (self.folder / "rules.yml").write_text(rules_of_the_documentation())
        prometheus = subprocess.Popen(
            ["prometheus", f"--config.file={config}", f"--web.listen-address=127.0.0.1:{port}",
             f"--storage.tsdb.path={self.folder / 'tsdb'}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(prometheus.wait)
        self.addCleanup(prometheus.terminate)

        def value():
            if prometheus.poll() is not None:
                self.skipTest("another program has taken the port")
            query = urllib.parse.urlencode({"query": 'aslc_executions_succeeded_total{state_machine="order"}'})
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/query?{query}", timeout=10) as answer:
                    found = json.load(answer)["data"]["result"]
                return found and found[0]["value"][1]
            except OSError:
                return None
        self.assertEqual(wait_for(value), "1")

    def test_rules_of_the_documentation(self):
        if not shutil.which("promtool"):
            self.skipTest("promtool is not installed")
        path = self.folder / "rules.yml"
        path.write_text(rules_of_the_documentation())
        checked = subprocess.run(["promtool", "check", "rules", str(path)], capture_output=True, text=True, timeout=60)
        self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)

    def test_every_metric_is_documented(self):
        self.serve("--metrics")
        page = documentation()
        names = re.findall(r"^# TYPE (\S+)", self.get("/metrics")[1], re.MULTILINE)
        self.assertGreater(len(names), 30)
        self.assertEqual([name for name in names if f"`{name}`" not in page], [])


def main():
    if "--prometheus" in sys.argv:
        sys.argv.remove("--prometheus")
        if not shutil.which("prometheus") or not shutil.which("promtool"):
            print("prometheus is not installed")
            sys.exit(77)
        sys.argv += ["Metrics.test_prometheus_scrapes", "Metrics.test_promtool_finds_nothing_wrong",
                     "Metrics.test_rules_of_the_documentation"]
    run()


if __name__ == "__main__":
    main()
