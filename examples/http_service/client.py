"""Starts the service and talks to it. Usage: client.py PROGRAM"""
import json
import subprocess
import sys
import time
import urllib.request


def call(method, url, body=None):
    data = json.dumps(body).encode() if body is not None else None
    with urllib.request.urlopen(urllib.request.Request(url, data=data, method=method), timeout=30) as answer:
        return json.load(answer)


def main(program):
    service = subprocess.Popen([program], stdout=subprocess.PIPE, text=True)
    try:
        address = service.stdout.readline().strip()
        lamp = call("POST", address + "/orders", {"product": "lamp"})["order"]
        piano = call("POST", address + "/orders", {"product": "piano"})["order"]
        while (state := call("GET", f"{address}/orders/{lamp}"))["status"] == "RUNNING":
            time.sleep(0.01)
        print("lamp:", state["status"], state["output"]["text"])
        print("piano:", call("GET", f"{address}/orders/{piano}")["status"])
        print("piano:", call("DELETE", f"{address}/orders/{piano}")["status"])
    finally:
        service.kill()
        service.wait()


if __name__ == "__main__":
    main(sys.argv[1])
