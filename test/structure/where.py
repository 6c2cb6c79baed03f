#!/usr/bin/env python3
"""The answers in "Where things are" of docs/design.md exist. Usage: where.py SOURCE_ROOT BUILD"""
import re
import sys
from pathlib import Path

root = Path(sys.argv[1])
section = (root / "docs/design.md").read_text().split("## Where things are")[1].split("\n## ")[0]
rows = re.findall(r"^\| (.+?\?) \| (.+) \|$", section, re.MULTILINE)

faults = [] if len(rows) >= 10 else ["there are fewer than ten questions"]
for question, answer in rows:
    paths = [path for path in re.findall(r"`([\w./-]+/[\w./-]+)`", answer)]
    if not paths:
        faults.append(f"no answer: {question}")
    faults += [f"{path} does not exist: {question}" for path in paths if not (root / path).exists()]
print("\n".join(faults))
sys.exit(bool(faults))
