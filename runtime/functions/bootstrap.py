"""Runs the handler of a Lambda function: asks the Runtime API for invocations and answers them."""
import importlib
import json
import logging
import os
import socket
import sys
import time
import traceback

HERE = "<string>"  # the file name of this program in a traceback


class RuntimeApi:
    """One connection that stays open. Requests are small, so each is sent in one piece."""

    def __init__(self, address):
        self.address = address
        host, port = address.rsplit(":", 1)
        self.socket = socket.create_connection((host, int(port)))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.rest = b""

    def call(self, method, path, body=b"", headers=()):
        head = f"{method} /2018-06-01/runtime/{path} HTTP/1.1\r\nHost: {self.address}\r\n"
        head += "".join(f"{name}: {value}\r\n" for name, value in headers)
        if method == "POST":
            head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        self.socket.sendall(head.encode("latin-1", "replace") + b"\r\n" + body)
        return self.response()

    def response(self):
        while (end := self.rest.find(b"\r\n\r\n")) < 0:
            self.receive()
        status, *lines = self.rest[:end].decode("latin-1").split("\r\n")
        headers = {"status": status.split()[1]}
        for line in lines:
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        begin, length = end + 4, int(headers.get("content-length", 0))
        while len(self.rest) < begin + length:
            self.receive()
        body = self.rest[begin:begin + length]
        self.rest = self.rest[begin + length:]
        return headers, body

    def receive(self):
        data = self.socket.recv(1 << 16)
        if not data:
            os._exit(0)  # nobody is there any more
        self.rest += data


class Members:
    def __init__(self, values):
        for name, value in values.items():
            setattr(self, name, value)


class Context:
    """What AWS documents at https://docs.aws.amazon.com/lambda/latest/dg/python-context.html."""

    def __init__(self, headers):
        self.aws_request_id = headers["lambda-runtime-aws-request-id"]
        self.invoked_function_arn = headers.get("lambda-runtime-invoked-function-arn")
        self.function_name = os.environ.get("AWS_LAMBDA_FUNCTION_NAME")
        self.function_version = os.environ.get("AWS_LAMBDA_FUNCTION_VERSION")
        self.memory_limit_in_mb = os.environ.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
        self.log_group_name = os.environ.get("AWS_LAMBDA_LOG_GROUP_NAME")
        self.log_stream_name = os.environ.get("AWS_LAMBDA_LOG_STREAM_NAME")
        self.identity = Members({"cognito_identity_id": None, "cognito_identity_pool_id": None})
        self.client_context = None
        if client := headers.get("lambda-runtime-client-context"):
            self.client_context = Members(json.loads(client))
        self._deadline = int(headers.get("lambda-runtime-deadline-ms", 0))

    def get_remaining_time_in_millis(self):
        return max(self._deadline - int(time.time() * 1000), 0)


class LogHandler(logging.Handler):
    request_id = ""

    def emit(self, record):
        when = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        print(f"[{record.levelname}]\t{when}.{int(record.msecs):03d}Z\t{self.request_id}\t{self.format(record)}")


def error_of(message, kind, stack=(), request_id=""):
    return {"errorMessage": message, "errorType": kind, "requestId": request_id, "stackTrace": list(stack)}


def frames_of(error):
    frames = traceback.extract_tb(error.__traceback__)
    while frames and (frames[0].filename == HERE or "importlib" in frames[0].filename):
        frames = frames[1:]
    # As tuples, so that no lines of carets are added, which Lambda does not show.
    return traceback.format_list([(frame.filename, frame.lineno, frame.name, frame.line) for frame in frames])


def show(error):
    lines = "".join(error["stackTrace"])
    print(f"[ERROR] {error['errorType']}: {error['errorMessage']}")
    if lines:
        print("Traceback (most recent call last):\n" + lines, end="")


def load(name):
    """The handler, or the error in Lambda's words."""
    module_name, dot, function = name.rpartition(".")
    if not dot:
        return None, error_of(f"Bad handler '{name}': not enough values to unpack (expected 2, got 1)", "Runtime.MalformedHandlerName")
    shown = module_name
    try:
        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError as error:
        return None, error_of(f"Unable to import module '{shown}': {error}", "Runtime.ImportModuleError", frames_of(error))
    except SyntaxError as error:
        where = [f'  File "{error.filename}" Line {error.lineno}\n    {(error.text or "").strip()}\n']
        return None, error_of(f"Syntax error in module '{shown}': {error}", "Runtime.UserCodeSyntaxError", where)
    except Exception as error:
        return None, error_of(str(error), type(error).__name__, frames_of(error))
    handler = getattr(module, function, None)
    if handler is None:
        return None, error_of(f"Handler '{function}' missing on module '{shown}'", "Runtime.HandlerNotFound")
    return handler, None


def plain(value):
    """A Decimal, as DynamoDB's library gives it, is a number."""
    if type(value).__name__ == "Decimal":
        return float(value)
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")


def invoke(handler, event, context):
    """(JSON text, None) or (None, error)."""
    try:
        result = handler(event, context)
    except Exception as error:
        return None, error_of(str(error), type(error).__name__, frames_of(error), context.aws_request_id)
    try:
        return json.dumps(result, default=plain, separators=(",", ":")), None
    except Exception as error:
        return None, error_of(f"Unable to marshal response: {error}", "Runtime.MarshalError", (), context.aws_request_id)


def main():
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(line_buffering=True, errors="backslashreplace")
    sys.argv = ["bootstrap"]
    sys.path[:0] = [os.environ["LAMBDA_TASK_ROOT"]]
    logs = LogHandler()
    logging.getLogger().addHandler(logs)
    api = RuntimeApi(os.environ["AWS_LAMBDA_RUNTIME_API"])
    handler, error = load(os.environ["_HANDLER"])
    if error:
        show(error)
        api.call("POST", "init/error", json.dumps(error).encode(), [("Lambda-Runtime-Function-Error-Type", error["errorType"])])
        sys.exit(1)
    while True:
        headers, body = api.call("GET", "invocation/next")
        if headers["status"] != "200":
            sys.exit()  # this is the end
        context = Context(headers)
        logs.request_id = context.aws_request_id
        os.environ["_X_AMZN_TRACE_ID"] = headers.get("lambda-runtime-trace-id", "")
        result, error = invoke(handler, json.loads(body or b"null"), context)
        if error:
            show(error)
        sys.stdout.flush()
        sys.stderr.flush()
        path = f"invocation/{context.aws_request_id}/"
        if error:
            text = json.dumps(error, separators=(",", ":")).encode()
            api.call("POST", path + "error", text, [("Lambda-Runtime-Function-Error-Type", error["errorType"].encode("ascii", "replace").decode())])
        else:
            api.call("POST", path + "response", result.encode())


main()
