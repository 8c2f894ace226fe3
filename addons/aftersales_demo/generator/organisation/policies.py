"""Policies and standards with their versions, and who has acknowledged them."""

from odoo import Command

from .. import calendar, tables

OWNER = "manager"
# Every how many readers one has not acknowledged yet.
SPARED = 3


def play(stage):
    policies = {}
    for row in tables.read("policies"):
        policies.setdefault(row["policy"], row)
    made = stage.keeper.make(
        "aftersales.policy",
        {name: _prepare_policy_vals(stage, row) for name, row in policies.items()},
    )
    for row in tables.read("policies"):
        name = f"{row['policy']}_v{row['number']}"
        if not stage.keeper.find(name):
            _publish(stage, name, row, made[row["policy"]])


def _prepare_policy_vals(stage, row):
    return {
        "code": row["code"],
        "name": stage.keeper.word(row, "name"),
        "kind": row["kind"],
        "company_id": stage.company.id,
        "user_id": stage.user(OWNER).id,
    }


def _publish(stage, name, row, policy):
    word = stage.keeper.word
    positions = [stage.env.ref(f"aftersales_org.position_{code}").id for code in row["positions"].split()]
    with stage.play(row["days"], 60) as moment:
        version = stage.model("aftersales.policy.version", OWNER).create(
            {
                "policy_id": policy.id,
                "body": f"<p>{word(row, 'body')}</p>",
                "change_summary": word(row, "news"),
                "position_ids": [Command.set(positions)],
            }
        )
        version.action_publish()
        stage.keeper.keep(name, version.sudo())
        receipts = version.sudo().receipt_ids
    calendar.date_back(version, moment)
    calendar.date_back(receipts, moment)
    spared = SPARED if row["reading"] == "some" else 0
    with stage.play(int(row["days"]) - 1, 120):
        for number, reader in enumerate(receipts.user_id, 1):
            if not spared or number % spared:
                version.with_user(reader).action_mark_read()
