"""Runs random machines and inputs on both backends, on the virtual clock. Outputs, errors and histories must be the same,
and no run may do what `aslc check` claims to be impossible (claims.py).

usage: machines.py --build BUILD [--seconds 60] [--seed N] [--count N] [--compiler clang++-19]

Machines are compiled in batches, with one program per backend. Each machine has its own seed, which is printed when the
backends differ; `--seed N --count 1` repeats that machine.
"""
import argparse
import concurrent.futures
import itertools
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import time

import claims
from machine_maker import Maker

HERE = pathlib.Path(__file__).resolve().parent
INCLUDE = HERE.parents[1] / "runtime/include"
INPUTS = 4
BATCH = 40
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Werror"]


class Batch:
    """Machines that are compiled and run together, in their own folder."""

    def __init__(self, arguments, seeds, folder):
        self.arguments, self.folder, self.compiled = arguments, folder, []
        self.aslc, self.compiler = arguments.build / "bin/aslc", arguments.compiler.split()
        for seed in seeds:
            if self.make(seed, len(self.compiled)):
                self.compiled.append(seed)
        self.refused = len(seeds) - len(self.compiled)

    def make(self, seed, number):
        """Writes the machine of this seed and compiles it by both backends. False when aslc refuses it."""
        maker = Maker(seed)
        (self.folder / f"m{number}.asl.json").write_text(json.dumps(maker.machine(), indent=1))
        for index in range(INPUTS):
            (self.folder / f"{number}.{index}.input").write_text(json.dumps(maker.input()))
            (self.folder / f"{number}.{index}.tasks").write_text(json.dumps(maker.bindings()))
        for emit, output in (("cpp", f"m{number}.cpp"), ("obj", f"m{number}.o")):
            made = subprocess.run([self.aslc, "build", "--verify=off", f"--emit={emit}", "--no-line", f"m{number}.asl.json",
                                   "-o", output], cwd=self.folder, capture_output=True, text=True, timeout=120)
            if made.returncode == 1 and emit == "cpp":
                return False
            if made.returncode != 0:
                self.fail(seed, number, made.stderr)
        # All machines are linked into one program, in which only one may define asl_module_main.
        source = self.folder / f"m{number}.cpp"
        source.write_text(re.sub(r'extern "C" \[\[gnu::weak.*?;\n', "", source.read_text(), flags=re.DOTALL))
        return True

    def fail(self, seed, number, why):
        print((self.folder / f"m{number}.asl.json").read_text(), why, sep="\n")
        sys.exit(f"machines.py: repeat it with --seed {seed} --count 1")

    def command(self, *command, **more):
        return subprocess.run([*command], cwd=self.folder, text=True, capture_output=True, **more)

    def build(self):
        modules = [f"asl_module_m{number}" for number in range(len(self.compiled))]
        (self.folder / "table.c").write_text(
            '#include "asl/abi/abi.h"\n' + "".join(f"extern const asl_module {module};\n" for module in modules) +
            "const asl_module *const machines[] = {" + "".join(f"&{module}, " for module in modules) +
            f"0}};\nconst int input_count = {INPUTS};\n")
        (self.folder / "all.cpp").write_text('#include "asl/abi/machine.h"\n' + "".join(
            f'namespace batch{number} {{\n#include "m{number}.cpp"\n}}\n' for number in range(len(self.compiled))))
        made = self.command(*self.compiler, "-std=c++20", "-O0", *WARNINGS, f"-I{INCLUDE}", "-c", "all.cpp")
        if made.returncode != 0:
            number = re.search(r"m(\d+)\.cpp", made.stderr)
            self.fail(self.compiled[int(number[1])] if number else self.compiled[0], int(number[1]) if number else 0, made.stderr)
        libraries = (self.arguments.build / "lib/aslrt.libs").read_text().split()
        library = str(self.arguments.build / "lib/libaslrt.a")
        for program, objects in (("cpp", ["all.o"]), ("llvm", [f"m{number}.o" for number in range(len(self.compiled))])):
            linked = self.command(*self.compiler, "-o", f"run-{program}", "-fuse-ld=lld", *objects, "-x", "c", f"-I{INCLUDE}", "table.c",
                                  str(HERE / "machines_runner.c"), "-x", "none", library, *libraries)
            if linked.returncode != 0:
                sys.exit(linked.stderr)

    def compare(self):
        said = {}
        for program in ("llvm", "cpp"):
            (self.folder / program).mkdir()
            done = subprocess.run([self.folder / f"run-{program}"], cwd=self.folder / program, capture_output=True, text=True)
            said[program] = done.stdout.splitlines()
        for number, index in itertools.product(range(len(self.compiled)), range(INPUTS)):
            at = number * INPUTS + index
            one, other = ((said[program][at:at + 1], *(self.read(program, f"{number}.{index}.{kind}") for kind in ("out", "err", "history")))
                          for program in ("llvm", "cpp"))
            if one != other or not one[0]:
                self.fail(self.compiled[number], number, f"input: {(self.folder / f'{number}.{index}.input').read_text()}\n"
                          f"LLVM: {one}\nC++:  {other}\nthe backends differ")

    def check_claims(self):
        """The number of claims about these machines, none of which a run contradicts."""
        total, broken = claims.broken(self.aslc, self.folder, len(self.compiled), INPUTS)
        if broken:
            number, index, claim = broken
            self.fail(self.compiled[number], number, f"input: {(self.folder / f'{number}.{index}.input').read_text()}\n"
                      f"{self.read('llvm', f'{number}.{index}.history')}\naslc check claims {claim}, but this run shows otherwise")
        return total

    def read(self, program, name):
        path = self.folder / program / name
        return path.read_text() if path.exists() else None

    def statuses(self):
        """The number of runs that succeeded."""
        return sum((self.folder / "llvm" / f"{number}.{index}.out").stat().st_size > 0
                   for number, index in itertools.product(range(len(self.compiled)), range(INPUTS)))


