from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.aftersales_base.models.store_day import start_of, today_of

from ..rules.move_states import RESERVED_MOVE_STATES

SLICE = 200  # moves released before the work is committed


class StockMove(models.Model):
    """A part that waits reserved and is not used is free again after some days, and who keeps the order is told."""

    _inherit = "stock.move"

    released_datetime = fields.Datetime(
        "Released On",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Reserved too long without being used. It is not reserved again by itself, only by whoever asks for it.",
    )

    def _action_assign(self, force_qty=False):
        """A released part is taken back by who asks for it, not by the next receipt."""
        moves = self._leave_released()
        result = super(StockMove, moves)._action_assign(force_qty=force_qty)
        moves._note_reserved_again()
        return result

    def _leave_released(self):
        """The moves that may be reserved now: what arrives is not for released ones."""
        if self.env.context.get("leaves_released"):
            return self.filtered(lambda move: not move.released_datetime)
        return self

    def _note_reserved_again(self):
        self.filtered(lambda move: move.released_datetime and move.quantity).released_datetime = False

    def _trigger_assign(self):
        return super(StockMove, self.with_context(leaves_released=True))._trigger_assign()

    def action_reserve_again(self):
        """Take back what is still free of parts that were released."""
        self.check_access("read")
        if not self.env.user.has_group("aftersales_base.group_parts_clerk"):
            self.check_access("write")
        # sudo: who keeps the parts holds no right on reservations; only released parts are reserved
        self.sudo().filtered("released_datetime")._action_assign()

    @api.model
    def _cron_release(self):
        """Free what was reserved too long, store by store, in slices."""
        cron = self.env["ir.cron"]
        for company in self.env["res.company"].search([("release_days", ">", 0)]):
            moves = self.search(self._get_release_domain(company))
            moves = moves.filtered(lambda move: not move._is_kept_reserved())
            cron._commit_progress(remaining=len(moves))
            for start in range(0, len(moves), SLICE):
                part = moves[start : start + SLICE]
                part._release_unused()
                if not cron._commit_progress(len(part)):
                    return

    @api.model
    def _get_release_domain(self, company):
        """Parts whose day and whose reservation are both longer ago than the store allows."""
        since = fields.Datetime.now() - timedelta(days=company.release_days)
        day = start_of(company, today_of(company) - timedelta(days=company.release_days))
        return (
            Domain("company_id", "=", company.id)
            & Domain("state", "in", RESERVED_MOVE_STATES)
            & Domain("product_id.is_part", "=", True)
            & Domain("location_id.usage", "=", "internal")
            & ~Domain("location_id", "child_of", self._get_exits(company).ids)
            & self._get_used_up_domain()
            & Domain("picked", "=", False)
            & Domain("date", "<", day)
            & Domain("move_line_ids", "any", [("create_date", "<", since)])
            & ~Domain("move_line_ids", "any", [("create_date", ">=", since)])
        )

    @api.model
    def _get_exits(self, company):
        """Where picked parts stand until they leave: nobody else is served from there."""
        warehouses = self.env["stock.warehouse"].search([("company_id", "=", company.id)])
        return warehouses.wh_output_stock_loc_id | warehouses.wh_pack_stock_loc_id

    def _is_kept_reserved(self):
        """Hook: whether the part stays reserved however long it waits, such as for a car that cannot drive."""
        urgent = self.priority == "1" or self._get_demand_priority() == "vor"
        return urgent or self.sale_line_id.order_id._keeps_parts()

    def _release_unused(self):
        self._do_unreserve()
        self.released_datetime = fields.Datetime.now()
        self._serve_waiting_at({(move.product_id, move.location_id) for move in self})
        for document, moves in self.grouped(lambda move: move._get_release_document()).items():
            if document:
                moves._tell_released(document)

    def _get_release_document(self):
        """Hook: the document somebody keeps, to be told on it; a record with a chatter."""
        return self.sale_line_id.order_id or self.picking_id

    def _tell_released(self, document):
        """Note on the document what is free again, and ask its keeper what becomes of it."""
        body = self.env._(
            "Free again, because not used for too long: %(parts)s. Reserve it once more when it is needed.",
            parts=", ".join(self.product_id.mapped("display_name")),
        )
        document.message_post(body=body, message_type="notification")
        if document.user_id:
            document.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("Reserved parts were released"),
                note=body,
                user_id=document.user_id.id,
            )
