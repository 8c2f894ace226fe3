from odoo import api, fields, models
from odoo.fields import Domain


class AftersalesMetric(models.Model):
    """Figures of departments, positions and people: where a row names only the person, the department of that time."""

    _inherit = "aftersales.metric"

    department_field = fields.Char("Path to the Department")
    job_field = fields.Char("Path to the Position")
    employee_field = fields.Char("Path to the Employee")

    @api.model
    def _get_dimensions(self):
        return super()._get_dimensions() | {
            "department": "hr.department",
            "job": "hr.job",
            "employee": "hr.employee",
        }

    @api.model
    def _complete_rows(self, rows):
        """The user's employee in that store, and the department and job the employee had on the last day."""
        rows = super()._complete_rows(rows)
        staff = self.env["hr.employee"]._get_metric_staff({row.keys["company"] for row in rows})
        for row in rows:
            keys = row.keys
            if "employee" not in keys and (employee := staff.by_user.get((keys.get("user"), keys["company"]))):
                keys["employee"] = employee
            if employee := keys.get("employee"):
                for dimension, record_id in staff.get_place(employee, row.bucket.last_day).items():
                    keys.setdefault(dimension, record_id)
        return rows

    @api.model
    def _get_dimension_domain(self, definition, period, dimension, key, company):
        path = definition["fields"].get(dimension)
        if path or dimension not in ("employee", "department", "job"):
            return super()._get_dimension_domain(definition, period, dimension, key, company)
        staff = self.env["hr.employee"]._get_metric_staff({company.id})
        people = {key} if dimension == "employee" else staff.get_people(dimension, key, period.last_day)
        if "employee" in definition["fields"]:
            return Domain(definition["fields"]["employee"], "in", sorted(people))
        if "user" in definition["fields"]:
            users = [user for (user, _company), employee in staff.by_user.items() if employee in people]
            return Domain(definition["fields"]["user"], "in", users)
        return Domain.FALSE

    def _get_model_names(self):
        """The models whose rows this figure counts, also where the addon that brought one is gone."""
        parts = self | self.numerator_id | self.denominator_id
        return set(filter(None, parts.mapped("model_name")))
