"""The year's budget, the suppliers' bills that are booked on it, and requests to spend more."""

from odoo import Command

from odoo.addons.aftersales_base.rules.period import add_months

from .. import calendar, tables

PLAN = "analytic.analytic_plan_projects"
SUPPLIER = {"zh": "苏州汇诚商贸有限公司", "en": "Huicheng Trading, Suzhou"}
BILL_DAY = 20
# Up and down around what is spent as a rule.
WAVES = (0.9, 1.05, 1.0, 1.1, 0.85, 1.0, 1.15, 0.95, 1.0, 1.2, 0.9, 1.0)


def play(stage):
    rows = tables.read("budget")
    categories = _create_categories(stage, rows)
    if not stage.keeper.find("budget"):
        _plan(stage, rows, categories)
    if not stage.keeper.find("budget_bills"):
        _book(stage, rows, categories)
    for row in tables.read("overspending"):
        if not stage.keeper.find(row["name"]):
            _ask_for_more(stage, row, categories[row["category"]])


def _create_categories(stage, rows):
    """Name in the table → budget category with an analytic account of its own."""
    accounts = stage.keeper.make(
        "account.analytic.account",
        {
            f"budget_account_{row['name']}": {
                "name": stage.keeper.text(row),
                "plan_id": stage.env.ref(PLAN).id,
                "company_id": stage.company.id,
            }
            for row in rows
        },
    )
    made = stage.keeper.make(
        "aftersales.budget.category",
        {
            f"budget_category_{row['name']}": {
                "name": row["en"],
                "company_id": stage.company.id,
                "account_ids": [Command.set(accounts[f"budget_account_{row['name']}"].ids)],
            }
            for row in rows
        },
    )
    for row in rows:
        stage.keeper.translate(made[f"budget_category_{row['name']}"], "name", row)
    return {row["name"]: made[f"budget_category_{row['name']}"] for row in rows}


def _get_months(stage):
    january = stage.today.replace(month=1, day=1)
    return [add_months(january, number) for number in range(12)]


def _plan(stage, rows, categories):
    """The manager plans the year in its first days and approves it."""
    monthly = {categories[row["name"]].id: float(row["monthly"]) for row in rows}
    with stage.play((stage.today - stage.today.replace(month=1, day=1)).days):
        budget = stage.model("aftersales.budget", "manager").create({"year": stage.today.year})
        budget.action_fill_lines()
        for category, lines in budget.line_ids.grouped("category_id").items():
            lines.amount = monthly[category.id]
        budget.action_approve()
    stage.keeper.keep("budget", budget.sudo())


def _book(stage, rows, categories):
    """A bill a month with a line for each category, paid at once by bank transfer."""
    supplier = stage.keeper.make(
        "res.partner",
        {"budget_supplier": {"name": stage.keeper.text(SUPPLIER), "is_company": True, "supplier_rank": 1}},
    )["budget_supplier"]
    days = [month.replace(day=BILL_DAY) for month in _get_months(stage) if month.replace(day=BILL_DAY) <= stage.today]
    bills = stage.env["account.move"].create(
        [_prepare_bill_vals(stage, rows, categories, supplier, day) for day in days]
    )
    bills.action_post()
    for bill in bills:
        calendar.date_back(bill, stage.moment((stage.today - bill.date).days))
    stage.keeper.keep("budget_bills", bills[:1] or supplier)
    if bills:
        wizard = stage.env["account.payment.register"].with_context(active_model="account.move", active_ids=bills.ids)
        wizard.create({"group_payment": False}).action_create_payments()


def _prepare_bill_vals(stage, rows, categories, supplier, day):
    wave = WAVES[day.month - 1]
    return {
        "move_type": "in_invoice",
        "company_id": stage.company.id,
        "partner_id": supplier.id,
        "invoice_date": day,
        "date": day,
        "ref": f"HC-{day:%Y%m}",
        "invoice_line_ids": [
            Command.create(
                {
                    "name": stage.keeper.text(row),
                    "quantity": 1,
                    "price_unit": stage.company.currency_id.round(float(row["monthly"]) * float(row["spent"]) * wave),
                    "tax_ids": [Command.clear()],
                    "analytic_distribution": {str(categories[row["name"]].account_ids[:1].id): 100},
                }
            )
            for row in rows
        ],
    }


def _ask_for_more(stage, row, category):
    months = _get_months(stage)
    month = months[max(stage.today.month - 1 - int(row["months_ago"]), 0)]
    line = stage.keeper.find("budget").line_ids.filtered(
        lambda each: each.category_id == category and each.month == month
    )
    with stage.play(row["days"]) as moment:
        request = stage.model("aftersales.budget.overspending", row["requester"]).create(
            {"line_id": line.id, "amount": float(row["amount"]), "reason": stage.keeper.word(row, "reason")}
        )
        stage.keeper.keep(row["name"], request.sudo())
    calendar.date_back(request, moment)
    if row["fate"] != "requested":
        with stage.play(int(row["days"]) - 1):
            decided = request.with_user(stage.user("gm"))
            decided.action_approve() if row["fate"] == "approved" else decided.action_refuse()
