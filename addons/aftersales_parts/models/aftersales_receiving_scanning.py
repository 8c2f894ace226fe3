from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.misc import format_date

from odoo.addons.aftersales_base.models.store_day import start_of, today_of

from ..rules import part_number
from ..rules.move_states import READY_MOVE_STATES
from ..rules.receiving import read_scan


class AftersalesReceiving(models.Model):
    """Unpacking with a scanner: which delivery this is, which part was scanned, and what the screen shows."""

    _inherit = "aftersales.receiving"

    # -- which delivery

    @api.model
    def begin(self, code):
        """Begin to unpack the delivery whose note, order or receipt has this number.

        A delivery of the same supplier that is being unpacked already is gone on with, so that two people work on one.

        :param str code: number of a purchase order, of the supplier's order confirmation, or of a receipt
        :return: id of the receiving
        :raise UserError: no order that is still to come has this number
        """
        self.check_access("create")
        code = (code or "").strip()
        orders = self._find_orders(code)
        if not orders:
            raise UserError(
                self.env._(
                    "No order still to come has the number %(code)s. Choose the supplier and scan the parts.", code=code
                )
            )
        receiving = self._find_or_create(
            orders[:1].partner_id, orders[:1].company_id, orders[:1].sudo().picking_type_id.warehouse_id
        )
        receiving._expect_orders(orders.filtered(lambda order: order.partner_id == orders[:1].partner_id))
        return receiving.id

    def _find_orders(self, code):
        if not code:
            return self.env["purchase.order"]
        opened = Domain("state", "in", READY_MOVE_STATES)
        named = Domain("name", "=ilike", code) | Domain("partner_ref", "=ilike", code)
        named &= Domain("order_line.move_ids", "any", opened)
        named |= Domain("order_line.move_ids", "any", opened & Domain("picking_id.name", "=ilike", code))
        companies = Domain("company_id", "in", self.env.companies.ids)
        # sudo: a clerk reads all orders of the store; the receipt's name is looked up beside
        return self.env["purchase.order"].sudo().search(named & companies, limit=20).sudo(False)

    def _find_or_create(self, supplier, company, warehouse=None):
        """The supplier's delivery that is being unpacked, else a new one.

        :param supplier: ``res.partner``, one record
        :param company: ``res.company``, one record
        :param warehouse: ``stock.warehouse``, one record; None for the one a new delivery is unpacked in
        """
        if opened := self._find_opened(supplier, company, warehouse):
            return opened
        where = {"warehouse_id": warehouse.id} if warehouse else {}
        return self.create({"partner_id": supplier.commercial_partner_id.id, "company_id": company.id, **where})

    def _find_opened(self, supplier, company, warehouse=None):
        warehouse = warehouse or self._find_warehouse(company)
        domain = (
            Domain("state", "=", "open")
            & Domain("partner_id", "=", supplier.commercial_partner_id.id)
            & Domain("company_id", "=", company.id)
            & Domain("warehouse_id", "=", warehouse.id)
        )
        return self.search(domain, limit=1)

    def _expect_orders(self, orders):
        self._check_open()
        self._expect(self._find_owed().filtered(lambda move: move.purchase_line_id.order_id in orders))
        self._note_orders(orders)

    def _note_orders(self, orders):
        """The head of the delivery names every order that is unpacked with it."""
        noted = [number for number in (self.delivery_note or "").split(", ") if number]
        numbers = [order.partner_ref or order.name for order in orders]
        if set(numbers) - set(noted):
            self.delivery_note = ", ".join(dict.fromkeys(noted + numbers))

    # -- which part

    def scan(self, code, key=False, is_damaged=False):
        """Count what was scanned; several people may scan on one delivery at once.

        :param str code: part number in any form, bar code of the part or of its package, the supplier's own number,
            each also with a quantity: ``4*ABC``; or the number of an order, whose parts are then expected
        :param str key: made up by the screen for each scan; the same key is counted once, however often it is sent
        :param bool is_damaged: the pieces are broken
        :return: what the screen shows, see ``get_screen``, with ``message`` (text) and ``kind`` of it
        """
        self.ensure_one()
        self._check_open()
        self._take_turn()
        if key and self.scan_ids.filtered(lambda scan: scan.key == key):
            return self.get_screen()
        text, times = read_scan(code)
        if not text or times <= 0:
            raise UserError(self.env._("Scan a part, or type its number."))
        found = self._find_part(text)
        if not found["product"]:
            return self._scan_other(text, key)
        quantity = times * found["quantity"]
        line = self._count(found["product"], quantity, is_damaged)
        self._log_scan(code, quantity, key, line, is_damaged)
        return self.get_screen({"line_id": line.id, **self._get_scan_message(line)})

    def _take_turn(self):
        """One scan after the other: whoever comes at the same moment is started again by the server and reads anew."""
        # Written past the ORM, which would spare the update where two scans come within one second.
        self.env.cr.execute(
            SQL(
                "UPDATE aftersales_receiving SET scanned_datetime = %s WHERE id = %s",
                fields.Datetime.now(),
                self.id,
            )
        )
        self.invalidate_recordset(["scanned_datetime"])

    def _find_part(self, code):
        """The part a code stands for and how many pieces.

        :rtype: dict with ``product`` and ``quantity``
        """
        products = self.env["product.product"]
        if product := products.search([("barcode", "=", code)], limit=1):
            return {"product": product, "quantity": 1.0}
        # sudo: bar codes of packages are no secret, but belong to the host's product manager
        if package := self.env["product.uom"].sudo().search([("barcode", "=", code)], limit=1):
            product = package.product_id.sudo(False)
            return {"product": product, "quantity": package.uom_id._compute_quantity(1.0, product.uom_id)}
        number_key = part_number.normalise(code)
        if number_key:
            found = products.search([("part_scope", "!=", False), ("part_number_key", "=", number_key)], limit=20)
            owed = self._get_owed_quantities(found) if len(found) > 1 else {}
            if found:
                return {"product": (found.filtered(lambda product: product in owed) or found)[:1], "quantity": 1.0}
        return {"product": self._find_by_supplier_code(code), "quantity": 1.0}

    def _find_by_supplier_code(self, code):
        # sudo: only the supplier's own number of a part is looked up
        info = (
            self.env["product.supplierinfo"]
            .sudo()
            .search(
                [
                    ("product_code", "=ilike", code),
                    ("partner_id", "child_of", self.partner_id.commercial_partner_id.id),
                    ("company_id", "in", (self.company_id.id, False)),
                ],
                limit=1,
            )
        )
        return (info.product_id or info.product_tmpl_id.product_variant_id).sudo(False)

    def _scan_other(self, code, key):
        """What is no part: an order whose parts are expected from now on, or an unknown number."""
        orders = self._find_orders(code).filtered(
            lambda order: order.partner_id.commercial_partner_id == self.partner_id.commercial_partner_id
        )
        if orders:
            self._expect_orders(orders)
            self._log_scan(code, 0.0, key)
            text = self.env._("Order %(order)s: its parts are expected now.", order=", ".join(orders.mapped("name")))
            return self.get_screen({"message": text, "kind": "success"})
        text = self.env._(
            "No part has the number %(code)s. Check the label; if it is right, add it as an unknown part.", code=code
        )
        return self.get_screen({"message": text, "kind": "danger", "unknown": code})

    def add_unknown(self, code, quantity=1.0, key=False):
        """Put a part on the list that nobody knows; it stands aside and becomes a claim."""
        self.ensure_one()
        self._check_open()
        self._take_turn()
        code = (code or "").strip()
        if not code or quantity <= 0:
            raise UserError(self.env._("Type what stands on the label of the unknown part."))
        if not (key and self.scan_ids.filtered(lambda scan: scan.key == key)):
            line = self.line_ids.filtered(lambda line: not line.product_id and line.scanned_code == code)
            if line:
                line.received_qty += quantity
            else:
                line = line.create({"receiving_id": self.id, "scanned_code": code, "received_qty": quantity})
            self._log_scan(code, quantity, key, line)
        return self.get_screen()

    def _count(self, product, quantity, is_damaged):
        line = self.line_ids.filtered(lambda line: line.product_id == product)[-1:]
        if not line:
            line = line.create({"receiving_id": self.id, "product_id": product.id})
        vals = {"received_qty": line.received_qty + quantity}
        if is_damaged:
            vals["damaged_qty"] = line.damaged_qty + quantity
        line.write(vals)
        return line

    def set_line(self, line_id, values):
        """Correct what stands on a line, as typed on the screen.

        :param dict values: any of ``received_qty``, ``damaged_qty``, ``location_id``, ``lot_name``, ``note``,
            ``over_decision``
        """
        self.ensure_one()
        self._check_open()
        self._take_turn()
        line = self.line_ids.filtered(lambda line: line.id == line_id)
        if not line:
            raise UserError(self.env._("This line is no longer on the delivery. Somebody else removed it."))
        allowed = {"received_qty", "damaged_qty", "location_id", "lot_name", "note", "over_decision"}
        line.write({name: value for name, value in values.items() if name in allowed})
        return self.get_screen()

    def _log_scan(self, code, quantity, key, line=None, is_damaged=False):
        # sudo: the record of scans is written by nobody by hand
        self.env["aftersales.receiving.scan"].sudo().create(
            {
                "receiving_id": self.id,
                "line_id": line.id if line else False,
                "product_id": line.product_id.id if line else False,
                "code": code,
                "quantity": quantity,
                "is_damaged": is_damaged,
                "user_id": self.env.uid,
                "key": key or False,
            }
        )

    def _get_scan_message(self, line):
        """What the person with the scanner has to know at once."""
        part = line.product_id.display_name
        if not line.ordered_qty:
            text = self.env._("%(part)s is not on order from this supplier. Set it aside.", part=part)
            return {"message": text, "kind": "danger"}
        if line.product_uom_id.compare(line.received_qty, line.ordered_qty) > 0:
            text = self.env._(
                "%(part)s: %(received)s came, %(ordered)s are on order. Set the rest aside.",
                part=part,
                received=f"{line.product_uom_id.round(line.received_qty):g}",
                ordered=f"{line.product_uom_id.round(line.ordered_qty):g}",
            )
            return {"message": text, "kind": "warning"}
        if line.waiting_note:
            text = self.env._("%(part)s is waited for: %(who)s", part=part, who=line.waiting_note)
            return {"message": text, "kind": "info"}
        return {"message": part, "kind": "success"}

    # -- what the screen shows

    @api.readonly
    def get_screen(self, more=None):
        """What the scanning screen shows of this delivery.

        :param dict more: what is added, such as a message
        :rtype: dict with ``name``, ``supplier``, ``state``, ``moves`` (allowed ones), ``lines`` (list of dicts)
        """
        self.ensure_one()
        self.check_access("read")
        return {
            "id": self.id,
            "name": self.name,
            "supplier": self.partner_id.display_name,
            "delivery_note": self.delivery_note or "",
            "state": self.state,
            "moves": [name for name in (self.allowed_moves or "").split(",") if name],
            "claims": self.claim_count,
            "receipts": self.picking_ids.mapped("name"),
            "has_bins": self._has_bins(),
            "lines": [line._prepare_screen_line() for line in self.line_ids.sorted(lambda line: -line.id)],
            **(more or {}),
        }

    @api.model
    @api.readonly
    def get_start_screen(self):
        """Deliveries that are being unpacked, and suppliers that still owe something."""
        self.check_access("read")
        opened = self.search([("state", "in", ("open", "checked"))], limit=40)
        # sudo: only the names of suppliers with open receipts
        owed = (
            self.env["stock.move"]
            .sudo()
            ._read_group(
                [
                    ("state", "in", READY_MOVE_STATES),
                    ("purchase_line_id", "!=", False),
                    ("product_id.part_scope", "!=", False),
                    ("picking_id.partner_id", "!=", False),
                    ("company_id", "in", self.env.companies.ids),
                ],
                ["picking_id"],
                ["__count", "date:min"],
            )
        )
        suppliers = {}
        for picking, count, date in owed:
            supplier = picking.partner_id.commercial_partner_id
            fresh = {"id": supplier.id, "name": supplier.name, "count": 0, "date": date, "is_late": False}
            known = suppliers.setdefault(supplier, fresh)
            known["count"] += count
            known["date"] = min(known["date"], date)
            known["is_late"] |= date < start_of(picking.company_id, today_of(picking.company_id))
        return {
            "opened": [
                {
                    "id": receiving.id,
                    "name": receiving.name,
                    "supplier": receiving.partner_id.display_name,
                    "delivery_note": receiving.delivery_note or "",
                    "lines": receiving.line_count,
                }
                for receiving in opened
            ],
            "suppliers": [
                {**supplier, "date": format_date(self.env, supplier["date"])}
                for supplier in sorted(suppliers.values(), key=lambda supplier: supplier["date"])
            ],
        }

    @api.model
    def begin_with_supplier(self, partner_id):
        """Begin to unpack a delivery of a supplier without an order's number; its parts come by scan.

        One that is being unpacked already is gone on with, as by an order's number.

        :return: id of the receiving
        """
        self.check_access("create")
        return self._find_or_create(self.env["res.partner"].browse(partner_id), self.env.company).id
