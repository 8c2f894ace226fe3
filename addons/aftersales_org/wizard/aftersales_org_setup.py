from odoo import Command, api, fields, models


class AftersalesOrgSetup(models.TransientModel):
    """Shows the chart that organisation templates would make of a company, and applies them."""

    _name = "aftersales.org.setup"
    _description = "Set Up the Organisation"

    template_ids = fields.Many2many(
        "aftersales.org.template",
        string="Templates",
        required=True,
        default=lambda self: self.env["aftersales.org.template"].search([], limit=1),
        help="Several templates become one chart: what both have comes once, with the larger headcount.",
    )
    template_summary = fields.Text(compute="_compute_template_summary")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        domain="[('id', 'in', allowed_company_ids)]",
    )
    line_ids = fields.One2many(
        "aftersales.org.setup.line",
        "setup_id",
        "What Happens",
        compute="_compute_line_ids",
        store=True,
    )
    chart = fields.Html(compute="_compute_chart", sanitize=False)
    is_needed = fields.Boolean(compute="_compute_notice", help="The company lacks something of these templates.")
    notice = fields.Text(compute="_compute_notice")

    @api.depends("template_ids")
    def _compute_template_summary(self):
        for setup in self:
            setup.template_summary = "\n".join(filter(None, setup.template_ids.mapped("summary")))

    @api.depends("template_ids", "company_id")
    def _compute_line_ids(self):
        for setup in self:
            # What is shown must be what is applied: the saved templates, in their own order.
            templates = setup.template_ids._origin.sorted()
            rows = templates._prepare_plan(setup.company_id) if templates and setup.company_id else []
            setup.line_ids = [
                Command.clear(),
                *(Command.create(self._prepare_line_vals(sequence, row)) for sequence, row in enumerate(rows)),
            ]

    @api.depends("line_ids")
    def _compute_chart(self):
        for setup in self:
            nodes = setup.line_ids._get_tree()
            setup.chart = self.env["ir.qweb"]._render("aftersales_org.org_setup_chart", {"nodes": nodes})

    @api.depends("line_ids.change")
    def _compute_notice(self):
        for setup in self:
            new = setup.line_ids.filtered(lambda line: line.change == "create")
            linked = setup.line_ids.filtered(lambda line: line.change == "link")
            setup.is_needed = bool(new or linked)
            setup.notice = "\n".join(setup._prepare_notices(new, linked)) if setup.line_ids else False

    def action_apply(self):
        """Apply the templates as things stand now, and show the jobs with their headcount."""
        self.ensure_one()
        self.template_ids.sorted()._apply(self.company_id)
        return self.env["ir.actions.act_window"]._for_xml_id("aftersales_org.hr_job_action")

    def _prepare_notices(self, new, linked):
        if not self.is_needed:
            return [self.env._("Everything in this template is set up already.")]
        notices = [
            self.env._(
                "%(new)s departments and jobs will be created, %(linked)s found by name will be linked. "
                "Nothing is ever deleted or renamed.",
                new=len(new),
                linked=len(linked),
            )
        ]
        if people := sum(linked.mapped("incumbent_count")):
            notices.append(
                self.env._(
                    "%(people)s people in linked jobs get the duties and rights of their position.",
                    people=people,
                )
            )
        return notices

    def _prepare_line_vals(self, sequence, row):
        line, record = row["line"], row["record"]
        is_job = "department" in row
        vals = {
            "sequence": sequence,
            "level": row["level"],
            "kind": "job" if is_job else "department",
            "name": line._get_job_name() if is_job else line.name,
            "current_name": record.name if record else False,
            "change": row["change"],
        }
        if not is_job:
            return vals | {"head_name": line.manager_position_id.name}
        return vals | {
            # What the store decided stays; a linked job without a headcount gets the template's.
            "headcount": (record.authorised_headcount if record else 0) or self._get_new_headcount(row),
            "incumbent_count": record.incumbent_count if record else 0,
            "place_name": record.department_id.name if record.department_id != row["department"]["record"] else False,
        }

    def _get_new_headcount(self, row):
        return row["headcount"] if row["change"] in ("create", "link") else 0
