"""A client of the Step Functions API for tests: signs requests (Signature Version 4) and starts servers. It needs
nothing but Python, and unlike the SDKs it sends what they would refuse to send."""

import argparse
import datetime
import hashlib
import hmac
import http.client
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import unittest

JSON = "application/x-amz-json-1.0"

# What tasks of tests answer: a message is sent, and its token comes back some other way.
TASKS = "- resource: arn:aws:states:::sqs:sendMessage.waitForTaskToken\n  hang: true\n"


class Refused(Exception):
    """An answer with an error: its code, message and HTTP status."""

    def __init__(self, code, message, status):
        super().__init__(f"{code}: {message}")
        self.code, self.message, self.status = code, message, status


class Answer:
    """An HTTP answer as it came."""

    def __init__(self, response):
        self.status = response.status
        self.headers = {name.lower(): value for name, value in response.getheaders()}
        self.body = response.read()

    def json(self):
        return json.loads(self.body or b"{}")


def signature(secret, day, region, text, service="states"):
    """Signature Version 4 of a string to sign."""
    key = b"AWS4" + secret.encode()
    for part in (day, region, service, "aws4_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def sign(headers, body, access_key, secret, region, now=None, method="POST"):
    """The headers of a request to `/`, with the date and the signature added."""
    now = now or datetime.datetime.now(datetime.timezone.utc)
    stamp = now.strftime("%Y%m%dT%H%M%SZ")
    signed = {name.lower(): " ".join(value.split()) for name, value in headers.items()}
    signed["x-amz-date"] = stamp
    names = ";".join(sorted(signed))
    lines = "".join(f"{name}:{signed[name]}\n" for name in sorted(signed))
    canonical = f"{method}\n/\n\n{lines}\n{names}\n{hashlib.sha256(body).hexdigest()}"
    scope = f"{stamp[:8]}/{region}/states/aws4_request"
    text = f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    proof = signature(secret, stamp[:8], region, text)
    return {**headers, "X-Amz-Date": stamp, "Authorization":
            f"AWS4-HMAC-SHA256 Credential={access_key}/{scope}, SignedHeaders={names}, Signature={proof}"}


class Client:
    """Calls a server over one connection, which is opened again when the server has closed it."""

    def __init__(self, host, port, access_key="test", secret="test", region="us-east-1", timeout=90):
        self.host, self.port, self.region, self.timeout = host, port, region, timeout
        self.access_key, self.secret = access_key, secret
        self.connection = None

    def send(self, operation, body, access_key=None, headers=None):
        """Sends `body` (bytes) to an operation, signed, and returns the Answer."""
        head = {"Host": f"{self.host}:{self.port}", "Content-Type": JSON,
                "X-Amz-Target": f"AWSStepFunctions.{operation}"}
        head = sign({**head, **(headers or {})}, body, access_key or self.access_key, self.secret, self.region)
        for attempt in range(2):
            if self.connection is None:
                self.connection = http.client.HTTPConnection(self.host, self.port, timeout=self.timeout)
            try:
                self.connection.request("POST", "/", body, head)
                answer = Answer(self.connection.getresponse())
                if answer.headers.get("connection") == "close":
                    self.close()
                return answer
            except (http.client.HTTPException, OSError):
                self.close()
                if attempt:
                    raise

    def call(self, operation, params, access_key=None):
        """The response of an operation. Raises Refused when it is an error."""
        answer = self.send(operation, json.dumps(params).encode(), access_key)
        if answer.status == 200:
            return answer.json()
        try:
            error = answer.json()
            code = error.get("__type", "").rpartition("#")[2]
            message = error.get("message", error.get("Message"))
        except ValueError:
            code, message = "", answer.body.decode(errors="replace")
        raise Refused(code, message, answer.status)

    def close(self):
        if self.connection is not None:
            self.connection.close()
            self.connection = None


class Server:
    """`aslc serve` on a free port, as a context manager; `address` is (host, port), `said` what it wrote before it
    listened."""

    def __init__(self, aslc, *options):
        self.command = [aslc, "serve", "--listen", "127.0.0.1:0", *options]
        if "--db" not in options:
            self.command.insert(2, "--memory")
        self.address = None

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.said = said = []
        for line in self.process.stdout:
            said.append(line)
            found = re.search(r"(127\.0\.0\.1|localhost):([1-9]\d*)", line)
            if found and "cannot listen" not in line:
                self.address = (found[1], int(found[2]))
                # Nobody reads on: the pipe takes the few lines that a server writes.
                return self
        self.process.wait()
        raise RuntimeError(f"{' '.join(self.command)} ended with {self.process.returncode}:\n{''.join(said)}")

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise RuntimeError(f"{' '.join(self.command)} does not end at SIGTERM") from None
        finally:
            self.process.stdout.close()


def run_tests(arguments):
    """Runs the unit tests of a script, and returns its exit status. Leaves a file for totals.py about those that were
    skipped: to ctest, the script has passed."""
    result = unittest.main(argv=[sys.argv[0], *arguments], exit=False).result
    folder = pathlib.Path(os.environ.get("ASLC_RESULTS", "nowhere"))
    if result.skipped and folder.is_dir():
        path = folder / f"{pathlib.Path(sys.argv[0]).stem}-{os.getpid()}.skipped"
        path.write_text(json.dumps([f"{test.id()}: {reason}" for test, reason in result.skipped], indent=1))
    return 0 if result.wasSuccessful() else 1


def tests_main(begin):
    """Runs the unit tests of a script against a server: --aslc PROGRAM starts one, --server names one."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--aslc", default="build/bin/aslc")
    parser.add_argument("--fake", help="a server without operations, for tests that need no more")
    parser.add_argument("--server")
    options, rest = parser.parse_known_args()
    if options.server:
        host, _, port = options.server.rpartition(":")
        begin((host, int(port)))
        sys.exit(run_tests(rest))
    with tempfile.TemporaryDirectory() as folder:
        tasks = pathlib.Path(folder) / "tasks.yaml"
        tasks.write_text(TASKS)
        with Server(options.aslc, "--tasks", str(tasks)) as server:
            begin(server.address)
            status = run_tests(rest)
    sys.exit(status)
