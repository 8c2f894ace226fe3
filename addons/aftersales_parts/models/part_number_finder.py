from collections import defaultdict

from odoo.fields import Domain

from ..rules import part_number


class PartNumberFinder:
    """Finds the parts a list names by number and, where it tells, the manufacturer's code; one query for a batch."""

    def __init__(self, env, company, names):
        """
        :param env: environment of the person who answers for the list
        :param company: ``res.company``; parts of other stores are none of the list's business
        :param names: (number, manufacturer code or None) pairs
        """
        self.env = env
        keys = {part_number.normalise(number) for number, _code in names} - {""}
        parts = env["product.product"].with_context(active_test=False)
        found = parts.search_fetch(
            Domain("part_number_key", "in", list(keys)) & Domain("part_scope", "in", ["shared", str(company.id)]),
            ["part_number_key", "manufacturer_code", "name"],
        )
        self._by_key = defaultdict(parts.browse)
        for part in found:
            self._by_key[part.part_number_key] |= part

    def find(self, number, code=None):
        """
        :return: the part and why there is none, one of them empty
        """
        parts = self._by_key.get(part_number.normalise(number), self.env["product.product"])
        if code:
            parts = parts.filtered(lambda part: (part.manufacturer_code or "") == part_number.normalise_code(code))
        if len(parts) == 1:
            return parts, None
        if parts:
            return parts.browse(), self.env._(
                "Part number %(number)s is that of several manufacturers (%(codes)s). Add a column with the code.",
                number=number,
                codes=", ".join(parts.mapped(lambda part: part.manufacturer_code or "–")),
            )
        return self.env["product.product"], self.env._(
            "Part number %(number)s is not in the parts file.",
            number=" ".join(filter(None, [code, number])),
        )

    def add(self, part):
        """A part that was just created for the list."""
        self._by_key[part.part_number_key] |= part
