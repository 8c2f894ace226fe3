from operator import attrgetter

from odoo import models


class AftersalesOrgTemplate(models.Model):
    """What applying templates to a company would do: the chart the wizard shows and ``_apply`` carries out.

    Several templates become one chart: departments are the same by their function, jobs by their position.
    """

    _inherit = "aftersales.org.template"

    def _prepare_plan(self, company):
        """What applying these templates together to a company would do, in the order of the chart.

        Each row is a dict: ``line`` (template line), ``record`` (``hr.department`` or ``hr.job`` found, or an empty
        one), ``change`` and ``level``. A department has ``parent`` (its row, or None), a job ``department`` (its row)
        and ``headcount``, the largest where several templates list it. The change is ``create``; ``link`` (found by
        its name, gets function or position); ``match`` (set up before, nothing changes); ``leave`` (archived by the
        store, left alone); ``covered`` (a department that would stay empty, as its jobs are in others).

        :param company: ``res.company``, one record
        :rtype: list[dict]
        """
        department_row = self._prepare_department_rows(company)
        jobs, children = {}, {}
        for row in self._prepare_job_rows(company, department_row):
            jobs.setdefault(id(row["department"]), []).append(row)
        for row in {id(row): row for row in department_row.values()}.values():
            children.setdefault(id(row["parent"]), []).append(row)
        listing = {id(row) for line, row in department_row.items() if line.position_line_ids}
        for row in children.get(id(None), ()):
            self._mark_covered(row, jobs, children, listing)
        rows, waiting = [], list(reversed(children.get(id(None), ())))
        while waiting:
            row = waiting.pop()
            rows += [row, *jobs.get(id(row), ())]
            waiting.extend(reversed(children.get(id(row), ())))
        return rows

    def _mark_covered(self, row, jobs, children, listing):
        """Leave out a new department whose positions all have their job elsewhere.

        :param set listing: ids of the rows of departments that list positions of their own
        :return: whether the department is created, and needs the one above it; what is there has its place already
        """
        below = [self._mark_covered(child, jobs, children, listing) for child in children.get(id(row), ())]
        is_filled = any(not job["record"].department_id for job in jobs.get(id(row), ()))
        if row["change"] == "create" and not is_filled and not any(below) and (below or id(row) in listing):
            row["change"] = "covered"
        return row["change"] == "create"

    def _prepare_department_rows(self, company):
        """Department line → its row; lines of several templates with the same function share one."""
        existing = self._get_existing("hr.department", company)
        by_function = {}
        for department in existing.filtered("aftersales_department_id"):
            by_function.setdefault(department.aftersales_department_id, department)
        by_name = self._get_by_name(existing.filtered(lambda d: not d.aftersales_department_id))
        line_names = self._get_names(self.department_line_ids)
        rows, planned = {}, {}
        for line in self._get_lines_top_down():
            function = line.department_id
            if function not in planned:
                taken = [row["record"] for row in planned.values()]
                found = by_function.get(function)
                record = found or self._find_by_name(by_name, line_names[line.id], taken) or existing.browse()
                planned[function] = self._prepare_department_row(line, rows.get(line.parent_id), record, bool(found))
            rows[line] = planned[function]
        return rows

    def _prepare_department_row(self, line, parent, record, is_known):
        return {
            "line": line,
            "parent": parent,
            "record": record,
            "change": self._get_change(record, is_known, parent),
            "level": parent["level"] + 1 if parent else 0,
        }

    def _prepare_job_rows(self, company, department_row):
        """One row for each job to be; ``department_row`` is what ``_prepare_department_rows`` returned."""
        jobs = self._get_existing("hr.job", company)
        groups = self._join_position_lines(department_row)
        lines = [group[0] for group in groups]
        found = self._match_jobs(lines, jobs.filtered("aftersales_position_id"), department_row)
        by_name = self._get_by_name(jobs.filtered(lambda job: not job.aftersales_position_id))
        line_names = self._get_names(self.department_line_ids.position_line_ids, lambda line: line._get_job_name())
        rows = []
        for line, group in zip(lines, groups, strict=True):
            department = department_row[line.department_line_id]
            record = found.get(line)
            if record is None:
                places = (department["record"].id or False, False)
                record = (
                    self._find_by_name(
                        by_name,
                        line_names[line.id],
                        taken=[row["record"] for row in rows],
                        fits=lambda job, places=places: job.department_id.id in places,
                    )
                    or jobs.browse()
                )
            rows.append(
                {
                    "line": line,
                    "department": department,
                    "record": record,
                    "change": self._get_change(record, line in found, department),
                    "level": department["level"] + 1,
                    "headcount": max(group.mapped("headcount")),
                }
            )
        return rows

    def _get_change(self, record, is_known, above):
        if record:
            return "leave" if not record.active else "match" if is_known else "link"
        # Nothing comes back into a department the store has archived.
        return "leave" if above and above["change"] == "leave" else "create"

    def _join_position_lines(self, department_row):
        """Lines that mean one job: of different templates, with one position; in the same department first.

        :return: list of ``aftersales.org.template.position``, each with one line or more
        """
        groups = []
        for template in self:
            earlier = list(enumerate(groups))
            waiting = list(template.department_line_ids.position_line_ids)
            for anywhere in (False, True):
                for line in list(waiting):
                    department = department_row[line.department_line_id]
                    for entry in earlier:
                        first = entry[1][0]
                        same_place = department_row[first.department_line_id] is department
                        if first.position_id == line.position_id and (anywhere or same_place):
                            groups[entry[0]] |= line
                            earlier.remove(entry)
                            waiting.remove(line)
                            break
            groups += waiting
        return groups

    def _match_jobs(self, lines, jobs, department_row):
        """Jobs set up before: in their department first, then those the store has moved elsewhere."""
        free = {}
        for job in jobs:
            free.setdefault(job.aftersales_position_id, []).append(job)
        found = {}
        for moved in (False, True):
            for line in lines:
                if line in found:
                    continue
                department = department_row[line.department_line_id]["record"]
                for job in free.get(line.position_id, ()):
                    if moved or (department and job.department_id == department):
                        found[line] = job
                        free[line.position_id].remove(job)
                        break
        return found

    def _get_existing(self, model, company):
        """All the company has, what is in use before what it has archived."""
        records = self.env[model].with_context(active_test=False)
        return records.search([("company_id", "=", company.id)], order="active desc, id")

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

    # -- names

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
