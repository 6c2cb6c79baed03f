#!/usr/bin/env python3
"""Holds `aslc check` against the kinds of faults that other validators find.

Every kind of SHARED/corpus/peer-fault-kinds.json is tried: by the probes of SHARED/corpus/validity, a fault and its sound
twin for each kind, or by a definition below. A fault is found when there is an error or a warning; a sound twin is refused
when there is an error. Exit status 0 when every kind is found, no sound definition that AWS labelled is refused, and at
least 97 % of all faults in corpus/validity are found.

usage: peers.py [--aslc PROGRAM] [--shared FOLDER]
"""
import argparse
import json
import pathlib
import sys

from validity import Checker, errors, load, text_of


def machine(state, **more):
    return {"StartAt": "A", "States": {"A": state}, **more}


PASS = {"Type": "Pass", "End": True}
TASK = {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:111122223333:function:f", "End": True}
# Kinds without a probe.
OWN = {
    "end-false-only": machine({"Type": "Pass", "End": False}),
    "choice-without-default": {
        "StartAt": "A",
        "States": {
            "A": {"Type": "Choice", "Choices": [{"Variable": "$.a", "NumericEquals": 1, "Next": "B"}]},
            "B": PASS,
        },
    },
    "template-key-without-path": machine({**PASS, "Parameters": {"a": "$.a"}}),
    "choice-unknown-operator": {
        "StartAt": "A",
        "States": {
            "A": {"Type": "Choice", "Choices": [{"Variable": "$.a", "NumberIs": 1, "Next": "B"}], "Default": "B"},
            "B": PASS,
        },
    },
    "unknown-states-error": machine({**TASK, "Retry": [{"ErrorEquals": ["States.Unheard"]}]}),
    "backoff-below-one": machine({**TASK, "Retry": [{"ErrorEquals": ["States.ALL"], "BackoffRate": 0.5}]}),
    "timeout-and-path": machine({**TASK, "TimeoutSeconds": 5, "TimeoutSecondsPath": "$.t"}),
    "jsonata-bad-delimiters": machine({**PASS, "Output": "{% 1 "}, QueryLanguage="JSONata"),
    "empty-states": {"StartAt": "A", "States": {}},
    "task-without-resource": machine({"Type": "Task", "End": True}),
    "comment-not-string": machine({**PASS, "Comment": 1}),
    "startat-target-missing": {"StartAt": "B", "States": {"A": PASS}},
    "choice-next-missing": machine(
        {"Type": "Choice", "Choices": [{"Variable": "$.a", "NumericEquals": 1, "Next": "C"}], "Default": "B"}
    ),
    "duplicate-name-across-scopes": machine(
        {"Type": "Parallel", "Branches": [{"StartAt": "A", "States": {"A": PASS}}], "End": True}
    ),
    "parallel-without-branches": machine({"Type": "Parallel", "End": True}),
    "template-value-not-string": machine({**PASS, "Parameters": {"a.$": 1}}),
    "intrinsic-arity": machine({**PASS, "Parameters": {"a.$": "States.MathAdd(1)"}}),
    "intrinsic-format-holes": machine({**PASS, "Parameters": {"a.$": "States.Format('{} {}', 1)"}}),
    "choice-empty": machine({"Type": "Choice", "Choices": []}),
    "wait-without-duration": machine({"Type": "Wait", "End": True}),
    "wait-two-durations": machine({"Type": "Wait", "Seconds": 1, "SecondsPath": "$.a", "End": True}),
    "wait-negative": machine({"Type": "Wait", "Seconds": -1, "End": True}),
    "wait-bad-timestamp": machine({"Type": "Wait", "Timestamp": "tomorrow", "End": True}),
    "jsonpath-field-in-jsonata": machine({**PASS, "InputPath": "$.a"}, QueryLanguage="JSONata"),
    "variable-never-assigned": machine({**PASS, "Output": "{% $x %}"}, QueryLanguage="JSONata"),
    "variable-named-states": machine({**PASS, "Assign": {"states": 1}}, QueryLanguage="JSONata"),
    "jsonpath-state-in-jsonata-machine": machine({**PASS, "QueryLanguage": "JSONPath"}, QueryLanguage="JSONata"),
}


def found(diagnostics):
    return any(d["severity"] != "note" for d in diagnostics)


def main():
    here = pathlib.Path(__file__).resolve().parents[2]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--aslc", default=str(here / "build" / "bin" / "aslc"))
    parser.add_argument("--shared", type=pathlib.Path, default=here.parent / "shared")
    options = parser.parse_args()
    corpus = options.shared / "corpus"
    kinds = json.loads((corpus / "peer-fault-kinds.json").read_text(encoding="utf-8"))["kinds"]
    cases = load(corpus / "validity")
    checker = Checker(options.aslc)
    said = checker.check([(text_of(c), c.get("format", "json"), c.get("machine_type")) for _, c in cases])
    own = checker.check([(json.dumps(definition), "json", None) for definition in OWN.values()])
    faults = []
    by_kind = {kind: found(diagnostics) for kind, diagnostics in zip(OWN, own)}
    for (path, case), diagnostics in zip(cases, said):
        if path.name.startswith("probe--") and "--fault" in path.name:
            by_kind[case["kind"]] = by_kind.get(case["kind"], True) and found(diagnostics)
        if path.name.startswith("aws-") and case["valid"] and errors(diagnostics):
            faults.append(f"{path.name} is refused, but AWS takes it: {errors(diagnostics)}")
    missed = [kind for kind in kinds if not by_kind.get(kind)]
    faults += [f"faults of the kind {kind} are not found" for kind in missed]
    wrong = [found(diagnostics) for (_, case), diagnostics in zip(cases, said) if not case["valid"]]
    if sum(wrong) < 0.97 * len(wrong):
        faults.append("less than 97 % of the faults are found")
    print("\n".join(faults + [f"{len(kinds) - len(missed)} of {len(kinds)} kinds found, "
                              f"{sum(wrong)} of {len(wrong)} faulty definitions"]))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
