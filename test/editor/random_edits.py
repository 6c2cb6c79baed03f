"""Random edits and questions must not end the server.

Usage: random_edits.py BUILD [--seed N] [--edits N] [--states N [--notation json|yaml]] [--most-memory MIB]

The definitions are those of Inputs, or with --states one of so many states.

Every answer must come, and after the last edit the diagnostics must be those of a server that sees only the last text.
"""
import argparse
import pathlib
import random
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent / "Inputs"))
from large import definition  # noqa: E402
from lsp_client import Client, offset, position  # noqa: E402

QUESTIONS = ["completion", "hover", "signatureHelp", "definition", "documentHighlight", "prepareRename",
             "prepareCallHierarchy", "references", "rename", "documentSymbol", "foldingRange", "semanticTokens/full",
             "codeLens", "documentLink", "formatting", "inlayHint", "selectionRange", "codeAction"]
PIECES = ['"', "'", "{", "}", "[", "]", ",", ":", "\n", "\n  ", "$", "$.", "{%", "%}", "- ", "|-\n", "#", "//", "/*", "é",
          "\U0001F600", "\t", '"Next": ', '"Type": "Task"', '"States": {', "States.Format(", "$states.input.", "true", "null",
          "&a ", "*a", "\\", "\\u12", "0", "-", "\r\n", "${", "[", "['", "($x := 1; ", "function($x) { ", "|", "; ", ")"]


def edited(random_, client, uri, text):
    begin = random_.randrange(len(text) + 1)
    end = min(len(text), begin + random_.choice([0, 0, 0, 1, 2, 5, 40]))
    new = "".join(random_.choice(PIECES) for _ in range(random_.choice([0, 1, 1, 1, 2, 6])))
    begin, end = (offset(text, position(text, each)) for each in (begin, end))
    client.change(uri, [{"range": {"start": position(text, begin), "end": position(text, end)}, "text": new}])
    return text[:begin] + new + text[end:]


def ask(random_, client, uri, text):
    place = position(text, random_.randrange(len(text) + 1))
    whole = {"start": {"line": 0, "character": 0}, "end": place}
    params = {"textDocument": {"uri": uri}, "position": place, "positions": [place], "range": whole, "options": {},
              "context": {"includeDeclaration": True, "diagnostics": []}, "newName": random_.choice(["x", "", "a b"])}
    client.answer("textDocument/" + random_.choice(QUESTIONS), params)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--edits", type=int, default=1000)
    parser.add_argument("--states", type=int, help="edit one definition of so many states")
    parser.add_argument("--notation", choices=["json", "yaml"], default="json", help="of that definition")
    parser.add_argument("--most-memory", type=int, help="MiB that the server may use; no limit when it is not given")
    options = parser.parse_args()
    random_ = random.Random(options.seed)
    inputs = pathlib.Path(__file__).parent / "Inputs"
    texts = [(path.name, path.read_text(encoding="utf-8")) for path in sorted(inputs.glob("*.asl.*"))]
    texts += [(path.name, path.read_text(encoding="utf-8")) for path in sorted(inputs.glob("*template.*"))]
    if options.states:
        texts = [(f"large.asl.{options.notation}", definition(options.states, options.notation))]
    client = Client(options.build / "bin/aslc")
    edits = 0
    while edits < options.edits:
        name, text = random_.choice(texts)
        uri = f"file:///{name}"
        client.open(uri, text)
        for _ in range(40):
            # The protocol counts a lone line break of Windows otherwise than Python does.
            text = edited(random_, client, uri, text.replace("\r", ""))
            if "\r" in text:
                text = text.replace("\r", "")
                client.change(uri, [{"text": text}])
            ask(random_, client, uri, text)
            edits += 1
        shown = client.wait_for_diagnostics(uri)
        client.close(uri)
        client.open(f"file:///again-{name}", text)
        again = client.wait_for_diagnostics(f"file:///again-{name}")
        client.close(f"file:///again-{name}")
        # Whether a broken text is a definition is told by its name, or by what it was before.
        if ".asl." not in name and not (shown and again):
            continue
        if [each["message"] for each in shown] != [each["message"] for each in again]:
            print(f"other diagnostics after edits, seed {options.seed}, of:\n{text}")
            return 1
    with open(f"/proc/{client.process.pid}/status", encoding="ascii") as status:
        memory = next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmHWM"))
    print(f"{edits} edits, {memory} MiB, exit status {client.end()}")
    return 1 if options.most_memory and memory > options.most_memory else 0


if __name__ == "__main__":
    sys.exit(main())
