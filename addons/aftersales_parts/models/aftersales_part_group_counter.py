from odoo import fields, models


class AftersalesPartGroup(models.Model):
    _inherit = "aftersales.part.group"

    counter_min_margin = fields.Float(
        "Least Margin",
        aggregator=None,
        company_dependent=True,
        help="In percent of the price, at this store's counter; 0 takes the group above, in the end the store's own "
        "limit. Below it a sale needs an approval.",
    )

    def _get_least_margin(self, company):
        """Percent of the price a part of this group has to earn at a store's counter; 0 for no limit.

        :param company: ``res.company``, one record
        """
        group = self.with_company(company).sudo()  # who sells need not read every group
        while group and not group.counter_min_margin:
            group = group.parent_id
        return group.counter_min_margin or company.sudo().counter_min_margin
