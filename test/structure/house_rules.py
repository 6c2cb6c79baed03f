"""Rules for every file. Usage: house_rules.py SOURCE_ROOT BUILD."""
import pathlib
import re
import subprocess
import sys

SOURCES = {".h", ".cpp", ".c", ".td", ".py", ".def"}
LONGEST = 800
# Marks of unfinished work, and text that has a meaning only on one machine or in one tracker.
FORBIDDEN = [
    (re.compile(r"\b(TO" r"DO|FIX" r"ME|X" r"XX|HA" r"CK)\b"), "a mark of unfinished work"),
    (re.compile(r"(?<![\w.$}])/(home|work|root)/\w"), "a path that exists on one machine only"),
    (re.compile(r"\b[Ii]ssue #?\d"), "the number of an issue: describe the subject instead"),
]


def files(root):
    """The files of the project: those that git tracks, or all files outside of a checkout."""
    listed = subprocess.run(["git", "-C", root, "ls-files", "-z"], capture_output=True, text=True)
    if listed.returncode == 0:
        return [root / name for name in listed.stdout.split("\0") if name]
    return [path for path in root.rglob("*") if path.is_file()]


def faults_of(path, root):
    name = path.relative_to(root).as_posix()
    try:
        text = path.read_text(encoding="utf-8")
    except (UnicodeDecodeError, FileNotFoundError):
        return
    if name.startswith("test/fuzz/corpus/") or name == "LICENSE":
        return
    if path.suffix in SOURCES:
        if text and not re.match(r'(//|/\*|#|"""|r""")', text):
            yield f"{name}:1: does not begin with a comment that explains its purpose"
        if text.count("\n") > LONGEST and name.split("/")[0] != "test":
            yield f"{name}: has {text.count(chr(10))} lines, more than {LONGEST}"
    for number, line in enumerate(text.splitlines(), 1):
        for pattern, what in FORBIDDEN:
            if pattern.search(line):
                yield f"{name}:{number}: {what}: {line.strip()[:100]}"


def main(root):
    faults = [fault for path in files(root) for fault in faults_of(path, root)]
    print("\n".join(faults) or "all files follow the rules")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve()))
