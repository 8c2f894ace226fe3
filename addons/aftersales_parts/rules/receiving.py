"""What a scan says, and which orders a delivered quantity belongs to. No database."""

import re

TIMES = re.compile(r"(?P<quantity>\d+(?:\.\d+)?)(?:\s*[*×]\s*|\s*[xX]\s+)(?P<code>\S.*)")


def read_scan(text):
    """The code and the quantity somebody scanned or typed: ``ABC`` is one, ``4*ABC`` are four.

    An x multiplies only where a space follows it, so that part numbers stay whole: ``4x ABC`` are four pieces,
    ``4X0 115 562`` is a number.

    :return: (code, quantity)
    """
    text = (text or "").strip().replace("＊", "*")
    match = TIMES.fullmatch(text)
    return (match["code"].strip(), float(match["quantity"])) if match else (text, 1.0)


def share_out(quantity, owed):
    """Give a quantity to those who are owed it, one after the other.

    :param float quantity: what there is
    :param owed: list of what each is owed, in the order in which they get it
    :return: what each gets, and what is left over
    :rtype: tuple[list[float], float]
    """
    given = []
    for open_quantity in owed:
        part = min(max(open_quantity, 0.0), quantity)
        given.append(part)
        quantity -= part
    return given, quantity


def split_delivery(received, damaged, ordered, keeps_surplus=False):
    """What of a delivered part goes on the shelf, to the supplier's corner, and what was never ordered.

    Good pieces count towards the order first: of six delivered where five are ordered and one is broken, five good
    ones stay and the broken one is the surplus.

    :param float received: all that came, broken ones included
    :param float damaged: how many of them are broken
    :param float ordered: how many the supplier still owes
    :param bool keeps_surplus: whether good pieces beyond the order are kept
    :return: (good, broken, surplus that is not taken)
    :rtype: tuple[float, float, float]
    """
    good = received - damaged
    accepted = min(good, ordered)
    broken = min(damaged, ordered - accepted)
    surplus = received - accepted - broken
    if keeps_surplus:
        kept = good - accepted
        accepted += kept
        surplus -= kept
    return accepted, broken, surplus
