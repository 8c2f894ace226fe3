"""A year of documents between the store and the manufacturers."""

from datetime import timedelta

from odoo import Command

from .. import calendar, tables

MAKERS = {
    "YH": {"zh": "远航汽车股份有限公司", "en": "Yuanhang Motor Company"},
    "QM": {"zh": "启明汽车有限公司", "en": "Qiming Motor Company"},
}
KEEPER = "information"
# Every how many readers one has not read it yet.
READING = {"all": 0, "some": 3}


def play(stage):
    makers = stage.keeper.make(
        "res.partner",
        {
            f"maker_{code}": {"name": stage.keeper.text(row), "is_company": True, "lang": stage.env.lang}
            for code, row in MAKERS.items()
        },
    )
    for row in tables.read("circulars"):
        if not stage.keeper.find(row["name"]):
            _Document(stage, row, makers).play()


class _Document:
    """One circular from its registration to where it stands today."""

    def __init__(self, stage, row, makers):
        self.stage = stage
        self.row = row
        self.makers = makers
        self.days = int(row["days"])
        self.tasks = [task for task in tables.read("circular_tasks") if task["circular"] == row["name"]]
        self.circular = None

    def play(self):
        with self.stage.play(self.days, 45) as moment:
            model = self.stage.model("aftersales.circular", KEEPER)
            self.circular = model.with_context(default_direction=self.row["direction"]).create(self._prepare_vals())
            self.stage.keeper.keep(self.row["name"], self.circular.sudo())
        calendar.date_back(self.circular, moment)
        fate = self.row["fate"]
        if fate == "void":
            self._void()
        elif fate == "issued":
            with self.stage.play(self.days, 200):
                self.circular.action_issue()
        elif fate in ("distributed", "answered", "closed"):
            self._distribute()
        if fate == "closed":
            with self.stage.play(self._get_end(), 400):
                self.circular.action_close()

    def _prepare_vals(self):
        row, word = self.row, self.stage.keeper.word
        question = row["answers"] and self.stage.keeper.find(row["answers"])
        category = self.stage.env.ref(f"aftersales_org.circular_category_{row['category']}")
        maker = "QM" if row["ref"].startswith("QM") else "YH"
        return {
            "direction": row["direction"],
            "subject": word(row, "subject"),
            "body": f"<p>{word(row, 'body')}</p>",
            "category_id": category.id,
            "position_ids": [Command.set((category.position_ids | self._get_positions()).ids)],
            "partner_id": question.partner_id.id if question else self.makers[f"maker_{maker}"].id,
            "manufacturer_ref": row["ref"],
            "document_date": self.stage.day(self.days) - timedelta(days=1),
            "registered_date": self.stage.day(self.days),
            "deadline": self._get_deadline(),
            "needs_answer": row["category"] in ("report", "warranty") and row["direction"] == "in",
            "user_id": self.stage.user(row["user"]).id,
            "question_id": question.id if question else False,
        }

    def _get_positions(self):
        """Who reads it besides the usual readers of its category."""
        positions = self.stage.env["aftersales.position"]
        return positions.union(
            *(self.stage.env.ref(f"aftersales_org.position_{code}") for code in self.row["positions"].split())
        )

    def _get_deadline(self):
        """Days after it came, or, below zero, days that are left."""
        due = self.row["due"]
        if not due:
            return False
        return self.stage.day(due) if int(due) < 0 else self.stage.day(self.days) + timedelta(days=int(due))

    def _distribute(self):
        with self.stage.play(self.days, 90) as moment:
            self.circular.action_distribute()
            self.stage.env["aftersales.circular.task"].with_user(self.stage.user(KEEPER)).create(
                [self._prepare_task_vals(task) for task in self.tasks]
            )
            receipts = self.circular.sudo().receipt_ids
        calendar.date_back(receipts, moment)
        self._read(receipts.user_id)
        for task in self.circular.task_ids.sudo():
            self._do(task)

    def _prepare_task_vals(self, task):
        return {
            "circular_id": self.circular.id,
            "name": self.stage.keeper.word(task, "name"),
            "user_id": self.stage.user(task["owner"]).id,
            "deadline": self.stage.day(self.days) + timedelta(days=int(task["due"])),
        }

    def _read(self, readers):
        """Most read it the same day; of the newest, some have not come to it."""
        if self.row["reading"] not in READING:
            return
        spared = READING[self.row["reading"]]
        with self.stage.play(self.days, 300):
            for number, reader in enumerate(readers, 1):
                if not spared or number % spared:
                    self.circular.with_user(reader).action_mark_read()

    def _do(self, task):
        row = next(row for row in self.tasks if self.stage.keeper.word(row, "name") == task.name)
        if row["done"]:
            with self.stage.play(self.days - int(row["done"]), 420):
                mine = task.with_user(task.user_id)
                mine.result = self.stage.keeper.word(row, "result")
                mine.action_done()

    def _get_end(self):
        """Days ago on which everything was done."""
        done = [int(task["done"]) for task in self.tasks if task["done"]]
        return self.days - max([*done, 3])

    def _void(self):
        with self.stage.play(self.days, 120):
            self.circular.void_reason = self.stage.keeper.word(self.row, "body")
            self.circular.action_void()
