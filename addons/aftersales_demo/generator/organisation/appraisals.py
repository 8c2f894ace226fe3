"""Last quarter's appraisals, signed but for a few, and this quarter's, each as far as people have come."""

from odoo.addons.aftersales_base.rules.period import add_months

from .. import tables
from ..handwriting import write_name

MANAGER, LAST = "manager", "gm"
# Days after the quarter's end, or after the opening of a running one, on which each step is taken.
OWN, SCORED, CALIBRATED, SIGNED = 3, 8, 12, 16
# Last quarter only this one still waits for the second signature.
UNSIGNED = "advisor2"
OPENED_DAYS_AGO = 18
STEPS = ("self", "manager", "calibration", "conversation")
# How far the items of one person lie from the usual score.
SPREAD = (-4, -2, 0, 2, 3)


def play(stage):
    rows = [row for row in tables.read("appraisals") if stage.user(row["login"])]
    this = stage.company._get_fiscal_year(stage.today)
    number = next(n for n in (9, 6, 3, 0) if add_months(this.start, n) <= stage.today)
    quarter = add_months(this.start, number)
    last = add_months(quarter, -3)
    if not stage.keeper.find("appraisals_last"):
        _Cycle(stage, "appraisals_last", last, (stage.today - quarter).days).sign(rows)
    if not stage.keeper.find("appraisals_running"):
        opened = min(OPENED_DAYS_AGO, (stage.today - quarter).days)
        _Cycle(stage, "appraisals_running", quarter, opened).begin(rows)


class _Cycle:
    """The appraisals of a quarter."""

    def __init__(self, stage, name, start, opened):
        self.stage = stage
        self.opened = opened
        with stage.play(opened, 60):
            self.cycle = stage.model("aftersales.appraisal.cycle", MANAGER).create(
                {
                    "kind": "quarter",
                    "date_start": start,
                    "manager_id": stage.user(MANAGER).id,
                    "general_manager_id": stage.user(LAST).id,
                }
            )
            self.cycle.action_open()
        stage.keeper.keep(name, self.cycle.sudo())

    def sign(self, rows):
        """Take everybody through to the signatures."""
        found = self._get_appraisals(rows)
        for step, days in (("_score_own", OWN), ("_score", SCORED), ("_calibrate", CALIBRATED), ("_sign", SIGNED)):
            with self.stage.play(self.opened - days, 200):
                for appraisal, row in found:
                    getattr(self, step)(appraisal, row)

    def begin(self, rows):
        """Take everybody as far as they have come."""
        found = self._get_appraisals(rows)
        for number, (step, days) in enumerate((("_score_own", OWN), ("_score", SCORED), ("_calibrate", CALIBRATED)), 1):
            with self.stage.play(self.opened - days, 200):
                for appraisal, row in found:
                    if STEPS.index(row["step"]) >= number:
                        getattr(self, step)(appraisal, row)

    def _get_appraisals(self, rows):
        appraisals = {each.employee_user_id: each for each in self.cycle.sudo().appraisal_ids}
        pairs = [(appraisals.get(self.stage.user(row["login"])), row) for row in rows]
        return [(appraisal, row) for appraisal, row in pairs if appraisal]

    # -- steps

    def _score_own(self, appraisal, row):
        mine = appraisal.with_user(appraisal.employee_user_id)
        self._write_scores(mine, "own_score", int(row["own"]))
        mine.action_submit_own()

    def _score(self, appraisal, row):
        theirs = appraisal.with_user(appraisal.appraiser_id)
        self._write_scores(theirs, "manager_score", int(row["manager"]))
        theirs.action_submit_manager()

    def _write_scores(self, appraisal, name, usual):
        for number, line in enumerate(appraisal.line_ids.filtered(lambda each: each.kind == "behaviour")):
            line[name] = min(max(usual + SPREAD[number % len(SPREAD)], 1), appraisal.points)

    def _calibrate(self, appraisal, row):
        calibrated = appraisal.with_user(self.stage.user(LAST if row["login"] == MANAGER else MANAGER))
        if row["adjustment"] != "0":
            calibrated.write(
                {
                    "adjustment": float(row["adjustment"]),
                    "adjustment_reason": self.stage.keeper.word(row, "adjusted"),
                }
            )
        calibrated.grade_effect = row["effect"]
        calibrated.action_calibrate()

    def _sign(self, appraisal, row):
        word = self.stage.keeper.word
        user, head = appraisal.employee_user_id, appraisal.appraiser_id
        theirs, mine = appraisal.with_user(head), appraisal.with_user(user)
        theirs.write(
            {
                "conversation_date": self.stage.day(max(self.opened - SIGNED, 0)),
                "conversation_note": word(row, "note"),
                "goals": word(row, "goals"),
                "appraiser_signature": write_name(head.login),
            }
        )
        theirs.action_sign_appraiser()
        if row["login"] != UNSIGNED:
            mine.employee_signature = write_name(user.login)
            mine.action_sign_employee()
