from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from odoo.addons.aftersales_base.models.aftersales_transition_mixin import Transition
from odoo.addons.aftersales_base.models.store_day import before_today, today_of

KEEPERS = ("aftersales_base.group_manager", "aftersales_base.group_information_clerk")
INCOMING = ("received", "distributed", "answered", "closed")
OUTGOING = ("draft", "issued")
FINAL = ("issued", "answered", "closed", "void")
IDENTITY = {"name", "direction", "company_id", "registered_date"}
CONTENT = {
    "subject",
    "body",
    "category_id",
    "partner_id",
    "manufacturer_ref",
    "document_date",
    "question_id",
    "attachment_ids",
    "needs_answer",
    "deadline",
}


class AftersalesCircular(models.Model):
    """A document between the store and the manufacturer: registered, distributed, answered, and never lost."""

    _name = "aftersales.circular"
    _description = "Circular"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "aftersales.readership.mixin",
        "aftersales.transition.mixin",
    ]
    _order = "registered_date desc, id desc"
    _rec_names_search = ["name", "subject", "manufacturer_ref"]
    _check_company_auto = True
    _mail_post_access = "read"

    _transitions = {
        "distribute": Transition(("received",), "distributed", KEEPERS, effect="_deliver"),
        "issue": Transition(("draft",), "issued", KEEPERS, guard="_check_issuable", effect="_complete_issue"),
        "answer": Transition(("received", "distributed"), "answered", KEEPERS),
        "close": Transition(("distributed", "answered"), "closed", KEEPERS, guard="_check_closable"),
        "void": Transition(("draft", "received", "distributed"), "void", KEEPERS, guard="_check_voidable"),
    }

    # -- what
    name = fields.Char("Number", readonly=True, copy=False, index="trigram")
    direction = fields.Selection([("in", "Received"), ("out", "Sent")], required=True, default="in")
    subject = fields.Char(required=True, tracking=True)
    body = fields.Html(help="What it says; the papers themselves are attached.")
    category_id = fields.Many2one("aftersales.circular.category", required=True, ondelete="restrict", tracking=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    attachment_ids = fields.Many2many("ir.attachment", string="Documents", copy=False, bypass_search_access=True)
    content = fields.Char("Text", compute="_compute_content", search="_search_content")

    # -- from whom, to whom, when
    partner_id = fields.Many2one(
        "res.partner",
        "Manufacturer",
        required=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
        default=lambda self: self._get_usual_partner(),
    )
    manufacturer_ref = fields.Char("Manufacturer's Number", copy=False, tracking=True, index="trigram")
    document_date = fields.Date("Date on the Document", tracking=True)
    registered_date = fields.Date(
        "Registered",
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: today_of(self.env.company),
        help="Day it was received, or day the draft was begun.",
    )
    issued_date = fields.Date("Issued", readonly=True, copy=False)
    deadline = fields.Date(tracking=True, copy=False, help="Last day for the answer, or for carrying it out.")
    needs_answer = fields.Boolean("Answer Expected", tracking=True)
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        required=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
        tracking=True,
    )

    # -- life
    state = fields.Selection(
        [
            ("received", "Received"),
            ("distributed", "Distributed"),
            ("answered", "Answered"),
            ("closed", "Closed"),
            ("draft", "Draft"),
            ("issued", "Issued"),
            ("void", "Void"),
        ],
        required=True,
        readonly=True,
        copy=False,
        index=True,
        default=lambda self: self._get_first_state({}),
        tracking=True,
        group_expand="_expand_states",
    )
    void_reason = fields.Char("Reason for Voiding", copy=False, tracking=True)
    is_overdue = fields.Boolean("Overdue", compute="_compute_is_overdue", search="_search_is_overdue")
    escalated_datetime = fields.Datetime("Reported to the Manager", readonly=True, copy=False)

    # -- question and answer
    question_id = fields.Many2one(
        "aftersales.circular",
        "Answers",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        copy=False,
        domain="[('direction', '=', 'in'), ('state', 'in', ('received', 'distributed')),"
        " ('company_id', '=', company_id)]",
        tracking=True,
        help="The circular of the manufacturer this one answers.",
    )
    answer_ids = fields.One2many("aftersales.circular", "question_id", "Answered With")
    answer_id = fields.Many2one("aftersales.circular", compute="_compute_answer_id")

    # -- readers and tasks
    position_ids = fields.Many2many(
        "aftersales.position",
        string="Read by Positions",
        compute="_compute_position_ids",
        store=True,
        readonly=False,
    )
    receipt_ids = fields.One2many("aftersales.circular.receipt", "circular_id", "Receipts")
    task_ids = fields.One2many("aftersales.circular.task", "circular_id", "Tasks")
    open_task_count = fields.Integer("Open Tasks", compute="_compute_open_task_count")

    _number_unique = models.UniqueIndex(
        "(company_id, direction, name)",
        "This number was given to another circular a moment ago. Try again.",
    )
    _question_unique = models.UniqueIndex(
        "(question_id) WHERE state != 'void'",
        "This circular has been answered already. Open its answer instead of writing a second one.",
    )
    _manufacturer_ref_unique = models.UniqueIndex(
        "(company_id, partner_id, manufacturer_ref) WHERE direction = 'in' AND state != 'void'",
        "A circular with this number of the manufacturer is in the register already. Search for it.",
    )
    _deadline_index = models.Index("(deadline) WHERE deadline IS NOT NULL")

    @api.depends("name", "subject")
    def _compute_display_name(self):
        for circular in self:
            circular.display_name = " ".join(filter(None, (circular.name, circular.subject)))

    @api.depends("category_id")
    def _compute_position_ids(self):
        for circular in self:
            circular.position_ids |= circular.category_id.position_ids

    def _compute_content(self):
        self.content = False

    def _search_content(self, operator, value):
        """Words in the subject, the text, the numbers, or inside an attached file."""
        if operator not in ("ilike", "like"):
            return NotImplemented
        # sudo: attachments only lead to their circulars, which stay under the user's rules
        files = (
            self.env["ir.attachment"]
            .sudo()
            ._search(
                [("res_model", "=", self._name), "|", ("index_content", operator, value), ("name", operator, value)]
            )
        )
        fields_searched = ("name", "subject", "body", "manufacturer_ref")
        return Domain.OR(
            [
                *(Domain(name, operator, value) for name in fields_searched),
                Domain("id", "in", files.subselect("res_id")),
            ]
        )

    @api.depends("deadline", "state")
    def _compute_is_overdue(self):
        for circular in self:
            is_late = bool(circular.deadline) and circular.deadline < today_of(circular.company_id or self.env.company)
            circular.is_overdue = is_late and circular.state not in FINAL

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = before_today(self.env.companies, "deadline") & Domain("state", "not in", FINAL)
        return Domain.OR(late if wanted else ~late for wanted in value)

    @api.depends("answer_ids.state")
    def _compute_answer_id(self):
        for circular in self:
            circular.answer_id = circular.answer_ids.filtered(lambda answer: answer.state != "void")[:1]

    @api.depends("task_ids.done_datetime")
    def _compute_open_task_count(self):
        # sudo: how much is still to be done is known to everybody who reads it
        counts = dict(
            self.env["aftersales.circular.task"]
            .sudo()
            ._read_group([("circular_id", "in", self.ids), ("done_datetime", "=", False)], ["circular_id"], ["__count"])
        )
        for circular in self:
            circular.open_task_count = counts.get(circular, 0)

    @api.constrains("deadline", "registered_date", "document_date", "direction")
    def _check_dates(self):
        for circular in self:
            begin = circular.document_date or circular.registered_date
            if circular.deadline and circular.deadline < begin:
                raise ValidationError(
                    self.env._(
                        "The deadline of %(circular)s, %(deadline)s, lies before its date, %(begin)s. "
                        "Correct one of the two.",
                        circular=circular.display_name,
                        deadline=circular.deadline,
                        begin=begin,
                    )
                )

    @api.constrains("needs_answer", "deadline", "direction")
    def _check_answer_has_deadline(self):
        if lacking := self.filtered(lambda each: each.direction == "in" and each.needs_answer and not each.deadline):
            raise ValidationError(
                self.env._(
                    "%(circulars)s expects an answer. Say by which day in the deadline.",
                    circulars=", ".join(lacking.mapped("display_name")),
                )
            )

    @api.constrains("question_id", "direction")
    def _check_question(self):
        for answer in self.filtered("question_id"):
            question = answer.question_id
            if answer.direction != "out" or question.direction != "in":
                raise ValidationError(
                    self.env._(
                        "Only a circular that is sent answers one that was received; %(answer)s does not.",
                        answer=answer.display_name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._(
                "%(circulars)s stays in the register. If it was registered by mistake, void it and say why.",
                circulars=", ".join(self.mapped("display_name")),
            )
        )

    @api.model_create_multi
    def create(self, vals_list):
        self._check_unanswered(vals_list)
        for vals in vals_list:
            vals |= {"name": False, "state": self._get_first_state(vals)}
        circulars = super().create(vals_list)
        circulars.filtered(lambda circular: circular.direction == "in")._assign_numbers("registered_date")
        circulars._adopt_attachments()
        return circulars

    def _get_first_state(self, vals):
        direction = vals.get("direction") or self.default_get(["direction"])["direction"]
        return "draft" if direction == "out" else "received"

    def write(self, vals):
        self._check_editable(vals)
        self._check_unanswered([vals])
        result = super().write(vals)
        if "attachment_ids" in vals:
            self._adopt_attachments()
        return result

    def _check_editable(self, vals):
        """What is in the register keeps its identity; what was sent or settled keeps its words."""
        if self.env.su:
            return
        frozen = self if IDENTITY & vals.keys() else self.filtered(lambda circular: circular.state in FINAL)
        if frozen and (IDENTITY | CONTENT) & vals.keys():
            raise UserError(
                self.env._(
                    "%(circulars)s is evidence and keeps its number, date and text. Register another circular instead.",
                    circulars=", ".join(frozen.mapped("display_name")),
                )
            )

    def _check_unanswered(self, vals_list):
        """Before the database says it in fewer words: which answer a circular has already."""
        questions = [vals["question_id"] for vals in vals_list if vals.get("question_id")]
        if not questions:
            return
        # sudo: an answer counts whoever may see it
        other = self.sudo().search(
            [("question_id", "in", questions), ("state", "!=", "void"), ("id", "not in", self.ids)], limit=1
        )
        if other:
            raise UserError(
                self.env._(
                    "%(question)s is answered by %(other)s already. Open that one; if it is wrong and still "
                    "a draft, void it first.",
                    question=other.question_id.display_name,
                    other=other.display_name,
                )
            )

    @api.constrains("subject")
    def _check_subject(self):
        if self.filtered(lambda circular: not circular.subject.strip()):
            raise ValidationError(self.env._("What is the circular about? Enter its subject."))

    @api.model
    def _get_usual_partner(self):
        return self.search([("company_id", "=", self.env.company.id)], limit=1).partner_id

    @api.model
    def _expand_states(self, states, domain):
        return list(OUTGOING if self.env.context.get("default_direction") == "out" else INCOMING)

    def _adopt_attachments(self):
        """Files picked while the circular was not saved yet belong to it, so that its readers may open them."""
        for circular in self:
            # sudo: only files the user could put into the field
            strays = circular.attachment_ids.sudo().filtered(lambda file: not file.res_id)
            if strays:
                strays.write({"res_model": self._name, "res_id": circular.id})
