"""The company behind the store."""

from odoo.exceptions import UserError

from . import calendar

NAME = {"zh": "长风汽车销售服务有限公司", "en": "Changfeng Motor Sales and Service"}
ADDRESS = {
    "street": {"zh": "工业园区星湖街 218 号", "en": "218 Xinghu Street"},
    "city": {"zh": "苏州", "en": "Suzhou"},
}


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
    keeper.keep("company", company)


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
