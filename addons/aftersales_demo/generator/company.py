"""The company behind the store."""

from odoo import Command
from odoo.exceptions import UserError

from . import calendar

NAME = {"zh": "长风汽车销售服务有限公司", "en": "Changfeng Motor Sales and Service"}
ADDRESS = {
    "street": {"zh": "工业园区星湖街 218 号", "en": "218 Xinghu Street"},
    "city": {"zh": "苏州", "en": "Suzhou"},
}

PLACES = {
    "stock.stock_location_locations": {"zh": "往来单位", "en": "Partners"},
    "stock.stock_location_locations_virtual": {"zh": "虚拟位置", "en": "Virtual Locations"},
    "stock.stock_location_suppliers": {"zh": "供应商", "en": "Vendors"},
    "stock.stock_location_customers": {"zh": "客户", "en": "Customers"},
}

# In hours of the store's own day.
SHIFTS = (
    ({"zh": "上午", "en": "Morning"}, 8.5, 12.0, "morning"),
    ({"zh": "午休", "en": "Lunch"}, 12.0, 13.0, "lunch"),
    ({"zh": "下午", "en": "Afternoon"}, 13.0, 17.5, "afternoon"),
)


def prepare_environment(env):
    """The environment the store is built in: its language and zone, and no mails about it."""
    lang = env.ref("base.user_admin").lang or "en_US"
    return env(
        context={
            **env.context,
            "lang": lang,
            "tz": calendar.ZONE,
            "no_reset_password": True,
            "mail_auto_subscribe_no_notify": True,
            "mail_notify_force_send": False,
            "no_mail_to_attendees": True,
        }
    )


def open_company(keeper):
    """Make the main company a Chinese one, with the chart of accounts of small enterprises.

    :raise UserError: it keeps books already
    """
    env = keeper.env
    company = env.ref("base.main_company")
    if keeper.find("company"):
        return
    if env["account.move"].sudo().search_count([("company_id", "=", company.id), ("state", "=", "posted")], limit=1):
        raise UserError(
            env._("%(company)s keeps books already. Install the demo store in a new database.", company=company.name)
        )
    company.write(_prepare_company_vals(keeper))
    company.partner_id.tz = calendar.ZONE
    if company.chart_template != "cn":
        # Not try_loading(): it complains while addons are being installed.
        env["account.chart.template"]._load("cn", company, install_demo=False)
    labour = env.ref("aftersales_workshop.product_labour")
    labour.taxes_id = company.account_sale_tax_id
    company.aftersales_labour_rate = 120
    company.resource_calendar_id.write(_prepare_working_hours(keeper))
    _name_places(keeper)
    keeper.keep("company", company)


def _name_places(keeper):
    """The host names its places outside the store in English only, and in one language."""
    for xmlid, words in PLACES.items():
        if place := keeper.env.ref(xmlid, raise_if_not_found=False):
            place.name = keeper.text(words)


def _prepare_company_vals(keeper):
    china = keeper.env.ref("base.cn")
    return {
        "name": keeper.text(NAME),
        "country_id": china.id,
        "state_id": keeper.env["res.country.state"]
        .search([("country_id", "=", china.id), ("code", "=", "JS")], limit=1)
        .id,
        "currency_id": keeper.env.ref("base.CNY").id,
        "zip": "215021",
        "phone": "0512-6501 0888",
        "email": "service@changfeng.example.com",
        "website": "https://changfeng.example.com",
        **{field: keeper.text(words) for field, words in ADDRESS.items()},
    }


def _prepare_working_hours(keeper):
    """Six days a week, so that rosters, checks and attendance know when the store is open."""
    return {
        "name": keeper.text({"zh": "每周六天 8:30–17:30", "en": "Six days, 8:30–17:30"}),
        "tz": calendar.ZONE,
        "attendance_ids": [
            Command.clear(),
            *(
                Command.create(
                    {
                        "name": keeper.text(name),
                        "dayofweek": str(day),
                        "hour_from": begin,
                        "hour_to": end,
                        "day_period": period,
                    }
                )
                for day in range(7)
                if day != calendar.REST_DAY
                for name, begin, end, period in SHIFTS
            ),
        ],
    }
