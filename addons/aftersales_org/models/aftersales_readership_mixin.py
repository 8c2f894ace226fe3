from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.aftersales_base.models.locking import lock


class AftersalesReadershipMixin(models.AbstractModel):
    """A document of a company that positions and people must read; a receipt says who has.

    A model adds ``receipt_ids``, a One2many to receipts with ``user_id`` and ``read_datetime``, and calls
    ``_deliver`` when the document goes out; a second call reaches only who was added since.
    """

    _name = "aftersales.readership.mixin"
    _description = "Readers and Receipts"

    position_ids = fields.Many2many("aftersales.position", string="Read by Positions")
    user_ids = fields.Many2many("res.users", string="Further Readers", copy=False)
    reader_count = fields.Integer("Readers", compute="_compute_reader_count")
    read_count = fields.Integer("Have Read", compute="_compute_reader_count")
    is_to_read = fields.Boolean("To Read", compute="_compute_is_to_read", search="_search_is_to_read")

    @api.depends(lambda self: ["receipt_ids.read_datetime"] if "receipt_ids" in self._fields else [])
    def _compute_reader_count(self):
        receipts, document = self._get_receipts()
        counts = {
            record.id: numbers
            for record, *numbers in receipts._read_group(
                [(document, "in", self.ids)], [document], ["__count", "read_datetime:count"]
            )
        }
        for record in self:
            record.reader_count, record.read_count = counts.get(record.id, (0, 0))

    @api.depends(lambda self: ["receipt_ids.read_datetime"] if "receipt_ids" in self._fields else [])
    @api.depends_context("uid")
    def _compute_is_to_read(self):
        waiting = self.search([("id", "in", self.ids), ("is_to_read", "=", True)])
        for record in self:
            record.is_to_read = record in waiting

    def _search_is_to_read(self, operator, value):
        if operator != "in":
            return NotImplemented
        waiting = Domain("receipt_ids", "any", [("user_id", "=", self.env.uid), ("read_datetime", "=", False)])
        return Domain.OR(waiting if wanted else ~waiting for wanted in value)

    def action_mark_read(self):
        """The current user has read these documents."""
        self.check_access("read")
        receipts, document = self._get_receipts()
        mine = receipts.search(
            [(document, "in", self.ids), ("user_id", "=", self.env.uid), ("read_datetime", "=", False)]
        )
        lock(mine)
        mine.write({"read_datetime": fields.Datetime.now()})
        self.invalidate_recordset(["is_to_read", "read_count"])

    def _get_receipts(self):
        """The model of the receipts, and its field that names the document.

        With sudo: how many have read is known to every reader, and a receipt is written by delivering and reading only.
        """
        field = self._fields["receipt_ids"]
        return self.env[field.comodel_name].sudo(), field.inverse_name

    def _deliver(self):
        """A receipt for every reader who has none yet, and a notice to them."""
        readers = self._get_readers()
        self._check_readers(readers)
        receipts, document = self._get_receipts()
        held = {(receipt[document], receipt.user_id) for receipt in receipts.search([(document, "in", self.ids)])}
        new = {
            record: users.filtered(lambda user, record=record: (record, user) not in held)
            for record, users in readers.items()
        }
        receipts.create([{document: record.id, "user_id": user.id} for record, users in new.items() for user in users])
        for record, users in new.items():
            record._notify_readers(users)

    def _notify_readers(self, users):
        if partners := (users - self.env.user).partner_id:
            self.message_notify(
                partner_ids=partners.ids,
                subject=self.display_name,
                body=self.env._("%(document)s is to be read by you.", document=self.display_name),
            )

    def _get_readers(self):
        """Document → users who must read it: holders of its positions today, and further readers.

        :rtype: dict
        """
        # sudo: who holds a position is no secret within the company
        employees = (
            self.env["hr.employee"]
            .sudo()
            .search(
                [
                    ("aftersales_position_ids", "in", self.position_ids.ids),
                    ("company_id", "in", self.company_id.ids),
                    ("user_id.active", "=", True),
                ]
            )
        )
        return {
            record: record._get_further_readers()
            | employees.filtered(
                lambda employee, record=record: (
                    employee.company_id == record.company_id and employee.aftersales_position_ids & record.position_ids
                )
            ).user_id.sudo(False)
            for record in self
        }

    def _get_further_readers(self):
        """Hook: users who read the document whatever position they hold."""
        return self.user_ids

    def _check_readers(self, readers):
        for record, users in readers.items():
            if not users:
                raise UserError(
                    self.env._(
                        "Nobody would read %(document)s: no holder of its positions has a login. "
                        "Choose other positions, or name further readers.",
                        document=record.display_name,
                    )
                )
            # sudo: the companies of a user are hidden from colleagues
            if outside := users.filtered(lambda user, record=record: record.company_id not in user.sudo().company_ids):
                raise UserError(
                    self.env._(
                        "%(people)s may not see documents of %(company)s. Take them off %(document)s, or have an "
                        "administrator open the company to them.",
                        people=", ".join(outside.mapped("name")),
                        company=record.company_id.name,
                        document=record.display_name,
                    )
                )
