"""Measures durable executions beside the same program with other sinks, in one run, and prints a table.

usage: durable.py --shared SHARED/bench --build BUILD [--seconds S] [--rounds N] [--folder F] [--sleepers N]
                  [--ended N] [--json FILE] [PART...]

PART is one of `throughput`, `recording`, `starts`, `sleepers`, `residents` (default: all). In each round every sink runs once, one
after the other, so that other load on the machine affects all of them; figures are medians. W3 and W9 have 69 and 10
transitions, T5 has five tasks that are answered at once.
"""
import argparse
import datetime
import json
import os
import pathlib
import shlex
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent / "durable"
ORDER = {"order": {"id": "o-20931", "total": 1234.5, "currency": "EUR",
                   "items": [{"sku": f"JEM-{i:04}", "qty": i % 9 + 1, "price": 45.8 + i * 7.3, "name": f"article{i * 7919}"}
                             for i in range(8)]},
         "work": {}}
TRANSITIONS = {"W9": 10, "W3": 69, "T5": 5}


def run(command, **options):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, **options)
    if done.returncode != 0:
        sys.exit(f"{shlex.join(map(str, command))} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


class Bench:
    def __init__(self, arguments):
        self.arguments = arguments
        self.build = arguments.build.resolve()
        self.shared = arguments.shared.resolve()
        self.out = self.build / "bench"
        self.out.mkdir(parents=True, exist_ok=True)
        self.results = {}

    def definition(self, workload):
        own = {"W9": "pass-states", "T5": "five-tasks", "sleep": "sleep", "callback": "callback", "W7": "hello"}
        if workload in own:
            return HERE / f"{own[workload]}.asl.json"
        return self.shared / "workloads" / f"{workload}-order.asl.json"

    def input(self, workload):
        if workload == "W3":
            return self.shared / "workloads/W3-order.input.json"
        path = self.out / f"{workload}.input.json"
        path.write_text(json.dumps({"n": 1} if workload == "W7" else ORDER))
        return path

    def link(self, workload):
        machine = self.out / f"durable-{workload}.o"
        program = self.out / f"durable-{workload}"
        run([self.build / "bin/aslc", "build", "--emit=obj", "--name=bench", "-O2", self.definition(workload), "-o", machine])
        libraries = (self.build / "lib/aslrt.libs").read_text().split()
        run(["clang++-19", "-fuse-ld=lld", "-o", program, machine, self.build / "lib/libasl_bench_durable.a",
             f"-L{self.build / 'lib'}", self.build / "lib/libaslrt.a", *libraries])
        return program

    def measure(self, program, text, *options, fresh=True, **environment):
        folder = self.arguments.folder
        if fresh:
            for old in folder.glob("durable.*"):
                old.unlink()
        return json.loads(run([program, text, *options], cwd=folder, env={**os.environ, **environment}))

    def rounds(self, program, text, cells):
        """Medians of each figure for each cell, a list of options."""
        samples = {cell: [] for cell in cells}
        for _ in range(self.arguments.rounds):
            for cell in cells:
                samples[cell].append(self.measure(program, text, "load", *cell))
        return {cell: {key: statistics.median(one[key] for one in found) for key in found[0]}
                for cell, found in samples.items()}

    def throughput(self):
        print("| workload | in flight | bare file, a second | journal, a second | of bare | CPU of an execution, us: counted | "
              "bare | journal | start p99, ms | bytes | rows |")
        print("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
        for workload in ("W9", "W3", "T5"):
            program, text = self.link(workload), self.input(workload)
            once = self.measure(program, text, "load", "once", 1, 0)
            for in_flight in (1, 10, 100, 1000):
                cells = [(sink, in_flight, self.arguments.seconds) for sink in ("count", "file", "journal")]
                counted, bare, journal = self.rounds(program, text, cells).values()
                each = TRANSITIONS[workload]
                row = {"bare": bare["per_s"] * each, "journal": journal["per_s"] * each,
                       "of_bare": journal["per_s"] / bare["per_s"] if bare["per_s"] else 0, "cpu_counted": counted["cpu_us"],
                       "cpu_bare": bare["cpu_us"], "cpu_journal": journal["cpu_us"], "p99_ms": journal["p99_ms"],
                       "bytes": once["bytes"], "rows": once["rows"]}
                self.results[f"{workload} {in_flight}"] = row
                print(f"| {workload} | {in_flight} | {row['bare']:,.0f} | {row['journal']:,.0f} | {row['of_bare']:.2f} | "
                      f"{row['cpu_counted']:.1f} | {row['cpu_bare']:.1f} | {row['cpu_journal']:.1f} | {row['p99_ms']:.1f} | "
                      f"{row['bytes']:,.0f} | {row['rows']} |", flush=True)

    def recording(self):
        print("\n| workload | CPU of an execution, us | with a history | times | in rows | a recorded event, ns |")
        print("| --- | --- | --- | --- | --- | --- |")
        for workload in ("W9", "W3", "T5"):
            program, text = self.link(workload), self.input(workload)
            cells = [("none", 1, self.arguments.seconds), ("history", 1, self.arguments.seconds),
                     ("count", 1000, self.arguments.seconds)]
            events = self.measure(program, text, "load", "once", 1, 0)["events"]
            samples = {cell: [] for cell in cells}
            for _ in range(self.arguments.rounds):
                for cell in cells:
                    samples[cell].append(self.measure(program, text, "load", *cell)["cpu_us"])
            none, history, count = (statistics.median(found) for found in samples.values())
            times = statistics.median(b / a for a, b in zip(samples[cells[0]], samples[cells[1]]))
            event = (history - none) / events * 1e3
            self.results[f"{workload} recording"] = {"none": none, "history": history, "times": times, "event_ns": event}
            print(f"| {workload} | {none:.2f} | {history:.2f} | {times:.2f} | {count:.2f} | {event:.0f} |", flush=True)

    def starts(self):
        print(f"\n| starts with {self.arguments.ended:,} ended executions in the file | a second | CPU, us |")
        print("| --- | --- | --- |")
        program, text = self.link("W7"), self.input("W7")
        for names in ("own", "random"):
            found = self.measure(program, text, "load", "journal", 1000, self.arguments.seconds * 3, self.arguments.ended,
                                 names)
            self.results[f"starts {names}"] = found
            print(f"| names {'in the order of time' if names == 'own' else 'random'} | {found['per_s']:,.0f} | "
                  f"{found['cpu_us']:.1f} |", flush=True)

    def sleepers(self):
        count = self.arguments.sleepers
        print(f"\n| {count:,} sleepers | made in, s | memory each, bytes | ready after a restart, s | memory each, bytes | "
              "woken a second |")
        print("| --- | --- | --- | --- | --- | --- |")
        program = self.link("sleep")
        text = self.out / "sleep.input.json"
        for kept in ("resident", "evicted"):
            resident = 2**62 if kept == "resident" else 1000
            later = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=1)
            text.write_text(json.dumps({**ORDER, "until": later.strftime("%Y-%m-%dT%H:%M:%SZ")}))
            made = self.measure(program, text, "sleep", count, resident)
            back = self.measure(program, text, "resume", count, resident, fresh=False)
            soon = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=count // 20000 + 20)
            text.write_text(json.dumps({**ORDER, "until": soon.strftime("%Y-%m-%dT%H:%M:%SZ")}))
            self.measure(program, text, "sleep", count, resident)
            while datetime.datetime.now(datetime.timezone.utc) < soon:
                subprocess.run(["sleep", "1"], check=True)
            woken = self.measure(program, text, "resume", count, resident, fresh=False, DURABLE_WAIT="1")
            woken_s = count / (woken["ready_s"] + woken["woken_s"])
            self.results[f"sleepers {kept}"] = {"made": made, "back": back, "woken": woken}
            print(f"| {kept} | {made['seconds']:.1f} | {made['bytes_each']:.0f} | {back['ready_s']:.2f} "
                  f"(CPU {back['ready_cpu_s']:.2f}) | {back['bytes_each']:.0f} | {woken_s:,.0f} |", flush=True)

    def residents(self):
        """Executions that stay in memory while they wait: for a time that is near, and for a task."""
        count = 100_000
        print(f"\n| {count:,} executions wait for | data, bytes | allocated each, bytes | resident each, bytes | besides data |")
        print("| --- | --- | --- | --- | --- |")
        for workload in ("sleep", "callback"):
            program, text = self.link(workload), self.out / "resident.input.json"
            for data in ({}, ORDER):
                soon = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=9.5)
                text.write_text(json.dumps({**data, "until": soon.strftime("%Y-%m-%dT%H:%M:%S.%fZ")}))
                held = self.measure(program, text, "hold", count, 0 if workload == "sleep" else 3)
                held["besides"] = held["allocated_each"] - held["data"]
                self.results[f"resident {workload} {held['data']}"] = held
                print(f"| {workload} | {held['data']:,} | {held['allocated_each']:,.0f} | {held['resident_each']:,.0f} | "
                      f"{held['besides']:,.0f} |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=pathlib.Path, required=True)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=1)
    parser.add_argument("--sleepers", type=int, default=1_000_000)
    parser.add_argument("--ended", type=int, default=1_000_000)
    parser.add_argument("--folder", type=pathlib.Path, help="where the journal is written")
    parser.add_argument("--json", type=pathlib.Path, help="write the figures")
    parser.add_argument("parts", nargs="*", default=["throughput", "recording", "starts", "sleepers", "residents"])
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        arguments.folder = pathlib.Path(folder)
        bench = Bench(arguments)
        for part in arguments.parts:
            getattr(bench, part)()
    if arguments.json:
        arguments.json.write_text(json.dumps(bench.results, indent=1) + "\n")


if __name__ == "__main__":
    main()
