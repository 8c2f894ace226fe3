from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain


class AftersalesDuty(models.Model):
    """Something a position answers for; where an addon brings the screen, one click leads there."""

    _name = "aftersales.duty"
    _description = "Duty"
    _inherit = ["aftersales.duty.screen.mixin"]
    _order = "sequence, id"
    _rec_names_search = ["code", "name"]

    # -- what it is
    code = fields.Char(required=True, help="Code of the duty. It stays when the wording changes.")
    name = fields.Char(required=True, translate=True)
    summary = fields.Text(translate=True, help="What exactly is to be done, so that a new colleague understands it.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        [
            ("lead", "Lead and plan"),
            ("work", "Daily work"),
            ("control", "Check and improve"),
            ("report", "Record and report"),
        ],
        help="What kind of work the duty is.",
    )
    frequency = fields.Selection(
        [
            ("occasion", "As it arises"),
            ("daily", "Daily"),
            ("weekly", "Weekly"),
            ("monthly", "Monthly"),
            ("yearly", "Yearly"),
        ],
        help="How often the duty comes round.",
    )

    # -- whose it is
    position_ids = fields.Many2many(
        "aftersales.position",
        "aftersales_duty_position_rel",
        "duty_id",
        "position_id",
        "Positions",
    )
    department_id = fields.Many2one(
        "aftersales.department",
        "Department Function",
        index="btree_not_null",
        ondelete="restrict",
    )
    is_mine = fields.Boolean("My Duty", compute="_compute_is_mine", search="_search_is_mine")

    # -- where it is done; the screen is set by the addon that brings it, see _bring_screen
    module = fields.Char("Brought By", groups="base.group_system", copy=False, help="Addon that brings the screen.")
    has_screen = fields.Boolean(compute="_compute_has_screen", search="_search_has_screen", compute_sudo=True)
    work_ids = fields.One2many("aftersales.duty.work", "duty_id", "Further Work")

    # -- how well it is done
    metric_ids = fields.Many2many(
        "aftersales.metric",
        "aftersales_duty_metric_rel",
        "duty_id",
        "metric_id",
        "Key Figures",
        help="Which figures show whether the duty is done well.",
    )
    period = fields.Selection(
        [("month", "Month"), ("year", "Year")],
        default="month",
        required=True,
        help="Whose target My Duties shows: the month's or the year's.",
    )

    _code_unique = models.Constraint("UNIQUE(code)", "Another duty already has this code.")

    @api.depends("code", "name")
    def _compute_display_name(self):
        for duty in self:
            duty.display_name = f"{duty.code} {duty.name}" if duty.code else duty.name

    @api.depends("position_ids")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_is_mine(self):
        mine = self._get_my_positions()
        for duty in self:
            duty.is_mine = bool(duty.position_ids & mine)

    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        mine = Domain("position_ids", "in", self._get_my_positions().ids)
        return Domain.OR(mine if wanted else ~mine for wanted in value)

    @api.depends("action_id")
    def _compute_has_screen(self):
        for duty in self:
            duty.has_screen = bool(duty.action_id)

    def _search_has_screen(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain.OR(Domain("action_id", "!=" if wanted else "=", False) for wanted in value)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_catalogue(self):
        if supplied := self.filtered(lambda duty: duty.get_external_id()[duty.id]):
            raise UserError(
                self.env._(
                    "%(duties)s belongs to the supplied catalogue. Archive it instead of deleting it.",
                    duties=", ".join(supplied.mapped("code")),
                )
            )

    @api.model
    def _bring_screen(self, code, action_xmlid, model_name=False, domain=False):
        """Called by the addon that brings a duty's screen, from its data and at every update::

            <function model="aftersales.duty" name="_bring_screen"
                      eval="('SA-1', 'aftersales_workshop.repair_order_action', 'repair.order', '[...]')"/>

        :param str code: code of the duty
        :param str action_xmlid: the screen
        :param model_name: model whose records wait, or False
        :param domain: which of them wait for the current user, or False for all
        """
        # sudo: data of an addon, called while it is installed or updated
        duty = self.sudo().with_context(active_test=False).search([("code", "=", code)])
        if not duty:
            raise ValidationError(self.env._("There is no duty with the code %(code)s.", code=code))
        duty.write(
            {
                "action_id": self.env.ref(action_xmlid).id,
                "model_name": model_name,
                "domain": domain,
            }
        )

    @api.model
    def _bring_metrics(self, code, *metric_xmlids):
        """Called by the addon that brings the key figures of a duty, from its data and at every update.

        :param str code: code of the duty
        :param metric_xmlids: the key figures that show how well it is done
        """
        # sudo: data of an addon, called while it is installed or updated
        duty = self.sudo().with_context(active_test=False).search([("code", "=", code)])
        if not duty:
            raise ValidationError(self.env._("There is no duty with the code %(code)s.", code=code))
        duty.metric_ids = [Command.link(self.env.ref(xmlid).id) for xmlid in metric_xmlids]

    @api.model
    def _get_my_positions(self):
        return self.env["aftersales.position"]._get_of_user(self.env.user, self.env.companies)
