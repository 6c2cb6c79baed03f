"""`aslc fmt` over real definitions: stable, and of the same meaning. Usage: corpus_fmt.py BUILD CORPUS [STEP]

With STEP only each such file is read. Also with `--sort`, where the order of members does not count.

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


def json_tree(text, in_order=True):
    pairs_of = (lambda pairs: ("object", pairs)) if in_order else dict
    return json.loads(text, object_pairs_hook=pairs_of, parse_float=str, parse_int=str)


def is_plain(text):
    """Whether Python can read it: it knows no comments, no commas at the end of lists and no placeholders."""
    try:
        json_tree(text.decode("utf-8-sig"))
        return True
    except ValueError:
        return False


def without_blanks(tree, in_order=True):
    if isinstance(tree, str) and tree.lstrip().startswith("{"):  # JSONata, or a definition in a template
        if not in_order and not tree.lstrip().startswith("{%"):
            try:
                return json_tree(tree, in_order)
            except ValueError:  # placeholders that are values: the same characters are left
                return sorted(re.sub(r"\s+", "", tree))
        return re.sub(r"\s+", "", tree)
    if isinstance(tree, dict):
        pairs = [(without_blanks(key), without_blanks(value, in_order)) for key, value in tree.items()]
        return pairs if in_order else sorted(pairs, key=lambda pair: pair[0])
    if isinstance(tree, (list, tuple)):
        return [without_blanks(each, in_order) for each in tree]
    return tree


def yaml_tree(text, in_order=True):
    return without_blanks(yaml.load(text, Loader=yaml.BaseLoader), in_order)


def formatted(build, text, notation, *options):
    return subprocess.run([build / "bin/aslc", "fmt", "--notation", notation, *options, "-"], input=text,
                          capture_output=True)


def fault_of(build, text, notation, options):
    """What is wrong with the formatted text; None where nothing is."""
    once = formatted(build, text, notation, *options)
    if once.returncode != 0:
        return f"exit status {once.returncode}"
    if formatted(build, once.stdout, notation, *options).stdout != once.stdout:
        return "formatting again changes it"
    in_order = not options
    if notation == "json":
        same = json_tree(once.stdout, in_order) == json_tree(text.decode("utf-8-sig"), in_order)
    else:
        same = not yaml or yaml_tree(once.stdout, in_order) == yaml_tree(text, in_order)
    return None if same else "the meaning has changed"


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
            continue
        found = [f"{path} {' '.join(options)}: {fault}" for options in ([], ["--sort"])
                 if (fault := fault_of(build, text, notation, options))]
        faults += found
        same += not found
    print("\n".join(faults))
    print(f"{same} definitions mean the same, {broken} are broken, {other} are not plain JSON, {len(faults)} faults")
    return 1 if faults or same * step < 100 else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve(), *map(int, sys.argv[3:])))
