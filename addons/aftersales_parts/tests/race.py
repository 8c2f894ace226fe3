import itertools
import threading
import uuid
from contextlib import contextmanager
from unittest.mock import patch

from odoo import SUPERUSER_ID, sql_db

from odoo.addons.aftersales_base.tests.race import RaceCase


class PartsRaceCase(RaceCase):
    """A shelf whose stock is committed, so that several sessions really reserve the same part."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Twenty sessions need more connections than a test does otherwise.
        cls.startClassPatcher(patch.object(sql_db._Pool, "_maxconn", 48))
        cls.name = f"Race {uuid.uuid4()}"
        cls.count = itertools.count()
        with cls.session(SUPERUSER_ID) as env:
            company = env["res.company"].create({"name": cls.name})
            warehouse = env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)
            cls.company_id, cls.shelf_id, cls.type_id = company.id, warehouse.lot_stock_id.id, warehouse.out_type_id.id
            env.user.company_ids |= company
            cls.partner_id = env["res.partner"].create({"name": cls.name}).id
        cls.context = {**cls.context, "allowed_company_ids": [cls.company_id]}
        cls.addClassCleanup(cls.put_out_of_sight)

    @classmethod
    def put_out_of_sight(cls):
        """What was committed can hardly be deleted; out of sight is enough."""
        with cls.session(SUPERUSER_ID) as env:
            env["product.product"].search([("name", "=", cls.name)]).action_archive()
            env["res.company"].browse(cls.company_id).action_archive()

    # -- what stands before the race

    def make_part(self, quantity, **vals):
        """A part with so many on the shelf; its id."""
        with self.session() as env:
            vals = {"name": self.name, "part_number": f"{self.name} {next(self.count)}", **vals}
            part = env["product.product"].create({"is_part": True, "is_storable": True, **vals})
            if quantity:
                env["stock.quant"]._update_available_quantity(
                    part, env["stock.location"].browse(self.shelf_id), quantity
                )
            return part.id

    def make_shelves(self, *names):
        with self.session() as env:
            vals_list = [{"name": name, "location_id": self.shelf_id, "usage": "internal"} for name in names]
            return env["stock.location"].create(vals_list).ids

    def put(self, part_id, quantity, location_id=None, lot=None, owner=None):
        with self.session() as env:
            part = env["product.product"].browse(part_id)
            lot = env["stock.lot"].create({"name": lot, "product_id": part_id}) if lot else None
            owner = env["res.partner"].create({"name": owner}) if owner else None
            location = env["stock.location"].browse(location_id or self.shelf_id)
            env["stock.quant"]._update_available_quantity(part, location, quantity, lot_id=lot, owner_id=owner)

    def make_moves(self, *parts, count=20):
        """So many deliveries of one of each part, confirmed but not reserved; their moves' ids, per delivery."""
        with self.session() as env:
            customers = env.ref("stock.stock_location_customers").id
            deliveries = []
            for _number in range(count):
                moves = env["stock.move"].create(
                    [
                        {
                            "product_id": part,
                            "product_uom_qty": 1,
                            "location_id": self.shelf_id,
                            "location_dest_id": customers,
                            "company_id": self.company_id,
                        }
                        for part in parts
                    ]
                )
                moves.write({"state": "confirmed"})
                deliveries.append(moves.ids)
            return deliveries

    # -- the race

    def look(self, env):
        """Every session's view of the stock is from before the race."""
        env["stock.quant"].search([], limit=1)

    def reserve(self, move_ids, then=None):
        def deed(env):
            self.tries.append(move_ids)
            env["stock.move"].browse(move_ids)._action_assign()
            if then:
                then()

        return deed

    def race(self, *deeds):
        """Carry out the deeds at once; how many had to begin again."""
        self.tries = []
        self.together(*deeds)
        return len(self.tries) - len(deeds)

    @contextmanager
    def plain_host(self):
        """The host as it is without turns."""
        with patch.object(self.registry["stock.quant"], "_take_turns", lambda *_args: None):
            yield

    def everybody(self, count):
        """A meeting point of so many sessions, before any of them commits."""
        return threading.Barrier(count, timeout=60).wait

    # -- what came of it

    def get_states(self, deliveries):
        with self.session() as env:
            moves = env["stock.move"].browse(itertools.chain.from_iterable(deliveries))
            return sorted(moves.mapped("state"))

    def get_stock(self, *part_ids):
        """(part, location, lot, owner) → (on hand, reserved), as it is once rows beside each other are merged."""
        with self.session() as env:
            groups = env["stock.quant"]._read_group(
                [("product_id", "in", part_ids), ("location_id.usage", "=", "internal")],
                ["product_id", "location_id", "lot_id", "owner_id"],
                ["quantity:sum", "reserved_quantity:sum"],
            )
            return {tuple(record.id for record in group[:4]): group[4:] for group in groups}
