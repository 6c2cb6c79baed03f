"""Rules for every file. Usage: house_rules.py SOURCE_ROOT BUILD."""
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "cmake"))
import unity_groups

SOURCES = {".h", ".cpp", ".c", ".td", ".py", ".def"}
LONGEST = 800
ROOMS = ("compiler", "runtime", "tools")
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


def types_of(path):
    """(namespace, name) of each type that a header defines in a namespace."""
    for namespace, line in unity_groups.lines_with_namespaces(path.read_text()):
        match = unity_groups.TYPE.match(line)
        if match and namespace and "{" in line and not line[match.end():].startswith("::"):
            yield namespace, match.group(1)


def types_with_two_headers(root, headers):
    """A type must be the same wherever its name is used."""
    first = {}
    for path in headers:
        for namespace, name in types_of(path):
            other = first.setdefault((namespace, name), path)
            if other != path:
                yield (f"{path.relative_to(root)}: {namespace}::{name} is defined here and in {other.relative_to(root)}")


def main(root):
    listed = files(root)
    faults = [fault for path in listed for fault in faults_of(path, root)]
    headers = [path for path in listed if path.suffix == ".h" and path.relative_to(root).parts[0] in ROOMS and path.exists()]
    faults += types_with_two_headers(root, headers)
    print("\n".join(faults) or "all files follow the rules")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve()))
