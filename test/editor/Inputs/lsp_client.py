"""A small client of `aslc lsp`, for tests."""
import json
import subprocess


class Client:
    def __init__(self, aslc, encoding="utf-16", snippets=False):
        self.process = subprocess.Popen([aslc, "lsp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.next_id = 0
        self.diagnostics = {}
        self.versions = {}
        capabilities = {"general": {"positionEncodings": [encoding]},
                        "textDocument": {"completion": {"completionItem": {"snippetSupport": snippets}}}}
        self.request("initialize", {"capabilities": capabilities})
        self.notify("initialized", {})

    def send(self, message):
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(data) + data)
        self.process.stdin.flush()

    def receive(self):
        length = 0
        while line := self.process.stdout.readline().strip():
            name, value = line.split(b":")
            if name.lower() == b"content-length":
                length = int(value)
        if not length:
            raise EOFError("the server has ended")
        message = json.loads(self.process.stdout.read(length))
        if message.get("method") == "textDocument/publishDiagnostics":
            self.diagnostics[message["params"]["uri"]] = message["params"]
        return message

    def notify(self, method, params):
        self.send({"method": method, "params": params})

    def answer(self, method, params):
        """The whole answer, with its error where there is one."""
        self.next_id += 1
        self.send({"id": self.next_id, "method": method, "params": params})
        while True:
            message = self.receive()
            if message.get("id") == self.next_id:
                return message

    def request(self, method, params):
        answer = self.answer(method, params)
        if "error" in answer:
            raise RuntimeError(answer["error"]["message"])
        return answer["result"]

    def open(self, uri, text, language="json"):
        self.versions[uri] = 1
        self.notify("textDocument/didOpen", {"textDocument": {"uri": uri, "languageId": language, "version": 1,
                                                              "text": text}})

    def change(self, uri, changes):
        self.versions[uri] += 1
        self.notify("textDocument/didChange", {"textDocument": {"uri": uri, "version": self.versions[uri]},
                                               "contentChanges": changes})

    def close(self, uri):
        self.notify("textDocument/didClose", {"textDocument": {"uri": uri}})

    def wait_for_diagnostics(self, uri):
        """Those of the newest version."""
        while self.diagnostics.get(uri, {}).get("version") != self.versions[uri]:
            self.receive()
        return self.diagnostics[uri]["diagnostics"]

    def end(self):
        self.request("shutdown", None)
        self.notify("exit", None)
        return self.process.wait(timeout=60)


def position(text, offset):
    """The place of a character (a code point of Python) as the protocol counts it, in UTF-16."""
    line = text.count("\n", 0, offset)
    begin = text.rfind("\n", 0, offset) + 1
    return {"line": line, "character": len(text[begin:offset].encode("utf-16-le")) // 2}


def offset(text, place):
    begin = 0
    for _ in range(place["line"]):
        begin = text.index("\n", begin) + 1
    units = place["character"]
    while units > 0 and begin < len(text):
        units -= 2 if ord(text[begin]) > 0xFFFF else 1
        begin += 1
    return begin


def applied(text, edits):
    """`text` with TextEdits."""
    for edit in sorted(edits, key=lambda e: offset(text, e["range"]["start"]), reverse=True):
        begin, end = offset(text, edit["range"]["start"]), offset(text, edit["range"]["end"])
        text = text[:begin] + edit["newText"] + text[end:]
    return text
