from odoo import api, fields, models

# What a store has as a rule, with the templates supplied for it: (kind, template, how often).
USUAL_PLANS = (
    ("workshop", "aftersales_org.checklist_template_workshop", "monthly"),
    ("parts", "aftersales_org.checklist_template_parts", "monthly"),
    ("front_desk", "aftersales_org.checklist_template_front_desk", "monthly"),
    ("front_desk", "aftersales_org.checklist_template_front_desk_daily", "daily"),
    ("lounge", "aftersales_org.checklist_template_lounge", "monthly"),
    ("lounge", "aftersales_org.checklist_template_lounge_daily", "daily"),
    ("tools", "aftersales_org.checklist_template_tools", "monthly"),
)


class AftersalesArea(models.Model):
    """A part of the store that somebody keeps in order: audits, daily checks and equipment belong to it."""

    _name = "aftersales.area"
    _description = "Area"
    _inherit = ["aftersales.checklist.mixin"]
    _order = "sequence, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        [
            ("workshop", "Workshop"),
            ("parts", "Parts Store"),
            ("front_desk", "Front Desk"),
            ("lounge", "Customer Lounge"),
            ("tools", "Tool Room"),
            ("other", "Other"),
        ],
        default="other",
        required=True,
    )
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    user_id = fields.Many2one(
        "res.users",
        "Kept By",
        check_company=True,
        domain=[("share", "=", False)],
        help="Mends what is found here, unless somebody else is named on the finding.",
    )
    plan_ids = fields.One2many("aftersales.audit.plan", "area_id", "Checks and Audits")
    equipment_ids = fields.One2many("maintenance.equipment", "area_id")
    equipment_count = fields.Integer("Pieces of Equipment", compute="_compute_equipment_count")

    _name_unique = models.UniqueIndex("(company_id, name) WHERE active", "This company already has such an area.")

    @api.depends("equipment_ids")
    def _compute_equipment_count(self):
        counts = dict(
            self.env["maintenance.equipment"]._read_group([("area_id", "in", self.ids)], ["area_id"], ["__count"])
        )
        for area in self:
            area.equipment_count = counts.get(area, 0)

    def action_create_usual(self):
        """Give the company the areas a store usually has, with their audits; what is there already stays."""
        self.check_access("create")
        company = self.env.company
        # An area that was archived was given up on purpose.
        present = set(
            self.with_context(active_test=False).search([("company_id", "=", company.id)]).mapped("kind"),
        )
        labels = dict(self._fields["kind"]._description_selection(self.env))
        kinds = dict.fromkeys(kind for kind, _template, _period in USUAL_PLANS if kind not in present)
        areas = self.create([{"name": labels[kind], "kind": kind, "company_id": company.id} for kind in kinds])
        by_kind = {area.kind: area for area in areas}
        self.env["aftersales.audit.plan"].create(
            [
                {"area_id": by_kind[kind].id, "template_id": template.id, "period": period}
                for kind, xmlid, period in USUAL_PLANS
                if kind in by_kind and (template := self.env.ref(xmlid, raise_if_not_found=False))
            ]
        )
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_open_equipment(self):
        """The equipment that stands in these areas."""
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("aftersales_org.maintenance_equipment_action"),
            "domain": [("area_id", "in", self.ids)],
            "context": {"default_area_id": self[:1].id},
        }

    def _get_finding_owner(self):
        return self.user_id or super()._get_finding_owner()
