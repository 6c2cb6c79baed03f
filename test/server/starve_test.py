#!/usr/bin/env python3
"""Clients whose expressions work for as long as they may, on a server that answers others meanwhile and keeps its memory.
With --report it prints times, which depend on the machine; tests only count."""

import argparse
import json
import pathlib
import sys
import tempfile
import threading
import time
import unittest

from client import Client, Refused, Server

ROLE = "arn:aws:iam::123456789012:role/r"
ASLC = "build/bin/aslc"
REPORT = False
CLIENTS = 12
MOST_MIB = 1024
# The address sanitizer keeps memory that was freed, and surrounds what is used.
MOST_MIB_SANITIZED = 4096
PATIENCE = 240

# Each takes all the steps or the memory that an expression may have, or nearly.
HOGS = {
    "loops in loops": "$count($map([1..3000], function($i) { $count($map([1..3000], function($j) { $i * $j })) }))",
    "sums of sums": "$reduce([1..3000], function($a, $i) { $a + $reduce([1..3000], function($b, $j) { $b + $j }) })",
    "texts of arrays": "$sum([1..300].($length($string([1..20000])) + $))",
    "sorted again": "$count([1..100].$sort([1..100000], function($a, $b) { $a < $b }))",
    "sorted numbers": "$sum([1..300].($sort($reverse([1..100000]))[0]))",
    "matches": "$sum([1..500].$count($match($pad('', 100000, 'ab'), /a[ab]/)))",
    "replaced texts": "$sum([1..500].$length($replace($pad('', 500000, 'ab'), 'a', 'ccc')))",
    "replaced by a pattern": "$sum([1..500].$length($replace($pad('', 300000, 'ab'), /a/, '$0$0')))",
    "joined texts": "$sum([1..500].$length($join([1..100000].'abcdefgh', '-')))",
    "split texts": "$sum([1..500].$count($split($pad('', 300000, 'ab,'), ',')))",
    "ranges": "$sum([1..1000].$count([1..800000]))",
    "large values": "$count($reduce([1..60], function($a, $i) { $append($a, [[1..100000]]) }, []))",
    "distinct values": "$sum([1..100].$count($distinct([1..100000])))",
    "objects": "$sum([1..100].$count($keys($merge([1..20000].{$string($): $}))))",
    "parsed texts": "$sum([1..300].$count($parse($string([1..30000]))))",
    "encoded texts": "$sum([1..300].$length($base64encode($pad('', 500000, 'ab'))))",
}


def machine(expression=None):
    state = {"Type": "Pass", "End": True}
    if expression:
        state["Output"] = f"{{% {expression} %}}"
    return json.dumps({"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": state}})


def memory_mib(pid, field):
    lines = pathlib.Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(field + ":"))


