from .life_common import LifeCase


class TestVehicleCard(LifeCase):
    """What an advisor sees of a car before choosing it."""

    def card(self, user):
        card = self.car.with_user(user).get_quick_card()
        return card, {row["label"]: row["value"] for section in card["sections"] for row in section["rows"]}

    def test_the_card_shows_the_car_and_its_people(self):
        self.read_readings(self.car, ("2024-02-01", 12000))
        card, rows = self.card(self.service_advisor)
        self.assertEqual((card["title"], card["subtitle"]), ("京A7K345", "Testa Uno 1.5"))
        self.assertEqual(rows["VIN"], "LTEST10AXR0000003")
        self.assertEqual(rows["Mileage"], "12,000 km on 02/01/2024")
        self.assertEqual((rows["Owner"], rows["Phone"]), ("张小明", "138 0013 8000"))

    def test_who_calls_nobody_sees_the_number_hidden(self):
        card, rows = self.card(self.technician)
        self.assertEqual(rows["Phone"], "138****8000")
        self.assertFalse(card["may_show_phone"])

    def test_the_search_box_shows_owner_and_plate(self):
        vehicles = self.env["aftersales.vehicle"].with_user(self.service_advisor)
        name = "京A7K345 · Testa Uno 1.5 · 000003"
        self.assertEqual(vehicles.name_search("7K345"), [(self.car.id, f"{name} · 张小明")])
        found = vehicles.web_name_search("7K345", {"display_name": {}})
        self.assertEqual(
            found,
            [{"id": self.car.id, "display_name": name, "__formatted_display_name": f"{name} --张小明--"}],
        )

    def test_a_long_list_of_cars_takes_no_more_queries(self):
        partners = self.env["res.partner"].create([{"name": f"Owner {number}"} for number in range(40)])
        for partner in partners:
            self.make_vehicle(owner_id=partner.id)
        vehicles = self.env["aftersales.vehicle"].with_user(self.service_advisor)
        vehicles.web_name_search("", {"display_name": {}}, limit=1)
        counts = []
        for limit in (2, 40):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            vehicles.web_name_search("LTEST10A", {"display_name": {}}, limit=limit)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])
