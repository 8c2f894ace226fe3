from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    phone_display = fields.Selection(
        [("role", "Whole for roles that call customers"), ("ask", "Hidden; shown one by one and noted")],
        "Customers' Telephone Numbers",
        default="role",
        required=True,
        help="Technicians, parts clerks and other roles that call nobody see 138****8000 either way.",
    )
    phone_asking_group_ids = fields.Many2many(
        "res.groups",
        string="Roles That May Ask as Well",
        domain=lambda self: [
            ("privilege_id.category_id", "=", self.env.ref("aftersales_base.module_category_aftersales").id)
        ],
        help="They see numbers hidden, and may have one shown where they need it, which is noted: such as the cashier "
        "who reminds of a bill, and who hands new cars over.",
    )
    erasure_evidence_years = fields.Integer(
        "Keep Evidence of Repairs (Years)",
        default=6,
        help="What proves warranty and statutory rights is kept so long after the last visit when a customer asks for "
        "erasure. Repair records: two years at the least; evidence of statutory rights: six.",
    )
    erasure_invoice_years = fields.Integer(
        "Keep Invoices (Years)",
        default=10,
        help="Books of account are kept so long, whoever asks for erasure.",
    )
