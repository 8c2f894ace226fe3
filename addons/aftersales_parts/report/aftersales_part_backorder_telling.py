from odoo import api, models

SLICE = 100  # parts whose waiting orders are told in one transaction


class AftersalesPartBackorder(models.Model):
    """Telling the orders that wait for parts when the parts come."""

    _inherit = "aftersales.part.backorder"

    @api.model
    def _get_waiting_of(self, documents):
        """Waiting document → its rows.

        :param documents: recordset of one model with ``aftersales.parts.waiting.mixin``
        :rtype: dict
        """
        self.invalidate_model()  # what the view says changes with other tables
        # sudo: the order tells its own people its own dates
        view = self.sudo()._of_parts(documents.sudo()._get_parts_asked_for())
        rows = view.search([(self._get_document_fields()[documents._name], "in", documents.ids)])
        result = {}
        for row in rows:
            document = row[self._get_document_fields()[documents._name]].with_env(documents.env)
            result.setdefault(document, self.browse().sudo())
            result[document] |= row
        return result

    @api.model
    def _get_document_fields(self):
        """Hook: model of an order that waits → the field that leads to it."""
        return {"sale.order": "sale_id"}

    @api.model
    def _push_dates(self, products=None):
        """Tell the orders that wait the supplier's dates that changed since they were last told, once for each order.

        :param products: ``product.product``, only these; None for all
        """
        self.invalidate_model()  # what the view says changes with other tables
        # sudo: a purchase date concerns orders its planner may not write
        rows = (self if products is None else self._of_parts(products)).sudo().search([("move_id", "!=", False)])
        changed = rows.filtered(lambda row: row.expected_date != row.move_id.supply_date)
        told = {}
        for row in changed:
            move = row.move_id
            if document := move._get_waiting_document():
                told.setdefault(document, []).append((move, move.supply_date, row.expected_date))
        for day, group in changed.grouped("expected_date").items():
            group.move_id.write({"supply_date": day})
        for document, lines in told.items():
            document._note_expected_parts(lines)
        for name in {document._name for document in told}:
            self.env[name].concat(*(doc for doc in told if doc._name == name))._update_parts_promised_date()

    @api.model
    def _cron_push_dates(self):
        """Slices by part; what is told is not told again, so a cron that is stopped goes on where it was."""
        self.invalidate_model()
        rows = self.search([("move_id", "!=", False)])
        products = rows.filtered(lambda row: row.expected_date != row.move_id.supply_date).product_id
        while products:
            self._push_dates(products[:SLICE])
            self.env["ir.cron"]._commit_progress(len(products[:SLICE]), remaining=len(products[SLICE:]))
            products = products[SLICE:]
