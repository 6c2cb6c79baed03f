"""Sends deep, wide and long values through every interface, with limits on time and memory. Usage: hostile.py BUILD.

Each case is one command of aslc. It must end by itself with the stated status and text: never by a signal, and within
CPU_SECONDS of processor time and MEMORY_BYTES of address space. A few cases have limits of their own.
"""
import concurrent.futures
import json
import os
import pathlib
import resource
import subprocess
import sys
import tempfile

CPU_SECONDS = 12
MEMORY_BYTES = 1500 << 20
DEPTH = 1000  # ASL_DEPTH_LIMIT
PAYLOAD = 262144  # ASL_PAYLOAD_LIMIT_BYTES

TOO_DEEP = "nested more than 1000 levels deep"
TOO_LONG = "exceeding the maximum number of bytes"


def nested(levels, inside="1"):
    return "[" * levels + inside + "]" * levels


def machine(states, **fields):
    """A machine that runs `states` in order."""
    states = {name: dict(state) for name, state in states.items()}
    names = list(states)
    for name, follower in zip(names, names[1:]):
        states[name].setdefault("Next", follower)
    if states[names[-1]]["Type"] not in ("Succeed", "Fail"):
        states[names[-1]].setdefault("End", True)
    return json.dumps({"StartAt": names[0], "States": states, **fields})


def query(expression, kind="Pass", **fields):
    """A machine with one expression."""
    return machine({"S": {"Type": kind, "Output": "{% " + expression + " %}", **fields}}, QueryLanguage="JSONata")


def caught(state):
    """A machine whose state fails; a catcher outputs the name of the error."""
    state["Catch"] = [{"ErrorEquals": ["States.ALL"], "Next": "Caught"}]
    names = {"S": {**state, "Next": "End"}, "End": {"Type": "Succeed"},
             "Caught": {"Type": "Pass", "Parameters": {"caught.$": "$.Error", "cause.$": "$.Cause"}, "End": True}}
    return json.dumps({"StartAt": "S", "States": names})


def distributed(processor, **fields):
    child = {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "C",
             "States": {"C": {**processor, "End": True}}}
    return {"Type": "Map", "ItemProcessor": child, **fields}


PASS = machine({"S": {"Type": "Pass"}})
TASK = {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:111111111111:function:f"}
#: An expression for a value with the given nesting depth.
DEEP = "$reduce([1..{}], function($a, $v){{ {{'x': $a}} }}, 1)"


class Suite:
    def __init__(self, aslc, folder):
        self.aslc, self.folder, self.cases = aslc, folder, []

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text)
        return str(path)

    def add(self, name, arguments, status, text, **bounds):
        self.cases.append((name, [self.aslc, *arguments], status, text, bounds))

    def run(self, name, definition, status, text, options=(), value=None, suffix="asl.json", **bounds):
        """A run of `definition`; `value` is the text of its input."""
        arguments = ["run", self.write(f"{name}.{suffix}", definition), "--clock", "virtual", *options]
        if value is not None:
            arguments += ["--input", "@" + self.write(f"{name}.input.json", value)]
        self.add(name, arguments, status, text, **bounds)

    def task(self, name, answer, status, text):
        """A task whose command outputs the text `answer`."""
        path = self.write(f"{name}.answer", answer)
        tasks = self.write(f"{name}.tasks.yaml", f"- function: f\n  command: [cat, {path}]\n")
        self.run(name, caught(dict(TASK)), status, text, ["--tasks", tasks])

    def evaluate(self, name, expression, status, text, options=(), **bounds):
        self.add(name, ["eval", *options, "--", expression], status, text, **bounds)


def inputs(suite):
    suite.run("input-deep", PASS, 0, nested(DEPTH), value=nested(DEPTH))
    suite.run("input-too-deep", PASS, 2, TOO_DEEP, value=nested(DEPTH + 1))
    suite.run("input-far-too-deep", PASS, 2, TOO_DEEP, value=nested(100000))
    suite.run("input-wide", PASS, 0, "[1,1", value="[" + "1," * 100000 + "1]")
    suite.run("input-many-members", PASS, 0, '"k1":1', value=json.dumps({f"k{i}": i for i in range(15000)}))
    suite.run("input-long", PASS, 1, "States.DataLimitExceeded", value='"' + "x" * PAYLOAD + '"')
    suite.run("input-very-long", PASS, 1, "States.DataLimitExceeded", value='"' + "x" * (50 << 20) + '"')
    suite.run("input-without-end", PASS, 1, "States.DataLimitExceeded", ["--input", "@/dev/zero"])
    suite.run("input-long-number", PASS, 0, "1", value="1" * 200000)


