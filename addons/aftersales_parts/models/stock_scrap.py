from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

MANAGER = "aftersales_base.group_manager"


class StockScrap(models.Model):
    """A part is scrapped with its reason; what is worth more is approved by a manager."""

    _name = "stock.scrap"
    _inherit = ["stock.scrap", "mail.activity.mixin"]

    is_part = fields.Boolean(related="product_id.is_part")
    currency_id = fields.Many2one(related="company_id.currency_id")
    lot_id = fields.Many2one(compute="_compute_lot_id", store=True, readonly=False, precompute=True)
    scrap_value = fields.Monetary(
        "Value",
        compute="_compute_scrap_value",
        help="Cost of what is scrapped; once done, what was booked.",
    )
    needs_approval = fields.Boolean(compute="_compute_needs_approval")
    approval_asked_by_id = fields.Many2one("res.users", "Asked By", readonly=True, copy=False)
    approved_by_id = fields.Many2one("res.users", readonly=True, copy=False)

    @api.depends("product_id", "scrap_qty", "product_uom_id", "company_id", "move_ids.value")
    def _compute_scrap_value(self):
        for scrap in self:
            product = scrap.product_id.with_company(scrap.company_id)
            quantity = scrap.product_uom_id._compute_quantity(scrap.scrap_qty, product.uom_id) if product else 0.0
            booked = sum(scrap.sudo().move_ids.mapped("value"))  # sudo: what it cost, without the moves' accounts
            scrap.scrap_value = booked or scrap.company_id.currency_id.round(quantity * product.standard_price)

    @api.depends("scrap_value", "product_id.is_part", "company_id", "approved_by_id")
    def _compute_needs_approval(self):
        for scrap in self:
            limit = scrap.company_id.scrap_approval_value
            scrap.needs_approval = scrap.is_part and scrap.scrap_value >= limit and not scrap.approved_by_id

    @api.depends("product_id")
    def _compute_location_id(self):
        """A part is scrapped from the bin where it lies, below the place the host starts from."""
        result = super()._compute_location_id()
        for scrap in self.filtered(lambda scrap: scrap.is_part and scrap.location_id and not scrap.picking_id):
            scrap.location_id = scrap.product_id._get_place(scrap.location_id).location or scrap.location_id
        return result

    @api.depends("product_id", "location_id")
    def _compute_lot_id(self):
        """Of a part with a shelf life the lot that goes first at the place, unless another one there was chosen."""
        for scrap in self:
            if scrap.product_id.is_part and scrap.product_id.use_expiration_date and scrap.location_id:
                lots = [place.lot for place in scrap.product_id._get_places(scrap.location_id)[scrap.product_id]]
                scrap.lot_id = scrap.lot_id if scrap.lot_id in lots else next(iter(lots), False)
            else:
                scrap.lot_id = scrap.lot_id

    @api.constrains("scrap_qty", "product_uom_id", "product_id")
    def _check_whole(self):
        for scrap in self.filtered("is_part"):
            scrap.product_uom_id._check_whole(scrap.scrap_qty, scrap.product_id)

    @api.model_create_multi
    def create(self, vals_list):
        scraps = super().create(vals_list)
        scraps._check_parts_only()
        return scraps

    def write(self, vals):
        if not self.env.su and {"approved_by_id", "approval_asked_by_id"} & vals.keys():
            raise UserError(self.env._("Who asked and who approved is kept by the system. Use the buttons."))
        if not self.env.su and vals.keys() & {"product_id", "scrap_qty", "location_id", "lot_id", "product_uom_id"}:
            self._check_not_decided()
        result = super().write(vals)
        self._check_parts_only()
        return result

    def action_scrap_part(self):
        """Scrap what is worth little at once; ask a manager for the rest."""
        self.ensure_one()
        self.check_access("write")
        self._check_reason()
        if self.needs_approval and not self.env.user.has_group(MANAGER):
            return self._ask_approval()
        return self._scrap()

    def action_approve_scrap(self):
        """A manager agrees, and the part leaves the stock."""
        self.ensure_one()
        self.check_access("write")
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Your role does not allow this step. Ask your manager."))
        if self.state == "done":
            return True
        self._check_reason()
        self.sudo().approved_by_id = self.env.user  # kept by the steps
        self.activity_unlink(["mail.mail_activity_data_todo"])
        return self._scrap()

    def _scrap(self):
        """Take the part from the stock.

        sudo: the clerk holds no right on stock itself; a part, its reason and its value are checked.
        """
        if self.state == "draft":
            if not self.check_available_qty():
                raise UserError(
                    self.env._(
                        "Less of %(part)s lies at %(location)s than is to be scrapped. %(places)s "
                        "Choose the right place, enter what is there, or count the bin.",
                        part=self.product_id.display_name,
                        location=self.location_id.display_name,
                        places=self.product_id._tell_places(self.company_id),
                    )
                )
            self.sudo().action_validate()
        return True

    def do_scrap(self):
        self._check_reason()
        if not self.env.su and not self.env.user.has_group(MANAGER) and self.filtered("needs_approval"):
            raise UserError(
                self.env._(
                    "%(part)s is worth more than you may scrap. Ask a manager to approve it.",
                    part=self.filtered("needs_approval")[0].product_id.display_name,
                )
            )
        result = super().do_scrap()
        if parts := self.filtered("is_part"):
            self.env["aftersales.stock.proposal"]._note_scrapped(parts)
        return result

    def _check_reason(self):
        for scrap in self.filtered("is_part"):
            if not scrap.scrap_reason_tag_ids:
                raise UserError(
                    self.env._("Why is %(part)s scrapped? Choose a reason.", part=scrap.product_id.display_name)
                )

    def _check_not_decided(self):
        if decided := self.filtered(lambda scrap: scrap.is_part and (scrap.approved_by_id or scrap.state == "done")):
            raise UserError(self.env._("%(scrap)s was decided on as it stands.", scrap=decided[0].display_name))

    def _check_parts_only(self):
        """A clerk scraps parts, no other goods."""
        user = self.env.user
        if self.env.su or user.has_group("stock.group_stock_user"):
            return
        if others := self.filtered(lambda scrap: not scrap.is_part):
            raise AccessError(
                self.env._("%(product)s is no part. Ask the warehouse.", product=others[0].product_id.display_name)
            )

    def _ask_approval(self):
        if not self.approval_asked_by_id:
            self.sudo().approval_asked_by_id = self.env.user  # kept by the steps
            if manager := self.company_id._get_manager_users()[:1]:
                self.activity_schedule(
                    "mail.mail_activity_data_todo",
                    summary=self.env._("Approve the scrap"),
                    user_id=manager.id,
                )
        return True
