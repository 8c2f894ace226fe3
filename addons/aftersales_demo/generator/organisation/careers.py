"""Who was promoted, who acts for whom, who is to move, and whom the store looks for."""

from datetime import timedelta

from .. import calendar, tables

RECRUITED_POSITION = "technician"
OPENED_DAYS_AGO = 28
# Later steps of a change come this many days after it was asked for.
DECIDED_AFTER = 1


def play(stage):
    for row in tables.read("careers"):
        if not stage.keeper.find(row["name"]):
            _change(stage, row)
    _recruit(stage)


def _change(stage, row):
    with stage.play(row["requested"]) as moment:
        change = stage.model("aftersales.position.change", "manager").create(_prepare_change_vals(stage, row))
        change.action_request()
        stage.keeper.keep(row["name"], change.sudo())
    calendar.date_back(change, moment)
    if row["fate"] == "requested":
        return
    with stage.play(int(row["requested"]) - DECIDED_AFTER, 300):
        decided = change.with_user(stage.user("gm"))
        decided.action_refuse() if row["fate"] == "refused" else decided.action_approve()
    if row["fate"] in ("done", "ended"):
        _carry_out(stage, row, change.with_env(stage.env))


def _carry_out(stage, row, change):
    """What the night's job does, on the days it did it."""
    with stage.play(row["from"]):
        change._transit("carry_out")
    if row["fate"] == "ended":
        with stage.play(int(row["until"]) - 1):
            change._transit("end")


def _prepare_change_vals(stage, row):
    vals = {
        "employee_id": stage.keeper.find(f"employee_{row['employee']}").id,
        "kind": row["kind"],
        "reason": stage.keeper.word(row, "reason"),
        "effective_date": stage.day(row["from"]),
        "approver_id": stage.user("gm").id,
    }
    position = stage.env.ref(f"aftersales_org.position_{row['target']}")
    if row["kind"] == "acting":
        return vals | {"position_id": position.id, "end_date": stage.day(row["until"])}
    return vals | {"to_job_id": _find_job(stage, position).id}


def _find_job(stage, position):
    return stage.env["hr.job"].search(
        [("aftersales_position_id", "=", position.id), ("company_id", "=", stage.company.id)], limit=1
    )


def _recruit(stage):
    """The manager opens the vacant posts, and people apply."""
    rows = tables.read("applicants")
    if all(stage.keeper.find(row["name"]) for row in rows):
        return
    job = _find_job(stage, stage.env.ref(f"aftersales_org.position_{RECRUITED_POSITION}"))
    with stage.play(OPENED_DAYS_AGO):
        job.with_user(stage.user("manager")).action_recruit()
    stages = stage.env["hr.recruitment.stage"].search([])
    for row in rows:
        with stage.play(row["applied"]) as moment:
            applicant = stage.keeper.make("hr.applicant", {row["name"]: _prepare_applicant_vals(stage, row, job)})
        calendar.date_back(applicant[row["name"]], moment)
        with stage.play(row["applied"], 60 + int(row["stage"]) * 120):
            applicant[row["name"]].stage_id = stages[int(row["stage"]) - 1]


def _prepare_applicant_vals(stage, row, job):
    return {
        "partner_name": stage.keeper.text(row),
        "partner_phone": row["phone"],
        "job_id": job.id,
        "department_id": job.department_id.id,
        "company_id": stage.company.id,
        "availability": stage.day(row["applied"]) + timedelta(days=30),
    }
