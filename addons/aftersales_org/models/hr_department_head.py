from odoo import api, fields, models
from odoo.fields import Domain


class HrDepartment(models.Model):
    """Who heads a department follows from who holds a position, where nobody was chosen by hand."""

    _inherit = "hr.department"

    manager_position_id = fields.Many2one(
        "aftersales.position",
        "Headed By",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        help="Whoever is hired or moved into this position becomes the manager, unless one was chosen by hand.",
    )
    appointed_head_id = fields.Many2one(
        "hr.employee",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="hr.group_hr_user",
        help="The manager who was appointed through the position, and goes with it.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        departments = super().create(vals_list)
        departments.filtered("manager_position_id")._appoint_heads()
        return departments

    def write(self, vals):
        result = super().write(vals)
        if vals.get("manager_position_id"):
            self._appoint_heads()
        return result

    @api.model
    def _get_headed_domain(self, employees):
        """Departments whose head may change with these people's positions."""
        return Domain("manager_position_id", "!=", False) & (
            Domain("manager_id", "in", employees.ids)
            | Domain("manager_position_id", "in", employees.aftersales_position_ids.ids)
        )

    def _appoint_heads(self):
        """Give departments without a manager the holder of the position that heads them.

        A manager who has left gives way, and one who was appointed by this method and holds the position no more; a
        manager chosen by hand stays. Safe to repeat; the number of queries depends on the heads that change only.
        """
        # sudo: who may staff a position also appoints by it
        vacant = self.sudo().filtered(lambda department: department._needs_head())
        holders = vacant._get_head_candidates()
        for department in vacant:
            head = department._choose_head(holders.get(department.manager_position_id, holders[None]))
            if department.manager_id != head or department.appointed_head_id != head:
                department.write({"manager_id": head.id, "appointed_head_id": head.id})

    def _needs_head(self):
        """Whether nobody heads it who may stay."""
        head = self.manager_id
        if not self.manager_position_id:
            return False
        if not head or not head.active:
            return True
        return head == self.appointed_head_id and self.manager_position_id not in head.aftersales_position_ids

    def _get_head_candidates(self):
        """Position → active employees who hold it today, those in a job of it before those who act."""
        none = self.env["hr.employee"].with_context(active_test=True)
        holders = {None: none}
        positions = self.manager_position_id
        if not positions:
            return holders
        people = none.search(
            Domain("aftersales_position_ids", "in", positions.ids) & Domain("company_id", "in", self.company_id.ids),
            order="id",
        )
        for position in positions:
            held = people.filtered(lambda person, position=position: position in person.aftersales_position_ids)
            holders[position] = held.sorted(lambda person, position=position: not person._has_job_of(position))
        return holders

    def _choose_head(self, holders):
        """One of the holders in this company: in the department itself first."""
        own = holders.filtered(lambda person: person.company_id == self.company_id)
        return own.sorted(lambda person: (person.department_id or person.job_id.department_id) != self)[:1]
