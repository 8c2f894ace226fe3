from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.aftersales_base.models.locking import lock

from .aftersales_circular import KEEPERS

OWNER_FIELDS = {"result"}


class AftersalesCircularTask(models.Model):
    """Something a circular asks the store to do: by whom, until when, and what came of it."""

    _name = "aftersales.circular.task"
    _description = "Circular Task"
    _order = "done_datetime desc, deadline, id"
    _check_company_auto = True

    circular_id = fields.Many2one("aftersales.circular", required=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="circular_id.company_id", store=True, index=True)
    name = fields.Char("To Do", required=True)
    user_id = fields.Many2one("res.users", "Owner", required=True, ondelete="restrict", index=True)
    deadline = fields.Date(required=True)
    result = fields.Char(help="What was done, or where the proof is.")
    done_datetime = fields.Datetime("Done On", readonly=True, copy=False)
    is_mine = fields.Boolean(compute="_compute_is_mine")

    @api.depends("user_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for task in self:
            task.is_mine = task.user_id == self.env.user

    @api.constrains("deadline", "circular_id")
    def _check_deadline(self):
        for task in self:
            if task.deadline < task.circular_id.registered_date:
                raise ValidationError(
                    self.env._(
                        "Task %(task)s would be due on %(deadline)s, before %(circular)s was registered. "
                        "Choose a later day.",
                        task=task.name,
                        deadline=task.deadline,
                        circular=task.circular_id.display_name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._(
                "Task %(tasks)s stays with its circular. Mark it done and say in the result why it was not needed.",
                tasks=", ".join(self.mapped("name")),
            )
        )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals.pop("done_datetime", None)
        tasks = super().create(vals_list)
        tasks._hand_over()
        return tasks

    def write(self, vals):
        self._check_editable(vals)
        result = super().write(vals)
        if "user_id" in vals:
            self._hand_over()
        return result

    def action_done(self):
        """The task is done; by its owner, or by whoever keeps the register."""
        self._check_owner()
        lock(self.sudo())
        # sudo: the owner does not keep the register
        self.sudo().filtered(lambda task: not task.done_datetime).done_datetime = fields.Datetime.now()

    def _check_owner(self):
        self.check_access("read")
        if not self._is_keeper() and self.filtered(lambda task: task.user_id != self.env.user):
            raise AccessError(self.env._("Only the owner of a task marks it done."))

    @api.model
    def _is_keeper(self):
        return self.env.su or any(self.env.user.has_group(group) for group in KEEPERS)

    def _check_editable(self, vals):
        if self.env.su:
            return
        if "done_datetime" in vals or self.filtered("done_datetime"):
            raise UserError(
                self.env._(
                    "A task is ended with its button, and stays as it is from then on: %(tasks)s.",
                    tasks=", ".join(self.mapped("name")),
                )
            )
        if not self._is_keeper() and vals.keys() - OWNER_FIELDS:
            raise AccessError(self.env._("You can write down the result of your task; ask for the rest to be changed."))

    def _hand_over(self):
        """Whoever gets a task reads the circular it comes from."""
        self.circular_id.filtered(lambda circular: circular.state in ("distributed", "answered"))._deliver()
