#!/usr/bin/env python3
"""Sends a server what no client should send: malformed heads, odd bodies in chunks, many requests at once, floods of headers,
clients that are slow, that leave, or that do not read. Whoever keeps the protocol must be answered rightly meanwhile.

    http_fuzz.py [--aslc PROGRAM] [--seed N] (--connections N | --seconds N)

Ends with 1 when the server ends, answers with 500 or with no HTTP, keeps a client waiting that has said its last, or keeps
connections that are gone. The same seed sends the same bytes. Between machines only the order in time differs."""

import argparse
import contextlib
import json
import os
import random
import re
import socket
import struct
import sys
import threading
import time

from client import Client, Refused, Server

# A client that has said its last must have its answer within so many seconds, also on a machine that is busy.
PATIENCE = 30
TARGET = "AWSStepFunctions."
ARN = "arn:aws:states:us-east-1:123456789012:stateMachine:"
STATUS = re.compile(rb"HTTP/1\.[01] (\d{3}) [^\r\n]*\r\n")
# Errors of the server that say what they mean; 500 says that nobody had thought of it.
MEANT = {501, 503, 505}
NUMBERS = ["0", "1", "-1", "+5", "0x10", "1e3", "99999999999999999999", "18446744073709551615", " 5", "5 5", "5,5", "", "ff", "a"]
TEXTS = ["", " ", "\t", "\0", "\r", "\n", "a" * 200, "é", "\x7f", "\x80\xff", ":", ";", ",", "\"", "\\", "%00", "%zz", "../..",
         "chunked", "gzip", "close", "keep-alive", "upgrade", "100-continue", "bytes=0-1", "*", "text/html", "localhost",
         "http://evil.example", "null", "AWS4-HMAC-SHA256 Credential=a/b/c/d/e,SignedHeaders=,Signature="]
NAMES = ["Host", "Content-Length", "Transfer-Encoding", "Connection", "Expect", "Upgrade", "Content-Type", "X-Amz-Target",
         "Authorization", "X-Amz-Date", "Origin", "Cookie", "TE", "Trailer", "Range", "If-None-Match", "Accept-Encoding",
         "X-Amzn-Trace-Id", "Content-Encoding", "", " ", "a b", "a:b", "é", "x" * 300]
PATHS = ["/", "/health", "/ready", "/metrics", "/console/info", "/console/check", "/console/report", "/console/totals", "/nothing",
         "//", "/./", "/%2e%2e/", "/?a=b", "/" + "a" * 3000, "*", "", "http://localhost/", "localhost:80", "/\0", "/ /", "/é"]
