"""Areas with a year of 5S audits and two weeks of daily checks; what was found is mended and re-checked."""

from random import Random

from odoo.addons.aftersales_base.rules.period import add_months

from . import photos

SEED = 5
MONTHS = 12
DAILY_DAYS = 14
# Area → who keeps it, who audits it, who checks it daily.
AREAS = {
    "workshop": ("supervisor", "inspector", None),
    "tools": ("supervisor", "inspector", None),
    "parts": ("clerk", "supervisor", None),
    "front_desk": ("advisor", "supervisor", "advisor"),
    "lounge": ("information", "supervisor", "information"),
}
# The share of questions that fail, at the beginning of the year and now.
WORST, BEST = 0.16, 0.07
DAILY_FAILS = 0.03
NOTES = (
    {"zh": "现场已指出，请按标准恢复。", "en": "Shown on the spot, to be put right by the standard."},
    {"zh": "上次检查已提醒，仍未改善。", "en": "Was pointed out last time, no better yet."},
    {"zh": "标识缺失，需重新张贴。", "en": "The label is missing."},
)
MEASURES = (
    {"zh": "已清理并重新划线定置。", "en": "Cleaned up and marked anew."},
    {"zh": "已补齐标识，交接班时复查。", "en": "Labels replaced; looked at when shifts change."},
    {"zh": "已整改，列入每日巡查。", "en": "Put right, on the daily round now."},
)
REFUSAL = {"zh": "通道仍有杂物，请再整理。", "en": "The aisle is still not free."}
MENDED_AFTER, CHECKED_AFTER = 4, 6


def play(stage):
    _open_areas(stage)
    random = Random(SEED)
    # The last one is next month's, which is only planned.
    for number in range(MONTHS + 2):
        if not stage.keeper.find(f"audits_{number}"):
            _audit_month(stage, random, number)
    if not stage.keeper.find("daily_checks"):
        _check_daily(stage, random)


def _open_areas(stage):
    if stage.keeper.find("area_workshop"):
        return
    areas = stage.model("aftersales.area", "manager")
    areas.action_create_usual()
    for area in areas.search([("company_id", "=", stage.company.id)]):
        keeper, auditor, checker = AREAS[area.kind]
        area.user_id = stage.user(keeper)
        for plan in area.plan_ids:
            plan.user_id = stage.user(checker if plan.period == "daily" else auditor)
        stage.keeper.keep(f"area_{area.kind}", area.sudo())


# -- the monthly audits


def _audit_month(stage, random, number):
    first = add_months(stage.today.replace(day=1), number - MONTHS)
    with stage.play(max((stage.today - first).days, 0), 30):
        planned = stage.model("aftersales.audit.planning", "manager").create({"month": first}).action_generate()
        audits = stage.env["aftersales.checklist"].search([*planned["domain"], ("kind", "=", "audit")])
    stage.keeper.keep(f"audits_{number}", audits[:1])
    days = (stage.today - audits[0].planned_date).days
    if days > 0:
        days = stage.working_day(days)
        with stage.play(days, 180):
            findings = _work_through(stage, random, audits, WORST + (BEST - WORST) * number / MONTHS)
        _see_to(stage, findings, days)


def _work_through(stage, random, checklists, share):
    """Each checker starts, answers and signs the own checklists.

    :param float share: of the questions that fail
    :return: what was found
    """
    for user, own in checklists.grouped("user_id").items():
        mine = own.with_user(user)
        mine.action_start()
        for vals, lines in _answer(stage, random, mine.line_ids, share):
            lines.write(vals)
        mine.action_finish()
    return checklists.rectification_ids


def _answer(stage, random, lines, share):
    """Answers with the lines they are given to, many lines an answer."""
    answers = {}
    for line in lines:
        if line.answer_kind == "measure":
            middle = (line.minimum + line.maximum) / 2
            key = ("measured", str(round(middle + random.uniform(-0.2, 0.2) * (line.maximum - line.minimum), 1)), None)
        elif random.random() < share:
            key = ("answer", "fail", random.choice(NOTES)["zh" if stage.keeper.in_chinese else "en"])
        else:
            grades = line.answer_kind != "yes_no"
            key = ("answer", "attention" if grades and random.random() < share else "ok", None)
        answers.setdefault((*key, line.needs_photo), []).append(line.id)
    for (field, value, note, needs_photo), ids in answers.items():
        vals = {field: value, **({"note": note} if note else {})}
        if needs_photo:
            vals["photo"] = photos.take(in_order=value != "fail")
        yield vals, lines.browse(ids)


# -- what was found


def _see_to(stage, findings, days):
    """Owners mend what was found, others look at it; of the last two months' audits something is still to be done."""
    nothing = findings.browse()
    is_last, is_last_but_one = days <= 31, 31 < days <= 62
    left_open = findings[::3] if is_last else findings[:1] if is_last_but_one else nothing
    waiting = findings[1::3] if is_last else nothing
    sent_back = findings[1:2] if is_last_but_one else nothing
    mended = findings - left_open
    with stage.play(max(days - MENDED_AFTER, 0), 360):
        _mend(stage, mended)
    with stage.play(max(days - CHECKED_AFTER, 0), 420):
        for finding in sent_back:
            checked = finding.with_user(_get_checker(stage, finding))
            checked.refusal = stage.keeper.text(REFUSAL)
            checked.action_send_back()
        _close(stage, mended - waiting - sent_back)


def _mend(stage, findings):
    for (owner, number), own in findings.grouped(lambda each: (each.owner_id, each.id % len(MEASURES))).items():
        mine = own.with_user(owner)
        mine.write({"measure": stage.keeper.text(MEASURES[number]), "photo_after": photos.take(in_order=True)})
        mine.action_mend()


def _close(stage, findings):
    for checker, own in findings.grouped(lambda finding: _get_checker(stage, finding)).items():
        own.with_user(checker).action_close()


def _get_checker(stage, finding):
    """An auditor other than who answers for it."""
    return stage.user("inspector" if finding.owner_id != stage.user("inspector") else "supervisor")


# -- the daily checks


def _check_daily(stage, random):
    plans = stage.env["aftersales.audit.plan"].search([("company_id", "=", stage.company.id), ("period", "=", "daily")])
    for days in range(DAILY_DAYS, 0, -1):
        with stage.play(days, 15):
            checks = plans._generate(stage.day(days))
            findings = _work_through(stage, random, checks, DAILY_FAILS)
        if findings and days > 1:
            with stage.play(days, 240):
                _mend(stage, findings)
                _close(stage, findings)
    with stage.play(0, 5):
        today = plans._generate(stage.today)
    stage.keeper.keep("daily_checks", today[:1] or checks[:1] or plans[:1])
