from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user

from odoo.addons.aftersales_vehicle.tests.common import make_vin

from .common import SIGNATURE, NewCarCase


class TestNewCarGuards(NewCarCase):
    """Nothing leaves unchecked, uninvoiced or unsigned; no car is sold twice."""

    def test_buyer_sees_no_customers_number(self):
        """Neither on the car nor on the contact; suppliers are called."""
        self.sell(self.stock_cars(49))
        self.env["aftersales.vehicle"].create({"vin": make_vin(48), "owner_id": self.customer.id})
        self.maker.write({"phone": "021 6000 1000", "supplier_rank": 1})
        phones = [row["phone"] for row in (self.customer | self.maker).with_user(self.buyer).read(["phone"])]
        self.assertEqual(phones, ["138****8000", "021 6000 1000"])
        self.assertEqual(self.customer.with_user(self.seller).read(["phone"])[0]["phone"], "138 0013 8000")

    def test_wrong_vin_is_not_received(self):
        with self.assertRaisesRegex(ValidationError, "has 5 characters instead of 17"):
            self.receive(self.order_cars(1), ["ABC12"])

    def test_wrong_check_digit_is_refused_where_the_store_says_so(self):
        self.env.company.vehicle_vin_check = "refuse"
        good = make_vin(50)
        wrong = good[:-1] + ("1" if good[-1] != "1" else "2")
        with self.assertRaisesRegex(ValidationError, "ninth character"):
            self.receive(self.order_cars(1), [wrong])

    def test_car_is_tracked_by_its_vin(self):
        with self.assertRaisesRegex(ValidationError, "track its inventory by unique serial number"):
            self.car_product.tracking = "none"

    def test_buyer_keeps_models_for_sale_and_no_other_products(self):
        products = self.env["product.template"].with_user(self.buyer)
        car = {"is_car": True, "type": "consu", "is_storable": True, "tracking": "serial"}
        model = products.create({"name": "Testa Tre", "car_variant_id": self.variant.id, **car})
        model.list_price = 99_000
        with self.assertRaisesRegex(AccessError, "Oil is none: tick Is a Car"):
            products.create({"name": "Oil"})
        oil = self.env["product.template"].create({"name": "Oil"})
        with self.assertRaisesRegex(AccessError, "Oil is none: tick Is a Car"):
            oil.with_user(self.buyer).list_price = 1
        with self.assertRaisesRegex(AccessError, "Oil is none: tick Is a Car"):
            oil.product_variant_id.with_user(self.buyer).default_code = "OIL"

    def test_vin_is_one_car_whatever_the_product(self):
        self.stock_cars(51)
        other = self.make_car_product("Testa Duo")
        with self.assertRaisesRegex(ValidationError, "is .*Uno Luxury.* already"):
            self.receive(self.order_cars(1, other), [make_vin(51)])

    def merge(self, keep, other):
        """By the manager, with a reason for two right VINs."""
        manager = new_test_user(self.env, f"merger_{other.id}", groups="aftersales_base.group_manager")
        action = (keep | other).with_user(manager).action_merge()
        wizard = self.env["aftersales.vehicle.merge.wizard"].with_user(manager).browse(action["res_id"])
        wizard.write({"keep_id": keep.id, "reason": "VIN read from the neighbour's papers"})
        for choice in wizard.choice_ids.filtered(lambda choice: not choice.vehicle_id):
            choice.vehicle_id = keep
        wizard.action_merge()

    def test_car_in_stock_is_not_merged_with_a_customers(self):
        car = self.stock_cars(91).vehicle_id
        customers = self.env["aftersales.vehicle"].create({"vin": make_vin(92), "owner_id": self.customer.id})
        for keep, other in ((car, customers), (customers, car)):
            with self.assertRaisesRegex(UserError, f"VIN {make_vin(91)}. stands in our stock .* finish its handover"):
                self.merge(keep, other)
        self.assertFalse((car | customers).merged_into_id)

    def test_two_cars_in_stock_are_not_merged(self):
        first, second = self.stock_cars(93, 94).vehicle_id
        with self.assertRaisesRegex(UserError, "stands in our stock as a new car"):
            self.merge(first, second)

    def test_the_same_car_typed_once_more_is_merged_with_the_one_in_stock(self):
        car = self.stock_cars(95).vehicle_id
        vin = make_vin(95)
        misread = vin[:-1] + ("1" if vin[-1] != "1" else "2")
        typed = self.env["aftersales.vehicle"].create({"vin": misread, "owner_id": self.customer.id})
        self.merge(car, typed)
        self.assertEqual(typed.merged_into_id, car)

    def test_a_car_handed_over_is_a_customers_as_any_other(self):
        car = self.stock_cars(96)
        order = self.sell(car)
        handover = order.car_handover_ids.with_user(self.buyer)
        self.prepare(handover)
        self.invoice(order)
        handover.signature = SIGNATURE
        handover.action_hand_over()
        twin = self.env["aftersales.vehicle"].create({"vin": make_vin(97), "owner_id": self.customer.id})
        self.merge(car.vehicle_id, twin)
        self.assertEqual(twin.merged_into_id, car.vehicle_id)

    def test_car_is_sold_once(self):
        car = self.stock_cars(52)
        first = self.sell(car)
        with self.assertRaisesRegex(UserError, f"sold on order {first.name}"):
            self.sell(car)

    def test_car_of_another_model_is_refused(self):
        car = self.stock_cars(53)
        with self.assertRaisesRegex(ValidationError, "Choose a car of the model on the line"):
            self.sell(car, self.make_car_product("Testa Duo"))

    def test_car_is_not_handed_over_before_all_is_there(self):
        car = self.stock_cars(54)
        order = self.sell(car)
        handover = order.car_handover_ids.with_user(self.buyer)
        with self.assertRaisesRegex(UserError, "has not passed its check"):
            handover.action_prepare()
        self.check_car(handover)
        with self.assertRaisesRegex(UserError, "are missing: .*Certificate of Conformity.* in the tab “Papers”"):
            handover.action_prepare()
        handover.paper_ids.write({"is_given": True})
        handover.key_count = 0
        with self.assertRaisesRegex(UserError, "Count the keys .* enter them under “Keys”"):
            handover.action_prepare()
        handover.key_count = 2
        handover.action_prepare()
        with self.assertRaisesRegex(UserError, "has no posted invoice"):
            handover.action_hand_over()
        self.invoice(order)
        with self.assertRaisesRegex(UserError, "has not signed .* The pad to sign on is in the tab “Signature”"):
            handover.action_hand_over()

    @freeze_time("2026-03-01 17:00:00")
    def test_invoice_of_a_day_to_come_starts_no_periods(self):
        """It is the second of March in the store, and the first where the buyer sits."""
        self.env.company.partner_id.tz = "Asia/Shanghai"
        self.buyer.tz = "America/New_York"
        car = self.stock_cars(98)
        order = self.sell(car)
        invoice = order.sudo()._create_invoices()
        invoice.invoice_date = "2026-03-03"
        invoice.action_post()
        handover = order.car_handover_ids.with_user(self.buyer)
        self.prepare(handover)
        handover.signature = SIGNATURE
        refusal = f"invoice of order {order.name} is dated 03/03/2026, a day to come.* Hand the car over on that day"
        with self.assertRaisesRegex(UserError, refusal), self.env.cr.savepoint():
            handover.action_hand_over()
        invoice.button_draft()
        invoice.invoice_date = "2026-03-02"
        invoice.action_post()
        handover.action_hand_over()
        self.assertEqual(car.vehicle_id.warranty_start_date, fields.Date.to_date("2026-03-02"))
        self.assertEqual(car.car_age_days, 0, "came and went on one day of the store")

    def test_required_paper_stays_on_the_list(self):
        handover = self.sell(self.stock_cars(61)).car_handover_ids.with_user(self.buyer)
        with self.assertRaisesRegex(UserError, "goes with every car and stays on the list"):
            handover.paper_ids.filtered("is_required")[:1].unlink()
        handover.paper_ids.filtered(lambda line: not line.is_required).unlink()

    def test_required_paper_is_not_exchanged_either(self):
        handover = self.sell(self.stock_cars(62)).car_handover_ids.with_user(self.buyer)
        optional = self.env["aftersales.car.paper"].create({"name": "Key Ring", "is_required": False})
        line = handover.paper_ids.filtered("is_required")[:1]
        with self.assertRaisesRegex(UserError, "goes with every car and stays on the list"):
            line.paper_id = optional

    def test_papers_are_compared_with_the_list_of_today(self):
        handover = self.sell(self.stock_cars(63)).car_handover_ids.with_user(self.buyer)
        self.check_car(handover)
        handover.paper_ids.write({"is_given": True})
        new = self.env["aftersales.car.paper"].create({"name": "Charging Cable Pass"})
        with self.assertRaisesRegex(UserError, "These papers are missing: Charging Cable Pass"):
            handover.action_prepare()
        handover.paper_ids.create({"handover_id": handover.id, "paper_id": new.id, "is_given": True})
        handover.action_prepare()
        self.assertEqual(handover.state, "ready")

    def test_what_is_no_plate_is_refused_and_an_odd_one_asked_about(self):
        handover = self.sell(self.stock_cars(64)).car_handover_ids.with_user(self.buyer)
        for text in ("XX!!", "none yet"):
            with self.assertRaisesRegex(ValidationError, f"“{text}” is no plate|“NONEYET” is no plate"):
                handover.plate = text
        handover.plate = "12345"
        self.assertIn("has an unusual form", handover.plate_warning)
        handover.plate = " 京a·12345 "
        self.assertEqual((handover.plate, handover.plate_warning), ("京A12345", False))

    def test_who_invoices_is_named_and_finds_the_invoice_from_the_handover(self):
        accountant = new_test_user(self.env, "car_books", "account.group_account_invoice,aftersales_base.group_cashier")
        order = self.sell(self.stock_cars(65))
        handover = order.car_handover_ids.with_user(self.buyer)
        self.prepare(handover)
        self.assertFalse(handover.may_invoice)
        with self.assertRaisesRegex(UserError, "no posted invoice for this car.*car_books"):
            handover.action_hand_over()
        with self.assertRaisesRegex(AccessError, "writes no invoices. Ask one of these people: .*car_books") as caught:
            handover.action_invoice()
        self.assertNotIn(
            self.env.ref("base.user_admin").name, str(caught.exception), "no accountant, for all the rights"
        )
        theirs = handover.with_user(accountant)
        menus = self.env["ir.ui.menu"].with_user(accountant)._visible_menu_ids()
        self.assertIn(self.env.ref("aftersales_new_car.menu_car_handovers").id, menus)
        waiting = [("id", "=", handover.id), ("order_id.invoice_status", "=", "to invoice")]
        self.assertEqual(theirs.search(waiting), handover)
        self.assertTrue(theirs.may_invoice)
        action = theirs.action_invoice()
        invoice = self.env["account.move"].with_user(accountant).browse(action["res_id"])
        self.assertEqual((invoice.state, invoice.amount_untaxed), ("draft", 120_000))
        self.assertEqual(theirs.action_invoice()["res_id"], invoice.id, "a second press opens the same")
        invoice.action_post()
        self.assertEqual(handover.invoice_date, invoice.invoice_date)
        self.env.invalidate_all()
        self.assertFalse(theirs.may_invoice)

    def test_seller_drafts_the_invoice_too(self):
        order = self.sell(self.stock_cars(66))
        action = order.car_handover_ids.with_user(self.seller).action_invoice()
        self.assertEqual(order.sudo().invoice_ids.ids, [action["res_id"]])

    def test_an_erased_customers_signature_goes_the_handover_stays(self):
        order = self.sell(self.stock_cars(67))
        handover = order.car_handover_ids.with_user(self.buyer)
        manager, clerk = (
            new_test_user(self.env, f"car_{role}", f"aftersales_base.group_{role}")
            for role in ("manager", "information_clerk")
        )
        erasure = (
            self.env["aftersales.privacy.erasure"]
            .with_user(clerk)
            .create({"partner_id": self.customer.id, "identity_note": "Identity card seen"})
        )
        erasure.action_check()
        with self.assertRaisesRegex(UserError, "not handed over yet"):
            erasure.with_user(manager).action_erase()
        self.prepare(handover)
        invoice = self.invoice(order)
        handover.signature = SIGNATURE
        handover.action_hand_over()
        invoice.payment_state = "paid"
        erasure.with_user(manager).action_erase()
        self.env.invalidate_all()
        self.assertFalse(handover.signature)
        self.assertRecordValues(handover, [{"state": "handed_over", "key_count": 2}])

    def test_failed_check_keeps_the_car(self):
        handover = self.sell(self.stock_cars(55)).car_handover_ids.with_user(self.buyer)
        self.check_car(handover, "fail")
        handover.paper_ids.write({"is_given": True})
        with self.assertRaisesRegex(UserError, "has not passed its check"):
            handover.action_prepare()

    def test_handed_over_car_is_evidence(self):
        order = self.sell(self.stock_cars(56))
        handover = order.car_handover_ids.with_user(self.buyer)
        self.prepare(handover)
        self.invoice(order)
        handover.signature = SIGNATURE
        handover.action_hand_over()
        with self.assertRaisesRegex(UserError, "is evidence"):
            handover.key_count = 1
        with self.assertRaisesRegex(UserError, "its papers stay as they are"):
            handover.paper_ids[0].is_given = False
        with self.assertRaisesRegex(UserError, "has been handed over"):
            order.order_line.car_lot_id = False
        with self.assertRaisesRegex(UserError, "has been handed over"):
            order._action_cancel()

    def test_cancelled_order_frees_the_car(self):
        car = self.stock_cars(57)
        order = self.sell(car)
        order._action_cancel()
        self.assertEqual(order.car_handover_ids.state, "cancelled")
        self.assertEqual(car.car_state, "free")
        self.sell(car)

    def test_technician_reads_but_hands_nothing_over(self):
        handover = self.sell(self.stock_cars(58)).car_handover_ids.with_user(self.technician)
        self.assertTrue(handover.name)
        with self.assertRaises(AccessError):
            handover.action_prepare()
        with self.assertRaises(AccessError):
            handover.paper_ids.write({"is_given": True})

    def test_its_number_is_written_by_nobody(self):
        handover = self.sell(self.stock_cars(68)).car_handover_ids.with_user(self.buyer)
        with self.assertRaisesRegex(UserError, "Number is kept by the system"):
            handover.name = "CH1"

    def test_buyer_asks_for_a_customers_number_where_the_store_lets(self):
        handover = self.sell(self.stock_cars(69)).car_handover_ids.with_user(self.buyer)
        self.env["aftersales.vehicle"].create({"vin": make_vin(47), "owner_id": self.customer.id})
        with self.assertRaisesRegex(AccessError, "does not see telephone numbers"):
            handover.partner_id.action_show_phone()
        self.env.company.phone_asking_group_ids = self.env.ref("aftersales_base.group_car_purchaser")
        self.assertEqual(handover.partner_id.read(["phone"])[0]["phone"], "138****8000")
        self.assertEqual(handover.partner_id.action_show_phone()["params"]["message"], "138 0013 8000")

    def test_handover_is_cancelled_not_deleted(self):
        handover = self.sell(self.stock_cars(60)).car_handover_ids
        with self.assertRaisesRegex(UserError, "part of the car's history"):
            handover.sudo().unlink()

    def test_handover_is_not_made_by_hand(self):
        line = self.sell(self.stock_cars(59)).order_line
        with self.assertRaises(UserError):
            self.env["aftersales.car.handover"].with_user(self.buyer).create({"order_line_id": line.id})
