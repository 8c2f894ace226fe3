from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import float_compare

from ..rules.split import split


class AftersalesAppraisalForm(models.Model):
    """What people of certain positions are judged by, and how much each item counts."""

    _name = "aftersales.appraisal.form"
    _description = "Appraisal Form"
    _inherit = ["mail.thread"]
    _order = "sequence, name, id"
    _check_company_auto = True

    # -- for whom
    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", index=True, help="Empty: for all stores that have no form of their own."
    )
    position_ids = fields.Many2many(
        "aftersales.position", string="Positions", copy=False, help="A position has one form: enter others in a copy."
    )

    # -- by what
    line_ids = fields.One2many("aftersales.appraisal.form.line", "form_id", "Items", copy=True)
    points = fields.Float("Full Score", default=100, required=True, help="Points a fully met item is worth.")
    own_share = fields.Float(
        "Own Score Counts (%)",
        default=30,
        help="Share of the person's own score in behaviour items; the rest is the manager's.",
    )
    max_attainment = fields.Float(
        "Attainment Counts Up To (%)",
        default=100,
        required=True,
        help="More than this adds nothing to a figure's score.",
    )
    a_from = fields.Float("A From (%)", default=90, required=True)
    b_from = fields.Float("B From (%)", default=80, required=True)
    c_from = fields.Float("C From (%)", default=70, required=True)
    total_weight = fields.Float("Weights Add Up To", compute="_compute_total_weight", store=True)
    brought_metric_ids = fields.Many2many(
        "aftersales.metric",
        string="Brought by Addons",
        readonly=True,
        copy=False,
        help="Key figures an addon put on this form once; whoever takes one off is not given it again.",
    )

    _points_positive = models.Constraint("CHECK(points >= 1)", "The full score is at least one point.")
    _own_share_percent = models.Constraint(
        "CHECK(own_share BETWEEN 0 AND 100)", "The share of the own score lies between 0 and 100 percent."
    )
    _max_attainment_full = models.Constraint(
        "CHECK(max_attainment >= 100)", "Attainment counts at least up to 100 percent."
    )
    _limits_ordered = models.Constraint(
        "CHECK(a_from > b_from AND b_from > c_from AND c_from > 0)",
        "A begins above B, and B above C. Correct the limits.",
    )

    @api.depends("line_ids.weight")
    def _compute_total_weight(self):
        for form in self:
            form.total_weight = sum(form.line_ids.mapped("weight"))

    @api.constrains("position_ids", "company_id", "active")
    def _check_one_form_per_position(self):
        others = self.search([("position_ids", "in", self.position_ids.ids)])
        for form in self.filtered("active"):
            same = (others - form).filtered(lambda other, form=form: other.company_id == form.company_id)
            if double := same.position_ids & form.position_ids:
                raise ValidationError(
                    self.env._(
                        "%(positions)s already has the form %(other)s. Take the position off one of the two.",
                        positions=", ".join(double.mapped("name")),
                        other=same.filtered(lambda other, double=double: other.position_ids & double)[0].name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        # sudo: appraisals somebody may not see still hold the form
        used = self.env["aftersales.appraisal"].sudo().search([("form_id", "in", self.ids)]).form_id
        if used:
            raise UserError(
                self.env._("People were appraised by %(forms)s. Archive it.", forms=", ".join(used.mapped("name")))
            )

    def _find_gap(self):
        """Why the form cannot be used yet, as a sentence; empty when it can."""
        self.ensure_one()
        if not self.line_ids:
            return self.env._("Form %(form)s has no items. Add some.", form=self.name)
        if float_compare(self.total_weight, 100, precision_digits=2):
            return self.env._(
                "The weights of form %(form)s add up to %(total)s instead of 100. Correct them.",
                form=self.name,
                total=f"{self.total_weight:g}",
            )
        return False

    @api.model
    def _find_forms(self, company):
        """Position → the form that holds for it in a store; the store's own before the common one.

        :rtype: dict
        """
        # sudo: forms are no secret; who opens a cycle may do so was checked there
        forms = self.sudo().search([("company_id", "in", (False, company.id))])
        common = forms.filtered(lambda form: not form.company_id)
        return {position: form for form in [*common, *(forms - common)] for position in form.position_ids}

    @api.model
    def _bring_metric(self, form_xmlid, metric_xmlid, weight, score):
        """Called by the addon that brings a key figure, from its data and at every update; acts the first time only.

        :param str form_xmlid: the form it belongs on
        :param float weight: percent it counts; the other items give way in proportion
        :param dict score: values of ``level``, ``score_by``, ``full_value`` and ``zero_value``
        """
        # sudo: data of an addon, called while it is installed or updated
        form = self.env.ref(form_xmlid, raise_if_not_found=False)
        metric = self.env.ref(metric_xmlid).sudo()
        if not form or metric in form.sudo().brought_metric_ids:
            return
        form = form.sudo()
        form.brought_metric_ids = [Command.link(metric.id)]
        if metric not in form.line_ids.metric_id:
            lines = form.line_ids
            for line, part in zip(lines, split(100 - weight, lines.mapped("weight"), 1), strict=True):
                line.weight = part
            form.line_ids = [
                Command.create({"kind": "metric", "metric_id": metric.id, "weight": weight, "sequence": 5, **score})
            ]

    def action_open_appraisals(self):
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("aftersales_org.aftersales_appraisal_action"),
            "domain": [("form_id", "=", self.id)],
        }
