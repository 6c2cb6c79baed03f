"""Reads the models of AWS's services that botocore carries."""
import gzip
import json
import os

import botocore


class Model:
    """The newest model of one service."""

    def __init__(self, folder, path):
        self.folder = folder  # botocore's name of the service
        opener = gzip.open if path.endswith(".gz") else open
        with opener(path) as file:
            data = json.load(file)
        self.shapes, self.operations = data["shapes"], data["operations"]
        metadata = data["metadata"]
        self.permission_prefix = metadata.get("signingName") or metadata["endpointPrefix"]
        self.service_id = metadata.get("serviceId") or metadata["serviceFullName"]

    def shape_of(self, reference):
        return self.shapes[reference["shape"]]


def read_models():
    """{botocore's name: model}."""
    base = os.path.join(os.path.dirname(botocore.__file__), "data")
    models = {}
    for folder in sorted(os.listdir(base)):
        if not os.path.isdir(os.path.join(base, folder)):
            continue
        for version in sorted(os.listdir(os.path.join(base, folder)), reverse=True):
            names = [os.path.join(base, folder, version, name) for name in ("service-2.json.gz", "service-2.json")]
            path = next(filter(os.path.exists, names), None)
            if path:
                models[folder] = Model(folder, path)
                break
    return models


def version():
    return botocore.__version__
