from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from odoo.addons.aftersales_base.models.aftersales_transition_mixin import Transition
from odoo.addons.aftersales_base.models.store_day import before_today, today_of


class AftersalesOfficeFile(models.Model):
    """A paper file of the office: where it lies, until when it is kept, who has borrowed it."""

    _name = "aftersales.office.file"
    _description = "Office File"
    _inherit = ["mail.thread", "aftersales.evidence.mixin"]
    _order = "number desc, id desc"
    _rec_names_search = ["number", "subject"]
    _check_company_auto = True

    _sealed_states = frozenset({"destroyed"})
    _kept_fields = frozenset({"lent_date", "destroyed_date", "destroyed_user_id"})

    # -- what it is and where it lies
    number = fields.Char(copy=False, tracking=True, help="Empty: the next number is given.")
    subject = fields.Char(required=True, tracking=True)
    category = fields.Selection(
        [
            ("contract", "Contract"),
            ("letter", "Letter"),
            ("personnel", "Personnel"),
            ("equipment", "Equipment"),
            ("finance", "Finance"),
            ("other", "Other"),
        ],
        default="other",
        required=True,
    )
    place = fields.Char("Where It Lies", required=True, tracking=True, help="Room, cupboard, shelf, folder.")
    filed_date = fields.Date("Filed On", required=True, default=lambda self: today_of(self.env.company))
    kept_until = fields.Date(tracking=True, help="Empty: for ever.")
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    note = fields.Text()

    # -- who has it
    borrower_id = fields.Many2one(
        "res.users", "Lent To", index="btree_not_null", check_company=True, domain=[("share", "=", False)], copy=False
    )
    lent_date = fields.Date("Lent On", readonly=True, copy=False)
    due_date = fields.Date("Due Back", copy=False)
    is_overdue = fields.Boolean("Overdue", compute="_compute_is_overdue", search="_search_is_overdue")
    destroyed_date = fields.Date("Destroyed On", readonly=True, copy=False)
    destroyed_user_id = fields.Many2one("res.users", "Destroyed By", readonly=True, copy=False)
    state = fields.Selection(
        [("filed", "In Its Place"), ("lent", "Lent"), ("destroyed", "Destroyed")],
        default="filed",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )

    _number_unique = models.UniqueIndex("(company_id, number)", "This company already has a file with this number.")

    _transitions = {
        "lend": Transition(("filed",), "lent", guard="_check_borrower", effect="_effect_lend"),
        "give_back": Transition(("lent",), "filed", effect="_effect_give_back"),
        "destroy": Transition(
            ("filed",),
            "destroyed",
            ("aftersales_base.group_manager",),
            guard="_check_term_over",
            effect="_effect_destroy",
        ),
    }

    @api.depends("number", "subject")
    def _compute_display_name(self):
        for file in self:
            file.display_name = " ".join(part for part in (file.number, file.subject) if part)

    @api.depends("state", "due_date", "company_id")
    def _compute_is_overdue(self):
        for file in self:
            today = today_of(file.company_id or self.env.company)
            file.is_overdue = file.state == "lent" and bool(file.due_date) and file.due_date < today

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        overdue = Domain("state", "=", "lent") & before_today(self.env.companies, "due_date")
        return Domain.OR(overdue if wanted else ~overdue for wanted in value)

    @api.constrains("kept_until", "filed_date")
    def _check_kept_until(self):
        for file in self:
            if file.kept_until and file.kept_until < file.filed_date:
                raise ValidationError(
                    self.env._(
                        "%(file)s cannot be kept until a day before it was filed on %(date)s.",
                        file=file.display_name,
                        date=file.filed_date,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_registered(self):
        raise UserError(
            self.env._("What stands in the register stays in it. Mark the file as destroyed when its term is over.")
        )

    @api.model_create_multi
    def create(self, vals_list):
        numbers = self.env["ir.sequence"].sudo()  # sudo: the numbers are given by the register, not by the user
        for vals in vals_list:
            if not vals.get("number"):
                vals["number"] = numbers.next_by_code("aftersales.office.file")
        return super().create(vals_list)

    def action_lend(self):
        """Hand the file to the borrower."""
        return self._transit("lend")

    def action_give_back(self):
        """The file is in its place again."""
        return self._transit_batch("give_back")

    def action_destroy(self):
        """The file is destroyed; the entry stays."""
        return self._transit_batch("destroy")

    def _check_may_write(self, vals):
        if "borrower_id" in vals and any(file.state == "lent" for file in self):
            raise UserError(
                self.env._("%(file)s is lent. Take it back before you lend it again.", file=self[:1].display_name)
            )

    def _check_borrower(self):
        if not self.borrower_id:
            raise UserError(self.env._("Say to whom %(file)s is lent.", file=self.display_name))
        if self.due_date and self.due_date < today_of(self.company_id):
            raise UserError(
                self.env._("%(file)s cannot be due back in the past. Enter a later day.", file=self.display_name)
            )

    def _check_term_over(self):
        if not self.kept_until or self.kept_until >= today_of(self.company_id):
            raise UserError(
                self.env._(
                    "%(file)s is to be kept %(term)s. Only then may it be destroyed.",
                    file=self.display_name,
                    term=self.env._("until %(date)s", date=self.kept_until)
                    if self.kept_until
                    else self.env._("for ever"),
                )
            )

    def _effect_lend(self):
        for company, files in self.grouped("company_id").items():
            files.sudo().write({"lent_date": today_of(company)})

    def _effect_give_back(self):
        """Who had it stays in the conversation, by the tracked state and this line."""
        self._message_log_batch(
            {file.id: self.env._("Given back by %(user)s.", user=file.borrower_id.name) for file in self}
        )
        self.sudo().write({"borrower_id": False, "lent_date": False, "due_date": False})

    def _effect_destroy(self):
        for company, files in self.grouped("company_id").items():
            files.sudo().write({"destroyed_date": today_of(company), "destroyed_user_id": self.env.uid})
