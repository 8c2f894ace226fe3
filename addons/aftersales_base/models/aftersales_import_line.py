from odoo import fields, models

OUTCOMES = [("created", "Created"), ("updated", "Updated"), ("unchanged", "Unchanged"), ("rejected", "Rejected")]


class AftersalesImportLine(models.Model):
    """What became of one row of the file."""

    _name = "aftersales.import.line"
    _description = "Import Line"
    _order = "import_id desc, line_no"
    _rec_name = "line_no"
    _log_access = False

    import_id = fields.Many2one("aftersales.import", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    line_no = fields.Integer("Row", required=True, readonly=True, aggregator=None)
    outcome = fields.Selection(OUTCOMES, required=True, readonly=True)
    reason = fields.Char("Remark", readonly=True)
    res_id = fields.Integer("Record ID", readonly=True, aggregator=None)

    _line_unique = models.Constraint("UNIQUE(import_id, line_no)", "Each row of a file ends once.")
    _outcome_index = models.Index("(import_id, outcome, line_no)")

    def action_open_record(self):
        """The record the row ended in."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.import_id._get_handler()._get_res_model(),
            "res_id": self.res_id,
            "views": [(False, "form")],
        }
