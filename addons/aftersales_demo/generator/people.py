"""The people of the store, in their positions; who has a login has the rights of the position."""

from collections import Counter
from datetime import timedelta

from odoo import Command

from ..logins import LOGINS
from . import calendar, tables

TEMPLATE = "aftersales_org.org_template_store"
# Position → function of the department that has such a job though the template does not ask for it.
FURTHER_JOBS = {"training_manager": "d_biz"}
VACANT = {"technician": 2, "service_advisor": 1, "marketing_promoter": 1}
# Logins that are nobody's yet: for whoever tries to take people on.
NEWCOMERS = (
    {"login": "newcomer", "zh": "林晓", "en": "Lin Xiao"},
    {"login": "newcomer2", "zh": "高远", "en": "Gao Yuan"},
)


def hire(keeper, now):
    """Set up the organisation and hire everybody.

    :param now: this moment, UTC
    :return: position code → users who can log in, in the order of the table
    """
    rows = tables.read("people")
    users = _create_users(keeper, [row for row in rows if row["login"]])
    _create_users(keeper, NEWCOMERS)
    if not all(keeper.find(f"employee_{number}") for number in range(len(rows))):
        _employ(keeper, rows, users, calendar.store_date(now))
        _put_host_department_away(keeper)
    staff = {}
    for row in rows:
        if row["login"]:
            staff.setdefault(row["position"], []).append(users[row["login"]])
    return staff


def _create_users(keeper, rows):
    """Login → user; only those that stand on the start page have a password."""
    passwords = {login: {"password": password} for _role, login, password in LOGINS}
    created = keeper.make(
        "res.users",
        {
            f"user_{row['login']}": passwords.get(row["login"], {})
            | {
                "name": keeper.text(row),
                "login": row["login"],
                "lang": keeper.env.lang,
                "tz": calendar.ZONE,
                "email": f"{row['login']}@changfeng.example.com",
                "company_id": keeper.find("company").id,
                "company_ids": [Command.set(keeper.find("company").ids)],
                # Notices wait in Odoo: the people of the store have no real mailboxes.
                "notification_type": "inbox",
                "group_ids": [Command.link(keeper.env.ref("base.group_user").id)],
            }
            for row in rows
        },
    )
    return {row["login"]: created[f"user_{row['login']}"] for row in rows}


def _employ(keeper, rows, users, today):
    template = keeper.env.ref(TEMPLATE)
    steps = template.with_context(allowed_company_ids=keeper.find("company").ids)._apply(keeper.find("company"))
    jobs, departments = {}, {}
    for step in steps:
        if "department" in step:
            jobs.setdefault(step["line"].position_id.code, step["record"])
        else:
            departments[step["line"]] = step["record"]
    jobs |= _create_further_jobs(keeper, {line.department_id: record for line, record in departments.items()})
    vals = {}
    for number, row in enumerate(rows):
        job = jobs[row["was"] or row["position"]]
        vals[f"employee_{number}"] = _prepare_employee_vals(keeper, row, number, job, users.get(row["login"])) | {
            "date_version": today - timedelta(days=int(row["hired"]))
        }
    keeper.make("hr.employee", vals)
    _authorise(rows, jobs)


def _create_further_jobs(keeper, departments):
    """Jobs this store has besides those of its template: code of the position → job."""
    jobs = {}
    for position_code, function_code in FURTHER_JOBS.items():
        position = keeper.env.ref(f"aftersales_org.position_{position_code}")
        department = departments[keeper.env.ref(f"aftersales_org.department_{function_code}")]
        vals = {
            "name": position.name,
            "company_id": keeper.find("company").id,
            "department_id": department.id,
            "aftersales_position_id": position.id,
            "authorised_headcount": 1,
            "no_of_recruitment": 0,
        }
        made = keeper.make("hr.job", {f"job_{position_code}": vals})
        jobs[position_code] = made[f"job_{position_code}"]
    return jobs


def _prepare_employee_vals(keeper, row, number, job, user):
    return {
        "name": keeper.text(row),
        "user_id": user.id if user else False,
        "job_id": job.id,
        "department_id": job.department_id.id,
        "company_id": keeper.find("company").id,
        "work_phone": f"0512-6501 {800 + number:04d}",
        "work_email": user.email if user else False,
        "tz": calendar.ZONE,
    }


def _authorise(rows, jobs):
    """A small store: as many people as it has today, and a few posts that are vacant."""
    holders = Counter(row["position"] for row in rows)
    for code, job in jobs.items():
        job.authorised_headcount = holders[code] + VACANT.get(code, 0)


def _put_host_department_away(keeper):
    """The host's own department of administrators has no place in the store's chart."""
    department = keeper.env.ref("hr.dep_administration", raise_if_not_found=False)
    if department:
        department.member_ids.department_id = False
        department.action_archive()
