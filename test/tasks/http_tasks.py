"""Runs machines whose HTTP tasks call a service of this script: over TLS, with OAuth, failures and slow answers.

Usage: http_tasks.py ASLC FOLDER. Prints what the service saw and what the executions gave."""
import http.server
import json
import pathlib
import ssl
import subprocess
import sys
import threading
import time
import urllib.parse

ASLC, FOLDER = sys.argv[1], pathlib.Path(sys.argv[2])
ARN = "arn:aws:events:us-east-1:123456789012:connection/"


class Service(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    tokens = 0
    good_token = ""
    seen = []

    def handle_any(self):
        length = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(length).decode()
        url = urllib.parse.urlsplit(self.path)
        self.seen.append((self.command, self.path, dict(self.headers), body))
        if url.path == "/token":
            form = dict(urllib.parse.parse_qsl(body))
            if form.get("client_secret") != "hunter2" or form.get("grant_type") != "client_credentials":
                return self.answer(401, {"error": "invalid_client"})
            Service.tokens += 1
            Service.good_token = f"token-{Service.tokens}"
            return self.answer(200, {"access_token": Service.good_token, "token_type": "bearer", "expires_in": 3600})
        if url.path == "/broken-token":
            return self.answer(200, {"access_token": "a\r\nX-Key: added"})
        if url.path == "/protected" and self.headers.get("Authorization") != "Bearer " + Service.good_token:
            return self.answer(401, {"error": "no token"})
        if url.path == "/forget":
            Service.good_token = "another"
        if url.path == "/slow":
            time.sleep(60)
        if url.path.startswith("/status/"):
            return self.answer(int(url.path[8:]), {"message": "as you wish"})
        if url.path == "/hangup":
            self.close_connection = True
            return self.connection.close()
        if url.path == "/large":
            return self.answer(200, {"text": "x" * 300000})
        self.answer(200, {"method": self.command, "path": self.path, "body": body,
                          "auth": self.headers.get("Authorization"), "key": self.headers.get("X-Key")})

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_HEAD = do_OPTIONS = handle_any

    def answer(self, status, value):
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def log_message(self, *_):
        pass


def start_service():
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
                    "-keyout", FOLDER / "key.pem", "-out", FOLDER / "ca.pem"], check=True, capture_output=True)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Service)
    server.daemon_threads = True
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(FOLDER / "ca.pem", FOLDER / "key.pem")
    # The handshake belongs to the thread of the connection.
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


