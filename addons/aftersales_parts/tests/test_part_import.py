import base64

from odoo.tests import new_test_user, tagged

from .test_fitment import FitmentCase


@tagged("post_install", "-at_install")
class TestPartImport(FitmentCase):
    """Lists of fitments and supersessions: good rows come in, the rest is told, the same list again changes nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(cls.env, "manager", groups="aftersales_base.group_manager")
        cls.a, cls.b, cls.c = (cls.part(f"7ZZ 10{number}", f"Pump {number}") for number in range(3))

    def setUp(self):
        super().setUp()
        self.enterContext(self.enter_registry_test_mode())
        cr = self.enterContext(self.registry.cursor())
        self.env = self.env(cr=cr, user=self.manager.id)
        self.a, self.b, self.c, self.filter = (
            part.with_env(self.env) for part in (self.a, self.b, self.c, self.filter)
        )

    def import_list(self, kind, *lines, **options):
        content = base64.b64encode("\n".join(lines).encode())
        job = self.env["aftersales.import"].create(
            {"kind": kind, "file": content, "file_name": f"{kind}.csv", **options}
        )
        job.action_read()
        job.action_start()
        self.assertEqual((job.state, len(job.line_ids)), ("done", len(lines) - 1))
        return job

    def ledger(self, job):
        return [(line.outcome, line.reason) for line in job.line_ids.sorted("line_no")]

    def test_fitments_come_in_once(self):
        lines = [
            "零件号,品牌,车型,年款起,年款止,车架号起,车架号止,图号,用量,备注",
            "9zq115562b,Testa,One,2020款,2022,000100,000200,115-010,1,",
            "7ZZ100,testa,two,,,,,,2,只限天窗",
            "NOPE 1,Testa,One,,,,,,,",
            "7ZZ101,Testa,Three,,,,,,,",
            "7ZZ101,Testa,One,20,,,,,,",
            "7ZZ101,Testa,One,,,000200,000100,,,",
            "7ZZ101,Testa,One,,,,,,=1+1,",
        ]
        job = self.import_list("fitment", *lines)
        self.assertEqual(
            self.ledger(job),
            [
                ("created", False),
                ("created", False),
                ("rejected", "Part number NOPE 1 is not in the parts file."),
                (
                    "rejected",
                    "Model Three is not known here. Add it, or let the import create missing brands and models.",
                ),
                ("rejected", "20 is no model year. Write it like 2019."),
                ("rejected", "000200–000100: the range runs backwards."),
                ("rejected", "=1+1 is no quantity above zero."),
            ],
        )
        self.assertRecordValues(self.filter.fitment_ids, [{"model_id": self.model.id, "year_to": 2022, "quantity": 1}])
        self.assertRecordValues(self.a.fitment_ids, [{"note": "只限天窗", "quantity": 2}])
        again = self.import_list("fitment", *lines[:3])
        self.assertEqual((again.created_count, again.unchanged_count), (0, 2))
        changed = self.import_list("fitment", lines[0], lines[2].replace(",2,", ",4,"))
        self.assertEqual((changed.updated_count, self.a.fitment_ids.quantity), (1, 4))

    def test_overlapping_fitments_come_in_and_are_told(self):
        job = self.import_list(
            "fitment", "零件号,品牌,车型,车架号起,车架号止", "7ZZ100,Testa,One,100,200", "7ZZ100,Testa,One,150,300"
        )
        self.assertEqual(
            [reason for _outcome, reason in self.ledger(job)],
            [
                "The same cars stand in: Testa One · VIN 150–300",
                "The same cars stand in: Testa One · VIN 100–200",
            ],
        )

    def test_supersessions_come_in_once_and_loops_stay_out(self):
        lines = [
            "旧零件号,新零件号,数量,先用旧件,生效日期,原因",
            "7ZZ100,7ZZ101,,否,2024-05-01,改进",
            "7ZZ101,7ZZ102,2,,,",
            "7ZZ102,7ZZ100,,,,",
            "7ZZ102,NEW 5,,,,",
        ]
        job = self.import_list("supersession", *lines[:4])
        self.assertEqual([outcome for outcome, _reason in self.ledger(job)], ["created", "created", "rejected"])
        self.assertIn("which is replaced by", self.ledger(job)[2][1])
        self.assertEqual(self.a._get_replacements()[self.a], [(self.c, 2)])
        self.assertFalse(self.a.supersession_ids.use_up_first)
        again = self.import_list("supersession", *lines[:3])
        self.assertEqual(again.unchanged_count, 2)
        job = self.import_list("supersession", lines[0], lines[4])
        self.assertEqual(self.ledger(job), [("rejected", "Part number NEW 5 is not in the parts file.")])
        job = self.import_list("supersession", lines[0], lines[4], create_new_numbers=True)
        self.assertEqual(self.ledger(job), [("created", False)])
        self.assertRecordValues(
            self.c.successor_id, [{"part_number": "NEW 5", "name": "Pump 2", "is_part": True, "is_superseded": False}]
        )

    def test_formula_becomes_no_new_number(self):
        lines = ["旧零件号,新零件号", '7ZZ102,"=A2"', "7ZZ101,7ZZ102"]
        job = self.import_list("supersession", *lines, create_new_numbers=True)
        self.assertEqual(
            self.ledger(job), [("rejected", "“=A2” is a formula. Save the list with values."), ("created", False)]
        )
        self.assertFalse(self.env["product.product"].search([("part_number", "=like", "=%")]))

    def test_rows_of_one_old_number_are_a_set(self):
        job = self.import_list(
            "supersession",
            "旧零件号,新零件号,数量",
            "7ZZ100,7ZZ101,1",
            "7ZZ100,7ZZ102,4",
            "9ZQ115562B,NOPE,1",
            "9ZQ115562B,7ZZ102,1",
        )
        self.assertEqual(
            self.ledger(job),
            [
                ("created", False),
                ("unchanged", "Came in with row 2."),
                ("rejected", "Part number NOPE is not in the parts file."),
                ("rejected", "Belongs to the set of row 4, which was rejected."),
            ],
        )
        self.assertEqual(self.a._get_replacements()[self.a], [(self.b, 1), (self.c, 4)])

    def test_of_two_dates_the_later_counts(self):
        job = self.import_list(
            "supersession", "旧零件号,新零件号,生效日期", "7ZZ100,7ZZ101,2020-01-01", "7ZZ100,7ZZ102,2023-01-01"
        )
        self.assertEqual(
            self.ledger(job), [("rejected", "Row 3 replaces this number at a later date."), ("created", False)]
        )
        self.assertEqual(self.a.successor_id, self.c)
