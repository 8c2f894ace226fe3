from odoo import api, models


class AftersalesReceiving(models.Model):
    """A delivery begins with the first part that is counted; who only looks at a supplier leaves nothing behind."""

    _inherit = "aftersales.receiving"

    @api.model
    @api.readonly
    def get_supplier_screen(self, partner_id):
        """What the screen shows of a supplier's delivery, see ``get_screen``; without id before anything is counted."""
        self.check_access("create")
        supplier = self.env["res.partner"].browse(partner_id)
        if opened := self._find_opened(supplier, self.env.company):
            return opened.get_screen()
        return {
            "id": False,
            "name": "",
            "supplier": supplier.display_name,
            "supplier_id": partner_id,
            "delivery_note": "",
            "state": "open",
            "moves": [],
            "claims": 0,
            "receipts": [],
            "lines": [],
        }

    @api.model
    def count_first(self, partner_id, method, code, key=False, is_damaged=False):
        """Begin a supplier's delivery with what is counted first; where nothing was, there is no delivery either.

        :param str method: ``scan`` or ``add_unknown``, see there
        :return: what the screen shows, see ``get_screen``
        """
        if begun := self._find_begun_with(partner_id, key):
            return begun.get_screen()
        opened = self._find_opened(self.env["res.partner"].browse(partner_id), self.env.company)
        receiving = opened or self.browse(self.begin_with_supplier(partner_id))
        if method == "add_unknown":
            return receiving.add_unknown(code, key=key)
        screen = receiving.scan(code, key=key, is_damaged=is_damaged)
        if opened or receiving.line_ids:
            return screen
        told = {name: screen[name] for name in ("message", "kind", "unknown") if name in screen}
        receiving.sudo().scan_ids.unlink()  # sudo: nobody deletes scans by hand; this one counted nothing
        receiving.unlink()
        return self.get_supplier_screen(partner_id) | told

    def _find_begun_with(self, partner_id, key):
        """The delivery that was begun with this scan already: a weak network sends it twice."""
        if not key:
            return self.browse()
        own = [("user_id", "=", self.env.uid), ("partner_id", "child_of", partner_id)]
        return self.search([*own, ("scan_ids", "any", [("key", "=", key)])], limit=1)
