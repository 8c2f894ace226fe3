"""The register of paper files: in their places, lent, due back, destroyed."""

from .. import calendar, tables

DESTROYED_DAYS_AGO = 30


def play(stage):
    for row in tables.read("office_files"):
        if not stage.keeper.find(row["name"]):
            _register(stage, row)


def _register(stage, row):
    file = stage.model("aftersales.office.file", "support").create(
        {
            "subject": stage.keeper.word(row, "subject"),
            "category": row["category"],
            "place": stage.keeper.word(row, "place"),
            "filed_date": stage.day(row["filed"]),
            "kept_until": stage.day(row["kept"]) if row["kept"] else False,
        }
    )
    stage.keeper.keep(row["name"], file.sudo())
    calendar.date_back(file, stage.moment(row["filed"]))
    if row["fate"] == "lent":
        with stage.play(row["lent"]):
            file.write(
                {
                    "borrower_id": stage.user(row["borrower"]).id,
                    "due_date": stage.day(row["due"]) if row["due"] else False,
                }
            )
            file.action_lend()
    elif row["fate"] == "destroyed":
        with stage.play(DESTROYED_DAYS_AGO):
            file.with_user(stage.user("manager")).action_destroy()
