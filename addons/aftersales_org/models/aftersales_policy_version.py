from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import is_html_empty

from odoo.addons.aftersales_base.models.aftersales_transition_mixin import Transition
from odoo.addons.aftersales_base.models.store_day import today_of

MANAGER = ("aftersales_base.group_manager",)
CONTENT = {"policy_id", "number", "body", "change_summary", "effective_date", "attachment_ids"}


class AftersalesPolicyVersion(models.Model):
    """What a policy said from a day on; every reader acknowledges each version anew."""

    _name = "aftersales.policy.version"
    _description = "Policy Version"
    _inherit = ["mail.thread", "aftersales.readership.mixin", "aftersales.transition.mixin"]
    _order = "policy_id, number desc"

    _transitions = {
        "publish": Transition(("draft",), "in_force", MANAGER, guard="_check_publishable", effect="_take_effect"),
        "supersede": Transition(("in_force",), "superseded", MANAGER),
    }

    policy_id = fields.Many2one("aftersales.policy", required=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="policy_id.company_id", store=True, index=True)
    number = fields.Integer("Version", readonly=True, copy=False, aggregator=None)
    body = fields.Html("Text")
    attachment_ids = fields.Many2many("ir.attachment", string="Documents", copy=False, bypass_search_access=True)
    change_summary = fields.Char("What Is New")
    effective_date = fields.Date("In Force From", readonly=True, copy=False)
    state = fields.Selection(
        [("draft", "Draft"), ("in_force", "In Force"), ("superseded", "Superseded")],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        tracking=True,
    )
    receipt_ids = fields.One2many("aftersales.policy.acknowledgement", "version_id", "Acknowledgements")

    _number_unique = models.Constraint("UNIQUE(policy_id, number)", "This policy has a version with this number.")
    _one_in_force = models.UniqueIndex(
        "(policy_id) WHERE state = 'in_force'",
        "Another version of this policy came into force a moment ago. Reload the page.",
    )
    _one_draft = models.UniqueIndex(
        "(policy_id) WHERE state = 'draft'",
        "A next version of this policy is being written already. Go on with that one.",
    )

    @api.depends("policy_id.name", "number")
    def _compute_display_name(self):
        for version in self:
            version.display_name = f"{version.policy_id.name} V{version.number}"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if kept := self.filtered(lambda version: version.state != "draft"):
            raise UserError(
                self.env._(
                    "%(versions)s was in force and stays readable.", versions=", ".join(kept.mapped("display_name"))
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        last = dict(
            self._read_group(
                [("policy_id", "in", [vals.get("policy_id") for vals in vals_list])], ["policy_id"], ["number:max"]
            )
        )
        numbers = {policy.id: number for policy, number in last.items()}
        for vals in vals_list:
            number = numbers[vals["policy_id"]] = numbers.get(vals["policy_id"], 0) + 1
            vals |= {"number": number, "state": "draft", "effective_date": False}
        self.flush_model(["state"])  # the version published before leaves its place as the draft
        versions = super().create(vals_list)
        versions._adopt_attachments()
        return versions

    def write(self, vals):
        published = self.filtered(lambda version: version.state != "draft")
        if published and CONTENT & vals.keys() and not self.env.su:
            raise UserError(
                self.env._(
                    "%(versions)s was published and keeps its text. Write a new version.",
                    versions=", ".join(published.mapped("display_name")),
                )
            )
        result = super().write(vals)
        if "attachment_ids" in vals:
            self._adopt_attachments()
        return result

    def action_publish(self):
        """The version comes into force today, and its readers are asked to acknowledge it."""
        self._transit("publish")

    def action_deliver(self):
        """Ask people who came into a reading position since."""
        self.check_access("write")
        if other := self.filtered(lambda version: version.state != "in_force"):
            raise UserError(
                self.env._(
                    "Only a version in force is handed out; %(versions)s is not.",
                    versions=", ".join(other.mapped("display_name")),
                )
            )
        self._deliver()

    def _check_publishable(self):
        if is_html_empty(self.body) and not self.attachment_ids:
            raise UserError(
                self.env._("%(version)s is empty. Write its text or attach a document.", version=self.display_name)
            )
        if self.number > 1 and not self.change_summary:
            raise UserError(
                self.env._("Say what is new in %(version)s, so that its readers know.", version=self.display_name)
            )
        # before this one, in the database too: one version of a policy is in force at any moment
        self.policy_id.current_version_id._transit("supersede").flush_recordset(["state"])

    def _take_effect(self):
        # sudo: the day is given by publishing, never by hand
        for company, versions in self.grouped("company_id").items():
            versions.sudo().effective_date = today_of(company or self.env.company)
        self._deliver()

    def _adopt_attachments(self):
        """Files picked while the version was not saved yet belong to it, so that its readers may open them."""
        for version in self:
            # sudo: only files the user could put into the field
            strays = version.attachment_ids.sudo().filtered(lambda file: not file.res_id)
            if strays:
                strays.write({"res_model": self._name, "res_id": version.id})