class Starve(unittest.TestCase):
    def setUp(self):
        self.server = Server(ASLC)
        self.server.__enter__()
        self.addCleanup(self.server.__exit__)
        self.client = self.connect()

    def connect(self):
        client = Client(*self.server.address, timeout=PATIENCE)
        self.addCleanup(client.close)
        return client

    def create(self, name, definition):
        return self.client.call("CreateStateMachine", {"name": name, "definition": definition, "roleArn": ROLE,
                                                       "type": "EXPRESS"})["stateMachineArn"]

    def check_memory(self):
        if MOST_MIB:
            self.assertLess(memory_mib(self.server.process.pid, "VmHWM"), MOST_MIB)

    def beside(self, hogs):
        """Runs each of the machines on a connection of its own, and harmless executions until all have ended. Returns
        how long each of these took, and the ends of the hogs."""
        harmless = self.create("harmless", machine())
        self.client.call("StartSyncExecution", {"stateMachineArn": harmless})
        ends = []

        def work(client, arn):
            try:
                ends.append(client.call("StartSyncExecution", {"stateMachineArn": arn}))
            except (OSError, Refused) as problem:
                ends.append({"status": str(problem)})

        threads = [threading.Thread(target=work, args=(self.connect(), arn)) for arn in hogs]
        started = time.monotonic()
        for thread in threads:
            thread.start()
        times = []
        while any(thread.is_alive() for thread in threads):
            begin = time.monotonic()
            self.assertEqual(self.client.call("StartSyncExecution", {"stateMachineArn": harmless})["status"], "SUCCEEDED")
            times.append(time.monotonic() - begin)
            time.sleep(0.005)
        for thread in threads:
            thread.join()
        return sorted(times), ends, time.monotonic() - started

    def report(self, name, begin, times, ends):
        if REPORT:
            pid = self.server.process.pid
            found = {end.get("error", end["status"]) for end in ends}
            print(f"{name}: {time.monotonic() - begin:.1f} s, {len(times)} others, "
                  f"p99 {times[int(len(times) * 0.99)] * 1000:.0f} ms, slowest {times[-1] * 1000:.0f} ms, RSS "
                  f"{memory_mib(pid, 'VmRSS'):.0f} MiB, most {memory_mib(pid, 'VmHWM'):.0f} MiB, {found}", flush=True)

    def test_others_are_answered(self):
        """Of one kind of hog: with each that works, several others are answered."""
        for number, (name, expression) in enumerate(HOGS.items()):
            with self.subTest(name):
                arn = self.create(f"hog{number}", machine(expression))
                begin = time.monotonic()
                times, ends, took = self.beside([arn] * CLIENTS)
                self.report(name, begin, times, ends)
                self.assertTrue({end["status"] for end in ends} <= {"SUCCEEDED", "FAILED"}, ends)
                # When each of them waited for one hog after the other, there were two or three.
                if took > 2:
                    self.assertGreater(len(times), CLIENTS)
                self.check_memory()

    def test_what_waits_keeps_no_memory(self):
        """Each of these executions needs 64 MB before it waits."""
        waiting = {"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": {
            "Type": "Wait", "Seconds": "{% ($sum([1..150].$length($string([1..20000]))); 1000) %}", "End": True}}}
        large = self.create("large", machine("$sum([1..200].$length($string([1..20000])))"))
        for kind in ["EXPRESS", "STANDARD"]:
            arn = self.client.call("CreateStateMachine", {"name": kind, "definition": json.dumps(waiting), "roleArn": ROLE,
                                                          "type": kind})["stateMachineArn"]
            for _ in range(10):
                self.client.call("StartExecution", {"stateMachineArn": arn})
        # These come after all of them.
        for _ in range(2):
            self.assertEqual(self.client.call("StartSyncExecution", {"stateMachineArn": large})["status"], "SUCCEEDED")
        self.check_memory()

    def test_sleepers_keep_no_memory(self):
        """Of 2,000 executions with 20 kB each that wait for long, the journal in a file keeps all."""
        with tempfile.TemporaryDirectory() as folder, Server(ASLC, "--db", f"{folder}/journal.db") as server:
            client = Client(*server.address, timeout=PATIENCE)
            self.addCleanup(client.close)
            waiting = {"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": 6000, "End": True}}}
            arn = client.call("CreateStateMachine", {"name": "w", "definition": json.dumps(waiting), "roleArn": ROLE})[
                "stateMachineArn"]
            start = {"stateMachineArn": arn, "input": json.dumps("x" * 20_000)}
            client.call("StartExecution", start)
            before = memory_mib(server.process.pid, "RssAnon")
            for _ in range(2000):
                client.call("StartExecution", start)
            if MOST_MIB:
                self.assertLess(memory_mib(server.process.pid, "RssAnon") - before, 25)

    def test_loops_without_end(self):
        """Of Express executions that never wait, more than there are threads: others end, and the server ends at once."""
        loop = {"StartAt": "A", "States": {
            "A": {"Type": "Pass", "Next": "B"},
            "B": {"Type": "Choice", "Choices": [{"Variable": "$.end", "IsPresent": True, "Next": "C"}], "Default": "A"},
            "C": {"Type": "Succeed"}}}
        forever, harmless = self.create("forever", json.dumps(loop)), self.create("harmless", machine())
        for _ in range(8):
            self.client.call("StartExecution", {"stateMachineArn": forever})
        for _ in range(20):
            self.assertEqual(self.client.call("StartSyncExecution", {"stateMachineArn": harmless})["status"], "SUCCEEDED")

    def test_all_kinds_at_once(self):
        arns = [self.create(f"hog{number}", machine(expression)) for number, expression in enumerate(HOGS.values())]
        begin = time.monotonic()
        times, ends, _ = self.beside(arns)
        self.report("all kinds", begin, times, ends)
        self.assertGreater(len(times), len(arns))
        self.check_memory()


def main():
    global ASLC, REPORT, CLIENTS, MOST_MIB
    parser = argparse.ArgumentParser()
    parser.add_argument("--aslc", default=ASLC)
    parser.add_argument("--clients", type=int, default=CLIENTS, help="how many of one kind work at once")
    parser.add_argument("--most-memory", type=int, metavar="MIB", help="more resident memory is a failure")
    parser.add_argument("--report", action="store_true")
    options, rest = parser.parse_known_args()
    ASLC, REPORT, CLIENTS, MOST_MIB = options.aslc, options.report, options.clients, options.most_memory
    unittest.main(argv=[sys.argv[0], *rest])


if __name__ == "__main__":
    main()
