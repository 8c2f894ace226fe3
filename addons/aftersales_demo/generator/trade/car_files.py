"""The cars' files: who brings them, what everybody must know, insurance, consent, schedules, and one car sold on."""

from datetime import timedelta
from random import Random

from odoo import Command, fields

SEED = 7
ALERTS = (
    ("vip", "info", {"zh": "多年老客户，请安排原服务顾问接待", "en": "Long-standing customer: the usual advisor"}),
    ("complaint", "warning", {"zh": "上次等配件三天，请先报交车时间", "en": "Waited three days: tell the time first"}),
    (
        "recall",
        "danger",
        {"zh": "高压线束待更换，先联系保修鉴定员", "en": "Harness to be replaced: ask the appraiser first"},
    ),
)
WARNED = 20  # days ago
SCHEDULES = (
    ("fuel", 10000, 12, 5000, 6, ({"zh": "更换机油和机滤", "en": "Change oil and filter"},
                                  {"zh": "检查制动系统", "en": "Check brakes"})),
    ("electric", 20000, 12, 10000, 12, ({"zh": "高压系统检查", "en": "Check high-voltage system"},
                                        {"zh": "更换空调滤清器", "en": "Change cabin filter"})),
)  # fmt: skip
INSURED = 24
ASKED = 3  # days ago
IDENTIFIED = {"zh": "核对身份证原件与预留手机号", "en": "Identity card and the phone on file compared"}
SENT_BY = {"zh": "司机 小周", "en": "Xiao Zhou, driver"}
SOLD_ON = 12  # days ago


def play(stage):
    if stage.keeper.find("car_files"):
        return
    cars = stage.env["aftersales.vehicle"].search([("owner_id", "!=", False), ("plate", "!=", False)], order="id")
    _write_schedules(stage)
    _insure(stage, cars)
    _warn(stage, cars)
    _name_driver(stage, cars)
    _agree(stage, cars)
    _sell_on(stage, cars)
    _ask_to_be_forgotten(stage, cars.owner_id.filtered(lambda owner: not owner.is_company))
    cars._refresh_dates()


def _write_schedules(stage):
    brands = {"fuel": ("启明", "Qiming"), "electric": ("远航", "Yuanhang")}
    for energy, km, months, first_km, first_months, works in SCHEDULES:
        brand = stage.keeper.find(f"brand_{brands[energy][1]}")
        schedule = stage.model("aftersales.maintenance.schedule", "manager").create(
            {
                "name": stage.keeper.text({"zh": f"{brands[energy][0]}定期保养", "en": f"{brands[energy][1]} service"}),
                "brand_id": brand.id,
                "interval_km": km,
                "interval_months": months,
                "first_km": first_km,
                "first_months": first_months,
                "line_ids": [Command.create({"name": stage.keeper.text(work)}) for work in works],
            }
        )
        stage.keeper.keep(f"schedule_{energy}", schedule.sudo())


def _insure(stage, cars):
    random = Random(SEED)
    insurers = [stage.keeper.find(f"insurer_{number}") for number in range(2)]
    policies = []
    for number, car in enumerate(cars[:INSURED]):
        # From two months late to ten months ahead, so that some expire soon.
        last = stage.today + timedelta(days=random.randint(-60, 300))
        policies += [
            {
                "vehicle_id": car.id,
                "kind": kind,
                "insurer_id": insurers[number % 2].id,
                "policy_no": f"{kind[:2].upper()}{stage.today.year}{random.randint(10**7, 10**8 - 1)}",
                "date_from": last - timedelta(days=364),
                "date_to": last,
                "premium": 950 if kind == "compulsory" else random.randint(2200, 5200),
                "bought_at": random.choice(("here", "insurer")),
            }
            for kind in ("compulsory", "commercial")
        ]
    stage.keeper.keep("car_files", stage.model("aftersales.vehicle.insurance", "cs").create(policies)[:1].sudo())


def _warn(stage, cars):
    with stage.play(WARNED, 60):
        stage.model("aftersales.vehicle.alert", "cs").create(
            [
                {
                    "vehicle_id": cars[3 * number].id,
                    "kind": kind,
                    "severity": severity,
                    "text": stage.keeper.text(text),
                    "date_from": stage.day(WARNED),
                }
                for number, (kind, severity, text) in enumerate(ALERTS)
            ]
        )


def _name_driver(stage, cars):
    driver = stage.keeper.make(
        "res.partner", {"car_driver": {"name": stage.keeper.text(SENT_BY), "phone": "13862015521"}}
    )["car_driver"]
    company_car = cars.filtered("owner_id.is_company")[:1] or cars[:1]
    stage.model("aftersales.vehicle.contact", "advisor").create(
        {"vehicle_id": company_car.id, "partner_id": driver.id, "role": "sender"}
    )


def _agree(stage, cars):
    """Owners who agreed to messages from the store."""
    with stage.play(40, 80):
        stage.model("aftersales.privacy.consent", "cs").create(
            [
                {"partner_id": owner.id, "purpose": purpose, "channel": "paper", "text_version": "2026-01"}
                for owner in cars.owner_id[:12]
                for purpose in ("service", "marketing")
            ]
        )


def _sell_on(stage, cars):
    """One car has a new owner; what was done on it stays readable, who drove it before does not."""
    car = cars[-1]
    buyer = stage.keeper.make(
        "res.partner",
        {"second_owner": {"name": stage.keeper.text({"zh": "高洁", "en": "Gao Jie"}), "phone": "13771800412"}},
    )["second_owner"]
    with stage.play(SOLD_ON, 140):
        transfer = stage.model("aftersales.vehicle.transfer", "cs").create(
            {
                "vehicle_id": car.id,
                "company_id": stage.company.id,
                "new_owner_id": buyer.id,
                "date": fields.Date.to_string(stage.day(SOLD_ON)),
                "mileage": car.odometer + 1,
                "has_registration_certificate": True,
                "has_licence": True,
                "has_identity": True,
            }
        )
        transfer.action_finish()
        car.with_user(stage.user("cs")).owner_acquisition = "used"


def _ask_to_be_forgotten(stage, people):
    """Two customers want personal data erased: one request waits for open work, of the other somebody decides."""
    requests = stage.model("aftersales.privacy.erasure", "information")
    busy = {
        person: any(obstacle.records for obstacle in requests.sudo()._find_obstacles(person))
        for person in reversed(people)
    }
    with stage.play(stage.working_day(ASKED), 180):
        for is_busy in (True, False):
            if person := next((person for person in busy if busy[person] == is_busy), None):
                request = requests.create(
                    {
                        "partner_id": person.id,
                        "company_id": stage.company.id,
                        "channel": "desk",
                        "identity_note": stage.keeper.text(IDENTIFIED),
                    }
                )
                request.action_check()
                stage.keeper.keep("erasure_waits" if is_busy else "erasure", request.sudo())