def tasks(suite):
    suite.task("task-deep", nested(DEPTH), 0, nested(DEPTH))
    suite.task("task-too-deep", nested(DEPTH + 1), 0, TOO_DEEP)
    suite.task("task-far-too-deep", nested(1000000), 0, TOO_DEEP)
    suite.task("task-object-too-deep", '{"a":' * 5000 + "1" + "}" * 5000, 0, "States.DataLimitExceeded")
    suite.task("task-not-closed", "[" * 900, 0, '"[[[')
    suite.task("task-wide", "[" + "1," * 200000 + "1]", 0, TOO_LONG)
    suite.task("task-long", '"' + "x" * (4 << 20) + '"', 0, TOO_LONG)
    deep = machine({"S": {**TASK, "Parameters": {"p.$": "$"}}})
    answer = suite.write("task-input.tasks.yaml", "- function: f\n  result: 1\n")
    suite.run("task-input-too-deep", deep, 1, "States.DataLimitExceeded", ["--tasks", answer], value=nested(DEPTH))


def mocks(suite):
    machine_of_one = caught(dict(TASK))
    around = 3  # levels of the file
    for suffix in ("yaml", "json"):
        for levels, status, text in ((DEPTH - around, 0, nested(DEPTH - around)), (DEPTH, 2, TOO_DEEP), (100000, 2, TOO_DEEP)):
            name = f"mock-{levels}-{suffix}"
            path = suite.write(f"{name}.{suffix}", '{"mocks": {"S": {"result": ' + nested(levels) + "}}}")
            suite.run(name, machine_of_one, status, text, ["--mock", path])


def children(suite):
    pass_on, some = {"Type": "Pass"}, nested(DEPTH)
    suite.run("child-deep", machine({"S": distributed(pass_on)}), 0, some, value=some)
    suite.run("child-output-too-deep",
              machine({"S": distributed({"Type": "Pass", "Parameters": {"a.$": "$"}})}), 1, TOO_DEEP, value=some)
    suite.run("child-batch-too-deep",
              machine({"S": distributed(pass_on, ItemBatcher={"MaxItemsPerBatch": 1})}), 1,
              "States.ExceedToleratedFailureThreshold", value=some)
    made = {"Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% " + DEEP.format(1100) + " %}"}
    suite.run("child-expression-too-deep", machine({"S": distributed(made)}), 1,
              "States.ExceedToleratedFailureThreshold", value="[1]")
    inline = {"Type": "Map", "Iterator": {"StartAt": "C", "States": {"C": {"Type": "Pass", "End": True}}}}
    suite.run("iterations-wide", machine({"S": inline}), 0, "[1,1,1", value="[" + "1," * 3000 + "1]")
    branches = [{"StartAt": "B", "States": {"B": {"Type": "Pass", "End": True}}}] * 2
    suite.run("branches-too-deep", machine({"S": {"Type": "Parallel", "Branches": branches}}), 1, TOO_DEEP,
              value=some)


