"""Prices products: one that is busy at first, and one of which none is left."""
import os

from prices import price_of

calls = {}


class StockError(Exception):
    pass


class BusyError(Exception):
    pass


def handler(event, context):
    product = event["product"]
    calls[product] = calls.get(product, 0) + 1
    print(f"pricing {product}")
    if product == "desk":
        raise StockError("no desk left")
    if product == "lamp" and calls[product] == 1:
        raise BusyError("once more")
    return {"product": product, "amount": price_of(product), "currency": os.environ["CURRENCY"],
            "table": os.environ["TABLE"], "memory": context.memory_limit_in_mb}
