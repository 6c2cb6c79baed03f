"""Holds what `aslc check` claims of machines against what their runs did.

An error says that the state fails on every run that reaches it, so that no history shows the state left without a catcher.
A rule that never holds is never followed. A property without a finding holds of every run, but for those that end by an error
of data, which `always` and `leads to` do not speak of. The events, transitions and seconds of a run lie within the bounds of
`aslc report --bounds`, whose formulas are computed with the items that the run had."""
import json
import math
import random
import subprocess
from datetime import datetime

CLAIMED = {"path-absent", "undefined-result", "value-type", "result-path-into-value", "items-not-array", "wait-value",
           "payload-too-large", "longer-than-timeout"}


MANY = 10**9  # items, where their number is not known


def places(text):
    """For each line of JSON text with an indentation of 1: the path of keys and indexes that it belongs to."""
    stack, result = [], []
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(" "))
        body = line.strip()
        if body[:1] in ("}", "]"):
            result.append(tuple(entry[0] for entry in stack[:depth + 1]))
            continue
        del stack[depth:]
        while len(stack) < depth:
            stack.append([None, -1])
        if body.startswith('"') and '": ' in body:
            key = json.JSONDecoder().raw_decode(body)[0]
        elif stack:
            stack[-1][1] += 1
            key = stack[-1][1]
        else:
            key = None
        stack.append([key, -1])
        result.append(tuple(entry[0] for entry in stack))
    return result


def state_path(path):
    """The part of a path that leads to its innermost state; nothing outside of states."""
    at = max((i for i in range(len(path) - 1) if path[i] == "States"), default=None)
    return None if at is None else path[:at + 2]


def inside(machine, path):
    for key in path:
        if key is not None:
            machine = machine[key]
    return machine


def claims(findings, text):
    """(kind, name of the state, target of a rule or None) for each claim."""
    machine, lines = json.loads(text), places(text)
    for finding in findings:
        path = lines[finding["line"] - 1]
        state = state_path(path)
        if state is None:
            continue
        body = inside(machine, state)
        if finding["kind"] in CLAIMED and finding["severity"] == "error" and not body.get("Catch"):
            yield finding["kind"], state[-1], None
        if finding["kind"] == "rule-never-holds":
            rest = [key for key in path[len(state):] if key is not None]
            if len(rest) < 2 or rest[0] != "Choices":
                continue
            target = body["Choices"][rest[1]]["Next"]
            targets = [rule["Next"] for rule in body["Choices"]] + [body.get("Default")]
            if targets.count(target) == 1:
                yield finding["kind"], state[-1], target


def contradiction(claim, events):
    """Whether a run did what the claim says it cannot do."""
    _, name, target = claim
    left = {event["id"] for event in events
            if event["type"].endswith("StateExited") and event["stateExitedEventDetails"]["name"] == name}
    if target is None:
        return bool(left)
    return any(event["type"].endswith("StateEntered") and event["previousEventId"] in left and
               event["stateEnteredEventDetails"]["name"] == target for event in events)


class Property:
    """A random property, and what runs say of it."""
    # Errors of data; a run that another one ends has ended as the machine says.
    DATA = {"States.Runtime", "States.QueryEvaluationError", "States.IntrinsicFailure", "States.ParameterPathFailure",
            "States.ResultPathMatchFailure", "States.DataLimitExceeded"}

    def __init__(self, chance, steps):
        def some():
            return [chance.choice(steps) for _ in range(chance.choice([1, 1, 2]))]
        self.form = chance.choice(["never", "before", "after", "most", "always", "leads"])
        self.steps, self.others, self.most = some(), some(), chance.randint(1, 3)
        steps, others = (" or ".join(f"'{name}' {phase}" for name, phase in each) for each in (self.steps, self.others))
        self.text = {"never": f"never {steps}", "before": f"never {steps} before {others}", "after": f"never {steps} after {others}",
                     "most": f"at most {self.most} of {steps}", "always": f"always {steps}",
                     "leads": f"{steps} leads to {others}"}[self.form]

    def is_broken(self, run, has_ended):
        """Whether it does not hold of the steps of a run."""
        count, other, waits = 0, False, False
        for step in run:
            if step in self.steps:
                count += 1
                if self.form == "never" or (self.form == "before" and not other) or (self.form == "after" and other):
                    return True
                waits = True
            if step in self.others:
                other, waits = True, waits and step in self.steps
        if self.form == "most":
            return count > self.most
        return has_ended and ((self.form == "always" and count == 0) or (self.form == "leads" and waits))


def watched(machine, steps):
    """Adds to `steps` what a history shows of the states: not of child executions, and success only of states without a catcher."""
    for name, state in machine["States"].items():
        steps.append((name, "entered"))
        if state["Type"] != "Fail" and "Catch" not in state:
            steps.append((name, "succeeded"))
        inner = state.get("ItemProcessor", {})
        for flow in state.get("Branches", []) + ([inner] if inner and "ProcessorConfig" not in inner else []):
            watched(flow, steps)


def steps_of(events):
    """The steps that a history shows, and whether the run has ended otherwise than by an error of data or its time limit."""
    run = []
    for event in events:
        if event["type"].endswith("StateEntered"):
            run.append((event["stateEnteredEventDetails"]["name"], "entered"))
        elif event["type"].endswith("StateExited"):
            run.append((event["stateExitedEventDetails"]["name"], "succeeded"))
    last = events[-1] if events else {"type": "none"}
    error = last.get("executionFailedEventDetails", {}).get("error")
    return run, last["type"] == "ExecutionSucceeded" or (last["type"] == "ExecutionFailed" and error not in Property.DATA)


