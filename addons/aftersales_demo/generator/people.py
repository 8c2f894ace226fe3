"""The people of the store, in their positions; who has a login has the rights of the position."""

from odoo import Command

from ..logins import LOGINS
from . import calendar, tables

TEMPLATE = "aftersales_org.org_template_store"


def hire(keeper):
    """Set up the organisation and hire everybody.

    :return: position code → users who can log in, in the order of the table
    """
    rows = tables.read("people")
    users = _create_users(keeper, [row for row in rows if row["login"]])
    if not keeper.find("employee_0"):
        _employ(keeper, rows, users)
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
                "group_ids": [Command.link(keeper.env.ref("base.group_user").id)],
            }
            for row in rows
        },
    )
    return {row["login"]: created[f"user_{row['login']}"] for row in rows}


def _employ(keeper, rows, users):
    template = keeper.env.ref(TEMPLATE)
    steps = template.with_context(allowed_company_ids=keeper.find("company").ids)._apply(keeper.find("company"))
    jobs, departments = {}, {}
    for step in steps:
        if "department" in step:
            jobs.setdefault(step["line"].position_id.get_external_id()[step["line"].position_id.id], step["record"])
        else:
            departments[step["line"]] = step["record"]
    vals = {}
    for number, row in enumerate(rows):
        job = jobs[f"aftersales_org.position_{row['position']}"]
        vals[f"employee_{number}"] = _prepare_employee_vals(keeper, row, number, job, users.get(row["login"]))
    keeper.make("hr.employee", vals)
    _appoint_managers(departments, jobs)


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


def _appoint_managers(departments, jobs):
    for line, department in departments.items():
        position = line.manager_position_id
        if position:
            job = jobs[position.get_external_id()[position.id]]
            department.manager_id = job.employee_ids[:1]
