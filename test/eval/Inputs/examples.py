"""Runs the examples of a page: usage: examples.py ASLC PAGE

An example is a row of a table whose last two cells are code: an expression and the JSON that it gives. The block marked
`json input` is the input of all.
"""
import json
import re
import subprocess
import sys

CELL = re.compile(r"(`+) ?(.*?) ?\1$")


def code(cell):
    found = CELL.match(cell.strip())
    return found[2].replace("\\|", "|") if found else None


def main():
    aslc, page = sys.argv[1:]
    text = open(page, encoding="utf-8").read()
    given = json.dumps(json.loads(re.search(r"```json input\n(.*?)```", text, re.DOTALL)[1]))
    run = failed = 0
    for line in text.splitlines():
        cells = re.split(r"(?<!\\)\|", line)[1:-1]
        expression, expected = (code(cells[-2]), code(cells[-1])) if len(cells) == 3 else (None, None)
        if not expression or not expected:
            continue
        run += 1
        done = subprocess.run([aslc, "eval", "--input", given, "--", expression], capture_output=True, text=True)
        if done.stdout.strip() != expected:
            failed += 1
            print(f"{expression}\n  expected {expected}\n  actual   {done.stdout}{done.stderr}")
    print(f"{run} examples, {failed} failed")
    sys.exit(1 if failed or run < 30 else 0)


main()
