from odoo.exceptions import AccessError

from .common import ImportCase

HEADINGS = "品牌,车系,车型,配置,年款,能源类型,排量,变速箱,电池类型,电池容量,座位数"


class TestVariantImport(ImportCase):
    """A brand's whole range comes in as one list, and the same list again changes nothing."""

    def read_variants(self, *rows):
        return self.read_list([HEADINGS, *rows], file_name="range.csv", kind="vehicle_variant")

    def run_list(self, *rows):
        job = self.read_variants(*rows)
        job.action_start()
        self.assertEqual(job.state, "done")
        return job

    def find(self, name):
        return self.env["aftersales.vehicle.variant"].search([("name", "=", name)])

    def test_list_brings_every_level_with_its_data(self):
        job = self.run_list(
            "比亚迪,王朝,秦PLUS,55KM 领先型,2023款,插电混动,1.5L,DHT,磷酸铁锂,8.32,5",
            "比亚迪,王朝,秦PLUS,510KM 豪华型,2024,纯电动,,单速,磷酸铁锂,57.6,5",
        )
        self.assertEqual(self.counts(job), (2, 0, 0, 0))
        plug_in, electric = self.find("55KM 领先型"), self.find("510KM 豪华型")
        self.assertRecordValues(
            plug_in + electric,
            [
                {"energy_type": "plug_in", "displacement": 1500, "gearbox": "dht", "battery_capacity": 8.32},
                {"energy_type": "electric", "displacement": 0, "gearbox": "single_speed", "battery_capacity": 57.6},
            ],
        )
        self.assertEqual(plug_in.model_year_id.year, 2023)
        self.assertEqual(electric.model_id.display_name, "比亚迪 秦PLUS")

    def test_same_list_again_changes_nothing_and_another_word_is_written(self):
        row = "Testa,Uno,Uno 1.5,Luxury,2022,petrol,1498,CVT,,,5"
        self.assertEqual(self.counts(self.run_list(row)), (0, 1, 0, 0))
        self.assertEqual(self.counts(self.run_list(row)), (0, 0, 1, 0))
        self.assertEqual(self.counts(self.run_list(row.replace("CVT", "手动"))), (0, 1, 0, 0))
        self.assertEqual(self.find("Luxury").gearbox, "manual")

    def test_bad_rows_are_told_and_the_good_ones_stay(self):
        job = self.run_list(
            "Testa,Uno,Uno 1.5,Sport,2022,steam,1498,CVT,,,5",
            "Testa,Uno,Uno 1.5,Comfort,later,petrol,1498,CVT,,,5",
            "Testa,Uno,,Basic,2022,petrol,1498,CVT,,,5",
            "Testa,Uno,Uno 1.5,Plus,2022,petrol,many,CVT,,,5",
            "Testa,Uno,Uno 1.5,Premium,2022,汽油,1498,CVT,,,5",
        )
        self.assertEqual(self.counts(job), (1, 0, 0, 4))
        self.assertEqual(
            list(self.reasons(job).values()),
            [
                "“steam” cannot be read as Energy Type.",
                "“later” cannot be read as a model year.",
                "The row names no brand, model or variant. It needs all three.",
                "“many” cannot be read as Displacement (mL).",
            ],
        )
        self.assertEqual(self.find("Premium").energy_type, "petrol")

    def test_formula_is_no_name_and_the_good_rows_stay(self):
        job = self.run_list(
            'Testa,Uno,Uno 1.5,"=1+1",2022,petrol,1498,CVT,,,5',
            '"=B2",Uno,Uno 1.5,Sport,2022,petrol,1498,CVT,,,5',
            '"=""Testa""",Uno,Uno 1.5,Premium,2022,petrol,1498,CVT,,,5',
        )
        self.assertEqual(self.counts(job), (1, 0, 0, 2))
        self.assertEqual(
            self.reasons(job),
            {
                2: "“=1+1” is a formula. Save the list with values.",
                3: "“=B2” is a formula. Save the list with values.",
            },
        )
        self.assertFalse(self.find("=1+1") | self.find("Sport"))
        self.assertEqual(self.find("Premium").model_id.brand_id, self.brand, "what only keeps a text is that text")

    def test_advisor_brings_in_no_list(self):
        with self.assertRaises(AccessError):
            self.env["aftersales.import"].with_user(self.service_advisor).create(
                {"kind": "vehicle_variant", "file": b"YQ==", "file_name": "a.csv"}
            )