def random_properties(folder, count):
    """For each machine some properties, which an aslc.yaml asks for."""
    made, lines = {}, ["properties:"]
    for number in range(count):
        text = (folder / f"m{number}.asl.json").read_text()
        steps, chance = [], random.Random(text)
        watched(json.loads(text), steps)
        made[number] = [Property(chance, steps) for _ in range(8)]
        lines += [f"  - {json.dumps({'property': each.text, 'file': f'm{number}.asl.json'})}" for each in made[number]]
    (folder / "aslc.yaml").write_text("\n".join(lines))
    return made


def number_of(formula, symbols):
    """The value of a formula; unbounded and none are infinite."""
    if formula in ("unbounded", "none"):
        return math.inf
    return eval(formula, {"__builtins__": {}, "ceil": math.ceil, "max": max, "min": min}, symbols)


def items_of(events):
    """For each Map by its name: the least and the most items that it had in the run."""
    entered = {event["id"]: event["stateEnteredEventDetails"]["name"] for event in events if event["type"] == "MapStateEntered"}
    lengths = {}
    for event in events:
        if event["type"] == "MapStateStarted" and event["previousEventId"] in entered:
            length = event.get("mapStateStartedEventDetails", {}).get("length", 0)
            lengths.setdefault(entered[event["previousEventId"]], []).append(length)
        if event["type"] == "MapIterationStarted":  # of a later attempt
            details = event["mapIterationStartedEventDetails"]
            known = lengths.setdefault(details["name"], [])
            if details.get("index", 0) >= max(known, default=0):
                known.append(details.get("index", 0) + 1)
    return {name: (min(known), max(known)) for name, known in lengths.items()}


def moment(event):
    """The time of an event in seconds."""
    time = event["timestamp"]
    return time if isinstance(time, (int, float)) else datetime.fromisoformat(time.replace("Z", "+00:00")).timestamp()


def did(events, with_time):
    """What a run did, by the names of the bounds: (what the best case is at most, what the worst case is at least)."""
    entered = sum(event["type"].endswith("StateEntered") for event in events)
    calls = sum(event["type"].endswith("Scheduled") for event in events)
    tasks = sum(event["type"] == "TaskStateEntered" for event in events)
    count = max(event["id"] for event in events)
    seconds = moment(events[-1]) - moment(events[0]) if with_time else None
    return {"events": (count, count), "transitions": (entered + max(0, calls), entered + max(0, calls - tasks)),
            "seconds": (seconds, seconds)}


def outside(bounds, events, with_time=True):
    """The name of a bound that a run does not keep, with its numbers; None when it keeps all."""
    machine, items = bounds["executions"][0], items_of(events)
    most = {"seconds": machine["mostSeconds"]}
    # The histories of child executions are not known.
    children = tuple(child["map"] + "/" for child in bounds["executions"][1:])
    hidden = {state["state"].split("/")[-1] for state in bounds["states"] if children and state["state"].startswith(children)}
    least_items, most_items = {}, {}
    for symbol in bounds["symbols"]:
        otherwise = (0, MANY) if symbol["state"] in hidden else (0, 0)
        least_items[symbol["name"]], most_items[symbol["name"]] = items.get(symbol["state"], otherwise)
    succeeded = any(event["type"] == "ExecutionSucceeded" for event in events)
    for name, (low, high) in did(events, with_time).items():
        if low is None:
            continue
        worst = number_of(machine[name]["worst"]["formula"], most_items)
        if most.get(name) is not None:
            worst = min(worst, most[name])
        best = number_of(machine[name]["best"]["formula"], least_items)
        if high > worst + 0.002 or (succeeded and low < best - 0.002):
            return name, low, (best, worst), most_items
    return None


def bounds_of(aslc, folder, file, *options):
    """What `aslc report --bounds` says of a definition; None when it has errors."""
    done = subprocess.run([aslc, "report", "--bounds", "--json", "--diagnostics=json", *options, file], cwd=folder, capture_output=True, text=True)
    return json.loads(done.stdout) if done.returncode == 0 else None


def broken(aslc, folder, count, inputs):
    """(number of claims, the first (machine, input, claim) that a run contradicts or None). The machines are m<number>.asl.json in
    `folder`, their histories llvm/<number>.<input>.history."""
    files = [f"m{number}.asl.json" for number in range(count)]
    properties = random_properties(folder, count)
    done = subprocess.run([aslc, "check", "--diagnostics=json", *files], cwd=folder, capture_output=True, text=True)
    findings, total = {}, 0
    for finding in json.loads(done.stdout)["findings"]:
        findings.setdefault(finding["file"], []).append(finding)
    if any(finding["kind"] == "bad-property" for finding in json.loads(done.stdout)["findings"]):
        raise RuntimeError(done.stdout)
    for number, file in enumerate(files):
        told = [finding["message"] for finding in findings.get(file, []) if finding["kind"].startswith("property-")]
        for each in properties[number]:
            if any(message.startswith(f"`{each.text}`") for message in told):
                continue
            total += 1
            for index in range(inputs):
                history = folder / "llvm" / f"{number}.{index}.history"
                events = json.loads(history.read_text())["events"] if history.exists() else []
                if each.is_broken(*steps_of(events)):
                    return total, (number, index, each.text)
        for claim in claims(findings.get(file, []), (folder / file).read_text()):
            total += 1
            for index in range(inputs):
                history = folder / "llvm" / f"{number}.{index}.history"
                events = json.loads(history.read_text())["events"] if history.exists() else []
                if contradiction(claim, events):
                    return total, (number, index, claim)
        bounds = bounds_of(aslc, folder, file)
        for index in range(inputs if bounds else 0):
            history = folder / "llvm" / f"{number}.{index}.history"
            events = json.loads(history.read_text())["events"] if history.exists() else []
            total += 1
            found = outside(bounds, events) if events else None
            if found:
                return total, (number, index, found)
    return total, None
