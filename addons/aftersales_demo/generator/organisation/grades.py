"""Grades of technicians: who got which, with what they had at the time, who was refused, who waits."""

from .. import tables


def play(stage):
    for row in tables.read("grade_awards"):
        if not stage.keeper.find(row["name"]):
            _award(stage, row)


def _award(stage, row):
    word = stage.keeper.word
    days = int(row["days"])
    with stage.play(days, 200):
        award = stage.model("aftersales.grade.award", row["proposer"]).create(
            {
                "employee_id": stage.keeper.find(f"employee_{row['employee']}").id,
                "to_grade_id": stage.env.ref(f"aftersales_org.grade_{row['grade']}").id,
                "effective_date": stage.day(row["effective"]),
                "reason": word(row, "reason"),
                "exception_reason": word(row, "exception") or False,
            }
        )
        stage.keeper.keep(row["name"], award.sudo())
        award.action_request()
    if row["fate"] == "requested":
        return
    with stage.play(days - 2, 300):
        decided = award.with_user(stage.user("manager"))
        if row["fate"] == "refused":
            decided.refusal_reason = word(row, "refusal")
            decided.action_refuse()
        else:
            decided.action_grant()
