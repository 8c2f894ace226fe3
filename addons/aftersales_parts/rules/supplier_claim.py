"""What a supplier can do about each kind of difference. No database."""

KINDS = [("short", "Too Few"), ("over", "Surplus"), ("damaged", "Damaged"), ("wrong", "Not Ordered")]
RESOLUTIONS = [
    ("credit", "Credit Note"),
    ("return", "Sent Back for Credit"),
    ("redelivery", "Redelivery"),
    ("handback", "Handed Back"),
    ("loss", "Own Loss"),
]
# What never came cannot be sent back; what was never taken in is handed back without booking.
POSSIBLE = {
    "short": ("redelivery", "credit", "loss"),
    "damaged": ("credit", "return", "redelivery", "loss"),
    "over": ("handback",),
    "wrong": ("handback",),
}
# While a claim stands so, what is missing of an order is asked for by it and by no other.
OPEN_STATES = ("draft", "sent", "accepted", "awaiting", "refused")  # what is refused may be sent once more
CREDITED = ("credit", "return")
SENT_BACK = ("return", "redelivery")


def is_possible(kind, resolution):
    """Whether a difference of this kind can end like that."""
    return resolution in POSSIBLE[kind]


def get_default(kind):
    """What is usually done about it: the first that is possible."""
    return POSSIBLE[kind][0]


def is_linked_credit(kind, resolution):
    """Whether the credit takes back what the order is billed for: it does where the goods are not with us.

    Broken goods that are credited and thrown away count as received, so their credit stands beside the order.
    """
    return kind == "short" or resolution == "return"
