from odoo import models

from odoo.addons.aftersales_base.models.locking import lock


class AftersalesStockCount(models.Model):
    """Counting by scan: the tally of a bin grows over pauses, and says what lies there once its counter is done."""

    _inherit = "aftersales.stock.count"

    def on_barcode_scanned(self, barcode):
        """Each scan is one piece: of the line that waits for it, or of a new one."""
        if self.state != "counting":
            return self._warn(self.env._("Start the count before you scan."))
        parts, lot = self._find_scanned(barcode)
        if not parts:
            return self._warn(self.env._("No part has the number or bar code %(code)s.", code=barcode))
        lines = self.line_ids.filtered(lambda line: line.product_id in parts and (not lot or line.lot_id == lot))
        if len(lines.product_id or parts) > 1:
            return self._warn(
                self.env._(
                    "%(code)s is the number of several parts: %(parts)s. Enter the quantity on the line of the one "
                    "that lies there.",
                    code=barcode,
                    parts=", ".join((lines.product_id or parts).mapped("display_name")),
                )
            )
        if lines:
            lines[0]._add_scanned()
            return None
        line = self.line_ids.new(self._prepare_scanned_line(parts, lot))
        self.line_ids += line
        return self._warn(
            self.env._(
                "%(part)s was not on this list and is on it now, in %(bin)s. Count all that lies there.",
                part=parts.display_name,
                bin=line.location_id.display_name,
            )
        )

    def _warn(self, message):
        """Told in the corner: what is scanned meanwhile stays in sight."""
        return {"warning": {"title": self.name, "message": message, "type": "notification"}}

    def _find_scanned(self, code):
        """The parts a code stands for, and the lot where it is that of one; the bar code says it before the number."""
        lot = self.env["stock.lot"].search([("name", "=", code), ("product_id.is_part", "=", True)], limit=1)
        parts = self.env["product.product"]
        found = (
            lot.product_id
            or parts.search([("barcode", "=", code), ("is_part", "=", True)], limit=1)
            or parts.search([("part_number", "=", code), ("is_part", "=", True)])
        )
        return found, lot

    def _prepare_scanned_line(self, part, lot):
        """What nobody listed belongs into the bin where the part is kept, within the place that is counted."""
        place = self.location_id._origin or self.location_id
        return {
            "product_id": part.id,
            "lot_id": lot.id,
            "location_id": part._get_home_bins(place.sudo())[part].id,  # sudo: put-away rules are not the clerk's
            "counted_qty": 1,
            "scanned_qty": 1,
        }

    def _end_scanning(self):
        """Compare what was scanned, now that everything is counted.

        :return: lines that somebody else counts again
        """
        self._check_may_move(self._transitions["finish"])
        lock(self)
        done = self.filtered(lambda count: count.state == "counting" and all(count.line_ids.mapped("counted_datetime")))
        # All but those told before, whatever their tally was written to; sudo: hidden from who counts.
        lines = done.line_ids.filtered(lambda line: not line.needs_recount).sudo()
        lines._judge()
        return lines.filtered("needs_recount").sudo(False)
