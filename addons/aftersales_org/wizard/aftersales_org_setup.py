from odoo import Command, api, fields, models


class AftersalesOrgSetup(models.TransientModel):
    """Shows what an organisation template would bring to a company, and applies it."""

    _name = "aftersales.org.setup"
    _description = "Set Up the Organisation"

    template_id = fields.Many2one(
        "aftersales.org.template",
        required=True,
        default=lambda self: self.env["aftersales.org.template"].search([], limit=1),
    )
    template_summary = fields.Text(related="template_id.summary")
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
    is_needed = fields.Boolean(compute="_compute_notice", help="The company lacks something of this template.")
    notice = fields.Text(compute="_compute_notice")

    @api.depends("template_id", "company_id")
    def _compute_line_ids(self):
        for setup in self:
            rows = setup.template_id._prepare_plan(setup.company_id) if setup.template_id and setup.company_id else []
            setup.line_ids = [
                Command.clear(),
                *(Command.create(self._prepare_line_vals(sequence, row)) for sequence, row in enumerate(rows)),
            ]

    @api.depends("line_ids.change")
    def _compute_notice(self):
        for setup in self:
            new = setup.line_ids.filtered(lambda line: line.change == "create")
            linked = setup.line_ids.filtered(lambda line: line.change == "link")
            setup.is_needed = bool(new or linked)
            setup.notice = "\n".join(setup._prepare_notices(new, linked))

    def action_apply(self):
        """Apply the template as things stand now, and show the jobs with their headcount."""
        self.ensure_one()
        self.template_id._apply(self.company_id)
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
        return {
            "sequence": sequence,
            "level": row["level"],
            "kind": "job" if is_job else "department",
            "name": line._get_job_name() if is_job else line.name,
            "current_name": record.name if record else False,
            "headcount": line.headcount if is_job else 0,
            "incumbent_count": record.incumbent_count if is_job and record else 0,
            "change": row["change"],
        }


class AftersalesOrgSetupLine(models.TransientModel):
    _name = "aftersales.org.setup.line"
    _description = "Step of Setting Up the Organisation"
    _order = "sequence, id"

    setup_id = fields.Many2one("aftersales.org.setup", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer()
    level = fields.Integer(help="How deep in the chart, from 0.")
    kind = fields.Selection([("department", "Department"), ("job", "Job")])
    name = fields.Char()
    indented_name = fields.Char("In the Template", compute="_compute_indented_name")
    current_name = fields.Char("In the Company")
    headcount = fields.Integer("Authorised Headcount")
    incumbent_count = fields.Integer("Incumbents")
    change = fields.Selection(
        [
            ("create", "Will be created"),
            ("link", "Found by name, will be linked"),
            ("match", "Already set up"),
            ("leave", "Archived, left alone"),
        ],
        string="What Happens",
    )

    @api.depends("name", "level")
    def _compute_indented_name(self):
        for line in self:
            line.indented_name = "\u2003\u2003" * line.level + (line.name or "")
