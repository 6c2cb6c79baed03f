"""Measures compiled machines against hand-written C++ on the shared workloads, in one run.

usage: run.py --shared SHARED/bench --build BUILD [--rounds N] [--seconds S] [--json FILE] [WORKLOAD...]

In each round every program of a workload runs once, one after the other, so that other load on the machine affects
all of them; the result is the median of executions per CPU second. Outputs are checked first, by the digest of their
canonical JSON. `time` is the time of the C++ backend's program divided by that of LLVM's. W7 is also
measured as a whole process, from start to finish.
"""
import argparse
import hashlib
import json
import pathlib
import shlex
import statistics
import subprocess
import sys
import time

WORKLOADS = ["W1-pass-chain", "W2-choice-loop", "W3-order", "W4-order-jsonata", "W5-map-10k", "W6-big-payload",
             "W7-hello"]
INCLUDE = pathlib.Path(__file__).resolve().parents[2] / "runtime/include"
BASELINES = ["hand_nlohmann", "hand_arena"]
# The other backend: C++ source, compiled with -O2 for the same processor.
CPP = "aslc_cpp"
# The same workflow as W3 in the other query language. It has no hand-written baseline.
JSONATA, JSONPATH = "W4-order-jsonata", "W3-order"
# nlohmann::json sorts members, so the text that States.JsonToString produces in W3 differs for its baseline.
OTHER_ORDER = {("hand_nlohmann", "W3-order")}
DIGESTS = {"W1-pass-chain": "a491e08dd63f", "W2-choice-loop": "9e543e9f5646", "W3-order": "2b22e17e4a3c",
           "W4-order-jsonata": "2b22e17e4a3c", "W5-map-10k": "811737e2e1e3", "W6-big-payload": "f967926780bb",
           "W7-hello": "5aa762ae383f"}


