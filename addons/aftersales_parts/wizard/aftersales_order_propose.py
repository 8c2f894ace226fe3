from odoo import api, fields, models

from odoo.addons.aftersales_base.models.notice import notice


class AftersalesOrderPropose(models.TransientModel):
    """Propose stock orders now, whatever day it is by the calendar."""

    _name = "aftersales.order.propose"
    _description = "Propose Orders"
    _check_company_auto = True

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        required=True,
        check_company=True,
        default=lambda self: self._get_default_warehouse(),
        domain="[('company_id', '=', company_id)]",
    )
    supplier_ids = fields.Many2many(
        "res.partner",
        string="Suppliers",
        domain="[('id', 'in', offered_supplier_ids)]",
        help="Empty: all suppliers of planned parts.",
    )
    offered_supplier_ids = fields.Many2many("res.partner", compute="_compute_offered_supplier_ids")
    is_counted = fields.Boolean(
        "Count Demand First", default=True, help="Take in what changed since the last night's planning."
    )

    @api.model
    def _get_default_warehouse(self):
        return self.env["stock.warehouse"].search([("company_id", "=", self.env.company.id)], limit=1)

    @api.depends("warehouse_id")
    def _compute_offered_supplier_ids(self):
        for wizard in self:
            groups = self.env["aftersales.part.planning"]._read_group(
                [("warehouse_id", "=", wizard.warehouse_id.id), ("supplier_id", "!=", False)],
                [],
                ["supplier_id:recordset"],
            )
            wizard.offered_supplier_ids = groups[0][0]

    def action_propose(self):
        """Draw up the proposals and open them.

        :return: the proposals, or a notice that nothing is lacking
        """
        self.ensure_one()
        proposals = self.env["aftersales.order.proposal"]
        proposals.check_access("create")
        self.warehouse_id.check_access("read")  # of the own stores; what follows writes with sudo
        company = self.warehouse_id.company_id
        if self.is_counted:
            # sudo: demand and levels are the system's to write; the run does for this store what the night does
            run = self.env["aftersales.part.planning.run"].sudo().with_company(company)._get_runs(company)
            run._restart()
            while run._take_step() and run.stage != "proposals":
                pass
        suppliers = self.supplier_ids or None
        drawn = proposals.with_company(company)._draw(self.warehouse_id, suppliers)
        if not drawn:
            return notice(
                self.env._("Nothing is lacking: stock and orders on their way cover what is expected."), "info"
            )
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("aftersales_parts.aftersales_order_proposal_action"),
            "domain": [("id", "in", drawn.ids)],
        }