def try_batch(arguments, seeds):
    """(machines compared, machines refused, runs, runs that succeeded, claims)"""
    with tempfile.TemporaryDirectory() as folder:
        batch = Batch(arguments, seeds, pathlib.Path(folder))
        if batch.compiled:
            batch.build()
            batch.compare()
        held = batch.check_claims() if batch.compiled else 0
        return len(batch.compiled), batch.refused, len(batch.compiled) * INPUTS, batch.statuses(), held


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--count", type=int, default=None, help="as many machines instead of as many seconds")
    parser.add_argument("--compiler", default="clang++-19")
    parser.add_argument("-j", "--jobs", type=int, default=os.cpu_count())
    arguments = parser.parse_args()
    arguments.build = arguments.build.resolve()
    first = random.SystemRandom().randrange(10**9) if arguments.seed is None else arguments.seed
    print(f"seeds from {first} on", flush=True)
    end = time.monotonic() + arguments.seconds

    def work(start):
        """Runs batches from `start` on, in steps, until the time is over."""
        sums = [0, 0, 0, 0, 0]
        for begin in itertools.count(start, BATCH * arguments.jobs):
            left = BATCH if arguments.count is None else min(BATCH, first + arguments.count - begin)
            if left <= 0 or (arguments.count is None and time.monotonic() >= end):
                return sums
            sums = [a + b for a, b in zip(sums, try_batch(arguments, range(begin, begin + left)))]

    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        futures = [pool.submit(work, first + BATCH * job) for job in range(arguments.jobs)]
        for future in concurrent.futures.as_completed(futures):
            if future.exception():
                print(future.exception(), file=sys.stderr, flush=True)
                os._exit(1)  # the other processes need not finish their batches
        compared, refused, runs, succeeded, held = (sum(column) for column in zip(*(future.result() for future in futures)))
    print(f"{compared} machines behaved the same on both backends in {runs} runs, of which {succeeded} succeeded; {refused} were refused")
    print(f"no run contradicts any of {held} claims of aslc check")


if __name__ == "__main__":
    main()
