from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.aftersales_base.models.locking import lock


class AftersalesNetworkOrderUpload(models.TransientModel):
    """A network customer's list of numbers and quantities, brought in by a clerk."""

    _name = "aftersales.network.order.upload"
    _description = "Import a Network Customer's Order"

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, domain="[('is_network_customer', '=', True)]"
    )
    file = fields.Binary(required=True, attachment=False)
    file_name = fields.Char(required=True)
    is_again = fields.Boolean("Order It Again", help="The same list was ordered before, and is ordered once more.")
    order_id = fields.Many2one("sale.order", readonly=True)
    result = fields.Text(readonly=True)

    def action_import(self):
        """Read the list, make the sale, and show what could not be ordered; pressed again, show it once more."""
        self.ensure_one()
        lock(self)
        if not self.result:
            self._import()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import a Network Customer's Order"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def _import(self):
        self.env["sale.order"].check_access("create")
        if not self.partner_id.is_network_customer:
            raise UserError(self.env._("%(customer)s is no parts network customer.", customer=self.partner_id.name))
        # Lists are the manager's to bring in, as they change master data; this one makes a sale with the clerk's own
        # rights (``user_id``), which the line above checks.
        job = self.env["aftersales.import"].sudo().create(self._prepare_import_vals())
        job.action_read()
        self._check_new(job)
        job.action_start()
        self.write({"order_id": job.network_order_id.id, "result": job._describe_network_result()})

    def _check_new(self, job):
        """:raise UserError: the customer's list was ordered before, which is nearly always a mistake"""
        same = job.search(
            [
                ("content_hash", "=", job.content_hash),
                ("network_partner_id", "=", self.partner_id.id),
                ("network_order_id.state", "!=", "cancel"),
                ("id", "!=", job.id),
            ],
            limit=1,
        )
        if same and not self.is_again:
            raise UserError(
                self.env._(
                    "%(customer)s ordered this very list as %(order)s. Tick Order It Again if it is wanted once more.",
                    customer=self.partner_id.name,
                    order=same.network_order_id.name,
                )
            )

    def action_open_order(self):
        self.ensure_one()
        return self.order_id.get_formview_action()

    def _prepare_import_vals(self):
        return {
            "kind": "network_order",
            "file": self.file,
            "file_name": self.file_name,
            "company_id": self.env.company.id,
            "user_id": self.env.uid,
            "network_partner_id": self.partner_id.id,
        }
