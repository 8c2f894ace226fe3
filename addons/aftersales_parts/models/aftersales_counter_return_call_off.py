from odoo import api, models
from odoo.fields import Domain

TODO = "mail.mail_activity_data_todo"


class AftersalesCounterReturn(models.Model):
    """What a customer calls off before it has left: nothing comes back but the money that was paid ahead."""

    _inherit = "aftersales.counter.return"

    def _may_come_back(self, line):
        if self.kind != "undelivered":
            return super()._may_come_back(line)
        return line._get_callable_quantity() > 0

    def _prepare_line_vals(self, line):
        """All that has not left, to begin with."""
        vals = super()._prepare_line_vals(line)
        return vals | {"quantity": line._get_callable_quantity()} if self.kind == "undelivered" else vals

    def _check_in_time(self, lines):
        """What has not left is called off at any time, and is as good as new."""
        return None if self.kind == "undelivered" else super()._check_in_time(lines)

    def _take_back(self):
        result = super()._take_back()
        self.sudo().filtered(lambda document: document.kind == "undelivered").order_id._call_off_empty()
        return result

    def _bring_back(self, lines):
        if self.kind != "undelivered":
            return super()._bring_back(lines)
        for line in lines:
            line.sale_line_id._call_off(line.quantity)
        self.order_id.message_post(body=self.env._("Called off before it left: %(name)s", name=self.name))
        if picked := lines.sale_line_id._get_picked():
            self.order_id.activity_schedule(
                TODO,
                summary=self.env._("Put back what was picked already: %(transfers)s", transfers=picked),
                user_id=self.env.uid,
            )
        return self.env["stock.picking"]

    @api.model
    def _get_abandoned_domain(self):
        """These begin with a quantity: nobody has entered one."""
        untouched = Domain("note", "=", False) & Domain("fee_percent", "=", 0)
        return super()._get_abandoned_domain() | (Domain("kind", "=", "undelivered") & untouched)