def states(suite):
    wrap = {"Type": "Pass", "Parameters": {"a.$": "$"}}
    suite.run("template-too-deep", machine({"S": wrap}), 1, TOO_DEEP, value=nested(DEPTH))
    suite.run("result-path-too-deep", machine({"S": {"Type": "Pass", "InputPath": "$.b", "ResultPath": "$.a.a"}}), 1,
              TOO_DEEP, value='{"b":' + nested(DEPTH - 1) + "}")
    loop = {"StartAt": "W", "States": {
        "W": {**wrap, "Next": "C"}, "E": {"Type": "Succeed"},
        "C": {"Type": "Choice", "Choices": [{"Variable": "$.b", "IsPresent": True, "Next": "E"}], "Default": "W"}}}
    suite.run("loop-that-nests", json.dumps(loop), 1, TOO_DEEP)
    suite.run("variable-too-deep", machine({"S": {"Type": "Pass", "Assign": {"v": {"a.$": "$"}}}}), 1,
              "States.DataLimitExceeded", value=nested(DEPTH))
    parse = machine({"S": {"Type": "Pass", "Parameters": {"a.$": "States.StringToJson($)"}}})
    suite.run("string-to-json-too-deep", parse, 1, "States.IntrinsicFailure", value=json.dumps(nested(50000)))
    unique = machine({"S": {"Type": "Pass", "Parameters": {"a.$": "States.ArrayUnique($)"}, "OutputPath": "$.a[0]"}})
    suite.run("array-unique-deep", unique, 0, nested(DEPTH - 1), value=nested(DEPTH))
    scan = machine({"S": {"Type": "Pass", "InputPath": "$..a"}})
    suite.run("scan-deep", scan, 0, "[]", value=nested(DEPTH))
    scans = machine({"S": {"Type": "Pass", "InputPath": "$" + "..*" * 8}})
    suite.run("scans-of-scans", scans, 1, "visits more than", value=nested(DEPTH))


def expressions(suite):
    error = "States.QueryEvaluationError"
    memory, timeout = "Expression evaluation memory limit exceeded", "Expression evaluation timeout"
    suite.run("expression-deep", query(DEEP.format(DEPTH - 1)), 0, '{"x":')
    for name, around in {"": "{}", "-counted": "$count([{}])", "-string": "$length($string({}))",
                         "-boolean": "$boolean([{}])", "-names": "{}.**", "-distinct": "$distinct([{0}, {0}])",
                         "-equal": "{0} = {0}", "-changed": "{} ~> |**|{{'y': 1}}|", "-keys": "$keys([{}])"}.items():
        suite.run("expression-too-deep" + name, query(around.format(DEEP.format(300000))), 1, "1000 levels deep")
    suite.run("expression-tail-calls",
              query("($f := function($n, $a){$n = 0 ? $a : $f($n - 1, [[$a]])}; $f(100000, 1))"), 1, "levels deep")
    suite.run("expression-parse-too-deep", query("$parse($join($map([1..5000], function($i){'['})))"), 1, error)
    suite.run("expression-wide", query("$count([1..873782])"), 0, "873782")
    suite.run("expression-too-wide", query("[1..873783] ~> $count()"), 1, memory)
    suite.run("expression-range-end", query("$range(9223372036854775807, 9223372036854775807, 1)"), 1, memory)
    double = "$length($reduce([1..{}], function($a, $v){{ $a & $a }}, 'x'))"
    suite.run("expression-long", query(double.format(22)), 0, "4194304")
    suite.run("expression-too-long", query(double.format(23)), 1, memory)
    suite.run("expression-pad", query("$length($pad('', 1000000000))"), 1, memory)
    suite.run("expression-shared-parts", query("$string($reduce([1..40], function($a, $v){ [$a, $a] }, [1]))"), 1, memory)
    suite.run("expression-too-slow", query("$sum([1..9000].($x:=$; $sum([1..9000].($*$x))))"), 1, "Expression evaluation")
    suite.run("expression-endless", query("($f := function(){$f()}; $f())"), 1, timeout)
    suite.run("expression-recursive", query("($f := function($n){1 + $f($n + 1)}; $f(0))"), 1, "Stack overflow error")
    suite.run("expression-terms", query("+".join(["1"] * 200)), 1, "Stack overflow error")
    suite.run("expression-some-terms", query("+".join(["1"] * 90)), 0, "90")
    suite.run("expression-caught", json.dumps({
        "StartAt": "P", "QueryLanguage": "JSONata", "States": {
            "P": {"Type": "Parallel", "End": True, "Output": "passed",
                  "Branches": [{"StartAt": "B", "States": {
                      "B": {"Type": "Pass", "End": True, "Output": "{% $count([1..900000]) %}"}}}],
                  "Catch": [{"ErrorEquals": [error], "Next": "C", "Output": "caught"}]},
            "C": {"Type": "Succeed"}}}), 0, "caught")
    suite.evaluate("eval-parentheses", "(" * 100000, 1, "nested too deeply")
    suite.evaluate("eval-operators", "1" + "+1" * 40000, 1, "nested too deeply")
    suite.evaluate("eval-negations", "-" * 50000 + "1", 1, "nested too deeply")
    suite.evaluate("eval-steps", "a" + ".a" * 30000, 1, "nested too deeply")
    suite.evaluate("eval-wide-array", "[" + "1," * 20000 + "1]", 0, "[1,1,1")
    conditions = ",".join(f'a > {i} ? "b" : "c"' for i in range(1500))
    suite.evaluate("eval-wide-code", f"[{conditions}]", 0, '["b","b"', ["--input", '{"a": 1000}'], cpu=10)
    suite.evaluate("eval-deep-input", "$count($)", 0, "1", ["--input", nested(DEPTH)])
    suite.evaluate("eval-too-deep-input", "$count($)", 2, TOO_DEEP, ["--input", nested(DEPTH + 1)])


