import random

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged

from ..rules import fitment
from .common import PartsCase


class FitmentCase(PartsCase):
    """Two models of a brand, a car, and a planner who keeps fitments."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.planner = new_test_user(cls.env, "planner", groups="aftersales_base.group_parts_planner")
        cls.brand = cls.env["aftersales.vehicle.brand"].create({"name": "Testa"})
        cls.model, cls.other_model = cls.env["aftersales.vehicle.model"].create(
            [{"name": name, "brand_id": cls.brand.id} for name in ("One", "Two")]
        )
        cls.variant = cls.env["aftersales.vehicle.variant"].create({"name": "1.5T", "model_id": cls.model.id})
        cls.car = cls.env["aftersales.vehicle"].create(
            {
                "vin": "LTEST10A3N0000150",
                "plate": "京A12345",
                "model_id": cls.model.id,
                "model_year": 2022,
                "engine_no": "DKV 123456",
            }
        )

    @classmethod
    def fit(cls, part, **values):
        return cls.env["aftersales.fitment"].with_user(cls.planner).create({"product_id": part.id, **values})


@tagged("post_install", "-at_install")
class TestFitment(FitmentCase):
    """Whether a part fits, why, and which parts fit a car."""

    def test_answer_names_what_decided(self):
        self.fit(self.filter, model_id=self.model.id, year_from=2020, note="Not with sunroof")
        self.fit(self.pads, model_id=self.other_model.id)
        self.assertEqual(self.filter.fits(self.car)[:2], ("yes", "Testa One · 2020– · Not with sunroof"))
        self.assertEqual(self.pads.fits(self.car)[:2], ("no", "Fits Testa Two; this car's model is another."))
        nothing = self.part("X 100", "Bracket")
        self.assertEqual(nothing.fits(self.car)[:2], ("unknown", "No fitment is on file for this part."))
        self.fit(nothing, variant_id=self.variant.id)
        answer, reason, _fitment = nothing.fits(self.car)
        self.assertEqual(answer, "unknown")
        self.assertIn("the car's file does not tell the variant", reason)

    def test_choosing_a_variant_fills_what_is_above(self):
        one = self.fit(self.filter, variant_id=self.variant.id)
        self.assertRecordValues(one, [{"model_id": self.model.id, "brand_id": self.brand.id}])

    def test_parts_that_fit_a_car_are_found(self):
        self.fit(self.filter, model_id=self.model.id, vin_from="000100", vin_to="000200", engine_code="dkv")
        self.fit(self.pads, model_id=self.model.id, vin_from="000151")
        oil = self.part("OIL 5W30", "Oil", is_universal=True)
        parts = self.env["product.product"].with_user(self.clerk)
        self.assertEqual(
            parts.search([("part_lookup", "ilike", "京A12345"), ("is_part", "=", True)]), self.filter | oil
        )
        self.assertEqual(parts.search([("part_lookup", "ilike", "ltest10a3n0000150")]), self.filter | oil)
        action = self.car.with_user(self.clerk).action_open_fitting_parts()
        listed = parts.with_context(**action["context"]).search(action["domain"])
        self.assertEqual(dict(zip(listed, listed.mapped("vehicle_fit"), strict=True)), {self.filter: "yes", oil: "yes"})

    def test_number_of_today_fits_what_the_old_one_fits(self):
        new = self.part("9ZQ 115 562 C", "Oil filter")
        self.fit(self.filter, model_id=self.model.id)
        self.env["aftersales.supersession"].create(
            {"product_id": self.filter.id, "line_ids": [(0, 0, {"product_id": new.id})]}
        )
        self.assertEqual(new.fits(self.car)[:2], ("yes", "9ZQ 115 562 B, which it replaces: Testa One"))
        self.assertIn(new, new.search([("fits_vehicle_id", "in", self.car.ids)]))

    def test_choice_for_a_car_names_fitting_parts_first(self):
        late = self.part("A 999", "Oil filter, zinc")
        self.fit(late, model_id=self.model.id)
        names = self.env["product.product"].with_user(self.advisor).with_context(fitting_vehicle_id=self.car.id)
        self.assertEqual([pair[0] for pair in names.name_search("oil filter")], [late.id, self.filter.id])
        self.assertEqual([pair[0] for pair in names.name_search("9ZQ115562B")], self.filter.ids)

    def test_search_and_judgement_agree(self):
        """Whatever a fitment asks for and a car's file tells: found exactly where the answer is not no."""
        lot = random.Random(5)  # noqa: S311 - no secret

        def some(*values):
            return lot.choice([None, *values])

        cars = self.env["aftersales.vehicle"].create(
            [
                {
                    "vin": f"LTEST10A{lot.choice('0123456789')}{lot.choice('NP')}0{lot.randrange(300):06}",
                    "model_id": lot.choice([self.model, self.other_model]).id,
                    "model_year": lot.choice([2021, 2022, 2023]),
                    "engine_no": some("DKV 1", "DLB 2", "12345"),
                }
                for _number in range(12)
            ]
            + [{"plate": "京A00001", "brand_id": self.brand.id}, {"plate": "京A00002"}]
        )
        parts = self.env["product.product"]
        for number in range(60):
            part = self.part(f"FIT {number:03}", "Fit")
            first, last = sorted(f"{lot.randrange(300):06}" for _end in range(2))
            whole = lot.random() < 0.3
            self.fit(
                part,
                brand_id=self.brand.id,
                model_id=some(self.model.id, self.other_model.id),
                year_from=some(2021, 2022),
                year_to=some(2022, 2023),
                vin_from=f"LTEST10A0N0{first}" if whole else some(first, first[1:]),
                vin_to=f"LTEST10A0N0{last}" if whole else False,
                engine_code=some("DKV", "DL"),
            )
            parts |= part
        rules = self.env["aftersales.fitment"].search([("product_id", "in", parts.ids)])
        for car in cars:
            possible = {
                one.product_id for one in rules if fitment.judge(one._as_rule(), parts._get_car(car)).answer != "no"
            }
            self.assertEqual(set(parts.search([("fits_vehicle_id", "in", car.ids)])) & set(parts), possible, car.vin)

    def test_overlapping_ranges_are_told_and_contradictions_refused(self):
        self.fit(self.filter, model_id=self.model.id, vin_from="000100", vin_to="000200")
        second = self.fit(self.filter, model_id=self.model.id, vin_from="000200", vin_to="000300")
        self.assertEqual(second.overlap_warning, "The same cars stand in: Testa One · VIN 000100–000200")
        apart = self.fit(self.filter, model_id=self.model.id, vin_from="000301")
        self.assertFalse(apart.overlap_warning)
        with self.assertRaisesRegex(ValidationError, "needs 2 of it, but Testa One · VIN 000100–000200.*, 1"):
            self.fit(self.filter, model_id=self.model.id, vin_to="000150", quantity=2)
        self.fit(self.filter, model_id=self.model.id, vin_to="000150", quantity=2, position="rear")

    def test_what_makes_no_sense_is_refused_in_words(self):
        series = self.env["aftersales.vehicle.series"].create({"name": "S", "brand_id": self.brand.id})
        brand = self.env["aftersales.vehicle.brand"].create({"name": "Other"})
        for values, message in [
            ({}, "say which cars it fits"),
            ({"model_id": self.model.id, "year_from": 2022, "year_to": 2020}, "run backwards, from 2022 to 2020"),
            ({"model_id": self.model.id, "year_from": 22}, "22 is no model year"),
            ({"vin_from": "LTEST10A3N0000100", "vin_to": "LTEST10A3P0000200"}, "same make, type, model year"),
            ({"vin_from": "000200", "vin_to": "000100"}, "the range runs backwards"),
            ({"vin_from": "12345678901"}, "a whole VIN or up to eight"),
            ({"series_id": series.id, "brand_id": brand.id}, "S does not belong to Other|Testa S does not belong"),
        ]:
            with self.assertRaisesRegex(ValidationError, message), self.env.cr.savepoint():
                self.fit(self.filter, **values)

    def test_clerk_reads_fitments_and_keeps_part_fields(self):
        one = self.fit(self.filter, model_id=self.model.id).with_user(self.clerk)
        with self.assertRaises(AccessError):
            one.note = "x"
        self.filter.with_user(self.clerk).write({"torque_note": "30 Nm", "is_hazardous": True, "hazard_class": "3"})

    def test_answers_take_the_same_queries_for_one_and_for_fifty_parts(self):
        parts = self.env["product.product"]
        for number in range(50):
            part = self.part(f"FIT {number:03}", "Fit")
            self.fit(part, model_id=self.model.id)
            parts |= part
        parts._get_fits(self.car)
        counts = []
        for some in (parts[:1], parts):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            some._get_fits(self.car)
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
