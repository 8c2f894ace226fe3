from odoo import api, fields, models
from odoo.exceptions import UserError


class AftersalesPolicy(models.Model):
    """A policy or standard of the store; what it says is in its versions, of which one is in force."""

    _name = "aftersales.policy"
    _description = "Policy"
    _inherit = ["mail.thread"]
    _order = "code, name, id"
    _rec_names_search = ["code", "name"]
    _check_company_auto = True

    code = fields.Char("Number", required=True, copy=False, tracking=True)
    name = fields.Char(required=True, tracking=True)
    kind = fields.Selection(
        [("policy", "Policy"), ("standard", "Standard"), ("process", "Process")],
        required=True,
        default="policy",
    )
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    user_id = fields.Many2one(
        "res.users", "Owner", required=True, ondelete="restrict", default=lambda self: self.env.user, tracking=True
    )
    version_ids = fields.One2many("aftersales.policy.version", "policy_id", "Versions")
    current_version_id = fields.Many2one(
        "aftersales.policy.version",
        "In Force",
        compute="_compute_current_version_id",
        store=True,
    )

    _code_unique = models.Constraint("UNIQUE(company_id, code)", "Another policy of this company has this number.")

    @api.depends("version_ids.state")
    def _compute_current_version_id(self):
        for policy in self:
            policy.current_version_id = policy.version_ids.filtered(lambda version: version.state == "in_force")[:1]

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        if kept := self.filtered(lambda policy: set(policy.version_ids.mapped("state")) - {"draft"}):
            raise UserError(
                self.env._(
                    "%(policies)s was in force and stays readable. Archive it instead.",
                    policies=", ".join(kept.mapped("name")),
                )
            )

    def action_new_version(self):
        """Open the next version, begun from the one in force."""
        self.ensure_one()
        draft = self.version_ids.filtered(lambda version: version.state == "draft")[:1]
        if not draft:
            draft = self.env["aftersales.policy.version"].create(self._prepare_version_vals())
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": draft._name,
            "view_mode": "form",
            "res_id": draft.id,
        }

    def _prepare_version_vals(self):
        current = self.current_version_id
        return {
            "policy_id": self.id,
            "body": current.body,
            "position_ids": current.position_ids.ids,
            "user_ids": current.user_ids.ids,
        }
