from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools.misc import format_date

from odoo.addons.aftersales_base.models.notice import notice
from odoo.addons.aftersales_base.models.store_day import day_of, start_of, today_of

FOLLOWERS = ("aftersales_base.group_parts_planner", "aftersales_base.group_manager")


class PurchaseOrderLine(models.Model):
    """Following up what suppliers owe: reminders, and the dates they confirm."""

    _inherit = "purchase.order.line"

    is_late = fields.Boolean("Late", compute="_compute_is_late", search="_search_is_late")

    def _compute_is_late(self):
        for line in self:
            company = line.company_id or self.env.company
            line.is_late = bool(line.date_planned and line.date_planned < start_of(company, today_of(company)))

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = Domain.OR(
            Domain("date_planned", "<", start_of(company, today_of(company))) & Domain("company_id", "=", company.id)
            for company in self.env.companies
        )
        return Domain.OR(late if wanted else ~late for wanted in value)

    def _get_claim_price(self):
        """What one piece cost by the order, in the part's own unit and the company's currency, before tax."""
        self.ensure_one()
        price = self.product_uom_id._compute_price(self.price_unit_discounted, self.product_id.uom_id)
        day = day_of(self.company_id, self.order_id.date_order or fields.Datetime.now())
        return self.currency_id._convert(price, self.company_id.currency_id, self.company_id, day, round=False)

    def action_confirm_supply(self):
        """Ask for the date the supplier confirmed."""
        self._check_may_follow_up()
        action = self.env["ir.actions.act_window"]._for_xml_id("aftersales_parts.aftersales_supply_confirm_action")
        return {**action, "context": {"default_line_ids": self.ids}}

    def action_remind(self):
        """Remind the suppliers of these lines, one message for each order, at most one a day."""
        self._check_may_follow_up()
        due = self.filtered(lambda line: line.reminded_date != today_of(line.company_id))
        due._check_still_to_come()
        for order, lines in due.grouped("order_id").items():
            lines._remind(order)
        unreachable = due.partner_id.filtered(lambda partner: not partner.email)
        if unreachable:
            return notice(
                self.env._(
                    "No e-mail address of %(suppliers)s: call them. It is noted on the orders.",
                    suppliers=", ".join(unreachable.mapped("display_name")),
                )
            )
        return notice(self.env._("%(count)s lines reminded.", count=len(due)), "success")

    def _remind(self, order):
        """Write to the supplier of one order; ``self`` are its lines."""
        items = Markup().join(
            Markup("<li>%s</li>")
            % self.env._(
                "%(part)s: %(quantity)s, due %(day)s",
                part=line.product_id.display_name,
                quantity=f"{line.product_uom_id.round(line.open_qty):g}",
                day=format_date(self.env, line.date_planned),
            )
            for line in self
        )
        text = self.env._(
            "These parts of order %(order)s are still to come. When can we expect them?", order=order.name
        )
        # sudo: the planner's right is checked; the order itself may belong to the host's purchasing
        order.sudo().message_post(
            body=Markup("<p>%s</p><ul>%s</ul>") % (text, items),
            partner_ids=order.partner_id.filtered("email").ids,
            subtype_xmlid="mail.mt_comment",
        )
        self.sudo().write({"reminded_date": today_of(order.company_id)})

    def _confirm_supply(self, day, answer):
        """Note a supplier's answer; the receipts and those who wait follow.

        :param datetime.date day: when the goods are to come
        :param str answer: what the supplier said
        """
        self._check_may_follow_up()
        self._check_still_to_come()
        # sudo: the planner's right is checked; the order itself may belong to the host's purchasing
        for order, lines in self.sudo().grouped("order_id").items():
            lines.write({"confirmed_date": day, "supplier_answer": answer})
            lines.write({"date_planned": lines[0]._convert_to_middle_of_day(day)})
            order.message_post(
                body=self.env._(
                    "%(parts)s: confirmed for %(day)s. %(answer)s",
                    parts=", ".join(lines.product_id.mapped("display_name")),
                    day=format_date(self.env, day),
                    answer=answer,
                ),
                subtype_xmlid="mail.mt_note",
            )

    def _check_still_to_come(self):
        if arrived := self.filtered(lambda line: not line.is_delivery_open):
            raise UserError(
                self.env._(
                    "%(part)s of %(order)s has come or was cancelled. Leave it out.",
                    part=arrived[0].product_id.display_name,
                    order=arrived[0].order_id.name,
                )
            )

    def _check_may_follow_up(self):
        self.check_access("read")
        if not self.env.su and not any(self.env.user.has_group(group) for group in FOLLOWERS):
            raise AccessError(self.env._("Suppliers are followed up by the parts planner."))
