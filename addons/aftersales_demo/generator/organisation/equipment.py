"""Equipment by area, with what was inspected and what is due."""

from .. import calendar, tables

INSPECTORS = {"zh": "苏州市特种设备检验所", "en": "Suzhou Institute of Special Equipment"}
BOUGHT_DAYS_AGO = 900


def play(stage):
    rows = tables.read("equipment")
    missing = [row for row in rows if not stage.keeper.find(row["name"])]
    if not missing:
        return
    equipment = stage.keeper.make("maintenance.equipment", {row["name"]: _prepare_vals(stage, row) for row in missing})
    inspected = [row for row in missing if row["inspected"]]
    inspections = stage.model("aftersales.equipment.inspection", "supervisor").create(
        [_prepare_inspection_vals(stage, row, equipment[row["name"]]) for row in inspected]
    )
    for row, inspection in zip(inspected, inspections, strict=True):
        calendar.date_back(inspection, stage.moment(row["inspected"]))


def _prepare_vals(stage, row):
    return {
        "name": stage.keeper.text(row),
        "serial_no": row["serial"],
        "cost": float(row["cost"]),
        "company_id": stage.company.id,
        "area_id": stage.keeper.find(f"area_{row['area']}").id,
        "inspection_months": int(row["months"]),
        "technician_user_id": stage.user("supervisor").id,
        "effective_date": stage.day(BOUGHT_DAYS_AGO),
    }


def _prepare_inspection_vals(stage, row, equipment):
    return {
        "equipment_id": equipment.id,
        "date": stage.day(row["inspected"]),
        "result": row["result"],
        "inspector": stage.keeper.text(INSPECTORS),
        "certificate_no": f"{row['serial']}-{stage.day(row['inspected']):%Y%m}",
    }
