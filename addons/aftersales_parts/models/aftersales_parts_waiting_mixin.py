from markupsafe import Markup

from odoo import fields, models
from odoo.tools.misc import format_date

from odoo.addons.aftersales_base.models.store_day import today_of


class AftersalesPartsWaitingMixin(models.AbstractModel):
    """An order that waits for parts: what it is told when their date changes and when they are here.

    For models with a chatter, activities, a company and a responsible user.
    """

    _name = "aftersales.parts.waiting.mixin"
    _description = "Order That Waits for Parts"

    parts_promised_date = fields.Date(
        "Parts Expected",
        readonly=True,
        copy=False,
        help="Day the last of the missing parts is expected, or was promised to the customer.",
    )

    def _get_parts_asked_for(self):
        """Hook: the parts these orders may wait for, ``product.product``."""
        raise NotImplementedError

    def _get_parts_user(self):
        """Hook: who is told, ``res.users``; may be empty."""
        self.ensure_one()
        return self.user_id

    def _get_parts_partners(self, moves):
        """Hook: who beside the followers is told that parts are here, ``res.partner``."""
        return self.env["res.partner"]

    def _note_expected_parts(self, lines):
        """Tell that suppliers have new dates, once for all parts of the order.

        :param lines: list of tuples (``stock.move``, date told before or False, new date or False)
        """
        self.ensure_one()
        self._post_parts(
            self.env._("New dates for parts"),
            [
                self.env._(
                    "%(part)s: %(old)s → %(new)s",
                    part=move.product_id.display_name,
                    old=self._format_day(old),
                    new=self._format_day(new),
                )
                for move, old, new in lines
            ],
        )
        later = [move for move, old, new in lines if not new or (old and new > old)]
        if later:
            self._schedule_parts(
                self.env._("Part comes later: tell the customer"), ", ".join(m.product_id.display_name for m in later)
            )

    def _note_arrived_parts(self, moves):
        """Tell that parts the order waited for are here and set aside for it.

        :param moves: ``stock.move``, fully reserved
        """
        self.ensure_one()
        self._post_parts(
            self.env._("Parts arrived"),
            [
                self.env._(
                    "%(part)s: %(quantity)s %(unit)s set aside",
                    part=move.product_id.display_name,
                    quantity=f"{move.product_uom.round(move.product_uom_qty):g}",
                    unit=move.product_uom.name,
                )
                for move in moves
            ],
            self._get_parts_partners(moves),
        )
        self._schedule_parts(self.env._("Part arrived"), ", ".join(moves.product_id.mapped("display_name")))
        self._update_parts_promised_date()

    def _update_parts_promised_date(self):
        """The latest day over all parts that are still missing; empty when nothing is, or a date is unknown."""
        waiting = self.env["aftersales.part.backorder"]._get_waiting_of(self)
        for document in self:
            days = [row.due_date for row in waiting.get(document, [])]
            document.parts_promised_date = max(days) if days and all(days) else False

    def _format_day(self, day):
        return format_date(self.env, day) if day else self.env._("unknown")

    def _post_parts(self, title, lines, partners=None):
        items = Markup().join(Markup("<li>%s</li>") % line for line in lines)
        self.message_post(
            body=Markup("<p>%s</p><ul>%s</ul>") % (title, items),
            partner_ids=partners.ids if partners else [],
            subtype_xmlid="mail.mt_note",
        )

    def _schedule_parts(self, summary, note):
        """An activity for who answers for the order; one that is still open gets the news added."""
        user = self._get_parts_user()
        if not user:
            return
        opened = self.activity_ids.filtered(lambda activity: activity.summary == summary and activity.user_id == user)
        if opened:
            opened[0].note = Markup("%s<p>%s</p>") % (opened[0].note or "", note)
            return
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=today_of(self.company_id),
            summary=summary,
            note=Markup("<p>%s</p>") % note,
            user_id=user.id,
        )
