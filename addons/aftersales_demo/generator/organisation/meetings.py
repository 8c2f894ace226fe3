"""Weekly service meetings of a quarter, technical exchanges, success cases."""

from datetime import timedelta

from odoo import Command

from .. import calendar, tables

INVITED_DAYS_BEFORE = 3
PLACE = {"zh": "二楼会议室", "en": "Meeting room, second floor"}


def play(stage):
    decisions = _by_meeting("decisions")
    topics = _by_meeting("topics")
    for row in tables.read("meetings"):
        if not stage.keeper.find(row["name"]):
            _hold(stage, row, topics.get(row["name"], []), decisions.get(row["name"], []))
    for rows in decisions.values():
        for row in rows:
            _carry_out(stage, row)


def _by_meeting(table):
    rows = {}
    for row in tables.read(table):
        rows.setdefault(row["meeting"], []).append(row)
    return rows


def _hold(stage, row, topics, decisions):
    days = stage.working_day(row["days"])
    with stage.play(max(days, 0) + INVITED_DAYS_BEFORE) as moment:
        meeting = stage.model("aftersales.meeting", row["leader"]).create(_prepare_vals(stage, row, days, topics))
        stage.keeper.keep(row["name"], meeting.sudo())
        meeting.action_plan()
    calendar.date_back(meeting, moment)
    if row["fate"] == "cancelled":
        with stage.play(days, 0):
            meeting.action_cancel()
    elif row["fate"] == "closed":
        with stage.play(days, int(row["minutes_of_day"]) + 90):
            meeting.write(_prepare_minutes(stage, row, days, decisions))
            meeting.action_close()
        calendar.date_back(meeting.decision_ids, stage.moment(days, int(row["minutes_of_day"]) + 90))


def _prepare_vals(stage, row, days, topics):
    word = stage.keeper.word
    # Not through stage.moment(): the next meeting lies ahead.
    start = calendar.morning(stage.now, days) + timedelta(minutes=int(row["minutes_of_day"]))
    return {
        "name": word(row, "subject"),
        "kind": row["kind"],
        "team": row["team"],
        "start_datetime": start,
        "duration": float(row["hours"]),
        "location": stage.keeper.text(PLACE),
        "user_id": stage.user(row["leader"]).id,
        "attendee_ids": [Command.set(stage.users(row["attendees"]).ids)],
        "topic_ids": [Command.create({"name": word(topic, "name"), "note": word(topic, "note")}) for topic in topics],
    }


def _prepare_minutes(stage, row, days, decisions):
    word = stage.keeper.word
    present = stage.users(row["attendees"]) - stage.users(row["absent"])
    return {
        "minutes": f"<p>{word(row, 'minutes')}</p>",
        "present_user_ids": [Command.set(present.ids)],
        "decision_ids": [
            Command.create(
                {
                    "name": word(decision, "name"),
                    "user_id": stage.user(decision["owner"]).id,
                    "deadline": stage.day(days) + timedelta(days=int(decision["due"])),
                }
            )
            for decision in decisions
        ],
    }


def _carry_out(stage, row):
    """The owner does what was decided, some days after the meeting."""
    meeting = stage.keeper.find(row["meeting"])
    decision = meeting.decision_ids.filtered(lambda each: each.name == stage.keeper.word(row, "name"))
    if not row["done"] or not decision or decision.done_datetime:
        return
    held = calendar.store_date(meeting.start_datetime)
    with stage.play((stage.today - held).days - int(row["done"]), 450):
        # The owner says on the screen's activity what came of it.
        activity = decision.activity_ids.with_user(decision.user_id)
        activity.action_feedback(stage.keeper.word(row, "result"))
