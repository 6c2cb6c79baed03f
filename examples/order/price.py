"""Returns the price of one line of an order: JSON on standard input, JSON on standard output."""
import json
import sys

PRICES = {"lamp": 40, "desk": 180}

line = json.load(sys.stdin)
if line["product"] not in PRICES:
    json.dump({"errorType": "Price.Unknown", "errorMessage": f"there is no {line['product']}"}, sys.stdout)
else:
    json.dump({"amount": PRICES[line["product"]] * line["quantity"], "currency": "EUR"}, sys.stdout)
