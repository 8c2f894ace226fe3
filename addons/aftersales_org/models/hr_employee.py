from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.aftersales_base.models.store_day import today_of

_PENDING = "aftersales_org.position_sync"


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    # Without groups: the same field is on hr.employee.public.
    aftersales_position_ids = fields.Many2many(
        "aftersales.position",
        string="Positions",
        compute="_compute_aftersales_position_ids",
        search="_search_aftersales_position_ids",
        compute_sudo=True,
    )
    aftersales_refused_rights = fields.Char(
        "Refused Rights",
        compute="_compute_aftersales_refused_rights",
        compute_sudo=True,
        groups="hr.group_hr_user",
    )

    @api.depends(
        "current_version_id.date_version",
        "current_version_id.job_id.aftersales_position_id.active",
        "current_version_id.aftersales_extra_position_ids.active",
    )
    def _compute_aftersales_position_ids(self):
        for company, employees in self.grouped("company_id").items():
            today = today_of(company or self.env.company)
            for employee in employees:
                version = employee._get_version_of_day(today)
                # A new hire's only version is "current" for the host even when it starts next month.
                if version and version.date_version <= today:
                    positions = version.job_id.aftersales_position_id | version.aftersales_extra_position_ids
                    employee.aftersales_position_ids = positions.filtered("active")
                else:
                    employee.aftersales_position_ids = False

    def _search_aftersales_position_ids(self, operator, value):
        if operator == "in":
            with_position = self._get_holder_domain(Domain("id", "in", [each for each in value if each]))
            return (with_position | ~self._get_holder_domain(Domain.TRUE)) if False in value else with_position
        if operator in ("any", "any!"):
            return self._get_holder_domain(value if isinstance(value, Domain) else Domain("id", "in", value))
        return NotImplemented

    @api.model
    def _get_holder_domain(self, position_domain):
        """Employees who hold a position of this kind today; also used by ``hr.employee.public``."""
        held = position_domain & Domain("active", "=", True)
        # sudo: a position is as public as the job; which employees are shown is up to the rules of this model
        holders = self.env["hr.employee"].sudo().with_context(active_test=False)
        domain = Domain("current_version_id.date_version", "<=", fields.Date.today()) & (
            Domain("current_version_id.job_id.aftersales_position_id", "any", held)
            | Domain("current_version_id.aftersales_extra_position_ids", "any", held)
        )
        if changing := holders._find_changing():
            positions = self.env["aftersales.position"].sudo().search(held)
            found = changing.filtered(lambda employee: employee.aftersales_position_ids & positions)
            domain = Domain("id", "in", found.ids) | (Domain("id", "not in", changing.ids) & domain)
        return Domain("id", "in", holders._search(domain))

    def _get_version_of_day(self, day):
        """The version that holds on the store's own day; what the host calls current follows the day in UTC."""
        if day == fields.Date.today():
            return self.current_version_id
        versions = self.version_ids.filtered(lambda version: version.active and version.date_version <= day)
        return max(versions, key=lambda version: version.date_version, default=self.current_version_id)

    @api.model
    def _find_changing(self):
        """Employees whose version changes between the day in UTC and the day it is in their store; few, if any."""
        today = fields.Date.today()
        return self._find_starting(lambda day: max(day, today) if day != today else None)

    @api.model
    def _find_starting(self, choose_day):
        """Employees with a version that begins on a day chosen for each store.

        :param choose_day: the day it is in the store → the first day looked for, or None
        """
        stores = self.env["res.company"].search([("active", "=", True)])
        domains = [
            Domain("date_version", "=", first) & Domain("employee_id.company_id", "in", companies.ids)
            for day, companies in stores.grouped(today_of).items()
            if (first := choose_day(day))
        ]
        if not domains:
            return self.browse()
        return self.env["hr.version"].search(Domain("active", "=", True) & Domain.OR(domains)).employee_id

    @api.depends("aftersales_position_ids", "user_id")
    def _compute_aftersales_refused_rights(self):
        refused = dict(
            self.env["aftersales.position.grant"]._read_group(
                [("employee_id", "in", self.ids), ("state", "=", "refused")],
                ["employee_id"],
                ["group_id:recordset"],
            )
        )
        for employee in self:
            groups = refused.get(employee, self.env["res.groups"])
            employee.aftersales_refused_rights = ", ".join(groups.mapped("name")) or False

    @api.model_create_multi
    def create(self, vals_list):
        employees = super().create(vals_list)
        employees._position_sync_now()
        return employees

    def write(self, vals):
        result = super().write(vals)
        if {"user_id", "active", "job_id", "aftersales_extra_position_ids", "company_id"} & vals.keys():
            self._position_sync_now()
        elif "current_version_id" in vals:
            self._position_sync_later()
        return result

    def create_version(self, values):
        version = super().create_version(values)
        self._position_sync_now()
        return version

    @api.ondelete(at_uninstall=False)
    def _unlink_take_back_rights(self):
        # sudo: whoever may delete the employee ends the rights that came with the position
        self.env["aftersales.position.grant"].sudo().search([("employee_id", "in", self.ids)])._take_back()

    def _cron_update_current_version_id(self):
        result = super()._cron_update_current_version_id()
        # A version that was "current" all along may have reached its first day without any write.
        employees = self.sudo().with_context(active_test=False).search(self._get_position_sync_domain())
        employees._position_sync_now()
        return result

    @api.model
    def _position_sync_starting(self):
        """Bring in line whose version begins today in the store, since the host's own cron follows the day in UTC."""
        # sudo: as in _position_sync_now
        self.sudo().with_context(active_test=False)._find_starting(lambda day: day)._position_sync_now()

    @api.model
    def _get_position_sync_domain(self):
        """Everybody a position gives rights to, today or until now."""
        ledger = self.env["aftersales.position.grant"].sudo()._search([])
        return (
            Domain("current_version_id.job_id.aftersales_position_id", "!=", False)
            | Domain("current_version_id.aftersales_extra_position_ids", "!=", False)
            | Domain("id", "in", ledger.subselect("employee_id"))
        )

    def _position_sync_later(self):
        """Remember to bring these employees' rights in line, once for all writes of the transaction."""
        if not self:
            return
        callbacks = self.env.cr.precommit
        if _PENDING not in callbacks.data:
            callbacks.data[_PENDING] = set()
            callbacks.add(self.browse()._position_sync_now)
        callbacks.data[_PENDING].update(self.ids)

    def _position_sync_now(self):
        """Bring the rights of these employees, and of those remembered, in line with their positions."""
        pending = self.env.cr.precommit.data.get(_PENDING, set())
        employee_ids = pending | set(self.ids)
        pending.clear()
        # sudo: HR assigns the position, the reviewed list decides which rights it may bring
        employees = self.sudo().with_context(active_test=False).browse(sorted(employee_ids)).exists()
        employees._position_sync()
        employees._appoint_heads()

    def _position_sync(self):
        """Give the users of these employees the rights of their positions, and take back what is no longer due.

        Runs with sudo; the number of queries does not depend on the number of employees.
        """
        if not self:
            return
        self.invalidate_recordset(["aftersales_position_ids"])  # it also depends on today's date
        due = self._get_due_grants()
        ledger = self.env["aftersales.position.grant"].search([("employee_id", "in", self.ids)])
        # A refused user may have become an internal one since, and the other way round: decide anew.
        outdated = ledger.filtered(lambda grant: (grant.state == "refused") != grant.user_id.share)
        outdated._take_back()
        ledger -= outdated
        stale = ledger.filtered(lambda grant: grant._get_key() not in due)
        present = {grant._get_key() for grant in ledger - stale}
        # Give first: a right that old and new position share is not taken for a moment.
        given = ledger._give([key for key in due if key not in present])
        stale._take_back()
        self._log_refused(given.filtered(lambda grant: grant.state == "refused"))

    def _appoint_heads(self):
        """Bring who heads a department in line with who holds the position that heads it."""
        if self:
            departments = self.env["hr.department"].with_context(active_test=True)
            departments.search(departments._get_headed_domain(self))._appoint_heads()

    def _has_job_of(self, position):
        """Whether the position is the one of the own job, not one held besides."""
        return self.job_id.aftersales_position_id == position

    def _get_due_grants(self):
        """What the positions held today give, as keys of ``aftersales.position.grant``.

        :return: insertion-ordered dict used as a set
        """
        grantable = self.env["aftersales.position"]._get_grantable_groups()
        return dict.fromkeys(
            (employee, position, employee.user_id, group)
            for employee in self
            if employee.active and employee.user_id.active
            for position in employee.aftersales_position_ids
            for group in position.group_ids & grantable
        )

    def _log_refused(self, grants):
        """Tell on the employee, once, that a portal user cannot hold the rights."""
        bodies = {
            employee.id: self.env._(
                "%(user)s is not an internal user and cannot hold the rights of position %(positions)s: %(rights)s.",
                user=lines[0].user_id.name,
                positions=", ".join(lines.position_id.mapped("name")),
                rights=", ".join(lines.group_id.mapped("name")),
            )
            for employee, lines in grants.grouped("employee_id").items()
        }
        if bodies:
            self.browse(bodies)._message_log_batch(bodies)
