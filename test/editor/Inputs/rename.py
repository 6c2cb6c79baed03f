"""Renames every state and every variable of definitions. Usage: rename.py ASLC FILE..."""
import json
import pathlib
import re
import subprocess
import sys
import tempfile

from lsp_client import Client, applied, position


def findings(aslc, path):
    """Kinds and places of what is found in the definition, which must have no errors."""
    run = subprocess.run([aslc, "check", "--format", "json", path], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr + run.stdout
    return [(each["kind"], each["line"]) for each in json.loads(run.stdout)["findings"]]


def graph(aslc, path):
    return subprocess.run([aslc, "graph", "--format", "mermaid", path], capture_output=True, text=True, check=True).stdout


def rename(client, uri, text, cursor, name):
    edit = client.request("textDocument/rename", {"textDocument": {"uri": uri}, "position": position(text, cursor),
                                                  "newName": name})
    changes = edit["changes"][uri]
    # Where the cursor is afterwards.
    moved = sum(len(change["newText"]) - length(text, change["range"]) for change in changes
                if offset(text, change["range"]["end"]) <= cursor)
    return applied(text, changes), cursor + moved


def offset(text, place):
    lines = text.split("\n")
    return sum(len(line) + 1 for line in lines[:place["line"]]) + place["character"]


def length(text, span):
    return offset(text, span["end"]) - offset(text, span["start"])


def places(client, uri, text):
    """A place of each state and of each variable, with its name."""
    def walk(symbols):
        for symbol in symbols:
            if symbol.get("detail") != "a state machine":
                yield symbol["name"], symbol["selectionRange"]["start"]
            yield from walk(symbol.get("children", []))

    for name, start in walk(client.request("textDocument/documentSymbol", {"textDocument": {"uri": uri}})):
        begin = [m.start() for m in re.finditer("^", text, re.MULTILINE)][start["line"]] + start["character"]
        yield name, begin + 1, "Renamed: \"it\" é"
    for match in re.finditer(r"\$(?!states\b)([a-z]\w+)(?!\w*\()", text):
        if f"${match[1]} :=" not in text:  # a variable of the expression alone
            yield match[1], match.start() + 1, "renamed_1"


def main(aslc, *paths):
    client = Client(aslc)
    count = 0
    for path in paths:
        suffix = "".join(pathlib.Path(path).suffixes)
        text = pathlib.Path(path).read_text(encoding="utf-8")
        uri = f"file:///rename{suffix}"
        client.open(uri, text)
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / f"a{suffix}"
            file.write_text(text, encoding="utf-8")
            before, drawn = findings(aslc, file), graph(aslc, file)
            for name, cursor, other in list(places(client, uri, text)):
                renamed, moved = rename(client, uri, text, cursor, other)
                assert renamed != text, name
                file.write_text(renamed, encoding="utf-8")
                assert findings(aslc, file) == before, name
                client.change(uri, [{"text": renamed}])
                again, _ = rename(client, uri, renamed, moved, name)
                file.write_text(again, encoding="utf-8")
                assert graph(aslc, file) == drawn, name
                if suffix == ".asl.json":
                    assert again == text, name
                client.change(uri, [{"text": text}])
                count += 1
    print(f"{count} names were changed and changed back, exit status {client.end()}")


if __name__ == "__main__":
    main(*sys.argv[1:])
