from collections import Counter, defaultdict
from datetime import datetime
from typing import NamedTuple

from odoo import models
from odoo.fields import Domain


class Place(NamedTuple):
    """Where some pieces of a part lie."""

    location: models.BaseModel  # ``stock.location``; empty where no place is good
    lot: models.BaseModel  # ``stock.lot`` of a part with a shelf life; else empty
    quantity: float = 0.0  # on hand, in the part's unit
    free: float = 0.0  # thereof promised to nobody
    last_day: datetime = datetime.max  # when the lot goes out of stock, UTC


class ProductProduct(models.Model):
    """From which bin a part is taken: all ways of taking one by hand start from the same place."""

    _inherit = "product.product"

    def _get_place(self, stock, quantity=0.0):
        """The place one part is best taken from.

        :param stock: ``stock.location``, one record; the part is looked for there and below
        :param float quantity: how many must be free at the place, in the part's unit
        :return: ``Place``; without location where no place has so many
        """
        self.ensure_one()
        enough = self._filter_enough(self._get_places(stock)[self], quantity)
        return next(iter(enough), Place(self.env["stock.location"], self.env["stock.lot"]))

    def _filter_enough(self, places, quantity):
        """Those of the part's places where so many are free, in their order.

        :param float quantity: in the part's unit
        :return: list of ``Place``
        """
        return [place for place in places if self.uom_id.compare(place.free, quantity) >= 0]

    def _get_places(self, stock):
        """Where parts lie, in the order in which they are taken.

        The bin with the most free pieces comes first; of a part with a shelf life the lot that goes first, among those
        of which something is free.

        :param stock: ``stock.location``, one record; only there and below
        :return: dict, part → list of ``Place``
        """
        return self._find_places(Domain("location_id", "child_of", stock.id))

    def _tell_places(self, company):
        """Where one part lies in all of the store's warehouses and corners, as a sentence for who looks for it.

        :param company: ``res.company``, one record
        :rtype: str
        """
        self.ensure_one()
        places = self._find_places(Domain("company_id", "=", company.id))[self]
        if not places:
            return self.env._("None of it lies in the store.")
        return self.env._("It lies at: %(places)s.", places=", ".join(self._tell_place(place) for place in places))

    def _tell_place(self, place):
        # sudo: the names of the place and the lot, for whoever may know where a part is
        parts = (place.location.sudo().display_name, place.lot.sudo().name, f"{place.quantity:g}")
        name = " ".join(filter(None, parts))
        if self.uom_id.compare(place.free, place.quantity) == 0:
            return name
        return self.env._("%(place)s (%(free)s of them free)", place=name, free=f"{place.free:g}")

    def _find_bins(self, domain):
        """Where parts lie, whichever lot and free or not.

        :param domain: of ``stock.quant``
        :return: dict, part → list of (``stock.location``, quantity on hand), the fullest first; the places with
            ``sudo``, since everybody may know their names
        """
        bins = defaultdict(list)
        for part, places in self._find_places(domain).items():
            quantities = Counter()
            for place in places:
                quantities[place.location.sudo()] += place.quantity
            bins[part] = quantities.most_common()
        return bins

    def _find_places(self, domain):
        places = defaultdict(list)
        for (part, location, lot), sums in self._sum_places(domain).items():
            lot_day = sums["last_day"] or datetime.max
            places[part].append(Place(location, lot, sums["quantity"], sums["quantity"] - sums["reserved"], lot_day))
        for part, found in places.items():
            found.sort(
                key=lambda place, part=part: (
                    part.uom_id.compare(place.free, 0) <= 0,
                    place.last_day,
                    -place.free,
                    -place.quantity,
                )
            )
        return places

    def _sum_places(self, domain):
        """:return: dict, (part, location, lot) → what lies there; lots are told apart where parts have a shelf life"""
        domain &= (
            Domain("product_id", "in", self.ids)
            & Domain("location_id.usage", "=", "internal")
            & Domain("quantity", ">", 0)
        )
        # sudo: everybody in the store may know where a part is; nothing else of the stock leaves here
        rows = (
            self.env["stock.quant"]
            .sudo()
            ._read_group(
                domain,
                ["product_id", "location_id", "lot_id"],
                ["quantity:sum", "reserved_quantity:sum", "removal_date:min"],
            )
        )
        sums = defaultdict(Counter)
        for part, location, lot, quantity, reserved, last_day in rows:
            expires = part.use_expiration_date
            key = part.sudo(False), location.sudo(False), (lot if expires else lot.browse()).sudo(False)
            sums[key].update(quantity=quantity, reserved=reserved)
            sums[key]["last_day"] = last_day if expires else None
        return sums
