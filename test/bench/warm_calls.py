"""What a warm call of a Lambda function costs: the processor time of aslc, and the time from call to call.

Usage: warm_calls.py ASLC FOLDER [CALLS]"""
import json
import os
import pathlib
import subprocess
import sys
import time

ASLC, FOLDER = sys.argv[1], pathlib.Path(sys.argv[2])
CALLS = int(sys.argv[3]) if len(sys.argv) > 3 else 3000
TASK = {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", "End": True}
MACHINE = {"StartAt": "M", "States": {"M": {
    "Type": "Map", "MaxConcurrency": 1, "ResultPath": None, "End": True,
    "ItemProcessor": {"StartAt": "T", "States": {"T": TASK}}}}}


def run(calls):
    """(seconds, processor seconds of aslc alone)"""
    (FOLDER / "input.json").write_text(json.dumps(list(range(calls))))
    begin = time.monotonic()
    process = subprocess.Popen([ASLC, "run", FOLDER / "flow.asl.json", "--tasks", FOLDER / "tasks.yaml",
                                "--input", f"@{FOLDER / 'input.json'}", "--output", os.devnull])
    used = 0
    while process.poll() is None:
        try:
            fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
            used = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        except OSError:
            pass
        time.sleep(0.005)
    if process.returncode != 0:
        sys.exit("the machine failed")
    return time.monotonic() - begin, used


def main():
    (FOLDER / "code").mkdir(parents=True, exist_ok=True)
    (FOLDER / "flow.asl.json").write_text(json.dumps(MACHINE))
    (FOLDER / "code/app.py").write_text("def handler(event, context):\n    return event\n")
    (FOLDER / "code/index.js").write_text("exports.handler = async (event) => event;\n")
    for runtime, handler in (("python3.12", "app.handler"), ("nodejs20.x", "index.handler")):
        (FOLDER / "tasks.yaml").write_text(
            f"- {{function: f, timeoutSeconds: 60, lambda: {{code: code, handler: {handler}, runtime: {runtime}}}}}\n")
        few, many = run(10), run(CALLS)
        wall, used = ((b - a) / (CALLS - 10) * 1000 for a, b in zip(few, many))
        print(f"{runtime}: {wall:.2f} ms from call to call, {used:.3f} ms of it are processor time of aslc")


main()
