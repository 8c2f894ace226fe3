from odoo import fields, models
from odoo.tools import SQL

# A punch belongs to the nearest shift that begins at most so many hours after it.
EARLY_HOURS = 4


class AftersalesAttendanceDay(models.Model):
    """A person's day: what the roster and the time clock say, and the leave; the ground of the month's sheet."""

    _name = "aftersales.attendance.day"
    _description = "Attendance Day"
    _auto = False
    _order = "date desc, employee_id, id"
    _depends = {
        "aftersales.roster.line": [
            "employee_id",
            "company_id",
            "department_id",
            "job_id",
            "date",
            "shift_id",
            "kind",
            "state",
            "start_datetime",
            "stop_datetime",
            "hours",
            "leave_hours",
            "has_conflict",
            "is_holiday",
        ],
        "hr.attendance": ["employee_id", "check_in", "check_out", "worked_hours", "date"],
        "hr.employee": ["company_id", "user_id"],
        "hr.version": ["employee_id", "date_version", "department_id", "job_id"],
        "res.company": ["aftersales_roster_grace_minutes"],
    }

    # -- whose day
    employee_id = fields.Many2one("hr.employee", readonly=True)
    user_id = fields.Many2one("res.users", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    department_id = fields.Many2one("hr.department", readonly=True)
    job_id = fields.Many2one("hr.job", readonly=True)
    date = fields.Date("Day", readonly=True)
    shift_id = fields.Many2one("aftersales.shift", readonly=True, help="Empty: came without being rostered.")
    is_holiday = fields.Boolean("Public Holiday", readonly=True)

    # -- planned and done
    start_datetime = fields.Datetime("Rostered From", readonly=True)
    stop_datetime = fields.Datetime("Rostered To", readonly=True)
    check_in = fields.Datetime("Clocked In", readonly=True)
    check_out = fields.Datetime("Clocked Out", readonly=True)
    rostered_hours = fields.Float(readonly=True)
    attended_hours = fields.Float(readonly=True)
    overtime_hours = fields.Float(
        readonly=True, help="Hours attended beyond the rostered ones; all of them on a day without a shift."
    )
    leave_hours = fields.Float("Hours of Leave", readonly=True)

    # -- what was amiss; whole numbers, so that they add up over a month
    due_count = fields.Integer("Shifts Due", readonly=True, help="Shifts that have begun, without those on leave.")
    late_count = fields.Integer("Times Late", readonly=True)
    late_minutes = fields.Integer(readonly=True)
    early_count = fields.Integer("Times Left Early", readonly=True)
    early_minutes = fields.Integer("Minutes Left Early", readonly=True)
    absent_count = fields.Integer("Days Absent", readonly=True)
    leave_count = fields.Integer("Days on Leave", readonly=True)

    @property
    def _table_query(self):
        """Published working shifts with the punches that belong to them, and punches without a shift.

        Each punch goes to one shift only, the one whose beginning is nearest, so that hours are never counted twice.
        """
        return SQL(
            """
            WITH punch AS NOT MATERIALIZED (
                SELECT attendance.id, attendance.employee_id, attendance.check_in, attendance.check_out,
                       attendance.worked_hours, attendance.date,
                       (SELECT line.id
                          FROM aftersales_roster_line line
                         WHERE line.employee_id = attendance.employee_id AND line.kind = 'work'
                           AND line.state = 'published' AND attendance.check_in < line.stop_datetime
                           AND attendance.check_in >= line.start_datetime - make_interval(hours => %(early)s)
                         ORDER BY ABS(EXTRACT(EPOCH FROM attendance.check_in - line.start_datetime)), line.id
                         LIMIT 1) AS line_id
                  FROM hr_attendance attendance
            ), punched AS NOT MATERIALIZED (
                SELECT line_id, MIN(check_in) AS check_in, SUM(worked_hours) AS hours,
                       CASE WHEN BOOL_OR(check_out IS NULL) THEN NULL ELSE MAX(check_out) END AS check_out
                  FROM punch
                 WHERE line_id IS NOT NULL
                 GROUP BY line_id
            ), day AS NOT MATERIALIZED (
                SELECT line.*, punched.check_in, punched.check_out, COALESCE(punched.hours, 0) AS attended,
                       make_interval(mins => company.aftersales_roster_grace_minutes) AS grace,
                       COALESCE(line.has_conflict AND line.leave_hours >= line.hours, FALSE) AS is_away,
                       line.start_datetime <= %(now)s AS has_begun,
                       line.stop_datetime <= %(now)s AS is_over
                  FROM aftersales_roster_line line
                  JOIN res_company company ON company.id = line.company_id
             LEFT JOIN punched ON punched.line_id = line.id
                 WHERE line.kind = 'work' AND line.state = 'published'
            )
            SELECT day.id * 2 AS id, day.employee_id, day.user_id, day.company_id, day.department_id, day.job_id,
                   day.date, day.shift_id, day.is_holiday, day.start_datetime, day.stop_datetime,
                   day.check_in, day.check_out, day.hours AS rostered_hours, day.attended AS attended_hours,
                   CASE WHEN day.check_out IS NULL THEN 0
                        ELSE GREATEST(day.attended - day.hours, 0) END AS overtime_hours,
                   COALESCE(day.leave_hours, 0) AS leave_hours,
                   (day.has_begun AND NOT day.is_away)::int AS due_count,
                   late.is_late::int AS late_count,
                   CASE WHEN late.is_late
                        THEN FLOOR(EXTRACT(EPOCH FROM day.check_in - day.start_datetime) / 60)::int
                        ELSE 0 END AS late_minutes,
                   late.is_early::int AS early_count,
                   CASE WHEN late.is_early
                        THEN FLOOR(EXTRACT(EPOCH FROM day.stop_datetime - day.check_out) / 60)::int
                        ELSE 0 END AS early_minutes,
                   (day.is_over AND day.check_in IS NULL AND NOT day.is_away)::int AS absent_count,
                   day.is_away::int AS leave_count
              FROM day
CROSS JOIN LATERAL (
                SELECT COALESCE(
                           NOT COALESCE(day.has_conflict, FALSE) AND day.check_in > day.start_datetime + day.grace,
                           FALSE
                       ) AS is_late,
                       COALESCE(
                           NOT COALESCE(day.has_conflict, FALSE) AND day.check_out < day.stop_datetime - day.grace,
                           FALSE
                       ) AS is_early
                   ) late
         UNION ALL
            SELECT MIN(punch.id) * 2 + 1, punch.employee_id, resource.user_id, employee.company_id,
                   version.department_id, version.job_id, punch.date, NULL, FALSE, NULL, NULL,
                   MIN(punch.check_in), MAX(punch.check_out), 0,
                   COALESCE(SUM(punch.worked_hours), 0),
                   -- Extra to a roster; of somebody without one in that month nobody knows what is extra.
                   CASE WHEN EXISTS (
                            SELECT FROM aftersales_roster_line planned
                             WHERE planned.employee_id = punch.employee_id
                               AND planned.kind = 'work' AND planned.state = 'published'
                               AND planned.date >= DATE_TRUNC('month', punch.date)
                               AND planned.date < DATE_TRUNC('month', punch.date) + INTERVAL '1 month'
                        ) THEN COALESCE(SUM(punch.worked_hours), 0) ELSE 0 END,
                   0, 0, 0, 0, 0, 0, 0, 0
              FROM punch
              JOIN hr_employee employee ON employee.id = punch.employee_id
              JOIN resource_resource resource ON resource.id = employee.resource_id
 LEFT JOIN LATERAL (
                SELECT department_id, job_id
                  FROM hr_version
                 WHERE hr_version.employee_id = punch.employee_id
                 ORDER BY hr_version.date_version <= punch.date DESC,
                          ABS(hr_version.date_version - punch.date)
                 LIMIT 1
                   ) version ON TRUE
             WHERE punch.line_id IS NULL
             GROUP BY punch.employee_id, resource.user_id, employee.company_id, version.department_id,
                      version.job_id, punch.date
            """,
            early=EARLY_HOURS,
            now=fields.Datetime.now(),
        )
