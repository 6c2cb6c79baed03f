"""Writes ten machines with ten tests each: a Map of tasks with retries and waits. Usage: many.py FOLDER"""
import json
import pathlib
import sys

folder = pathlib.Path(sys.argv[1])
folder.mkdir(parents=True)
for number in range(10):
    definition = {"StartAt": "Each", "States": {
        "Each": {"Type": "Map", "ItemsPath": "$.items", "Next": "Wait", "ItemProcessor": {"StartAt": "Work", "States": {
            "Work": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "TimeoutSeconds": 60, "End": True,
                     "Parameters": {"FunctionName": "f", "Payload.$": "$"}, "OutputPath": "$.Payload",
                     "Retry": [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 5}]}}}},
        "Wait": {"Type": "Wait", "Seconds": 3600 * (number + 1), "Next": "Done"},
        "Done": {"Type": "Succeed"}}}
    (folder / f"m{number}.asl.json").write_text(json.dumps(definition))
    lines = ["mocks:", "  Work: [{when: {attempt: 0}, error: Busy}, {result: 7}]", f"expect: {{duration: {3600 * (number + 1) + 5}}}",
             "tests:"]
    for test in range(10):
        lines += [f"  - name: test {test}", f"    input: {{items: {list(range(test + 1))}}}",
                  f"    expect: {{output: {[7] * (test + 1)}, calls: {{Work: {2 * (test + 1)}}}}}"]
    (folder / f"m{number}.asl.test.yaml").write_text("\n".join(lines) + "\n")
