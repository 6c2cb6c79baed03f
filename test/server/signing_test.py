#!/usr/bin/env python3
"""Who may call: signatures of botocore's signer and of `client.py`, credentials, policies, TLS, web pages. Against a server
without operations (--fake PROGRAM), or --aslc PROGRAM, whose operations are not asked."""

import argparse
import hashlib
import http.client
import json
import pathlib
import shutil
import ssl
import subprocess
import sys
import tempfile
import unittest
import warnings

from client import JSON, Client, Refused, run_tests, sign

try:
    from botocore.auth import SigV4Auth, SigV4QueryAuth
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials
except ImportError:
    SigV4Auth = None

KEYS = """
- {accessKey: AKADMIN, secret: "s+e/c=r et", user: admin}
- accessKey: AKSTART
  secret: other
  account: "111122223333"
  policy:
    Version: "2012-10-17"
    Statement:
    - {Effect: Allow, Action: ["states:Start*", "states:List*"], Resource: "*"}
    - {Effect: Deny, Action: "states:*", Resource: "arn:aws:states:*:*:stateMachine:secret*"}
"""
MACHINE = "arn:aws:states:us-east-1:111122223333:stateMachine:"
COMMAND = None  # of the server, without --credentials


class Running:
    """A server with options, as a context manager: its port."""

    def __init__(self, *options):
        self.command = [*COMMAND, *options]

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        line = self.process.stdout.readline()
        self.port = int(line.rpartition(":")[2])
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(60)
        self.process.stdout.close()


class WithKeys(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        keys = pathlib.Path(cls.folder.name) / "keys.yaml"
        keys.write_text(KEYS)
        cls.server = Running("--credentials", str(keys)).__enter__()

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()
        cls.folder.cleanup()

    def client(self, key="AKADMIN", secret="s+e/c=r et", region="us-east-1"):
        client = Client("127.0.0.1", self.server.port, access_key=key, secret=secret, region=region)
        self.addCleanup(client.close)
        return client

    def refused(self, client, operation="ListActivities", params=None):
        with self.assertRaises(Refused) as raised:
            client.call(operation, params or {})
        self.assertEqual(raised.exception.status, 400)
        return raised.exception

    def post(self, headers, body=b"{}", target="/"):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=20)
        self.addCleanup(connection.close)
        connection.request("POST", target, body, headers)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read() or b"{}")

    def test_good(self):
        self.client().call("ListActivities", {})
        self.client(region="eu-west-1").call("ListActivities", {})
        self.client("AKSTART", "other").call("ListActivities", {})

    def test_unknown_key_and_wrong_secret(self):
        self.assertEqual(self.refused(self.client("AKNOBODY")).code, "UnrecognizedClientException")
        self.assertEqual(self.refused(self.client(secret="wrong")).code, "InvalidSignatureException")

    def test_without_signature(self):
        head = {"Content-Type": JSON, "X-Amz-Target": "AWSStepFunctions.ListActivities"}
        status, body = self.post(head)
        self.assertEqual((status, body["__type"].rpartition("#")[2]), (400, "MissingAuthenticationTokenException"))

    def test_policy(self):
        client = self.client("AKSTART", "other")
        client.call("StartExecution", {"stateMachineArn": MACHINE + "open"}) if "fake" in COMMAND[0] else None
        error = self.refused(client, "DeleteStateMachine", {"stateMachineArn": MACHINE + "open"})
        self.assertEqual((error.code, str(error).partition(": ")[2]), (
            "AccessDeniedException",
            "User: arn:aws:iam::111122223333:user/AKSTART is not authorized to perform: states:DeleteStateMachine on "
            f"resource: {MACHINE}open because no identity-based policy allows the states:DeleteStateMachine action"))
        error = self.refused(client, "StartExecution", {"stateMachineArn": MACHINE + "secret1"})
        self.assertIn("with an explicit deny in an identity-based policy", str(error))

    def test_body_is_signed(self):
        body = b'{"maxResults":1}'
        head = {"Host": "h", "Content-Type": JSON, "X-Amz-Target": "AWSStepFunctions.ListActivities"}
        signed = sign(head, body, "AKADMIN", "s+e/c=r et", "us-east-1")
        self.assertEqual(self.post(signed, body)[0], 200)
        status, answer = self.post(signed, b'{"maxResults":2}')
        self.assertEqual((status, answer["__type"].rpartition("#")[2]), (400, "InvalidSignatureException"))

    @unittest.skipIf(SigV4Auth is None, "botocore is not installed")
    def test_botocore(self):
        for token in (None, "token/with+signs=="):
            for query in ("", "?b=2&a=1&a=0&c=%C3%A4%20x"):
                for path in ("/", "/a/../b//c"):
                    self.botocore_signs(token, path + query)

    def botocore_signs(self, token, target):
        url = f"http://127.0.0.1:{self.server.port}{target}"
        head = {"Content-Type": JSON, "X-Amz-Target": "AWSStepFunctions.ListActivities", "X-Spare": "  a   b  ",
                "X-Umlaut": "x"}
        request = AWSRequest("POST", url, headers=head, data=b"{}")
        credentials = Credentials("AKADMIN", "s+e/c=r et", token)
        SigV4Auth(credentials, "states", "eu-west-1").add_auth(request)
        status, body = self.post(dict(request.prepare().headers), target=target)
        self.assertEqual(status, 200, (token, target, body))

    @unittest.skipIf(SigV4Auth is None, "botocore is not installed")
    def test_botocore_presigned(self):
        host = f"127.0.0.1:{self.server.port}"
        head = {"Content-Type": JSON, "X-Amz-Target": "AWSStepFunctions.ListActivities", "Host": host}
        # Given a body, botocore would put it into the query.
        request = AWSRequest("POST", f"http://{host}/", headers=head)
        signer = SigV4QueryAuth(Credentials("AKADMIN", "s+e/c=r et"), "states", "eu-west-1", expires=60)
        signer.payload = lambda _: hashlib.sha256(b"{}").hexdigest()
        signer.add_auth(request)
        target = request.url[request.url.index("/", 8):]
        status, body = self.post(head, target=target)
        self.assertEqual(status, 200, body)
        status, body = self.post(head, target=target.replace("Expires=60", "Expires=600"))
        self.assertEqual(status, 400)


