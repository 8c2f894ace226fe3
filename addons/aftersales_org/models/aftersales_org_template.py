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
        """Open the set-up wizard with this template."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("aftersales_org.aftersales_org_setup_action"),
            "context": {"default_template_id": self.id},
        }

    def _prepare_plan(self, company):
        """What applying this template to a company would do, top department first.

        Each row is a dict: ``line`` (template line), ``record`` (``hr.department`` or ``hr.job`` found, or an empty
        one), ``change`` and ``level``. The change is ``create``; ``link`` (found by its name, gets function or
        position); ``match`` (set up before, nothing changes); ``leave`` (archived by the store, left alone).

        :param company: ``res.company``, one record
        :rtype: list[dict]
        """
        self.ensure_one()
        department_rows = self._prepare_department_rows(company)
        job_rows = self._prepare_job_rows(company, department_rows)
        rows = []
        for row in department_rows:
            rows.append(row)
            rows.extend(job_rows[line] for line in row["line"].position_line_ids)
        return rows

    def _apply(self, company):
        """Create and link what this template asks for and the company does not have; never delete or rename.

        :param company: ``res.company``, one record the user works in
        :return: rows of ``_prepare_plan`` as they were carried out, with their records
        :raise UserError: the company is not among the user's active ones
        """
        self.ensure_one()
        if company not in self.env.companies:
            raise UserError(
                self.env._(
                    "Switch to company %(company)s before you set up its organisation.",
                    company=company.display_name,
                )
            )
        # sudo: who may use the set-up wizard may set up the company, also without being in personnel or settings.
        template = self.sudo().with_company(company)
        # This write makes two set-ups at once run one after the other: the second one starts again and sees what the
        # first one made, so nothing comes twice.
        company = template.env.company
        company.aftersales_org_template_id = template
        company.flush_recordset(["aftersales_org_template_id"])
        rows = template._prepare_plan(company)
        template._apply_departments(company, [row for row in rows if "parent" in row])
        template._apply_jobs(company, [row for row in rows if "department" in row])
        return rows

    # -- plan

    def _prepare_department_rows(self, company):
        existing = (
            self.env["hr.department"]
            .with_context(active_test=False)
            .search(
                [("company_id", "=", company.id)],
                order="active desc, id",
            )
        )
        by_function = {}
        for department in existing.filtered("aftersales_department_id"):
            by_function.setdefault(department.aftersales_department_id, department)
        by_name = self._get_by_name(existing.filtered(lambda d: not d.aftersales_department_id))
        line_names = self._get_names(self.department_line_ids)
        rows = {}
        for line in self._get_lines_top_down():
            parent = rows.get(line.parent_id)
            change = "match"
            record = by_function.get(line.department_id)
            if record is None:
                change = "link"
                record = (
                    self._find_by_name(
                        by_name,
                        line_names[line.id],
                        taken=[row["record"] for row in rows.values()],
                    )
                    or existing.browse()
                )
            if not record:
                change = "leave" if parent and parent["change"] == "leave" else "create"
            elif not record.active:
                change = "leave"
            rows[line] = {
                "line": line,
                "parent": parent,
                "record": record,
                "change": change,
                "level": parent["level"] + 1 if parent else 0,
            }
        return list(rows.values())

    def _prepare_job_rows(self, company, department_rows):
        jobs = (
            self.env["hr.job"]
            .with_context(active_test=False)
            .search(
                [("company_id", "=", company.id)],
                order="active desc, id",
            )
        )
        lines = self.department_line_ids.position_line_ids
        department_row = {row["line"]: row for row in department_rows}
        found = self._match_jobs(lines, jobs.filtered("aftersales_position_id"), department_row)
        by_name = self._get_by_name(jobs.filtered(lambda job: not job.aftersales_position_id))
        line_names = self._get_names(lines, lambda line: line._get_job_name())
        rows = {}
        for line in lines:
            department = department_row[line.department_line_id]
            change, record = "match", found.get(line)
            if record is None:
                change = "link"
                places = (department["record"].id or False, False)
                record = (
                    self._find_by_name(
                        by_name,
                        line_names[line.id],
                        taken=[row["record"] for row in rows.values()],
                        fits=lambda job, places=places: job.department_id.id in places,
                    )
                    or jobs.browse()
                )
            if not record:
                change = "leave" if department["change"] == "leave" else "create"
            elif not record.active:
                change = "leave"
            rows[line] = {
                "line": line,
                "department": department,
                "record": record,
                "change": change,
                "level": department["level"] + 1,
            }
        return rows

    def _match_jobs(self, lines, jobs, department_row):
        """Jobs set up before: in their department first, then those the store has moved elsewhere."""
        free = {}
        for job in jobs:
            free.setdefault(job.aftersales_position_id, []).append(job)
        found = {}
        for moved in (False, True):
            for line in lines - self.env["aftersales.org.template.position"].union(*found):
                department = department_row[line.department_line_id]["record"]
                for job in free.get(line.position_id, ()):
                    if moved or (department and job.department_id == department):
                        found[line] = job
                        free[line.position_id].remove(job)
                        break
        return found

    def _get_lines_top_down(self):
        """Department lines in the order of the chart: each below the one it belongs to."""
        children = self.department_line_ids.grouped("parent_id")
        ordered = []
        waiting = list(reversed(children.get(self.department_line_ids.browse(), ())))
        while waiting:
            line = waiting.pop()
            ordered.append(line)
            waiting.extend(reversed(children.get(line, ())))
        return ordered

    def _get_languages(self):
        return [code for code, _name in self.env["res.lang"].get_installed()]

    def _get_names(self, records, get_name=attrgetter("name")):
        """Names of records in every installed language, source language included.

        :param get_name: what a record's name is
        :return: id → language code → name
        :rtype: dict[int, dict[str, str]]
        """
        names = {record.id: {} for record in records}
        for lang in {"en_US", *self._get_languages()}:
            for record in records.with_context(lang=lang):
                names[record.id][lang] = get_name(record)
        return names

    def _get_by_name(self, records):
        by_name = {}
        names = self._get_names(records)
        for record in records:
            for name in names[record.id].values():
                by_name.setdefault(name.strip().casefold(), []).append(record)
        return by_name

    def _find_by_name(self, by_name, names, taken, fits=lambda record: True):
        for name in names.values():
            for record in by_name.get(name.strip().casefold(), ()):
                if record not in taken and fits(record):
                    return record
        return None

    # -- apply

    def _apply_departments(self, company, rows):
        for row in rows:
            if row["change"] == "link":
                row["record"].aftersales_department_id = row["line"].department_id
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
        }

    def _prepare_job_vals(self, company, row):
        return {
            "company_id": company.id,
            "department_id": row["department"]["record"].id,
            "aftersales_position_id": row["line"].position_id.id,
            "authorised_headcount": row["line"].headcount,
            "no_of_recruitment": 0,
            "sequence": row["line"].sequence,
        }

    def _prepare_link_job_vals(self, row):
        job = row["record"]
        return {
            "aftersales_position_id": row["line"].position_id.id,
            "authorised_headcount": job.authorised_headcount or row["line"].headcount,
            "department_id": (job.department_id or row["department"]["record"]).id,
        }
