from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.aftersales_base.models.store_day import for_each_day, today_of

ESCALATION_SLICE = 100  # activities with their notifications; a slice is through in a few seconds
PREFIXES = {"in": "IN/%(range_year)s/", "out": "OUT/%(range_year)s/"}


class AftersalesCircular(models.Model):
    """A circular on its way: number, readers, answer, end, and what happens when the deadline passes."""

    _inherit = "aftersales.circular"

    def action_distribute(self):
        """Hand the circulars to their readers; those added later get theirs at the next press."""
        return self._transit_batch("distribute")

    def action_deliver(self):
        """Hand circulars that are out already to people and positions added since."""
        self.check_access("write")
        if early := self.filtered(lambda circular: circular.state not in ("distributed", "answered")):
            raise UserError(
                self.env._(
                    "%(circulars)s is not distributed. Distribute it first.",
                    circulars=", ".join(early.mapped("display_name")),
                )
            )
        self._deliver()

    def action_issue(self):
        self._transit("issue")

    def action_close(self):
        return self._transit_batch("close")

    def action_void(self):
        self._transit("void")

    def action_answer(self):
        """Open the answer, a new draft when there is none."""
        self.ensure_one()
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Answer"),
            "res_model": self._name,
            "view_mode": "form",
            "res_id": self.answer_id.id,
        }
        if not self.answer_id:
            action["context"] = self._prepare_answer_context()
        return action

    def action_open_receipts(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("aftersales_org.aftersales_circular_receipt_action")
        return action | {"domain": [("circular_id", "=", self.id)]}

    def _prepare_answer_context(self):
        return {
            "default_direction": "out",
            "default_question_id": self.id,
            "default_company_id": self.company_id.id,
            "default_partner_id": self.partner_id.id,
            "default_category_id": self.category_id.id,
            "default_subject": self.env._("Re: %(subject)s", subject=self.subject),
        }

    # -- numbers

    def _assign_numbers(self, date_field):
        """The next numbers of the register, one series for each company, direction and year."""
        for (company, direction), circulars in self.grouped(lambda each: (each.company_id, each.direction)).items():
            sequence = self._get_sequence(company, direction)
            for circular in circulars:
                # sudo: nobody types a number
                circular.sudo().name = sequence.next_by_id(sequence_date=circular[date_field])

    @api.model
    def _get_sequence(self, company, direction):
        """The series, created with the company's first circular; ``sudo`` since staff do not administer series."""
        code = f"aftersales.circular.{direction}"
        sequences = self.env["ir.sequence"].sudo()
        found = sequences.search([("code", "=", code), ("company_id", "=", company.id)], limit=1)
        return found or sequences.create(
            {
                "name": f"{code} {company.name}",
                "code": code,
                "company_id": company.id,
                "implementation": "no_gap",  # a hole in the register looks like a document taken out
                "prefix": PREFIXES[direction],
                "padding": 4,
                "use_date_range": True,
            }
        )

    def _get_further_readers(self):
        """Whoever has a task reads the circular it comes from."""
        return super()._get_further_readers() | self.task_ids.user_id

    # -- guards and effects

    def _check_issuable(self):
        if not self.body and not self.attachment_ids:
            raise UserError(
                self.env._("%(circular)s is empty. Write its text or attach a document.", circular=self.display_name)
            )

    def _complete_issue(self):
        # sudo: the date is given by issuing, never by hand
        for company, circulars in self.grouped("company_id").items():
            circulars.sudo().issued_date = today_of(company)
        self._assign_numbers("issued_date")
        self.question_id._transit("answer")

    def _check_closable(self):
        if self.needs_answer and self.state != "answered":
            raise UserError(
                self.env._(
                    "%(circular)s expects an answer. Answer it, or take the mark off if none is due any more.",
                    circular=self.display_name,
                )
            )
        if open_tasks := self.task_ids.filtered(lambda task: not task.done_datetime):
            raise UserError(
                self.env._(
                    "%(circular)s still has open tasks: %(tasks)s. Have them done before you close it.",
                    circular=self.display_name,
                    tasks=", ".join(open_tasks.mapped("name")),
                )
            )

    def _check_voidable(self):
        if not self.void_reason:
            raise UserError(
                self.env._("Say why %(circular)s is void: fill in the reason first.", circular=self.display_name)
            )
        if self.answer_id:
            raise UserError(
                self.env._(
                    "%(circular)s has an answer, %(answer)s. Void that draft first.",
                    circular=self.display_name,
                    answer=self.answer_id.display_name,
                )
            )

    # -- deadlines

    @api.model
    def _cron_escalate(self):
        """Report each circular that passes its deadline to the manager, once; goes on where it was stopped."""
        domain = self._get_escalation_domain()
        while circulars := self.search(domain, limit=ESCALATION_SLICE, order="deadline, id"):
            circulars._escalate()
            if not self.env["ir.cron"]._commit_progress(len(circulars), remaining=self.search_count(domain)):
                break

    @api.model
    def _get_escalation_domain(self):
        """Open circulars late by their own company's day, not by the server's."""
        waiting = Domain("escalated_datetime", "=", False) & Domain("state", "in", ("received", "distributed"))
        stores = self.env["res.company"].union(*(company for [company] in self._read_group(waiting, ["company_id"])))
        unfinished = Domain("done_datetime", "=", False)
        late = for_each_day(
            stores,
            lambda day: (
                Domain("deadline", "<", day) | Domain("task_ids", "any", unfinished & Domain("deadline", "<", day))
            ),
        )
        return waiting & late

    def _escalate(self):
        managers = self._get_managers()
        warning = self.env.ref("mail.mail_activity_data_warning")
        self.env["mail.activity"].create(
            [
                {
                    "activity_type_id": warning.id,
                    "summary": self.env._("Past its deadline"),
                    "res_model_id": self.env["ir.model"]._get_id(self._name),
                    "res_id": circular.id,
                    "user_id": managers.get(circular.company_id, circular.user_id).id,
                    "date_deadline": today_of(circular.company_id),
                }
                for circular in self
            ]
        )
        self.write({"escalated_datetime": fields.Datetime.now()})

    def _get_managers(self):
        """Company → user of its after-sales manager, where there is one.

        :rtype: dict
        """
        position = self.env.ref("aftersales_org.position_after_sales_manager")
        # sudo: who manages after-sales is no secret within the company
        employees = (
            self.env["hr.employee"]
            .sudo()
            .search(
                [
                    ("aftersales_position_ids", "in", position.ids),
                    ("company_id", "in", self.company_id.ids),
                    ("user_id.active", "=", True),
                ]
            )
        )
        return {company: holders[0].user_id for company, holders in employees.grouped("company_id").items()}
