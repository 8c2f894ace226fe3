from odoo import api, fields, models


class AftersalesPackage(models.Model):
    """Work that is sold together: labour operations and the parts they take."""

    _name = "aftersales.package"
    _description = "Service Package"
    _order = "code, id"
    _rec_names_search = ["code", "name"]
    _check_company_auto = True

    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True, help="Empty: every store may use it.")
    order_type_id = fields.Many2one("aftersales.order.type")
    model_ids = fields.Many2many("aftersales.vehicle.model", string="Vehicle Models", help="Empty: for any car.")
    operation_ids = fields.Many2many("aftersales.operation", string="Labour Operations", check_company=True)
    part_ids = fields.One2many("aftersales.package.part", "package_id", "Parts", copy=True)
    standard_hours = fields.Float(compute="_compute_standard_hours", digits=(16, 2))

    _code_unique = models.UniqueIndex(
        "(code, COALESCE(company_id, 0)) WHERE active",
        "A package with this code already exists.",
    )

    @api.depends("operation_ids.standard_hours")
    def _compute_standard_hours(self):
        for package in self:
            package.standard_hours = sum(package.operation_ids.mapped("standard_hours"))

    def _add_to(self, repair, payer):
        """Put the package's work and parts on a repair order.

        :param repair: ``repair.order``, one record
        :param str payer: who pays all of it
        """
        self.env["aftersales.job"].create(
            [{"repair_id": repair.id, "operation_id": operation.id, "payer": payer} for operation in self.operation_ids]
        )
        self.env["stock.move"].create(
            [repair._prepare_part_vals(part.product_id, part.quantity, payer=payer) for part in self.part_ids]
        )
