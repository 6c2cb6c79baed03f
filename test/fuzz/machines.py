"""Random machines and inputs, run on both backends on the virtual clock: outputs and histories must be the same.

usage: machines.py --build BUILD [--seconds 60] [--seed N] [--compiler clang++-19]

Each machine has a seed of its own, which is printed when the backends differ; with `--seed` that one comes first.
"""
import argparse
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import time

INCLUDE = pathlib.Path(__file__).resolve().parents[2] / "runtime/include"
PATHS = ["$", "$.a", "$.b", "$.list", "$.list[0]", "$.missing", "$.o.a", "$..a", "$.list[*]", "$.list[?(@ > 1)]"]
QUERIES = ["$states.input", "$states.input.a + 1", "$states.input.list[$ > 1]", "$sum($states.input.list)",
           "$states.input.o.a & 'x'", "{'a': $states.input.a, 'b': [$states.input.list]}",
           "$map($states.input.list, function($v) { $v * 2 })", "$states.input.list^(>$)", "$missing", "'a' - 1",
           "$states.input.a > 2 ? 'yes' : 'no'", "$states.input{'k': $count(list)}"]
ERRORS = ["States.ALL", "Odd", "States.TaskFailed", "States.Runtime"]


class Maker:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.count = 0
        self.functions = []

    def chance(self, p):
        return self.random.random() < p

    def pick(self, items):
        return self.random.choice(items)

    def value(self, depth=0):
        kinds = [lambda: self.random.randint(-5, 9), lambda: self.pick([0.5, 1e20, True, None]),
                 lambda: self.pick(["", "x", "\u00e9\n", "2024-01-01T00:00:00Z"])]
        if depth < 2:
            kinds += [lambda: [self.value(depth + 1) for _ in range(self.random.randint(0, 3))],
                      lambda: {k: self.value(depth + 1) for k in self.random.sample("abo", self.random.randint(0, 3))}]
        return self.pick(kinds)()

    def input(self):
        return {"a": self.value(), "b": self.value(), "list": [self.random.randint(0, 4) for _ in range(3)],
                "o": {"a": self.value()}}

    def template(self):
        fields = {"fixed": self.value()}
        for key in self.random.sample("abcd", self.random.randint(0, 3)):
            fields[key + ".$"] = self.pick(PATHS + ["States.Array($.a, $.list)", "States.MathAdd(1, 2)", "$$.State.Name",
                                                    "States.Format('{}-{}', $.a, $.b)", "States.ArrayLength($.list)"])
        return fields

    def query(self):
        return "{% " + self.pick(QUERIES) + " %}"

    def rule(self, depth=0):
        if depth < 2 and self.chance(0.4):
            kind = self.pick(["And", "Or", "Not"])
            if kind == "Not":
                return {"Not": self.rule(depth + 1)}
            return {kind: [self.rule(depth + 1) for _ in range(self.random.randint(1, 3))]}
        test = self.pick([{"NumericGreaterThan": 1}, {"IsPresent": True}, {"StringMatches": "*x*"}, {"IsNull": False},
                          {"NumericLessThanEqualsPath": "$.list[0]"}, {"StringEquals": "x"}, {"IsNumeric": True}])
        return {"Variable": self.pick(PATHS[1:7]), **test}

    def flow(self, depth=0):
        names = []
        for _ in range(self.random.randint(1, 4)):
            self.count += 1
            names.append(self.pick(["State ", "s", "value", "f_"]) + str(self.count))
        states = {name: self.state(names[i + 1:], depth) for i, name in enumerate(names)}
        return {"StartAt": names[0], "States": states}

    def state(self, later, depth):
        kinds = ["Pass", "Pass", "Task", "Task", "Wait"] + (["Choice", "Choice"] if later else ["Succeed", "Fail"])
        kind = self.pick(kinds + (["Parallel", "Map"] if depth < 2 else []))
        jsonata = self.chance(0.4)
        state = {"Type": kind, "QueryLanguage": "JSONata" if jsonata else "JSONPath"}
        if kind == "Choice":
            rules = [{"Condition": "{% $states.input.a = " + str(self.random.randint(0, 4)) + " %}"} if jsonata
                     else self.rule() for _ in range(self.random.randint(1, 3))]
            state["Choices"] = [{**rule, "Next": self.pick(later)} for rule in rules]
            if self.chance(0.8):
                state["Default"] = self.pick(later)
            return state
        if kind == "Fail":
            return {**state, "Error": "Odd", "Cause": "for a reason"}
        if kind != "Succeed":
            state.update({"Next": later[0]} if later else {"End": True})
        self.data(state, kind, jsonata)
        if kind == "Wait":
            state["Seconds"] = self.random.randint(0, 90)
        if kind == "Task":
            self.count += 1
            function = f"f{self.count}"
            self.functions.append(function)
            state["Resource"] = "arn:aws:lambda:us-east-1:111111111111:function:" + function
        if kind == "Parallel":
            state["Branches"] = [self.flow(depth + 1) for _ in range(self.random.randint(1, 3))]
        if kind == "Map":
            state["ItemProcessor"] = self.flow(depth + 1)
            state["Items" if jsonata else "ItemsPath"] = "{% $states.input.list %}" if jsonata else "$.list"
        if kind in ("Task", "Parallel", "Map"):
            if self.chance(0.4):
                state["Retry"] = [{"ErrorEquals": [self.pick(ERRORS)], "MaxAttempts": self.random.randint(0, 2)}]
            if later and self.chance(0.5):
                state["Catch"] = [{"ErrorEquals": [self.pick(ERRORS)], "Next": self.pick(later)}]
        return state

    def data(self, state, kind, jsonata):
        if jsonata:
            if self.chance(0.5):
                state["Output"] = self.query()
            return
        if self.chance(0.3):
            state["InputPath"] = self.pick(PATHS)
        if kind in ("Pass", "Task") and self.chance(0.5):
            state["Parameters"] = self.template()
        if kind in ("Pass", "Task") and self.chance(0.4):
            state["ResultPath"] = self.pick(["$.r", "$.o.r", "$", None])
        if self.chance(0.2):
            state["OutputPath"] = self.pick(PATHS)

    def bindings(self):
        tasks = []
        for function in self.functions:
            results = [{"error": {"Error": "Odd", "Cause": "so it is"}} if self.chance(0.4) else
                       {"result": self.input() if self.chance(0.6) else self.value()} for _ in range(3)]
            tasks.append({"function": function, "results": results})
        return tasks


