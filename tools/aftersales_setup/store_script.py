"""Runs inside ``odoo shell`` on a store's new database: language, country and the administrator's password."""

import os

lang = os.environ["STORE_LANG"]
if lang == "zh_CN":
    china = env.ref("base.cn")  # noqa: F821 - the shell gives env
    # Before accounting comes, which chooses the chart of accounts by the country.
    env.company.write({"country_id": china.id, "currency_id": china.currency_id.id})  # noqa: F821
    # The company's own zone decides which day and month something belongs to.
    (env["res.users"].search([]).partner_id | env.company.partner_id).write({"tz": "Asia/Shanghai"})  # noqa: F821
env["ir.default"].set("res.partner", "lang", lang)  # noqa: F821
env["res.partner"].with_context(active_test=False).search([]).write({"lang": lang})  # noqa: F821
env.ref("base.user_admin").write({"password": os.environ["STORE_PASSWORD"]})  # noqa: F821
env.cr.commit()  # noqa: F821 - the shell rolls back otherwise