def run(command, **options):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, **options)
    if done.returncode != 0:
        sys.exit(f"{shlex.join(map(str, command))} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def digest(text):
    canonical = json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()[:12]


class Bench:
    def __init__(self, arguments):
        self.workloads = arguments.shared / "workloads"
        self.build = arguments.build.resolve()
        self.out = self.build / "bench"
        self.out.mkdir(parents=True, exist_ok=True)
        self.seconds = arguments.seconds
        self.baseline_folder = arguments.shared / "baseline"
        self.cpu = arguments.cpu

    def compile_baselines(self):
        run(["make", "-C", self.baseline_folder, f"OUT={self.out}", *(self.out / b for b in BASELINES)])

    def link(self, workload):
        """The measuring program of a workload: its object file, the harness, the runtime library."""
        machine = self.out / f"{workload}.o"
        run([self.build / "bin/aslc", "build", "--emit=obj", "--name=bench", f"--cpu={self.cpu}",
             self.workloads / f"{workload}.asl.json", "-o", machine])
        libraries = (self.build / "lib/aslrt.libs").read_text().split()
        self.link_program(self.out / workload, machine, libraries)
        source = self.out / f"{workload}.cpp"
        run([self.build / "bin/aslc", "build", "--emit=cpp", "--name=bench",
             self.workloads / f"{workload}.asl.json", "-o", source])
        run(["clang++-19", "-std=c++20", "-O2", f"-march={self.cpu}", f"-I{INCLUDE}", "-c", source, "-o",
             self.out / f"{workload}.cpp.o"])
        self.link_program(self.out / f"{workload}.cpp.program", self.out / f"{workload}.cpp.o", libraries)

    def link_program(self, program, machine, libraries):
        run(["clang++-19", "-fuse-ld=lld", "-o", program, machine, self.build / "lib/libasl_bench_main.a",
             f"-L{self.build / 'lib'}", self.build / "lib/libaslrt.a", *libraries])

    def command(self, program, workload, *options):
        if program in BASELINES:
            return [self.out / program, self.workloads, workload, *options]
        made = f"{workload}.cpp.program" if program == CPP else workload
        return [self.out / made, self.workloads / f"{workload}.input.json", *options]

    def check(self, program, workload):
        found = digest(run(self.command(program, workload, "--dump")))
        if found != DIGESTS[workload] and (program, workload) not in OTHER_ORDER:
            sys.exit(f"{program} {workload}: the output has the digest {found}, not {DIGESTS[workload]}")

    def rate(self, program, workload):
        options = [self.seconds, 1] if program in BASELINES else [self.seconds]
        # A baseline prints a second line, for a run without reading and writing JSON.
        first = run(self.command(program, workload, *options)).splitlines()[0]
        return json.loads(first)["exec_per_cpu_s"]

    def start_to_finish(self, workload, times=101):
        """Milliseconds of a whole process of the executable that `aslc build` makes."""
        program = self.out / f"{workload}.exe"
        run([self.build / "bin/aslc", "build", self.workloads / f"{workload}.asl.json", "-o", program])
        text = self.workloads / f"{workload}.input.json"
        samples = []
        for _ in range(times):
            begin = time.perf_counter()
            subprocess.run([program, "--input", f"@{text}"], stdout=subprocess.DEVNULL, check=True)
            samples.append((time.perf_counter() - begin) * 1000)
        return statistics.median(samples)


def times(samples, one, other):
    """The time of `one` divided by that of `other`, each pair in the same round, so that other load affects both."""
    return statistics.median(b / a for a, b in zip(samples[one], samples[other]))


def row(workload, rates, cpp_times):
    """A line of the table, with empty columns for missing baselines."""
    ours = rates["aslc"]
    columns = [f"{rates[b]:12.0f}" if b in rates else f"{'':12}" for b in BASELINES]
    ratios = [f"{ours / rates[b]:{10 - i}.2f}x" if b in rates else "" for i, b in enumerate(BASELINES)]
    return f"{workload:16} {ours:12.0f} {rates[CPP]:12.0f} {cpp_times:6.2f} {' '.join(columns)} {' '.join(ratios)}".rstrip()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=pathlib.Path, required=True)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--seconds", type=float, default=0.3)
    parser.add_argument("--cpu", default="native", help="as the baselines are compiled for this processor")
    parser.add_argument("--json", type=pathlib.Path, help="write the figures")
    parser.add_argument("workloads", nargs="*", default=WORKLOADS)
    arguments = parser.parse_args()

    bench = Bench(arguments)
    bench.compile_baselines()
    print(f"executions per CPU second, medians of {arguments.rounds} runs of {arguments.seconds} s each")
    print(f"{'workload':16} {'aslc':>12} {'aslc, C++':>12} {'time':>6} {'nlohmann':>12} {'arena':>12} {'/ nlohmann':>11} "
          f"{'/ arena':>9}")
    # The two languages take turns, because they are compared.
    results = {}
    groups = [[JSONPATH, JSONATA]] if {JSONPATH, JSONATA} <= {*arguments.workloads} else []
    groups += [[workload] for workload in arguments.workloads if not any(workload in group for group in groups)]
    for group in sorted(groups):
        pairs = [(workload, program) for program in ["aslc", CPP, *BASELINES] for workload in group
                 if workload != JSONATA or program not in BASELINES]
        for workload in group:
            bench.link(workload)
        for workload, program in pairs:
            bench.check(program, workload)
        samples = {pair: [] for pair in pairs}
        for _ in range(arguments.rounds):
            for workload, program in pairs:
                samples[workload, program].append(bench.rate(program, workload))
        for workload in group:
            results[workload] = {p: statistics.median(rates) for (w, p), rates in samples.items() if w == workload}
            print(row(workload, results[workload], times(samples, (workload, CPP), (workload, "aslc"))), flush=True)
        if len(group) > 1:
            print(f"{JSONATA} takes {times(samples, (JSONATA, 'aslc'), (JSONPATH, 'aslc')):.2f} times as long as "
                  f"{JSONPATH}")
    if "W7-hello" in arguments.workloads:
        results["W7-hello start to finish ms"] = bench.start_to_finish("W7-hello")
        print(f"W7-hello, process from start to finish: {results['W7-hello start to finish ms']:.2f} ms")
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