METHODS = ["GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "CONNECT", "TRACE", "PRI", "get", "", "G\0T", "X" * 2000]
VERSIONS = ["HTTP/1.1", "HTTP/1.0", "HTTP/0.9", "HTTP/2.0", "HTTP/1.2", "HTTP/11", "http/1.1", "HTTP/1.", "", "HTTP/1.1 x"]
OPERATIONS = ["ListStateMachines", "ListActivities", "DescribeStateMachine", "ValidateStateMachineDefinition", "Nothing"]


def head_of(method, path, headers, version="HTTP/1.1", end="\r\n"):
    lines = [f"{method} {path} {version}".rstrip() if not version else f"{method} {path} {version}"]
    lines += [f"{name}: {value}" for name, value in headers]
    return (end.join(lines) + end + end).encode("latin-1", "replace")


def good(name):
    """A request whose answer names `name`."""
    body = json.dumps({"stateMachineArn": ARN + name}).encode()
    return head_of("POST", "/", [("Host", "localhost"), ("Content-Type", "application/x-amz-json-1.0"),
                                 ("X-Amz-Target", TARGET + "DescribeStateMachine"), ("Content-Length", str(len(body)))]) + body


def in_chunks(chance, body):
    """A body in chunks, rarely without a fault."""
    parts = []
    while body:
        size = min(len(body), chance.choice([1, 2, 7, 100, 5000]))
        length = f"{size:x}" if chance.random() < 0.9 else chance.choice(NUMBERS)
        extension = chance.choice(["", "", "", ";a=b", "; a", ";" + "x" * 300, ";\0"])
        parts.append((length + extension).encode("latin-1") + chance.choice([b"\r\n"] * 9 + [b"\n"]) + body[:size]
                     + chance.choice([b"\r\n"] * 9 + [b"", b"x"]))
        body = body[size:]
    ends = [b"0\r\n\r\n"] * 6 + [b"", b"0\r\n", b"0\r\nA: b\r\n\r\n", b"0\r\n" + b"A: b\r\n" * 2000 + b"\r\n", b"00000000000\r\n\r\n"]
    return b"".join(parts) + chance.choice(ends)


def any_request(chance):
    """A request that follows the form of one, with wrong parts."""
    body = chance.choice([b"{}", b"", b"{", b"[" * 3000, b"\0" * 100, json.dumps({"stateMachineArn": ARN + "x"}).encode()])
    headers = [("Host", "localhost"), ("Content-Type", "application/x-amz-json-1.0"),
               ("X-Amz-Target", TARGET + chance.choice(OPERATIONS))]
    isChunked = chance.random() < 0.4
    headers.append(("Transfer-Encoding", chance.choice(["chunked"] * 6 + TEXTS)) if isChunked
                   else ("Content-Length", chance.choice([str(len(body))] * 6 + NUMBERS)))
    for _ in range(chance.choice([0, 0, 1, 2, 4])):
        header = (chance.choice(NAMES), chance.choice(TEXTS + NUMBERS))
        headers.insert(chance.randrange(len(headers) + 1), header)
    if chance.random() < 0.2:
        del headers[chance.randrange(len(headers))]
    likely = chance.random() < 0.6
    head = head_of(chance.choice(["GET", "POST"]) if likely else chance.choice(METHODS),
                   "/" if likely else chance.choice(PATHS), headers,
                   "HTTP/1.1" if likely else chance.choice(VERSIONS), chance.choice(["\r\n"] * 8 + ["\n", "\r", "\r\n "]))
    return head + (in_chunks(chance, body) if isChunked else body)


def mutated(chance, request):
    request = bytearray(request)
    for _ in range(chance.choice([1, 1, 2, 5, 20])):
        at = chance.randrange(len(request) + 1)
        what = chance.randrange(4)
        if what == 0:
            request[at:at + 1] = bytes([chance.randrange(256)])
        elif what == 1:
            request[at:at] = bytes(chance.randrange(256) for _ in range(chance.randrange(1, 9)))
        elif what == 2:
            del request[at:at + chance.randrange(1, 30)]
        else:
            request[at:at] = request[:at][-chance.randrange(1, 200):]
    return bytes(request)


def answers_in(received):
    """The statuses and bodies of the answers in what was received. Raises ValueError when it is something else."""
    found = []
    while received:
        line = STATUS.match(received)
        head, separator, rest = received.partition(b"\r\n\r\n")
        if not line or not separator:
            raise ValueError(f"no answer of HTTP: {received[:200]!r}")
        length = re.search(rb"(?im)^content-length: *(\d+)\r?$", head)
        size = int(length[1]) if length else 0
        found.append((int(line[1]), rest[:size]))
        received = rest[size:]
    return found


class Fuzzer:
    def __init__(self, server):
        self.server, self.address = server, server.address
        self.faults, self.connections, self.statuses = [], 0, {}
        self.lock = threading.Lock()

    def fault(self, kind, sent, text):
        with self.lock:
            self.faults.append(kind)
            if len(self.faults) <= 10:
                print(f"{kind}: {text}\n    {sent[:400]!r}{'...' if len(sent) > 400 else ''}", flush=True)

    def connect(self):
        connection = socket.create_connection(self.address, timeout=PATIENCE)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    @staticmethod
    def send(connection, chance, data, parts=3):
        """Sends in parts. The server may close meanwhile."""
        cuts = sorted(chance.randrange(len(data) + 1) for _ in range(chance.randrange(parts)))
        with contextlib.suppress(OSError):
            for begin, end in zip([0, *cuts], [*cuts, len(data)]):
                connection.sendall(data[begin:end])

    def receive(self, connection, kind, sent):
        """All that comes until the server closes."""
        received = []
        try:
            while part := connection.recv(1 << 16):
                received.append(part)
        except socket.timeout:
            self.fault(kind, sent, "the server neither answers nor closes")
        except OSError:
            return None  # a reset: what was sent was not wanted
        return b"".join(received)

    def exchange(self, kind, chance, sent, answers=None):
        """Sends, says that nothing follows, and looks at what comes. `answers` are expected; None: any."""
        with contextlib.closing(self.connect()) as connection:
            self.send(connection, chance, sent)
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_WR)
            received = self.receive(connection, kind, sent)
        if received is None and answers is None:
            return
        try:
            found = answers_in(received or b"") if b"HEAD" not in sent[:100] else []
        except ValueError as problem:
            self.fault(kind, sent, str(problem))
            return
        with self.lock:
            for status, _ in found:
                self.statuses[status] = self.statuses.get(status, 0) + 1
        if any(status >= 500 and status not in MEANT for status, _ in found):
            self.fault(kind, sent, f"the answers {found}")
        if answers is not None and (len(found) != len(answers) or not all(
                status == 400 and name.encode() in body for name, (status, body) in zip(answers, found))):
            self.fault(kind, sent, f"expected answers about {answers}, got {found}")

    # Kinds of connections.

    def odd(self, chance):
        self.exchange("odd", chance, any_request(chance))

    def changed(self, chance):
        self.exchange("changed", chance, mutated(chance, good("m") * chance.choice([1, 2])))

    def noise(self, chance):
        self.exchange("noise", chance, chance.randbytes(chance.choice([1, 10, 1000, 40000])))

    def pipelined(self, chance):
        names = [f"m{chance.randrange(1000)}" for _ in range(chance.randrange(1, 40))]
        self.exchange("pipelined", chance, b"".join(map(good, names)), names)

    def chunked(self, chance):
        """A good request in good chunks has the answer of the request."""
        name = f"m{chance.randrange(1000)}"
        head, _, body = good(name).partition(b"\r\n\r\n")
        head = re.sub(rb"Content-Length: \d+", b"Transfer-Encoding: chunked", head)
        sizes, at, sent = [], 0, head + b"\r\n\r\n"
        while at < len(body):
            size = chance.randrange(1, 40)
            part = body[at:at + size]
            sizes.append(len(part))
            sent += f"{len(part):x}".encode() + b"\r\n" + part + b"\r\n"
            at += size
        self.exchange("chunked", chance, sent + b"0\r\n\r\n", [name])

    def flood(self, chance):
        count, size = chance.choice([(200, 10), (5000, 10), (10, 20000), (1, 200000), (40000, 1)])
        headers = [(f"x{i}", "v" * size) for i in range(count)]
        self.exchange("flood", chance, head_of("POST", "/", headers) + b"{}")

    def large(self, chance):
        size = chance.choice([1_000_000, 1_049_600, 1_049_601, 3_000_000])
        self.exchange("large", chance, head_of("POST", "/", [("Host", "x"), ("Content-Length", size), (
            "Content-Type", "application/x-amz-json-1.0"), ("X-Amz-Target", TARGET + "ListActivities")]) + b" " * size)

    def cut(self, chance):
        """A request that ends early, with and without a last word."""
        sent = good("m") if chance.random() < 0.5 else any_request(chance)
        sent = sent[:chance.randrange(len(sent) + 1)]
        if chance.random() < 0.5:
            self.exchange("cut", chance, sent)
            return
        with contextlib.closing(self.connect()) as connection:
            self.send(connection, chance, sent)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def unread(self, chance):
        """Asks for much and reads nothing."""
        with contextlib.closing(self.connect()) as connection:
            connection.settimeout(0.2)
            self.send(connection, chance, good("m" * 70) * chance.choice([100, 1000]))

    def stream(self, chance):
        with contextlib.closing(self.connect()) as connection:
            path = "/events" + chance.choice(["", "?only=status", "?data=true", "?executionArn=%00", "?a" + "&b" * 500, "?%"])
            self.send(connection, chance, head_of("GET", path, [("Host", "localhost")]))
            if not STATUS.match(connection.recv(200)):
                self.fault("stream", path.encode(), "no answer of HTTP")

    def many(self, chance):
        with contextlib.ExitStack() as stack:
            for _ in range(chance.choice([20, 100])):
                connection = stack.enter_context(contextlib.closing(self.connect()))
                self.send(connection, chance, good("m")[:chance.randrange(60)])

    KINDS = [odd] * 8 + [changed] * 6 + [noise, pipelined, pipelined, chunked, flood, large, cut, cut, unread, stream, many]

    def work(self, seed, goes_on):
        chance = random.Random(seed)
        while goes_on() and len(self.faults) < 10:
            kind = chance.choice(self.KINDS)
            try:
                kind(self, chance)
            except OSError as problem:
                self.fault(kind.__name__, b"", f"no connection: {problem}")
                return
            with self.lock:
                self.connections += 1

    def trickle(self, done):
        """A client that never comes to the end of its head is sent away."""
        with contextlib.closing(self.connect()) as connection:
            connection.settimeout(1)
            begin = time.monotonic()
            connection.sendall(b"POST / HTTP/1.1\r\n")
            while not done.is_set():
                try:
                    connection.sendall(b"A: b\r\n")
                    if not connection.recv(1000):
                        return
                    continue
                except socket.timeout:
                    pass
                except OSError:
                    return
                if time.monotonic() - begin > 10 + PATIENCE:
                    self.fault("trickle", b"", "a client may send its head for ever")
                    return

    def behave(self, done):
        """A client that keeps the protocol."""
        client = Client(*self.address, timeout=PATIENCE)
        while not done.is_set():
            try:
                client.call("DescribeStateMachine", {"stateMachineArn": ARN + "none"})
            except Refused as refused:
                if refused.code != "StateMachineDoesNotExist":
                    self.fault("behave", b"", str(refused))
            except OSError as problem:
                self.fault("behave", b"", f"a good client has no answer: {problem!r}")
                break
            done.wait(0.01)
        client.close()

    def open_files(self):
        return len(os.listdir(f"/proc/{self.server.process.pid}/fd"))

    def run(self, seed, goes_on, workers=4):
        before, done = self.open_files(), threading.Event()
        beside = [threading.Thread(target=self.behave, args=(done,))]
        beside += [threading.Thread(target=self.trickle, args=(done,)) for _ in range(20)]
        working = [threading.Thread(target=self.work, args=(f"{seed}/{i}", goes_on)) for i in range(workers)]
        for thread in beside + working:
            thread.start()
        for thread in working:
            thread.join()
        done.set()
        for thread in beside:
            thread.join()
        if self.server.process.poll() is not None:
            self.fault("server", b"", f"it ended with {self.server.process.returncode}")
            return
        end = time.monotonic() + PATIENCE
        while self.open_files() > before + 2 and time.monotonic() < end:
            time.sleep(0.1)
        if self.open_files() > before + 2:
            self.fault("server", b"", f"{self.open_files() - before} connections are kept")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--aslc", default="build/bin/aslc")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--connections", type=int, default=4000)
    parser.add_argument("--seconds", type=float)
    options = parser.parse_args()
    with Server(options.aslc, "--metrics") as server:
        fuzzer, begin = Fuzzer(server), time.monotonic()
        if options.seconds:
            fuzzer.run(options.seed, lambda: time.monotonic() - begin < options.seconds)
        else:
            fuzzer.run(options.seed, lambda: fuzzer.connections < options.connections)
    print(f"{fuzzer.connections} connections in {time.monotonic() - begin:.1f} s, {len(fuzzer.faults)} faults; answers: "
          + ", ".join(f"{status} {count}" for status, count in sorted(fuzzer.statuses.items())))
    sys.exit(1 if fuzzer.faults else 0)


if __name__ == "__main__":
    main()