def run(name, tasks, states, expect_failure=False, environment=None):
    """Runs the HTTP tasks `states` (parameters) one after the other."""
    names = [f"T{i}" for i in range(len(states))]
    machine = {"StartAt": "T0", "States": {}}
    for i, parameters in enumerate(states):
        state = {"Type": "Task", "Resource": "arn:aws:states:::http:invoke", "Parameters": parameters,
                 "ResultPath": f"$.r{i}"}
        state.update({"Next": names[i + 1]} if i + 1 < len(states) else {"End": True})
        machine["States"][names[i]] = state
    (FOLDER / "flow.asl.json").write_text(json.dumps(machine))
    (FOLDER / "tasks.yaml").write_text(json.dumps(tasks))
    done = subprocess.run([ASLC, "run", FOLDER / "flow.asl.json", "--tasks", FOLDER / "tasks.yaml"],
                          capture_output=True, text=True, timeout=120, env=environment)
    text = done.stdout or done.stderr
    print(f"== {name}")
    try:
        value = json.loads(text.strip().splitlines()[-1])
    except ValueError:
        print(text)
        return None
    for key, result in value.items():
        if isinstance(result, dict) and "Headers" in result:
            print(f"{key}: {result['StatusCode']} {result['StatusText']} {json.dumps(result.get('ResponseBody'))}")
        else:
            print(f"{key}: {json.dumps(result)}")
    return value


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    port = start_service()
    http_binding = {"resource": "http:invoke", "http": {"base": f"https://127.0.0.1:{port}", "ca": "ca.pem"}}
    plain = ARN + "plain/1"
    tasks = {
        "connections": [
            {"connection": ARN + "plain/*"},
            {"connection": ARN + "basic/*", "basic": {"user": "ada", "password": "${env:PASSWORD}"}},
            {"connection": ARN + "key/*", "apiKey": {"name": "X-Key", "value": "k-1"}, "query": {"tenant": "7"}},
            {"connection": ARN + "oauth/*", "oauth": {"endpoint": f"https://127.0.0.1:{port}/token", "clientId": "me",
                                                      "clientSecret": "hunter2", "body": {"scope": "read"}}},
            {"connection": ARN + "wrong/*", "oauth": {"endpoint": f"https://127.0.0.1:{port}/token", "clientId": "me",
                                                      "clientSecret": "guessed"}},
            {"connection": ARN + "broken/*", "oauth": {"endpoint": f"https://127.0.0.1:{port}/broken-token",
                                                       "clientId": "me", "clientSecret": "any"}},
        ],
        "tasks": [http_binding],
    }
    import os
    environment = dict(os.environ, PASSWORD="lovelace")

    def call(method, path, connection=plain, **more):
        return {"Method": method, "ApiEndpoint": "https://api.example.com" + path,
                "Authentication": {"ConnectionArn": connection}, **more}

    run("methods", tasks, [call("GET", "/a?x=1", QueryParameters={"q": ["1", "2"]}),
                           call("POST", "/b", RequestBody={"n": 1.5}),
                           call("PUT", "/c", RequestBody="text", Headers={"Content-Type": "text/plain"}),
                           call("DELETE", "/d"), call("HEAD", "/e"),
                           call("POST", "/f", RequestBody={"a": ["x", "y"], "b": {"c": "d e"}},
                                Transform={"RequestBodyEncoding": "URL_ENCODED",
                                           "RequestEncodingOptions": {"ArrayFormat": "BRACKETS"}})],
        environment=environment)
    run("connections", tasks, [call("GET", "/a", ARN + "basic/1"), call("GET", "/a", ARN + "key/1")],
        environment=environment)
    Service.seen.clear()
    run("oauth", tasks, [call("GET", "/protected", ARN + "oauth/1"), call("GET", "/protected", ARN + "oauth/1"),
                         call("GET", "/forget"), call("GET", "/protected", ARN + "oauth/1")], environment=environment)
    print("requests:", " ".join(path for _, path, _, _ in Service.seen))
    print("scope:", urllib.parse.parse_qs(Service.seen[0][3])["scope"])
    run("wrong secret", tasks, [call("GET", "/protected", ARN + "wrong/1")], environment=environment)
    Service.seen.clear()
    run("broken token", tasks, [call("GET", "/a", ARN + "broken/1")], environment=environment)
    run("broken header", tasks, [call("GET", "/a", Headers={"X-A": "b\r\nX-Key: added"})], environment=environment)
    unknown = call("GET", "/c")
    del unknown["Method"]
    unknown["Method.$"] = "$.r0.ResponseBody.auth"
    run("no method", tasks, [call("GET", "/a"), unknown], environment=environment)
    run("other length", tasks, [call("POST", "/b", RequestBody={"n": 1}, Headers={"Content-Length": "1", "X-Key": "k"})],
        environment=environment)
    print("requests:", " ".join(path for _, path, _, _ in Service.seen))
    run("status", tasks, [call("GET", "/status/404")], environment=environment)
    run("server error", tasks, [call("GET", "/status/503")], environment=environment)
    run("hang up", tasks, [call("GET", "/hangup")], environment=environment)
    run("too large", tasks, [call("GET", "/large")], environment=environment)
    http_binding["timeoutSeconds"] = 5  # connecting counts too
    run("slow", tasks, [call("GET", "/slow")], environment=environment)
    del http_binding["timeoutSeconds"]
    del http_binding["http"]["ca"]
    run("not trusted", tasks, [call("GET", "/a")], environment=environment)
    run("no connection", tasks, [call("GET", "/a", ARN + "other/1")], environment=environment)
    del environment["PASSWORD"]
    run("no secret", tasks, [call("GET", "/a")], environment=environment)


main()
