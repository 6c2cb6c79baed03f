"""Takes the payment. Fails by `errorType` and `errorMessage`, as Lambda functions do."""
import json
import sys

request = json.load(sys.stdin)
total = sum(request["amounts"])
if request["card"].startswith("4000"):
    json.dump({"receipt": f"P-{request['order']}", "total": total}, sys.stdout)
else:
    json.dump({"errorType": "Card.Refused", "errorMessage": "the card was refused"}, sys.stdout)
