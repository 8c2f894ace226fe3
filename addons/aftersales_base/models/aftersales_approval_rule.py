from odoo import api, fields, models
from odoo.fields import Domain

MANAGER = "aftersales_base.group_manager"


class AftersalesApprovalRule(models.Model):
    """Who decides on matters of a kind from an amount on; what no rule speaks of is the manager's."""

    _name = "aftersales.approval.rule"
    _description = "Approval Rule"
    _order = "kind, amount_from, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    kind = fields.Selection(lambda self: self._get_kinds(), "Matter", required=True, index=True)
    amount_from = fields.Float(
        "From",
        aggregator=None,
        help="The rule counts from this amount on, in the unit of the matter: percent of discount, or money.",
    )
    group_id = fields.Many2one(
        "res.groups",
        "Who Decides",
        required=True,
        ondelete="restrict",
        default=lambda self: self.env.ref(MANAGER),
    )
    company_id = fields.Many2one(
        "res.company", index=True, help="Empty for all stores; a store's own rule comes first."
    )

    _amount_not_negative = models.Constraint("CHECK(amount_from >= 0)", "An approval starts at 0 or more.")

    @api.model
    def _get_kinds(self):
        """Hook: the matters somebody must approve.

        :return: list of (kind, label)
        """
        return []

    @api.model
    def _get_deciding_group(self, kind, amount, company):
        """Whoever decides on a matter: by the rule with the highest amount it reaches, the store's own first.

        :param str kind: one of ``_get_kinds``
        :param float amount: in the unit of the matter
        :param company: ``res.company``, one record
        :return: ``res.groups``, one record
        """
        domain = Domain("kind", "=", kind) & Domain("amount_from", "<=", amount)
        domain &= Domain("company_id", "in", [company.id, False])
        # Whoever asks need not read the rules.
        rules = self.sudo().search(domain).sorted(lambda rule: (bool(rule.company_id), rule.amount_from))
        return rules[-1:].group_id or self.env.ref(MANAGER).sudo()