def outcome(command, folder, name):
    """What a run gave: exit status, output, error, history."""
    history = folder / f"{name}.history.json"
    history.unlink(missing_ok=True)
    done = subprocess.run([*command, "--input", "@input.json", "--tasks", "tasks.json", "--clock", "virtual", "--name",
                           "run", "--seed", "7", "--history", str(history)], cwd=folder, capture_output=True, text=True,
                          timeout=60)
    events = history.read_text() if history.exists() else ""
    return done.returncode, done.stdout, done.stderr, events


def try_one(seed, arguments, folder):
    """Whether both backends agree about the machine of that seed; None when it is refused."""
    maker = Maker(seed)
    machine = maker.flow()
    (folder / "machine.asl.json").write_text(json.dumps(machine, indent=1))
    (folder / "input.json").write_text(json.dumps(maker.input()))
    (folder / "tasks.json").write_text(json.dumps(maker.bindings()))
    aslc = arguments.build / "bin/aslc"
    made = subprocess.run([aslc, "build", "--verify=off", "--emit=cpp", "--no-line", "machine.asl.json", "-o", "m.cpp"],
                          cwd=folder, capture_output=True, text=True)
    if made.returncode == 1:
        return None
    libraries = (arguments.build / "lib/aslrt.libs").read_text().split()
    linked = made.returncode == 0 and subprocess.run(
        [*arguments.compiler.split(), "-std=c++20", "-O0", "-Wall", "-Wextra", "-Wpedantic", "-Werror", f"-I{INCLUDE}",
         "m.cpp", "-o", "m", f"-L{arguments.build / 'lib'}", str(arguments.build / "lib/libaslrt.a"), *libraries],
        cwd=folder, capture_output=True, text=True)
    if not linked or linked.returncode != 0:
        print(made.stderr, linked.stderr if linked else "", sep="")
        return False
    one = outcome([aslc, "run", "machine.asl.json"],
                  folder, "llvm")
    other = outcome(["./m"], folder, "cpp")
    # Warnings about the definition stand before what the run says.
    if one[:2] != other[:2] or not one[2].endswith(other[2]) or one[3] != other[3]:
        print("LLVM:", one, "C++: ", other, sep="\n")
        return False
    return True


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--compiler", default="clang++-19")
    arguments = parser.parse_args()
    arguments.build = arguments.build.resolve()
    seed = random.SystemRandom().randrange(10**9) if arguments.seed is None else arguments.seed
    end, tried, refused = time.monotonic() + arguments.seconds, 0, 0
    with tempfile.TemporaryDirectory() as folder:
        while time.monotonic() < end:
            agreed = try_one(seed, arguments, pathlib.Path(folder))
            if agreed is False:
                print((pathlib.Path(folder) / "machine.asl.json").read_text())
                sys.exit(f"machines.py: the backends differ; again with --seed {seed}")
            tried += 1
            refused += agreed is None
            seed += 1
    print(f"{tried - refused} machines gave the same on both backends, {refused} were refused")


if __name__ == "__main__":
    main()
