from odoo import fields, models
from odoo.exceptions import UserError


class AftersalesImport(models.Model):
    """What the list would change, shown before it changes anything; for lists whose handler can tell."""

    _inherit = "aftersales.import"

    has_preview = fields.Boolean(compute="_compute_has_preview")
    preview_created_count = fields.Integer("Would Be New", readonly=True, copy=False)
    preview_updated_count = fields.Integer("Changed", readonly=True, copy=False)
    preview_unchanged_count = fields.Integer("Would Stay", readonly=True, copy=False)
    preview_rejected_count = fields.Integer("Cannot Be Brought In", readonly=True, copy=False)

    def _compute_has_preview(self):
        for job in self:
            job.has_preview = bool(job.kind) and job._get_handler()._has_preview

    def action_preview(self):
        """Compare the list with what is there; nothing is brought in yet."""
        self._transit("preview")

    def action_back(self):
        """Change the columns or the options, and look again."""
        self._transit("back")

    def _effect_preview(self):
        for job in self:
            handler = job._get_handler()
            with job._open_table() as table:
                counts = handler._preview_rows(job, job._read_rows(table))
            job.write(
                {
                    f"preview_{result}_count": counts.get(result, 0)
                    for result in ("created", "updated", "unchanged", "rejected")
                }
            )

    def _effect_back(self):
        for jobs in self.grouped("kind").values():
            jobs[:1]._get_handler()._drop_preview(jobs)

    def _check_may_start(self):
        """:raise UserError: columns are missing, or what the list changes was not looked at"""
        self._check_columns()
        if not self.has_preview or self.state == "stopped":
            return
        if self.state == "mapping":
            raise UserError(self.env._("Look first at what %(file)s changes: press Check Result.", file=self.file_name))
        self._get_handler()._check_preview(self)
