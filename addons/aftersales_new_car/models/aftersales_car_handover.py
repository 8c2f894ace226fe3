from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from odoo.addons.aftersales_base.models.aftersales_transition_mixin import Transition
from odoo.addons.aftersales_base.models.store_day import day_of, today_of

PAPERS = 100  # a customer gets some ten
CANCELLERS = ("aftersales_base.group_car_purchaser", "aftersales_base.group_manager")


class AftersalesCarHandover(models.Model):
    """A sold car on its way to its customer: checked, invoiced, papers and keys given, signed for.

    What it notes starts every period of the car: the day of the invoice and the day of the delivery.
    """

    _name = "aftersales.car.handover"
    _description = "Handover of a New Car"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "aftersales.checklist.mixin",
        "aftersales.numbered.mixin",
        "aftersales.noted.plate.mixin",
        "aftersales.evidence.mixin",
    ]
    _order = "planned_datetime desc, id desc"
    _check_company_auto = True

    _sealed_states = frozenset({"handed_over", "cancelled"})
    _kept_fields = frozenset({"handover_datetime", "handed_over_by_id", "order_line_id", "returned_date"})
    _transitions = {
        "prepare": Transition(("planned",), "ready", guard="_check_prepared"),
        "reopen": Transition(("ready",), "planned"),
        "hand_over": Transition(("ready",), "handed_over", guard="_check_may_leave", effect="_effect_hand_over"),
        "cancel": Transition(("planned", "ready"), "cancelled", CANCELLERS, effect="_effect_cancel"),
    }

    company_id = fields.Many2one(related="order_line_id.company_id", store=True, index=True, precompute=True)
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("ready", "Ready"),
            ("handed_over", "Handed Over"),
            ("cancelled", "Cancelled"),
        ],
        default="planned",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )

    # -- which car, for whom
    order_line_id = fields.Many2one("sale.order.line", required=True, readonly=True, index=True, ondelete="restrict")
    order_id = fields.Many2one(related="order_line_id.order_id", store=True, index=True)
    partner_id = fields.Many2one(related="order_line_id.order_partner_id", string="Customer", store=True, index=True)
    product_id = fields.Many2one(related="order_line_id.product_id", string="Car Model")
    lot_id = fields.Many2one(
        "stock.lot",
        "VIN",
        compute="_compute_lot_id",
        store=True,
        index=True,
        ondelete="restrict",
        help="The car chosen on the order; when it was cancelled, the one it was for.",
    )
    vehicle_id = fields.Many2one(related="lot_id.vehicle_id", string="Vehicle", store=True, index=True)

    # -- the appointment
    planned_datetime = fields.Datetime("Appointment", tracking=True)
    user_id = fields.Many2one(
        "res.users",
        "Handed Over By",
        default=lambda self: self.env.user,
        check_company=True,
        help="Who explains the car to the customer.",
    )

    # -- what goes with the car
    is_car_checked = fields.Boolean(compute="_compute_is_car_checked", help="The last check of the car was passed.")
    paper_ids = fields.One2many("aftersales.car.handover.paper", "handover_id", "Papers")
    key_count = fields.Integer("Keys", default=2, aggregator=None)
    odometer = fields.Integer("Mileage (km)", aggregator=None)
    plate = fields.Char(help="The plate or temporary plate the car leaves with, if it has one.")

    # -- what happened
    invoice_date = fields.Date(compute="_compute_invoice_date", help="Day of the customer's invoice for this car.")
    signature = fields.Binary("Customer's Signature", copy=False, attachment=True)
    handover_datetime = fields.Datetime("Handed Over On", readonly=True, copy=False)
    handed_over_by_id = fields.Many2one("res.users", "Signed For With", readonly=True, copy=False)
    returned_date = fields.Date("Taken Back On", readonly=True, copy=False, tracking=True)
    note = fields.Text("Agreed with the Customer")

    _line_once = models.UniqueIndex(
        "(order_line_id) WHERE state != 'cancelled'", "There is already a handover of this car on the order."
    )
    _keys_not_negative = models.Constraint("CHECK(key_count >= 0)", "The number of keys cannot be less than 0.")
    _odometer_not_negative = models.Constraint("CHECK(odometer >= 0)", "The mileage cannot be less than 0.")

    @api.depends(
        "order_line_id.invoice_lines.move_id.state",
        "order_line_id.invoice_lines.move_id.payment_state",
        "order_line_id.invoice_lines.move_id.invoice_date",
    )
    def _compute_invoice_date(self):
        for handover in self:
            # sudo: who hands cars over need not see the books; the day of the invoice stands on the customer's papers
            invoices = handover.sudo().order_line_id.invoice_lines.move_id
            valid = invoices.filtered(
                lambda move: (
                    move.state == "posted" and move.move_type == "out_invoice" and move.payment_state != "reversed"
                )
            )
            handover.invoice_date = min(valid.mapped("invoice_date"), default=False)

    @api.depends("order_line_id.car_lot_id")
    def _compute_lot_id(self):
        for handover in self:
            handover.lot_id = handover.lot_id if handover.state == "cancelled" else handover.order_line_id.car_lot_id

    @api.depends("checklist_ids.state", "checklist_ids.is_passed", "checklist_ids.done_datetime")
    def _compute_is_car_checked(self):
        for handover in self:
            done = handover.checklist_ids.filtered(lambda checklist: checklist.state == "done")
            handover.is_car_checked = bool(done) and done.sorted("done_datetime")[-1].is_passed

    @api.constrains("planned_datetime")
    def _check_planned(self):
        for handover in self.filtered("planned_datetime"):
            if day_of(handover.company_id, handover.planned_datetime) < day_of(
                handover.company_id, handover.create_date
            ):
                raise ValidationError(
                    self.env._(
                        "The appointment of %(name)s lies before its order. Choose a later time.", name=handover.name
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_unused(self):
        raise UserError(self.env._("Handovers are part of the car's history. Cancel it instead of deleting it."))

    @api.model_create_multi
    def create(self, vals_list):
        """Handovers come from confirmed orders, each with the papers a car needs."""
        if not self.env.su:
            raise UserError(self.env._("A handover comes with its sales order: confirm the order of the car."))
        papers = self.env["aftersales.car.paper"].search([], limit=PAPERS)
        for vals in vals_list:
            vals.setdefault("paper_ids", [Command.create({"paper_id": paper.id}) for paper in papers])
        return super().create(vals_list)

    # -- buttons

    def action_prepare(self):
        """The car is checked and its papers are complete."""
        return self._transit_batch("prepare")

    def action_reopen(self):
        """Something is missing after all."""
        return self._transit("reopen")

    def action_hand_over(self):
        """The customer has signed and drives off."""
        return self._transit("hand_over")

    def action_cancel(self):
        """The customer does not take the car."""
        return self._transit("cancel")

    def action_check_car(self):
        """Open the inspection of this car, or plan it."""
        self.ensure_one()
        self.check_access("write")
        checklist = self.checklist_ids.filtered(lambda checklist: checklist.state != "cancelled")[:1]
        if not checklist:
            template = self.env.ref("aftersales_new_car.checklist_template_handover")
            checklist = self._create_checklists(template, company_id=self.company_id.id)
        if checklist.state == "planned":
            checklist.action_start()
        return {
            "type": "ir.actions.act_window",
            "res_model": "aftersales.checklist",
            "res_id": checklist.id,
            "views": [(False, "form")],
        }

    def action_open_vehicle(self):
        return self.lot_id.action_open_vehicle()

    # -- what the car's own records ask

    def _is_begun(self):
        """Whether something has been prepared for the car that is chosen now."""
        self.ensure_one()
        given = self.paper_ids.filtered(lambda paper: paper.is_given or paper.number)
        return self.state in ("planned", "ready") and bool(self.checklist_ids or given or self.signature)

    def _prepare_anew_vals(self):
        """The same appointment, for another car."""
        self.ensure_one()
        lies_ahead = self.planned_datetime and self.planned_datetime > fields.Datetime.now()
        return {
            "order_line_id": self.order_line_id.id,
            "planned_datetime": lies_ahead and self.planned_datetime,
            "user_id": self.user_id.id,
            "note": self.note,
        }

    def _note_replaced_by(self, other):
        """Tell on both why one was cancelled and the other planned."""
        for handover, counterpart in ((self, other), (other, self)):
            handover.message_post(body=self._describe_exchange(other.lot_id, counterpart))

    def _describe_exchange(self, new, counterpart):
        """One may be planned anew before its car is chosen, or was begun before."""
        names = {"old": self.lot_id.name, "new": new.name, "handover": counterpart.name}
        if not new:
            return self.env._(
                "Car %(old)s was taken off the order, another is not chosen yet: see %(handover)s.", **names
            )
        if not self.lot_id:
            return self.env._("Car %(new)s has been chosen on the order: see %(handover)s.", **names)
        return self.env._("The order now has car %(new)s instead of %(old)s: see %(handover)s.", **names)

    def _filter_open(self):
        """Those that are still to come."""
        return self.filtered(lambda handover: handover.state in ("planned", "ready"))

    def _filter_gone(self):
        return self.filtered_domain(self._get_gone_domain())

    @api.model
    def _get_gone_domain(self):
        """The customer has the car: handed over and not given back."""
        return Domain("state", "=", "handed_over") & Domain("returned_date", "=", False)

    # -- guards

    def _check_papers_open(self):
        if sealed := self.filtered(lambda handover: handover.state in self._sealed_states):
            raise UserError(self.env._("%(name)s is closed: its papers stay as they are.", name=sealed[0].display_name))

    def _check_prepared(self):
        if not self.lot_id:
            raise UserError(
                self.env._(
                    "Choose the car of %(name)s by its VIN in the column “Car (VIN)” of order %(order)s.",
                    name=self.name,
                    order=self.order_id.name,
                )
            )
        if not self.vehicle_id:
            raise UserError(
                self.env._(
                    "Car %(vin)s has not been received yet. Enter its VIN under New Cars ‣ Arrivals first.",
                    vin=self.lot_id.name,
                )
            )
        if not self.is_car_checked:
            raise UserError(
                self.env._("Car %(vin)s has not passed its check. Press “Check the Car” first.", vin=self.lot_id.name)
            )
        if missing := self._find_missing_papers():
            raise UserError(
                self.env._(
                    "These papers are missing: %(papers)s. Hand them over and tick them in the tab “Papers”.",
                    papers=", ".join(missing.mapped("name")),
                )
            )
        if not self.key_count:
            raise UserError(
                self.env._("Count the keys of car %(vin)s and enter them under “Keys”.", vin=self.lot_id.name)
            )

    def _find_missing_papers(self):
        """Papers that go with every car and are not given, also those the list was given since this was planned."""
        required = self.env["aftersales.car.paper"].search([("is_required", "=", True)])
        lines = self.paper_ids
        return (required | lines.filtered("is_required").paper_id) - lines.filtered("is_given").paper_id

    def _check_may_leave(self):
        self._check_prepared()
        if not self.invoice_date:
            raise UserError(
                self.env._(
                    "Order %(order)s has no posted invoice for this car: its periods start with it. %(people)s can "
                    "invoice it: “Invoice the Car” stands on this handover.",
                    order=self.order_id.name,
                    people=self._name_invoicers(),
                )
            )
        if self.invoice_date > today_of(self.company_id):
            raise UserError(
                self.env._(
                    "The invoice of order %(order)s is dated %(date)s, a day to come: the car's periods start with it. "
                    "Hand the car over on that day, or ask %(people)s to correct the date.",
                    order=self.order_id.name,
                    date=format_date(self.env, self.invoice_date),
                    people=self._name_invoicers(),
                )
            )
        if not self.signature:
            raise UserError(
                self.env._(
                    "The customer has not signed for car %(vin)s yet. The pad to sign on is in the tab “Signature” of "
                    "this handover.",
                    vin=self.lot_id.name,
                )
            )

    # -- effects

    def _effect_cancel(self):
        # sudo: its unfinished checks go with it, whoever was to make them
        self.sudo().checklist_ids.filtered(lambda check: check.state in ("planned", "in_progress"))._transit("cancel")

    def _effect_hand_over(self):
        """``sudo``: stock, vehicle file and this note are written by the step; the right to it is checked before."""
        now = fields.Datetime.now()
        for handover in self.sudo():
            handover.write(
                {
                    "handover_datetime": now,
                    "handed_over_by_id": self.env.uid,
                    "user_id": handover.user_id.id or self.env.uid,
                }
            )
            handover._ship()
            handover._start_customer_file()

    def _ship(self):
        """Send this car out of stock by every step the warehouse delivers in, unless it has done so."""
        while moves := self.order_line_id.move_ids.filtered(lambda move: move.state not in ("done", "cancel")):
            moves._action_assign()
            lines = moves.move_line_ids.filtered(lambda line: line.lot_id == self.lot_id)
            if not lines:
                raise UserError(
                    self.env._(
                        "Car %(vin)s is not free in the warehouse of order %(order)s; it stands in %(place)s. Have it "
                        "moved to that warehouse, or release it from the transfer that holds it.",
                        vin=self.lot_id.name,
                        order=self.order_id.name,
                        place=self.lot_id.location_id.display_name or self.env._("no place of ours"),
                    )
                )
            lines.move_id.picked = True
            lines.move_id._action_done()

    def _start_customer_file(self):
        """The car's file belongs to the customer from now on, with the days that start its periods."""
        day = today_of(self.company_id)
        self.vehicle_id.write(self._prepare_vehicle_vals(day))
        self.vehicle_id._change_owner(self.partner_id, day)
        self.vehicle_id._write_ownership({"acquisition": "new"})
        if self.odometer:
            self.env["aftersales.vehicle.odometer"].create(
                {"vehicle_id": self.vehicle_id.id, "date": day, "value": self.odometer, "source": "handover"}
            )

    def _prepare_vehicle_vals(self, day):
        self.ensure_one()
        vals = {"invoice_date": self.invoice_date, "delivery_date": day, "key_count": self.key_count}
        return {**vals, "plate": self.plate} if self.plate else vals
