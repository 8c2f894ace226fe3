from odoo import api, fields, models

ABC = [("a", "A"), ("b", "B"), ("c", "C")]
XYZ = [("x", "X"), ("y", "Y"), ("z", "Z")]


class AftersalesPartClass(models.Model):
    """How many days of demand are kept against surprises, by class; a store's own row goes before the general one."""

    _name = "aftersales.part.class"
    _description = "Part Class"
    _order = "abc_class, xyz_class, company_id"

    abc_class = fields.Selection(ABC, "By Value", required=True)
    xyz_class = fields.Selection(XYZ, "By Steadiness", required=True)
    company_id = fields.Many2one("res.company", index=True, help="Empty for all stores.")
    safety_days = fields.Float(required=True, default=3.0, help="Days of demand kept beside the lead time.")

    _class_unique = models.UniqueIndex(
        "(abc_class, xyz_class, COALESCE(company_id, 0))", "This class has its days already. Change that row."
    )
    _days_not_negative = models.Constraint("CHECK(safety_days >= 0)", "Safety days cannot be negative.")

    @api.depends("abc_class", "xyz_class")
    def _compute_display_name(self):
        for row in self:
            row.display_name = f"{row.abc_class or ''}{row.xyz_class or ''}".upper()

    @api.model
    def _get_safety_days(self, company):
        """Days by class.

        :param company: ``res.company``, one record
        :return: (abc, xyz) → days; a class without row has none
        :rtype: dict[tuple, float]
        """
        # sudo: figures of the settings, the same for whoever plans
        rows = self.sudo().search([("company_id", "in", [False, company.id])])
        general = rows.filtered(lambda row: not row.company_id)
        return {(row.abc_class, row.xyz_class): row.safety_days for row in [*general, *(rows - general)]}
