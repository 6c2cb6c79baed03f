"""Holds what `aslc check` claims of machines against what their runs did.

An error says that the state fails on every run that reaches it, so that no history shows the state left without a catcher.
A rule that never holds is never followed, nor is one after a rule that always holds. A property without a finding holds of
every run, but for those that end by an error of data, which `always` and `leads to` do not speak of."""
import json
import random
import subprocess

import bounds_claims

CLAIMED = {"path-absent", "undefined-result", "value-type", "result-path-into-value", "items-not-array", "wait-value",
           "payload-too-large", "longer-than-timeout"}


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
        if finding["kind"] == "rule-always-holds":
            rest = [key for key in path[len(state):] if key is not None]
            if len(rest) < 2 or rest[0] != "Choices":
                continue
            targets = [rule["Next"] for rule in body["Choices"]] + [body.get("Default")]
            for target in set(targets[rest[1] + 1:]) - set(targets[:rest[1] + 1]) - {None}:
                yield finding["kind"], state[-1], target


def contradiction(claim, events):
    """Whether a run did what the claim says it cannot do."""
    kind, name, target = claim
    if kind == "longer-than-timeout" and any(event["type"] == "ChoiceStateEntered" and
                                             event["stateEnteredEventDetails"]["name"] == name for event in events):
        # A counted loop lasts too long as a whole: its Choice is left, but no run that comes there succeeds.
        return events[-1]["type"] == "ExecutionSucceeded"
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


def children_fail_by_data(machine):
    """Whether nothing but data can make executions of its distributed Maps fail."""
    def has_failing(flow):
        return any(state["Type"] in ("Task", "Fail") or any(map(has_failing, flows_of(state))) for state in flow["States"].values())

    def flows_of(state):
        return state.get("Branches", []) + [state[key] for key in ("ItemProcessor",) if key in state]

    return all(children_fail_by_data(flow) if "ProcessorConfig" not in flow else not has_failing(flow)
               for state in machine["States"].values() for flow in flows_of(state))


def steps_of(events, machine):
    """The steps that a history shows, and whether the run has ended otherwise than by an error of data or its time limit."""
    run = []
    for event in events:
        if event["type"].endswith("StateEntered"):
            run.append((event["stateEnteredEventDetails"]["name"], "entered"))
        elif event["type"].endswith("StateExited"):
            run.append((event["stateExitedEventDetails"]["name"], "succeeded"))
    last = events[-1] if events else {"type": "none"}
    error = last.get("executionFailedEventDetails", {}).get("error")
    is_data = error in Property.DATA or (error == "States.ExceedToleratedFailureThreshold" and children_fail_by_data(machine))
    return run, last["type"] == "ExecutionSucceeded" or (last["type"] == "ExecutionFailed" and not is_data)


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
        machine = json.loads((folder / file).read_text())
        told = [finding["message"] for finding in findings.get(file, []) if finding["kind"].startswith("property-")]
        for each in properties[number]:
            if any(message.startswith(f"`{each.text}`") for message in told):
                continue
            total += 1
            for index in range(inputs):
                history = folder / "llvm" / f"{number}.{index}.history"
                events = json.loads(history.read_text())["events"] if history.exists() else []
                if each.is_broken(*steps_of(events, machine)):
                    return total, (number, index, each.text)
        for claim in claims(findings.get(file, []), (folder / file).read_text()):
            total += 1
            for index in range(inputs):
                history = folder / "llvm" / f"{number}.{index}.history"
                events = json.loads(history.read_text())["events"] if history.exists() else []
                if contradiction(claim, events):
                    return total, (number, index, claim)
        bounds = bounds_claims.bounds_of(aslc, folder, file)
        for index in range(inputs if bounds else 0):
            history = folder / "llvm" / f"{number}.{index}.history"
            events = json.loads(history.read_text())["events"] if history.exists() else []
            total += 1
            found = bounds_claims.outside(bounds, events) if events else None
            if found:
                return total, (number, index, found)
    return total, None
