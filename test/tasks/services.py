"""Runs machines whose tasks are carried out by services of this script: at a URL, and with Lambda's Invoke API.

Usage: services.py ASLC FOLDER"""
import http.server
import json
import pathlib
import subprocess
import sys
import threading

ASLC, FOLDER = sys.argv[1], pathlib.Path(sys.argv[2])
FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:"


class Service(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    running, most, lock = 0, 0, threading.Lock()

    def do_POST(self):
        given = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        name = self.path.rsplit("/", 2)[1]
        if self.path == "/pay":
            self.answer(200, {"paid": given, "state": self.headers["Asl-State"], "attempt": self.headers["Asl-Attempt"],
                              "key": self.headers["X-Key"]})
        elif self.path == "/count":
            with Service.lock:
                Service.running += 1
                Service.most = max(Service.most, Service.running)
            threading.Event().wait(0.2)  # others come meanwhile
            with Service.lock:
                Service.running -= 1
            self.answer(200, Service.most)
        elif self.path == "/error":
            self.answer(200, {"errorType": "StockError", "errorMessage": "no desk"})
        elif self.path == "/busy":
            self.answer(429, {"message": "later"})
        elif name == "echo":
            self.answer(200, {"given": given, "type": self.headers["X-Amz-Invocation-Type"]})
        elif name == "fail":
            self.answer(200, {"errorType": "TypeError", "errorMessage": "x"}, {"X-Amz-Function-Error": "Unhandled"})
        elif name == "untyped":
            self.answer(200, {"errorMessage": "x"}, {"X-Amz-Function-Error": "Unhandled"})
        else:
            self.answer(404, {"Message": "Function not found: " + name})

    def answer(self, status, value, headers=None):
        data = json.dumps(value).encode()
        self.send_response(status)
        for name, text in (headers or {}).items():
            self.send_header(name, text)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


def run(tasks, state, given=None):
    machine = {"StartAt": "Do it", "States": {"Do it": {"End": True, **state}}}
    (FOLDER / "flow.asl.json").write_text(json.dumps(machine))
    (FOLDER / "tasks.json").write_text(json.dumps(tasks))
    done = subprocess.run([ASLC, "run", FOLDER / "flow.asl.json", "--tasks", FOLDER / "tasks.json",
                           "--input", json.dumps(given or {})], capture_output=True, text=True, timeout=60)
    print((done.stdout or done.stderr).strip())


def task(resource, **more):
    return {"Type": "Task", "Resource": resource, **more}


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Service)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_address[1]}"

    print("== url")
    tasks = [{"function": name, "url": f"{base}/{name}", "headers": {"X-Key": "k"}} for name in ("pay", "error", "busy")]
    for name in ("pay", "error", "busy"):
        run(tasks, task(FUNCTION + name), {"id": 1})
    run([{"function": "f", "url": "http://127.0.0.1:1/"}], task(FUNCTION + "f"))
    each = {"StartAt": "A", "States": {"A": {"End": True, **task(FUNCTION + "count")}}}
    run([{"function": "count", "url": base + "/count", "concurrency": 2}],
        {"Type": "Map", "ItemsPath": "$.items", "ItemProcessor": each, "OutputPath": "$[-1:]"}, {"items": list(range(12))})

    print("== lambda")
    tasks = [{"function": "*", "lambda": {"url": base}}]
    run(tasks, task(FUNCTION + "echo"), {"id": 2})
    run(tasks, task("arn:aws:states:::lambda:invoke", Parameters={"FunctionName": "echo", "Payload": [1]},
                    OutputPath="$.Payload"))
    for name in ("fail", "untyped", "other"):
        run(tasks, task(FUNCTION + name))
    run([{"function": "f", "lambda": {"url": "http://127.0.0.1:1"}}], task(FUNCTION + "f"))


main()
