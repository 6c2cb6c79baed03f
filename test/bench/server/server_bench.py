#!/usr/bin/env python3
"""Measures a server: how fast it answers, how soon it is ready, and what memory it takes.

    server_bench.py [--aslc PROGRAM] [--load PROGRAM] [--workloads FOLDER] [--scale PART] [NAME...]

Names: ready, create, sync, durable, encrypted, idle, retention; without one, all. `--scale 0.1` makes a tenth of the calls.
Numbers beside those of a clock: CPU seconds of the server for 1,000 calls, which other load of the machine changes less.
"""

import argparse
import json
import os
import pathlib
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2] / "server"))
from client import Client, Server  # noqa: E402

ROLE = "arn:aws:iam::123456789012:role/r"
PASS = {"StartAt": "A", "States": {"A": {"Type": "Pass", "End": True}}}


def rss_mib(pid):
    fields = dict(line.split(":", 1) for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines())
    return int(fields["VmRSS"].split()[0]) / 1024


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Bench:
    def __init__(self, options, folder):
        self.options, self.folder = options, pathlib.Path(folder)

    def serve(self, *more):
        return Server(self.options.aslc, *more)

    def count(self, number):
        return max(1, int(number * self.options.scale))

    def load(self, server, operation, body, connections, calls):
        file = self.folder / "body.json"
        file.write_text(json.dumps(body))
        before = cpu_seconds(server.process.pid)
        done = subprocess.run([self.options.load, "%s:%d" % server.address, operation, str(file), str(connections),
                               str(calls)], check=True, capture_output=True, text=True)
        result = json.loads(done.stdout)
        result["cpuSecondsPer1000"] = round((cpu_seconds(server.process.pid) - before) / calls * 1000, 4)
        return result

    def create(self, server, definition, kind="STANDARD", name="bench"):
        client = Client(*server.address)
        arn = client.call("CreateStateMachine", {"name": name, "definition": json.dumps(definition), "roleArn": ROLE,
                                                 "type": kind})["stateMachineArn"]
        client.close()
        return arn

    def bench_ready(self):
        """Milliseconds from the start of the process to its first answer, and memory then."""
        times = []
        for number in range(10):
            begin = time.monotonic()
            with self.serve("--db", str(self.folder / f"ready-{number}.db")) as server:
                client = Client(*server.address)
                client.call("ListStateMachines", {})
                times.append((time.monotonic() - begin) * 1000)
                client.close()
                memory = rss_mib(server.process.pid)
        return {"startToAnswerMs": round(statistics.median(times), 1), "fastestMs": round(min(times), 1),
                "idleRssMiB": round(memory, 1)}

    def bench_create(self):
        """CreateStateMachine of 50 states."""
        states = {f"S{i}": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {
            "FunctionName": "f", "Payload.$": "$"}, "ResultPath": f"$.r{i}", "Next": f"S{i + 1}"} for i in range(49)}
        states["S49"] = {"Type": "Succeed"}
        times = []
        with self.serve() as server:
            client = Client(*server.address)
            for number in range(self.count(20)):
                states["S49"]["Comment"] = str(number)
                definition = json.dumps({"StartAt": "S0", "States": states})
                begin = time.monotonic()
                client.call("CreateStateMachine", {"name": f"m{number}", "definition": definition, "roleArn": ROLE})
                times.append((time.monotonic() - begin) * 1000)
            cpu = cpu_seconds(server.process.pid)
            client.close()
        return {"createMs": round(statistics.median(times), 1), "slowestMs": round(max(times), 1),
                "cpuMsEach": round(cpu / len(times) * 1000, 1)}

    def bench_sync(self):
        """StartSyncExecution of W7."""
        workload = pathlib.Path(self.options.workloads)
        with self.serve() as server:
            arn = self.create(server, json.loads((workload / "W7-hello.asl.json").read_text()), "EXPRESS")
            body = {"stateMachineArn": arn, "input": (workload / "W7-hello.input.json").read_text()}
            self.load(server, "StartSyncExecution", body, 64, self.count(5000))
            return self.load(server, "StartSyncExecution", body, 64, self.count(200_000))

    def durable(self, *more):
        with self.serve("--db", str(self.folder / "durable.db"), *more) as server:
            arn = self.create(server, PASS)
            self.load(server, "StartExecution", {"stateMachineArn": arn}, 64, self.count(2000))
            return self.load(server, "StartExecution", {"stateMachineArn": arn}, 64, self.count(100_000))

    def bench_durable(self):
        """StartExecution of a Standard machine on a file, 64 connections."""
        return self.durable()

    def bench_encrypted(self):
        """The same with an encrypted journal."""
        for file in self.folder.glob("durable.db*"):
            file.unlink()
        key = self.folder / "key"
        key.write_text("0123456789abcdef" * 4)
        return self.durable("--journal-key", str(key))

    def bench_idle(self):
        """Memory with 10,000 connections that wait, and a call meanwhile."""
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        wanted = self.count(10_000)
        if hard < wanted + 100:
            return {"skipped": f"this process may open {hard} files only"}
        with self.serve() as server:
            client = Client(*server.address)
            client.call("ListStateMachines", {})
            before = rss_mib(server.process.pid)
            sockets = [socket.create_connection(server.address) for _ in range(wanted)]
            client.call("ListStateMachines", {})
            for each in sockets[::100]:
                each.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
                assert each.recv(12) == b"HTTP/1.1 200"
            result = {"connections": len(sockets), "rssMiB": round(rss_mib(server.process.pid), 1),
                      "kibEach": round((rss_mib(server.process.pid) - before) * 1024 / len(sockets), 2)}
            for each in sockets:
                each.close()
            client.close()
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        return result

    def bench_retention(self):
        """Memory after 1,000,000 executions that have ended, in memory, with retention."""
        with self.serve("--retention", "1s") as server:
            arn = self.create(server, PASS)
            self.load(server, "StartExecution", {"stateMachineArn": arn}, 64, self.count(20_000))
            time.sleep(5)
            before = rss_mib(server.process.pid)
            result = self.load(server, "StartExecution", {"stateMachineArn": arn}, 64, self.count(1_000_000))
            peak = rss_mib(server.process.pid)
            end = time.monotonic() + 60
            while time.monotonic() < end and Client(*server.address).call(
                    "ListExecutions", {"stateMachineArn": arn, "maxResults": 1})["executions"]:
                time.sleep(1)
            time.sleep(3)  # memory is given back when no more executions leave
            return {**result, "rssBeforeMiB": round(before, 1), "atTheEndMiB": round(peak, 1),
                    "grownMiB": round(rss_mib(server.process.pid) - before, 1)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--aslc", default="build/bin/aslc")
    parser.add_argument("--load", default="build/test/bench/server_load")
    parser.add_argument("--workloads", default="test/bench/workloads")
    parser.add_argument("--scale", type=float, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(options, folder)
        every = [name[6:] for name in vars(Bench) if name.startswith("bench_")]
        for name in options.names or every:
            print(json.dumps({name: getattr(bench, "bench_" + name)()}), flush=True)


if __name__ == "__main__":
    main()
