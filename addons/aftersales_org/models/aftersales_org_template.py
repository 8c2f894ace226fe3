from operator import attrgetter

from odoo import fields, models
from odoo.exceptions import UserError


class AftersalesOrgTemplate(models.Model):
    """A whole organisation to start from: departments, who heads them, positions and how many people."""

    _name = "aftersales.org.template"
    _description = "Organisation Template"
    _order = "sequence, id"

    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    summary = fields.Text(translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    department_line_ids = fields.One2many("aftersales.org.template.department", "template_id", "Departments", copy=True)
    position_line_ids = fields.One2many("aftersales.org.template.position", "template_id", "Positions")

    _code_unique = models.Constraint("UNIQUE(code)", "Another organisation template already has this code.")

    def action_set_up(self):
        """Open the set-up wizard with these templates."""
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("aftersales_org.aftersales_org_setup_action"),
            "context": {"default_template_ids": self.ids, "dialog_size": "extra-large"},
        }

    def _apply(self, company):
        """Create and link what these templates ask for and the company does not have; never delete or rename.

        :param company: ``res.company``, one record the user works in
        :return: rows of ``_prepare_plan`` as they were carried out, with their records
        :raise UserError: no template, or the company is not among the user's active ones
        """
        self._check_applicable(company)
        # sudo: who may use the set-up wizard may set up the company, also without being in personnel or settings.
        templates = self.sudo().with_company(company)
        # This write makes two set-ups at once run one after the other: the second one starts again and sees what the
        # first one made, so nothing comes twice.
        company = templates.env.company
        company.aftersales_org_template_id = templates[0]
        company.flush_recordset(["aftersales_org_template_id"])
        rows = templates._prepare_plan(company)
        templates._apply_departments(company, [row for row in rows if "parent" in row])
        templates._apply_jobs(company, [row for row in rows if "department" in row])
        return rows

    def _check_applicable(self, company):
        if not self:
            raise UserError(self.env._("Choose at least one template."))
        if company not in self.env.companies:
            raise UserError(
                self.env._(
                    "Switch to company %(company)s before you set up its organisation.",
                    company=company.display_name,
                )
            )

    # -- apply

    def _apply_departments(self, company, rows):
        for row in rows:
            if row["change"] == "link":
                row["record"].write(self._prepare_link_department_vals(row))
        by_level = {}
        for row in rows:
            if row["change"] == "create":
                by_level.setdefault(row["level"], []).append(row)
        for level in sorted(by_level):
            self._create_named(
                "hr.department",
                by_level[level],
                [self._prepare_department_vals(company, row) for row in by_level[level]],
            )

    def _apply_jobs(self, company, rows):
        for row in rows:
            if row["change"] == "link":
                row["record"].write(self._prepare_link_job_vals(row))
        new = [row for row in rows if row["change"] == "create"]
        self._create_named(
            "hr.job",
            new,
            [self._prepare_job_vals(company, row) for row in new],
            get_name=lambda line: line._get_job_name(),
        )

    def _create_named(self, model, rows, vals_list, get_name=attrgetter("name")):
        """Create the rows' records in the source language, and name them in every other installed one."""
        if not rows:
            return
        lines = rows[0]["line"].union(*(row["line"] for row in rows))
        names = self._get_names(lines, get_name)
        records = (
            self.env[model]
            .with_context(lang="en_US")
            .create(
                [{**vals, "name": names[row["line"].id]["en_US"]} for row, vals in zip(rows, vals_list, strict=True)]
            )
        )
        for row, record in zip(rows, records, strict=True):
            for lang, name in names[row["line"].id].items():
                if lang != "en_US":
                    record.with_context(lang=lang).name = name
            row["record"] = record.with_env(self.env)

    def _prepare_department_vals(self, company, row):
        return {
            "company_id": company.id,
            "parent_id": row["parent"]["record"].id if row["parent"] else False,
            "aftersales_department_id": row["line"].department_id.id,
            "manager_position_id": row["line"].manager_position_id.id,
        }

    def _prepare_link_department_vals(self, row):
        department = row["record"]
        return {
            "aftersales_department_id": row["line"].department_id.id,
            "manager_position_id": (department.manager_position_id or row["line"].manager_position_id).id,
        }

    def _prepare_job_vals(self, company, row):
        return {
            "company_id": company.id,
            "department_id": row["department"]["record"].id,
            "aftersales_position_id": row["line"].position_id.id,
            "authorised_headcount": row["headcount"],
            "no_of_recruitment": 0,
            "sequence": row["line"].sequence,
        }

    def _prepare_link_job_vals(self, row):
        job = row["record"]
        return {
            "aftersales_position_id": row["line"].position_id.id,
            "authorised_headcount": job.authorised_headcount or row["headcount"],
            "department_id": (job.department_id or row["department"]["record"]).id,
        }
