"""A module beside the handler."""


def price_of(product):
    return {"lamp": 40, "chair": 90}[product]
