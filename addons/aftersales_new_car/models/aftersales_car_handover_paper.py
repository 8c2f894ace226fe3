from odoo import api, fields, models
from odoo.exceptions import UserError


class AftersalesCarHandoverPaper(models.Model):
    _name = "aftersales.car.handover.paper"
    _description = "Paper of a Handover"
    _order = "sequence, id"

    handover_id = fields.Many2one("aftersales.car.handover", required=True, index=True, ondelete="cascade")
    paper_id = fields.Many2one("aftersales.car.paper", required=True, ondelete="restrict")
    sequence = fields.Integer(related="paper_id.sequence", store=True)
    is_required = fields.Boolean("Required", related="paper_id.is_required")
    is_given = fields.Boolean("Given")
    number = fields.Char("No.", help="Number of the paper, such as that of the certificate of conformity.")

    _paper_once = models.Constraint("UNIQUE(handover_id, paper_id)", "This paper is on the list already.")

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.handover_id._check_papers_open()
        return lines

    def write(self, vals):
        self.handover_id._check_papers_open()
        if "handover_id" in vals or "paper_id" in vals:
            self._check_not_required()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_required(self):
        self.handover_id._check_papers_open()
        self._check_not_required()

    def _check_not_required(self):
        if required := self.filtered("is_required"):
            raise UserError(
                self.env._(
                    "%(papers)s goes with every car and stays on the list.",
                    papers=", ".join(required.paper_id.mapped("name")),
                )
            )
