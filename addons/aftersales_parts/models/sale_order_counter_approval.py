import hashlib

from odoo import models

from odoo.addons.aftersales_base.models.aftersales_approval_mixin import Question
from odoo.addons.aftersales_base.models.store_day import day_of

PAID_NOW = object()  # in the context of a sale that is being paid; a value no request from outside can carry


class SaleOrder(models.Model):
    """What of a counter sale somebody must approve: discount, margin, credit."""

    _inherit = "sale.order"

    def write(self, vals):
        """Another customer has other prices: who chose it answers for what the lines are below them."""
        result = super().write(vals)
        if {"partner_id", "pricelist_id"} & vals.keys():
            self.filtered("is_counter_sale").order_line._note_pricer(gives_price=False)
        return result

    def _get_approval_questions(self):
        questions = super()._get_approval_questions()
        if not self.is_counter_sale or self.state not in ("draft", "sent"):
            return questions
        found = [self._find_discount_question(), self._find_margin_question(), self._find_credit_question()]
        return questions + [
            question for question in found if question and not self._is_own_decision(question.kind, question.amount)
        ]

    def _find_discount_question(self):
        """Whether a price lies below the customer's own price list by more than who gave it, or the user, may give."""
        discounts = self._get_paid_lines()._get_counter_discounts()
        limits = {line: line._get_discount_limit() for line in discounts}
        beyond = {
            line: discount
            for line, discount in discounts.items()
            if limits[line] is not None and round(discount, 2) > limits[line]
        }
        if not beyond:
            return None
        highest = max(beyond.values())
        subject = self.env._(
            "discount of %(discount).1f %% on %(parts)s, your limit is %(limit).1f %%",
            discount=highest,
            parts=", ".join(line.product_id.display_name for line in beyond),
            limit=min(limits[line] for line in beyond),
        )
        return self._prepare_price_question("counter_discount", highest, subject, beyond)

    def _find_margin_question(self):
        """Whether a part is sold below the least margin of its group or the store."""
        short = {}
        for line in self._get_sold_parts():
            lacking = line._get_least_margin() - line._get_expected_margin()
            if line._get_least_margin() and round(lacking, 2) > 0:
                short[line] = lacking
        if not short:
            return None
        subject = self.env._(
            "price of %(parts)s leaves less than the least margin",
            parts=", ".join(line.product_id.display_name for line in short),
        )
        return self._prepare_price_question("counter_margin", max(short.values()), subject, short)

    def _prepare_price_question(self, kind, amount, subject, lines):
        """The question about the prices of lines; None where those who gave them are the ones who decide it."""
        pricers = [line.sudo().counter_priced_by_id for line in lines]
        if all(pricer and self._may_decide(pricer, kind, amount) for pricer in pricers):
            return None
        return Question(kind, amount, subject, self._get_price_fingerprint(lines))

    def _find_credit_question(self):
        """Whether the sale takes a customer over the credit limit; what is paid now is no credit."""
        if self.env.context.get("counter_paid_now") is PAID_NOW or not self.partner_id:
            return None
        customer = self.partner_id.commercial_partner_id.with_company(self.company_id)
        limit = customer._get_counter_credit_limit()
        if not limit:
            return None
        day = day_of(self.company_id, self.date_order)
        amount = self.currency_id._convert(self.amount_total, self.company_id.currency_id, self.company_id, day)
        over = customer._get_counter_credit_used() + amount - limit
        if self.company_id.currency_id.compare_amounts(over, 0) <= 0:
            return None
        subject = self.env._(
            "credit of %(customer)s goes %(amount)s over the limit of %(limit)s",
            customer=customer.name,
            amount=self.company_id.currency_id.format(over),
            limit=self.company_id.currency_id.format(limit),
        )
        return Question("counter_credit", over, subject, str(customer.id))

    def _get_paid_lines(self):
        """Whatever the customer pays but the deposits, which follow their parts."""
        return self.order_line.filtered(lambda line: line.product_id and not line.core_line_id)

    def _get_sold_parts(self):
        return self.order_line.filtered(lambda line: line.product_id.is_part and not line.core_line_id)

    def _get_price_fingerprint(self, lines):
        """Which part, how many, at what price and cost level: whatever changes makes the answer void."""
        facts = sorted(
            f"{line.product_id.id}x{line.product_uom_qty:g}{line.product_uom_id.id}@{line._get_net_price():.4f}"
            for line in lines
        )
        return hashlib.sha256("|".join(facts).encode()).hexdigest()
