from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.aftersales_base.models.aftersales_transition_mixin import Transition
from odoo.addons.aftersales_base.models.store_day import today_of

from ..rules import plate


class AftersalesVehicleTransfer(models.Model):
    """A car goes from one owner to the next: papers seen, plate kept or changed, mileage, the new owner's consent."""

    _name = "aftersales.vehicle.transfer"
    _description = "Transfer of Ownership"
    _inherit = ["mail.thread", "mail.activity.mixin", "aftersales.noted.plate.mixin", "aftersales.evidence.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True
    _noted_plate = "new_plate"
    _sealed_states = frozenset({"done", "cancelled"})
    _kept_fields = frozenset({"old_owner_id", "old_plate", "done_user_id"})

    _transitions = {
        "finish": Transition(("draft",), "done", guard="_check_ready", effect="_hand_over"),
        "cancel": Transition(("draft",), "cancelled"),
    }

    vehicle_id = fields.Many2one(
        "aftersales.vehicle",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    state = fields.Selection(
        [("draft", "Draft"), ("done", "Done"), ("cancelled", "Cancelled")],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        tracking=True,
        group_expand=True,
    )
    date = fields.Date(
        "Transferred On",
        required=True,
        default=lambda self: today_of(self.env.company),
        help="Day of the entry in the registration certificate.",
    )
    done_user_id = fields.Many2one("res.users", "Done By", readonly=True, copy=False)

    # -- from whom to whom
    old_owner_id = fields.Many2one(
        "res.partner",
        "Owner Before",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        groups="aftersales_base.group_manager,aftersales_base.group_cs_representative,"
        "aftersales_base.group_information_clerk,aftersales_base.group_customer_relations_specialist",
    )
    new_owner_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )

    # -- the car on that day
    is_plate_kept = fields.Boolean("Plate Goes With the Car", default=True)
    old_plate = fields.Char("Plate Before", readonly=True, copy=False)
    new_plate = fields.Char(copy=False)
    mileage = fields.Integer("Mileage (km)", aggregator=None)
    mileage_warning = fields.Char(compute="_compute_mileage_warning")
    mileage_reason = fields.Char(
        "Why It Is Lower",
        copy=False,
        help="Such as: odometer replaced, the last reading was wrong. It stands on the reading, which is kept and "
        "does not count until somebody confirms it.",
    )
    open_work = fields.Char(compute="_compute_open_work", help="Work under way on the car; it keeps its customer.")
    has_registration_certificate = fields.Boolean("Registration Certificate Seen")
    has_licence = fields.Boolean("Vehicle Licence Seen")
    has_identity = fields.Boolean("Identity of the New Owner Seen")
    note = fields.Text("Remarks")

    # -- what the new owner agrees to
    has_consent = fields.Boolean("New Owner Agrees to Service Messages")
    consent_channel = fields.Selection(
        lambda self: self.env["aftersales.privacy.consent"]._fields["channel"]._description_selection(self.env),
        default="paper",
    )
    consent_version = fields.Char("Version of the Text")

    _mileage_positive = models.Constraint("CHECK(mileage >= 0)", "Mileage is not negative.")

    @api.depends("vehicle_id", "date")
    def _compute_display_name(self):
        for transfer in self:
            day = transfer.date and fields.Date.to_string(transfer.date)
            vehicle = transfer.vehicle_id.display_name
            transfer.display_name = vehicle and " · ".join(filter(None, [vehicle, day]))

    @api.depends("vehicle_id.odometer_ids.flag", "mileage", "date", "state")
    def _compute_mileage_warning(self):
        for transfer in self:
            transfer.mileage_warning = transfer.state == "draft" and transfer._find_mileage_doubt()

    @api.depends("vehicle_id", "state")
    def _compute_open_work(self):
        drafts = self.filtered(lambda transfer: transfer.state == "draft")
        under_way = drafts._name_open_work()
        for transfer in self:
            transfer.open_work = transfer in drafts and under_way.get(transfer.vehicle_id._origin.id)

    @api.depends("is_plate_kept", "state")
    def _compute_plate_warning(self):
        asked = self.filtered(lambda transfer: transfer.state == "draft" and not transfer.is_plate_kept)
        (self - asked).plate_warning = False
        return super(AftersalesVehicleTransfer, asked)._compute_plate_warning()

    @api.constrains("vehicle_id", "new_owner_id")
    def _check_new_owner(self):
        for transfer in self.filtered(lambda transfer: transfer.state == "draft"):
            transfer._check_people()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if kept := self.filtered(lambda transfer: transfer.state != "draft"):
            raise UserError(
                self.env._(
                    "The transfer of %(vehicles)s stays on record.",
                    vehicles=", ".join(kept.vehicle_id.mapped("display_name")),
                )
            )

    def action_finish(self):
        """The car belongs to the new owner from the day of the transfer on."""
        return self._transit_batch("finish")

    def action_cancel(self):
        return self._transit_batch("cancel")

    # -- guards

    def _check_ready(self):
        self._check_people()
        self._check_date()
        self._check_papers()
        self._check_plate()
        self._check_mileage()
        if self.has_consent and not self.consent_version:
            raise UserError(
                self.env._("To which version of the text did %(owner)s agree? Enter it.", owner=self.new_owner_id.name)
            )

    def _check_plate(self):
        if self.is_plate_kept:
            return
        new = plate.normalise(self.new_plate)
        if new in ("", self.vehicle_id.plate):
            raise UserError(
                self.env._(
                    "Which plate does %(vehicle)s carry now? Enter it, or tick that the plate goes with the car.",
                    vehicle=self.vehicle_id.display_name,
                )
            )

    def _check_mileage(self):
        """A reading that runs backwards is no secret between the sale and the next visit."""
        doubt = self._find_mileage_doubt()
        if doubt and not (self.mileage_reason or "").strip():
            raise UserError(
                self.env._(
                    "%(vehicle)s: %(doubt)s Read the odometer again, or write down why it is lower.",
                    vehicle=self.vehicle_id.display_name,
                    doubt=doubt,
                )
            )

    def _find_mileage_doubt(self):
        return self.vehicle_id._find_reading_doubt(self.mileage, self.date) if self.date else None

    def _check_people(self):
        if self.vehicle_id.owner_id == self.new_owner_id:
            raise ValidationError(
                self.env._(
                    "%(vehicle)s belongs to %(owner)s already. Choose the new owner.",
                    vehicle=self.vehicle_id.display_name,
                    owner=self.new_owner_id.name,
                )
            )

    def _check_date(self):
        if self.date > today_of(self.company_id):
            raise UserError(
                self.env._(
                    "%(vehicle)s: the transfer lies in the future. Enter the day of the entry in the certificate.",
                    vehicle=self.vehicle_id.display_name,
                )
            )
        last = self._get_last_change()
        if last and self.date < last:
            raise UserError(
                self.env._(
                    "%(vehicle)s changed hands on %(last)s; a transfer on %(date)s lies before that. Correct the day.",
                    vehicle=self.vehicle_id.display_name,
                    last=fields.Date.to_string(last),
                    date=fields.Date.to_string(self.date),
                )
            )

    def _get_last_change(self):
        """Since when the car has the owner it has."""
        # sudo: the days count whoever may see the people
        lines = self.env["aftersales.vehicle.owner.history"].sudo().search([("vehicle_id", "=", self.vehicle_id.id)])
        return max((day for line in lines for day in (line.date_from, line.date_to) if day), default=None)

    def _check_papers(self):
        if not (self.has_registration_certificate and self.has_identity):
            raise UserError(
                self.env._(
                    "%(vehicle)s: look at the registration certificate and at the new owner's identity card first, "
                    "and tick both.",
                    vehicle=self.vehicle_id.display_name,
                )
            )

    # -- the effect

    def _hand_over(self):
        self._log_open_work()
        for transfer in self.sorted(lambda transfer: (transfer.date, transfer.id)):
            vehicle = transfer.vehicle_id
            # sudo: kept by the system, see ``_kept_fields``
            transfer.sudo().write(
                {"old_owner_id": vehicle.owner_id.id, "old_plate": vehicle.plate, "done_user_id": self.env.uid}
            )
            transfer._end_contacts()
            vehicle.write(transfer._prepare_vehicle_vals())
            vehicle._change_owner(transfer.new_owner_id, transfer.date)
            if not transfer.is_plate_kept:
                vehicle._change_plate(transfer.new_plate, transfer.date)
        self._record_mileage()
        self._record_consents()

    def _end_contacts(self):
        """The owner before is nobody's driver or sender of this car any more."""
        contacts = self.env["aftersales.vehicle.contact"].search(
            [
                ("vehicle_id", "=", self.vehicle_id.id),
                ("partner_id", "=", self.vehicle_id.owner_id.id),
                ("date_to", "=", False),
            ]
        )
        for contact in contacts:
            contact.date_to = max(contact.date_from or self.date, self.date)

    def _prepare_vehicle_vals(self):
        """Hook: what else of the owner before ends with the transfer."""
        before = self.vehicle_id.owner_id
        return {name: False for name in ("driver_id", "payer_id") if before and self.vehicle_id[name] == before}

    def _record_mileage(self):
        """A reading that runs backwards is flagged as any other, with the reason given here."""
        doubts = {transfer: transfer._find_mileage_doubt() for transfer in self}
        self.env["aftersales.vehicle"]._record_odometer(
            [transfer._prepare_reading(doubts[transfer]) for transfer in self if transfer.mileage]
        )
        self._log_texts(
            {
                transfer.id: self.env._(
                    "%(doubt)s The reading is kept as lower than before and does not count until somebody confirms "
                    "it. Reason: %(reason)s",
                    doubt=doubt,
                    reason=transfer.mileage_reason,
                )
                for transfer, doubt in doubts.items()
                if doubt
            }
        )

    def _prepare_reading(self, doubt):
        self.ensure_one()
        return {
            "vehicle_id": self.vehicle_id.id,
            "value": self.mileage,
            "date": self.date,
            "source": "transfer",
            "reason": doubt and self.mileage_reason,
        }

    def _log_open_work(self):
        """What the draft showed stays readable afterwards."""
        under_way = self._name_open_work()
        self._log_texts(
            {
                transfer.id: self.env._(
                    "Under way on the car at its transfer: %(orders)s. It keeps its customer.",
                    orders=under_way[transfer.vehicle_id.id],
                )
                for transfer in self
                if transfer.vehicle_id.id in under_way
            }
        )

    def _name_open_work(self):
        """Id of the car → what is under way on it, for people."""
        found = self.vehicle_id._origin._find_open_work()
        return {car: ", ".join(row["value"] for row in rows) for car, rows in found.items()}

    def _log_texts(self, texts):
        self.browse(texts)._message_log_batch(bodies=texts)

    def _record_consents(self):
        for transfer in self.filtered("has_consent"):
            self.env["aftersales.privacy.consent"]._give(
                transfer.new_owner_id,
                "service",
                transfer.company_id,
                {
                    "channel": transfer.consent_channel,
                    "text_version": transfer.consent_version,
                    "given_date": transfer.date,
                },
            )
