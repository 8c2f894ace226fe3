from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.aftersales_base.models.notice import notice

from ..rules.masking import mask_name, mask_phone
from ..rules.phone import format_phone

# Who calls customers, or answers for those who do.
PHONE_GROUPS = (
    "aftersales_base.group_service_advisor",
    "aftersales_base.group_cs_representative",
    "aftersales_base.group_information_clerk",
    "aftersales_base.group_marketing_promoter",
    "aftersales_base.group_customer_relations_specialist",
)
# Who needs the numbers of customers and suppliers in the host's own work, where the host's addon is there. Not billing
# and purchasing: cashiers and buyers of cars hold these, and call no customers.
HOST_GROUPS = (
    "base.group_system",
    "account.group_account_readonly",
    "account.group_account_manager",
    "sales_team.group_sale_salesman",
)
# Who may know the people a car belonged to before; the others see that there was somebody, and the technical history.
FORMER_OWNER_GROUPS = (
    "aftersales_base.group_manager",
    "aftersales_base.group_cs_representative",
    "aftersales_base.group_information_clerk",
    "aftersales_base.group_customer_relations_specialist",
)


class AftersalesVehicle(models.Model):
    """What of a car's people is shown to whom."""

    _inherit = "aftersales.vehicle"

    owner_phone = fields.Char(
        "Owner's Phone",
        compute="_compute_owner_phone",
        search="_search_owner_phone",
        help="Hidden in the middle from those who do not call customers.",
    )
    may_show_phone = fields.Boolean(compute="_compute_may_show_phone")

    @api.depends("owner_id.phone")
    @api.depends_context("uid", "company")
    def _compute_owner_phone(self):
        whole = self._sees_phones()
        for vehicle in self:
            phone = vehicle.owner_id.phone
            vehicle.owner_phone = (format_phone(phone) if whole else mask_phone(phone)) or False

    @api.depends("owner_id.phone")
    @api.depends_context("uid", "company")
    def _compute_may_show_phone(self):
        """Where numbers are shown one by one, the button stands beside those there are."""
        offered = not self._sees_phones() and self._may_know_phones()
        for vehicle in self:
            vehicle.may_show_phone = offered and bool(vehicle.owner_id.phone)

    @api.model
    def _search_owner_phone(self, operator, value):
        if not self.env.su and not self._sees_phones():
            # a search by parts would give the hidden digits away one by one
            raise UserError(self.env._("Search by the whole telephone number in the search box."))
        return Domain("owner_id", "any", [("phone", operator, value)])

    def get_owner_phone(self):
        """The owner's whole number, noted in the access log.

        :return: the number, an empty string where there is none
        :rtype: str
        :raise AccessError: the user's role calls no customers
        """
        self.ensure_one()
        self.check_access("read")
        self.owner_id._note_phone_shown(self)
        return format_phone(self.owner_id.phone)

    def action_show_owner_phone(self):
        """Tell the owner's number; who asked for it is noted."""
        return notice(self.get_owner_phone(), kind="info", sticky=True, title=self.owner_id.name, next=None)

    @api.model
    def _may_know_phones(self):
        """Whether the user may have a number shown, and sees that there is one to be shown."""
        user = self.env.user
        if user.has_groups(",".join(PHONE_GROUPS + HOST_GROUPS)):
            return True
        # sudo: nobody but administrators reads groups; only whether the user is in one counts
        return bool(self.env.company.sudo().phone_asking_group_ids & user.sudo().all_group_ids)

    @api.model
    def _sees_phones(self):
        """Whether numbers stand there whole without asking, and may be searched by their parts."""
        user = self.env.user
        if user.has_groups(",".join(HOST_GROUPS)):
            return True
        return self.env.company.phone_display == "role" and user.has_groups(",".join(PHONE_GROUPS))

    @api.model
    def _may_know_former_owners(self):
        return self.env.user.has_groups(",".join(FORMER_OWNER_GROUPS))

    @api.model
    def _name_former_owner(self, partner):
        return partner.name if self._may_know_former_owners() else mask_name(partner.name)

    def _track_filter_for_display(self, tracking_values):
        """The log of a change names the owner of before, too; the present one stands on the car."""
        values = super()._track_filter_for_display(tracking_values)
        if self._may_know_former_owners():
            return values
        return values.filtered(lambda value: value.field_id.name not in self._get_personal_tracked_fields())

    def _track_get_default_log_message(self, tracked_fields):
        """That there was a change is said to all: without the names an empty message reads as a deleted one."""
        message = super()._track_get_default_log_message(tracked_fields)
        if not message and self._get_personal_tracked_fields() & set(tracked_fields):
            return self.env._("Owner changed")
        return message

    @api.model
    def _get_personal_tracked_fields(self):
        """Hook: tracked fields whose old values name people."""
        return {"owner_id"}
