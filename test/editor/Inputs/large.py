"""Measures answers after a keystroke in a definition of 10,000 states. Usage: large.py ASLC json|yaml|line

`line`: JSON in one line.

What counts is the processor time of the thread that answers, because tests share their machine. The change is a part of
it.
"""
import json
import statistics
import sys

from lsp_client import Client, position

STATES = 10000
LIMIT = 1  # seconds: ten times what it takes, for a mistake in the order of growth


def definition(count, notation):
    if notation == "yaml":
        lines = (f"  S{i}:\n    Type: Pass\n    Next: S{i + 1}\n" for i in range(count - 1))
        return "StartAt: S0\nStates:\n" + "".join(lines) + f"  S{count - 1}:\n    Type: Succeed\n"
    states = {f"S{i}": {"Type": "Pass", "Next": f"S{i + 1}"} for i in range(count - 1)}
    states[f"S{count - 1}"] = {"Type": "Succeed"}
    return json.dumps({"StartAt": "S0", "States": states}, indent=1 if notation == "json" else None)


def processor_time(pid):
    """Of the main thread, in seconds."""
    with open(f"/proc/{pid}/task/{pid}/schedstat", encoding="ascii") as times:
        return int(times.read().split()[0]) / 1e9


def main(aslc, notation):
    client = Client(aslc)
    uri = f"file:///large.asl.{'yaml' if notation == 'yaml' else 'json'}"
    text = definition(STATES, notation)
    client.open(uri, text)
    cursor = text.index("S5001", text.index("S5000", text.index("S4999", text.index("States")) + 20) + 5) + 1
    document = {"textDocument": {"uri": uri}}
    place = {**document, "position": position(text, cursor)}
    line = place["position"]["line"]
    window = {**document, "range": {"start": {"line": line - 50, "character": 0}, "end": {"line": line + 50, "character": 0}}}
    atCursor = ["completion", "hover", "signatureHelp", "definition", "documentHighlight", "prepareRename",
                "prepareCallHierarchy"]
    ofDocument = ["documentSymbol", "foldingRange", "semanticTokens/full", "codeLens", "documentLink", "formatting"]
    questions = {f"textDocument/{name}": place for name in atCursor}
    questions |= {f"textDocument/{name}": document for name in ofDocument}
    questions["textDocument/references"] = {**place, "context": {"includeDeclaration": True}}
    questions["textDocument/rename"] = {**place, "newName": "Other"}
    questions["textDocument/selectionRange"] = {**document, "positions": [place["position"]]}
    questions["textDocument/inlayHint"] = window
    questions["textDocument/codeAction"] = {**window, "context": {"diagnostics": []}}
    questions["workspace/symbol"] = {"query": "S50"}
    client.wait_for_diagnostics(uri)
    times = {question: [] for question in questions}
    for question, params in questions.items():
        for added, removed in (("x", 0), ("", 1)):
            start = position(text, cursor)
            end = {**start, "character": start["character"] + removed}
            begin = processor_time(client.process.pid)
            client.change(uri, [{"range": {"start": start, "end": end}, "text": added}])
            client.answer(question, params)
            times[question].append(processor_time(client.process.pid) - begin)
    slow = {question: f"{1000 * statistics.median(each):.0f} ms" for question, each in times.items()
            if statistics.median(each) > LIMIT}
    for question, each in times.items():
        print(f"{question}: {1000 * min(each):.0f} to {1000 * max(each):.0f} ms", file=sys.stderr)
    with open(f"/proc/{client.process.pid}/status", encoding="ascii") as status:
        memory = next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmHWM"))
    print(f"{memory} MiB at most", file=sys.stderr)
    client.end()
    print(f"too slow: {slow}" if slow else f"{STATES} states")


if __name__ == "__main__":
    main(*sys.argv[1:])
