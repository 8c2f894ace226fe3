"""Proposals to do things better, some of them with their effect measured."""

from .. import calendar, tables

DECIDED_AFTER = 4


def play(stage):
    for row in tables.read("improvements"):
        if not stage.keeper.find(row["name"]):
            _propose(stage, row)


def _propose(stage, row):
    with stage.play(row["proposed"], 200) as moment:
        proposal = stage.model("aftersales.improvement", row["proposer"]).create(_prepare_vals(stage, row))
        stage.keeper.keep(row["name"], proposal.sudo())
        if row["fate"] != "draft":
            proposal.action_submit()
    calendar.date_back(proposal, moment)
    if row["fate"] in ("running", "measured", "rejected"):
        _decide(stage, row, proposal.with_user(stage.user("manager")))
    if row["fate"] == "measured":
        with stage.play(row["measured"], 300):
            done = proposal.with_user(stage.user(row["user"]))
            done.write({"figure_after": float(row["after"]), "measured_date": stage.day(row["measured"])})
            done.action_finish()


def _prepare_vals(stage, row):
    word = stage.keeper.word
    return {
        "name": word(row, "name"),
        "department_id": stage.env.ref(f"aftersales_org.department_{row['department']}").id,
        "problem": word(row, "problem"),
        "evidence": word(row, "evidence"),
        "measure": word(row, "measure"),
        "figure_name": word(row, "figure"),
        "figure_before": float(row["before"] or 0),
        "is_less_better": row["less"] == "1",
    }


def _decide(stage, row, proposal):
    with stage.play(int(row["proposed"]) - DECIDED_AFTER, 120):
        proposal.decision_note = stage.keeper.word(row, "note")
        if row["fate"] == "rejected":
            proposal.action_reject()
        else:
            proposal.write({"user_id": stage.user(row["user"]).id, "deadline": stage.day(row["deadline"])})
            proposal.action_accept()
