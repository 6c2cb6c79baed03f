#!/usr/bin/env python3
"""Measures how long definitions of many states or rules take to compile: usage compile_time.py [ASLC] [--cpp].

Prints a table: for each machine the seconds of processor time of `aslc run` and `aslc build` (linking included), with
--cpp also of `aslc build --emit=cpp` and of the C++ compilers that make an object file of that source. Exit status 1
when doubling the number of states more than triples the time.
"""
import argparse
import json
import pathlib
import resource
import shutil
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]


def chain(count, state):
    """A machine of `count` states, in sequence; `state` makes each from its number."""
    states = {}
    for number in range(count):
        states[f"S{number}"] = state(number) | ({"Next": f"S{number + 1}"} if number + 1 < count else {"End": True})
    return {"StartAt": "S0", "States": states}


def passes(count):
    return chain(count, lambda number: {"Type": "Pass"})


def jsonata(count):
    def state(number):
        return {"Type": "Pass", "Output": {"n": "{% $states.input.n + " + str(number) + " %}",
                                           "t": "{% $uppercase($states.input.name) & '-" + str(number) + "' %}"}}
    return {"QueryLanguage": "JSONata"} | chain(count, state)


def tasks(count):
    machine = chain(count, lambda number: {
        "Type": "Task", "Resource": "arn:aws:lambda:us-east-1:111111111111:function:f",
        "Parameters": {"a.$": "$.a", "b": {"c.$": "$.b.c"}}, "ResultPath": "$.r",
        "Retry": [{"ErrorEquals": ["States.Timeout"]}], "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Failed"}]})
    machine["States"]["Failed"] = {"Type": "Fail"}
    return machine


def rules(count):
    choices = [{"Variable": "$.n", "NumericEquals": number, "Next": "AB"[number % 2]} for number in range(count)]
    return {"StartAt": "C", "States": {"C": {"Type": "Choice", "Choices": choices, "Default": "A"},
                                       "A": {"Type": "Succeed"}, "B": {"Type": "Succeed"}}}


def fields(count):
    parameters = {f"k{number}.$": f"$.a{number}" for number in range(count)}
    return {"StartAt": "P", "States": {"P": {"Type": "Pass", "Parameters": parameters, "End": True}}}


MACHINES = [
    ("Pass states", passes, (50, 1000, 2000, 10000)),
    ("JSONata states", jsonata, (50, 1000, 2000)),
    ("Task states", tasks, (50, 1000, 2000)),
    ("rules of a Choice", rules, (2500, 5000)),
    ("fields of a template", fields, (2500, 5000)),
]
COMPILERS = ("clang++-19", "g++")


def seconds(command):
    """Processor time of `command` and its children, whatever its exit status."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measure(aslc, machine, folder, cpp):
    definition = folder / "machine.asl.json"
    definition.write_text(json.dumps(machine, indent=1))
    times = {"run": seconds([aslc, "run", definition, "--input", "{}"]),
             "build": seconds([aslc, "build", definition, "-o", folder / "machine"])}
    if cpp:
        source = folder / "machine.cpp"
        times["--emit=cpp"] = seconds([aslc, "build", "--emit=cpp", definition, "-o", source])
        for compiler in filter(shutil.which, COMPILERS):
            for level in ("-O0", "-O2"):
                times[f"{compiler} {level}"] = seconds([compiler, "-std=c++20", level, "-I", ROOT / "runtime/include",
                                                        "-c", source, "-o", folder / "machine.o"])
    return times


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("aslc", nargs="?", default=ROOT / "build/bin/aslc")
    parser.add_argument("--cpp", action="store_true", help="C++ source and its compilers too")
    arguments = parser.parse_args()
    linear = True
    with tempfile.TemporaryDirectory() as folder:
        head = False
        for kind, make, counts in MACHINES:
            known = {}
            for count in counts:
                known[count] = times = measure(arguments.aslc, make(count), pathlib.Path(folder), arguments.cpp)
                if not head:
                    print("| machine | " + " | ".join(times) + " |\n| --- |" + " --- |" * len(times))
                    head = True
                print(f"| {count:,} {kind} | " + " | ".join(f"{time:.2f}" for time in times.values()) + " |",
                      flush=True)
                for step, time in times.items():
                    half = known.get(count // 2, {}).get(step)
                    if half and half > 0.3 and time > 3 * half:
                        print(f"{step}: {time / half:.1f} times as long as for half of the {kind}")
                        linear = False
    return 0 if linear else 1


if __name__ == "__main__":
    raise SystemExit(main())
