"""A session about the machines of template.yaml. Usage: template_session.py ASLC TEMPLATE"""
import json
import pathlib
import sys

from lsp_client import Client, position

aslc, path = sys.argv[1:]
uri = pathlib.Path(path).as_uri()
text = pathlib.Path(path).read_text(encoding="utf-8")
client = Client(aslc)


def at(mark, shift=1, within=None):
    return {"textDocument": {"uri": uri}, "position": position(within or text, (within or text).index(mark) + shift)}


def ask(method, **params):
    return client.request(method, {"textDocument": {"uri": uri}, **params})


def names(symbols):
    return ", ".join(symbol["name"] for symbol in symbols)


def change(before, after):
    """Shows the findings of the changed text, with what would repair them."""
    changed = text.replace(before, after)
    client.change(uri, [{"text": changed}])
    for each in client.wait_for_diagnostics(uri):
        if each["severity"] == 1:
            print(f"finding: {each['range']['start']['line'] + 1}: {each['message'].splitlines()[0]}")
            for action in ask("textDocument/codeAction", range=each["range"], context={"diagnostics": []}):
                if action["kind"] == "quickfix":
                    print(f"fix: {action['title']}")
    client.change(uri, [{"text": text}])


client.open(uri, text, "yaml")
assert client.wait_for_diagnostics(uri) == [], client.diagnostics
symbols = ask("textDocument/documentSymbol")
print(f"machines: {names(symbols)}")
for machine in symbols:
    print(f"states of {machine['name']}: {names(machine['children'])}")
[place] = client.request("textDocument/definition", at("Second", 1))
start = place["range"]["start"]
print(f"definition of `Second`: line {start['line'] + 1} column {start['character']}")
uses = client.request("textDocument/references", {**at("End of it"), "context": {"includeDeclaration": True}})
lines = sorted(use["range"]["start"]["line"] + 1 for use in uses)
print(f"references of `End of it`: {', '.join(map(str, lines))}")
edit = client.request("textDocument/rename", {**at("$sum %}"), "newName": "total"})
print(f"renaming `sum`: {', '.join(each['newText'] for each in edit['changes'][uri])}")
folds = [f"{fold['startLine'] + 1}-{fold['endLine'] + 1}" for fold in ask("textDocument/foldingRange")]
print(f"folds of Text: {', '.join(folds[:2])}")
print(f"tokens: {len(ask('textDocument/semanticTokens/full')['data']) // 5}")
lenses = [each["command"] for each in ask("textDocument/codeLens")]
print("lenses: " + ", ".join(f"{each['title']} {each['arguments'][1]}" for each in lenses if len(each["arguments"]) == 2
                             and each["command"] != "aslc.showReferences"))
[item] = client.request("textDocument/prepareCallHierarchy", at('"Begin": {', 2))
print(f"Begin leads to: {names(call['to'] for call in client.request('callHierarchy/outgoingCalls', {'item': item}))}")
graph = ask("aslc/graph", machine="Object")
print("graph of Object: " + ", ".join("/".join(state["path"]) for state in graph["states"]))
change("Next:   Second", "Next: Secnd")
change(', "End": true', "")

# The same definition as a text with escapes.
definition = json.dumps({"StartAt": "A", "States": {"A": {"Type": "Pass"}}})
quoted = {"Resources": {"Flow": {"Type": "AWS::StepFunctions::StateMachine", "Properties": {"DefinitionString": definition}}}}
other = uri.replace(".yaml", ".json")
client.open(other, json.dumps(quoted), "json")
client.wait_for_diagnostics(other)
everything = {"start": {"line": 0, "character": 0}, "end": {"line": 1, "character": 0}}
[action] = client.request("textDocument/codeAction", {"textDocument": {"uri": other}, "range": everything,
                                                      "context": {"diagnostics": []}})
print(f"in a quoted text: {action['edit']['changes'][other][0]['newText']}")

# A text that a function puts together has findings only.
quoted["Resources"]["Flow"]["Properties"]["DefinitionString"] = {"Fn::Join": ["", [definition[:20], definition[20:]]]}
joined = json.dumps(quoted)
client.change(other, [{"text": joined}])
print(f"in a joined text: {[each['code'] for each in client.wait_for_diagnostics(other)]}")
for method, mark in (("hover", "Type"), ("completion", "Pass"), ("definition", "StartAt"), ("prepareRename", "Pass")):
    place = {"textDocument": {"uri": other}, "position": position(joined, joined.index(mark, joined.index("Join")) + 1)}
    print(f"{method} there: {client.request(f'textDocument/{method}', place)}")

broken = text.replace("Next:   Second", "Next: [")
client.change(uri, [{"text": broken}])
items = client.request("textDocument/completion", at("Next: [", 7, broken))["items"]
client.change(uri, [{"text": broken.replace("Next: [", "Next: ")}])
items = client.request("textDocument/completion", at("Next: \n", 6, broken.replace("Next: [", "Next: ")))["items"]
print(f"while it is broken: {', '.join(item['label'] for item in items)}")
print(f"exit status {client.end()}")
