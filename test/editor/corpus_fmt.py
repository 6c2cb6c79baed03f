"""`aslc fmt` over real definitions: stable, and of the same meaning. Usage: corpus_fmt.py BUILD CORPUS [STEP]

With STEP only each such file is read.

The trees are compared with those of Python's JSON reader (and of PyYAML, where it is installed): numbers as written, the
order of members, and texts, in which JSONata may differ by blanks. Skipped without the corpus.
"""
import json
import pathlib
import re
import subprocess
import sys

try:
    import yaml
except ImportError:
    yaml = None

SKIPPED = 77


def json_tree(text):
    return json.loads(text, object_pairs_hook=lambda pairs: ("object", pairs), parse_float=str, parse_int=str)


def is_plain(text):
    """Whether Python can read it: it knows no comments, no commas at the end of lists and no placeholders."""
    try:
        json_tree(text.decode("utf-8-sig"))
        return True
    except ValueError:
        return False


def without_blanks(tree):
    if isinstance(tree, str) and tree.lstrip().startswith("{"):  # JSONata, or a definition in a template
        return re.sub(r"\s+", "", tree)
    if isinstance(tree, dict):
        return [(without_blanks(key), without_blanks(value)) for key, value in tree.items()]
    if isinstance(tree, (list, tuple)):
        return [without_blanks(each) for each in tree]
    return tree


def yaml_tree(text):
    return without_blanks(yaml.load(text, Loader=yaml.BaseLoader))


def formatted(build, text, notation):
    return subprocess.run([build / "bin/aslc", "fmt", "--notation", notation, "-"], input=text, capture_output=True)


def main(build, corpus, step=1):
    if not corpus.is_dir():
        print("skipped: there is no corpus")
        return SKIPPED
    faults, same, broken, other = [], 0, 0, 0
    for path in sorted(corpus.rglob("*"))[::step]:
        if path.suffix not in (".json", ".yaml", ".yml") or not path.is_file():
            continue
        notation = "json" if path.suffix == ".json" else "yaml"
        text = path.read_bytes()
        once = formatted(build, text, notation)
        if once.returncode == 1 and b": error: " in once.stderr:
            broken += 1
            continue
        if notation == "json" and not is_plain(text):
            other += 1
        elif once.returncode != 0:
            faults.append(f"{path}: exit status {once.returncode}")
        elif formatted(build, once.stdout, notation).stdout != once.stdout:
            faults.append(f"{path}: formatting again changes it")
        elif notation == "json" and json_tree(once.stdout) != json_tree(text.decode("utf-8-sig")):
            faults.append(f"{path}: the meaning has changed")
        elif notation == "yaml" and yaml and yaml_tree(once.stdout) != yaml_tree(text):
            faults.append(f"{path}: the meaning has changed")
        else:
            same += 1
    print("\n".join(faults))
    print(f"{same} definitions mean the same, {broken} are broken, {other} are not plain JSON, {len(faults)} faults")
    return 1 if faults or same * step < 100 else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve(), *map(int, sys.argv[3:])))
