from odoo import api, fields, models
from odoo.exceptions import UserError


class AftersalesChecklistTemplate(models.Model):
    """What is to be looked at, and how it is scored; a checklist takes a copy when it is started."""

    _name = "aftersales.checklist.template"
    _description = "Checklist Template"
    _order = "sequence, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index="btree_not_null", help="Empty: for every company.")
    kind = fields.Selection(
        [("audit", "Audit"), ("daily", "Daily Check"), ("inspection", "Inspection")],
        default="inspection",
        required=True,
        help="Audits are for auditors only; the other kinds are filled in by whoever is on the spot.",
    )
    pass_score = fields.Float("Passed from (%)", default=80.0, digits=(5, 2))
    rectify_days = fields.Integer("Days to Rectify", default=7, help="Deadline of a finding, unless set on the line.")
    version = fields.Integer(
        default=1,
        readonly=True,
        copy=False,
        help="Rises when lines change after a checklist has been started from them.",
    )
    line_ids = fields.One2many("aftersales.checklist.template.line", "template_id", "Lines", copy=True)
    line_count = fields.Integer("Number of Lines", compute="_compute_line_count")

    _pass_score_percent = models.Constraint(
        "CHECK(pass_score BETWEEN 0 AND 100)",
        "The score to pass is a percentage: enter a number from 0 to 100.",
    )
    _days_not_negative = models.Constraint("CHECK(rectify_days >= 0)", "The days to rectify cannot be less than 0.")

    @api.depends("line_ids")
    def _compute_line_count(self):
        counts = dict(
            self.env["aftersales.checklist.template.line"]._read_group(
                [("template_id", "in", self.ids)], ["template_id"], ["__count"]
            )
        )
        for template in self:
            template.line_count = counts.get(template, 0)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        # sudo: checklists of other companies count as well
        used = self.env["aftersales.checklist"].sudo().search([("template_id", "in", self.ids)]).template_id
        if used:
            raise UserError(
                self.env._(
                    "Checklists were made from %(templates)s. Archive it instead of deleting it.",
                    templates=", ".join(used.mapped("name")),
                )
            )

    def _note_change(self):
        """Open a new version, unless nobody has worked by the present one yet."""
        if not self:
            return
        # sudo: whoever may change the lines need not see every company's checklists
        used = (
            self.env["aftersales.checklist"]
            .sudo()
            ._read_group(
                [("template_id", "in", self.ids), ("template_version", "!=", 0)],
                ["template_id"],
                ["template_version:max"],
            )
        )
        for template, version in used:
            if version >= template.version:
                template.version = version + 1