def definitions(suite):
    def definition(name, text, found, suffix="asl.json"):
        suite.add(name, ["check", suite.write(f"{name}.{suffix}", text)], 1, found)

    definition("definition-too-deep", '{"States":' + nested(100000) + "}", "deep")
    deep = machine({"S": {"Type": "Pass", "Result": "@"}}).replace('"@"', nested(DEPTH - 3))
    suite.run("definition-deep", deep, 0, nested(DEPTH - 3))
    suite.run("definition-yaml-deep", deep, 0, nested(DEPTH - 3), suffix="asl.yaml")
    definition("definition-yaml-too-deep", "States: " + nested(3000), "deep", "asl.yaml")
    definition("definition-yaml-block-too-deep", "- " * 3000 + "1", "deep", "asl.yaml")
    filters = " && ".join(["@.a == 1"] * 40000)
    suite.run("definition-long-filter", machine({"S": {"Type": "Pass", "InputPath": "$[?(" + filters + ")]"}}), 2,
              "filter")
    path = machine({"S": {"Type": "Pass", "InputPath": "$" + ".a" * 20000}})
    suite.add("definition-long-path", ["check", suite.write("definition-long-path.asl.json", path)], 0, "")
    suite.run("definition-deep-call", machine({"S": {"Type": "Pass", "Parameters": {
        "a.$": "States.Array(" * 5000 + "1" + ")" * 5000}}}), 2, "nested")
    suite.run("yaml-literal-deep", "StartAt: S\nStates:\n  S: {Type: Pass, End: true, Result: " + nested(150) + "}\n",
              0, nested(150), suffix="asl.yaml")


def histories(suite):
    path = str(suite.folder / "history.json")
    for name, value in {"deep": nested(DEPTH), "long": json.dumps("\u0001" * 40000),
                        "wide": "[" + '"\\u0001",' * 25000 + "1]"}.items():
        suite.run("history-" + name, machine({f"S{i}": {"Type": "Pass"} for i in range(20)}), 0, value[:3],
                  ["--history", path + name], value=value)
    task = suite.write("history.tasks.yaml", f"- function: f\n  result: {nested(150)}\n")
    suite.run("history-task", machine({"S": dict(TASK)}), 0, nested(150), ["--history", path, "--tasks", task])


def judge(case):
    name, command, status, text, bounds = case

    def limit():
        seconds = bounds.get("cpu", CPU_SECONDS)
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          preexec_fn=limit)
    output = done.stdout.decode(errors="replace")
    if done.returncode == status and text in output:
        return None
    shown = output if len(output) < 600 else output[:300] + " ... " + output[-300:]
    return f"{name}: status {done.returncode}, expected {status} and `{text[:60]}`\n  {shown.strip()}"


def main():
    build = pathlib.Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        suite = Suite(str(build.resolve() / "bin/aslc"), pathlib.Path(folder))
        for part in (inputs, tasks, mocks, children, states, expressions, definitions, histories):
            part(suite)
        chosen = [case for case in suite.cases if all(word in case[0] for word in sys.argv[2:])]
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            failures = [failure for failure in pool.map(judge, chosen) if failure]
    for failure in failures:
        print(failure)
    print(f"{len(chosen) - len(failures)} of {len(chosen)} cases passed")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
