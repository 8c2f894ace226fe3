from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.aftersales_base.models.store_day import today_of


class AftersalesCascadePerson(models.Model):
    """Somebody a training is to be passed on to."""

    _name = "aftersales.cascade.person"
    _description = "Person to Pass Training On To"
    _inherit = ["aftersales.by.hand.mixin"]
    _order = "cascade_id, id"
    _check_company_auto = True
    _kept_fields = frozenset({"session_id"})

    cascade_id = fields.Many2one("aftersales.cascade", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="cascade_id.company_id", store=True, index=True, precompute=True)
    owner_id = fields.Many2one(related="cascade_id.user_id", store=True, string="Passed On By")
    employee_id = fields.Many2one("hr.employee", required=True, check_company=True, ondelete="cascade")
    done_date = fields.Date("Passed On On")
    session_id = fields.Many2one("aftersales.session", "In Session", readonly=True, ondelete="set null")

    _once = models.UniqueIndex("(cascade_id, employee_id)", "This person is on the list already.")

    @api.constrains("done_date")
    def _check_done_date(self):
        for person in self.filtered("done_date"):
            if person.done_date > today_of(person.company_id):
                raise UserError(
                    self.env._(
                        "%(person)s cannot have been taught on %(day)s already. Correct the day.",
                        person=person.employee_id.name,
                        day=person.done_date,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        people = super().create(vals_list)
        people._check_list_open()
        return people

    def write(self, vals):
        if {"employee_id", "cascade_id"} & vals.keys() and not self.env["aftersales.course"]._is_keeper():
            raise UserError(self.env._("Whom training is passed on to is set by who keeps training."))
        self._check_list_open()
        result = super().write(vals)
        self._check_list_open()  # once more, for who was moved to another list
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_confirmed(self):
        self._check_list_open()

    def _check_list_open(self):
        late = self.filtered(lambda each: each.cascade_id.state != "open")
        if late and not self.env.su:
            raise UserError(
                self.env._(
                    "%(obligation)s was submitted; its list stays as it is.",
                    obligation=late[0].cascade_id.display_name,
                )
            )
