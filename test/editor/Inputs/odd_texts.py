"""Asks everything everywhere in texts of unusual forms. Usage: odd_texts.py ASLC"""
import sys

from lsp_client import Client

NAME = "B\U0001F600é"
JSON = f"""{{
  "StartAt": "A",
  "States": {{
    "A": {{"Type": "Pass", "Next": "{NAME}"}},
    "{NAME}": {{"Type": "Succeed"}}
  }}
}}
"""
YAML = f"""StartAt: A
States:
  A:
    Type: Pass
    Next: "{NAME}"
  "{NAME}":
    Type: Succeed
"""
FORMS = {"plain": lambda text: text, "windows": lambda text: text.replace("\n", "\r\n"), "mark": lambda text: "\ufeff" + text,
         "tabs": lambda text: text.replace("  ", "\t"), "mac": lambda text: text.replace("\n", "\r"),
         "separators": lambda text: text.replace("\n", "\u2028"), "control": lambda text: text.replace("A", "\0"),
         "cut": lambda text: text[:len(text) // 2], "empty": lambda text: ""}
QUESTIONS = ["completion", "hover", "signatureHelp", "definition", "documentHighlight", "prepareRename",
             "prepareCallHierarchy", "references", "rename", "documentSymbol", "foldingRange", "semanticTokens/full",
             "codeLens", "documentLink", "formatting", "inlayHint", "selectionRange", "codeAction"]


def length(text, encoding):
    return len(text.encode("utf-16-le")) // 2 if encoding == "utf-16" else len(text.encode())


def check_definition(client, uri, text, encoding):
    """The use of the name leads to its key, which is as long as it is."""
    line = next(i for i, each in enumerate(text.split("\n")) if "Next" in each)
    before = text.split("\n")[line].split(NAME)[0]
    place = {"line": line, "character": length(before, encoding)}
    [found] = client.request("textDocument/definition", {"textDocument": {"uri": uri}, "position": place})
    start, end = found["range"]["start"], found["range"]["end"]
    assert start["line"] == end["line"] == line + 1, (uri, found)
    assert end["character"] - start["character"] == length(NAME, encoding) + 2, (uri, found)


def main(aslc):
    for encoding in ("utf-16", "utf-8"):
        client = Client(aslc, encoding)
        answers = 0
        for suffix, definition in (("json", JSON), ("jsonc", JSON), ("yaml", YAML)):
            for form, change in FORMS.items():
                uri, text = f"file:///{form}.asl.{suffix}", change(definition)
                client.open(uri, text)
                client.wait_for_diagnostics(uri)
                if form in ("plain", "windows", "mark") or (form == "tabs" and suffix != "yaml"):
                    check_definition(client, uri, text, encoding)
                places = [(line, column) for line in range(text.count("\n") + 2) for column in (0, 7, 23, 4294967295)]
                for line, column in places:
                    place = {"line": line, "character": column}
                    for question in QUESTIONS:
                        client.answer(f"textDocument/{question}", {
                            "textDocument": {"uri": uri}, "position": place, "positions": [place],
                            "range": {"start": place, "end": place}, "options": {}, "newName": "x",
                            "context": {"includeDeclaration": True, "diagnostics": []}})
                        answers += 1
                client.close(uri)
        print(f"{encoding}: {answers} answers, exit status {client.end()}")


if __name__ == "__main__":
    main(*sys.argv[1:])