class Pages(unittest.TestCase):
    """Without keys: what web pages from elsewhere can send is refused all the same."""

    @classmethod
    def setUpClass(cls):
        cls.server = Running().__enter__()

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()

    def status(self, method="POST", target="/", body=b"{}", **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=20)
        self.addCleanup(connection.close)
        head = {"Content-Type": JSON, "X-Amz-Target": "AWSStepFunctions.ListActivities"}
        head.update({name.replace("_", "-"): value for name, value in headers.items()})
        connection.request(method, target, body, head)
        answer = connection.getresponse()
        self.headers = {name.lower() for name, _ in answer.getheaders()}
        answer.read()
        return answer.status

    def test_origins(self):
        self.assertEqual(self.status(), 200)
        self.assertEqual(self.status(Origin="http://localhost:3000"), 200)
        self.assertEqual(self.status(Origin="http://[::1]:3000"), 200)
        for origin in ("https://evil.example", "null", "http://127.0.0.1.evil.example", "http://localhost.evil.example",
                       "http://[::1].evil.example", "file://"):
            self.assertEqual(self.status(Origin=origin), 403, origin)
        self.assertEqual(self.status(Origin="http://evil.example:80", Host="evil.example:80"), 403)
        self.assertEqual(self.status(Sec_Fetch_Site="cross-site"), 403)

    def test_what_needs_no_preflight(self):
        for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""):
            self.assertEqual(self.status(Content_Type=kind), 404, kind)

    def test_preflights_permit_nothing(self):
        self.assertIn(self.status("OPTIONS", Access_Control_Request_Method="POST"), (403, 404))
        self.assertFalse([name for name in self.headers if name.startswith("access-control")])

    def test_health_and_paths(self):
        self.assertEqual(self.status("GET", "/health", None), 200)
        self.assertEqual(self.status("GET", "/nothing", None), 404)

    def test_size(self):
        self.assertEqual(self.status(body=b"{" + b" " * 1_049_000 + b"}"), 200)
        self.assertEqual(self.status(body=b"{" + b" " * 1_050_000 + b"}"), 413)


@unittest.skipIf(shutil.which("openssl") is None, "openssl is not installed")
class Tls(unittest.TestCase):
    def test_https(self):
        with tempfile.TemporaryDirectory() as folder:
            certificate, key = f"{folder}/c.pem", f"{folder}/k.pem"
            subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                            "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=localhost", "-addext",
                            "subjectAltName=DNS:localhost,IP:127.0.0.1"], check=True, capture_output=True)
            with Running("--certificate", certificate, "--key", key) as server:
                context = ssl.create_default_context(cafile=certificate)
                connection = http.client.HTTPSConnection("127.0.0.1", server.port, context=context, timeout=20)
                for body in (b"{}", b"{" + b" " * 1_000_000 + b"}"):
                    connection.request("POST", "/", body, {
                        "Content-Type": JSON, "X-Amz-Target": "AWSStepFunctions.ListActivities"})
                    answer = connection.getresponse()
                    self.assertEqual((answer.status, json.loads(answer.read())), (200, {"activities": []}))
                connection.close()
                old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
                old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")  # Python dislikes these versions too
                    old.minimum_version, old.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
                with self.assertRaises((ssl.SSLError, ConnectionError)):
                    connection = http.client.HTTPSConnection("127.0.0.1", server.port, context=old, timeout=20)
                    connection.request("GET", "/health")
                    connection.getresponse()
                plain = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
                with self.assertRaises((http.client.HTTPException, ConnectionError)):
                    plain.request("GET", "/health")
                    plain.getresponse()


def main():
    global COMMAND
    parser = argparse.ArgumentParser()
    parser.add_argument("--aslc")
    parser.add_argument("--fake")
    options, rest = parser.parse_known_args()
    COMMAND = [options.fake] if options.fake else [options.aslc, "serve", "--memory", "--listen", "127.0.0.1:0"]
    sys.exit(run_tests(rest))


if __name__ == "__main__":
    main()
