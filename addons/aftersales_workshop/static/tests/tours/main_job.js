/**
 * A car goes through the store: a tour per role, in the order of the day.
 *
 * The test that runs them prepares the people, the car (VIN ending in 123457), the operations OIL and BRK, and the
 * parts whose numbers are OIL-5W30, OIL-FILTER and PAD-FRONT.
 */
import {
    addLine,
    choose,
    line,
    openMenu,
    openPage,
    press,
    searchFor,
    waitForState,
    write,
} from "@aftersales_base/../tests/tours/steps";
import {registry} from "@web/core/registry";
import {stepUtils} from "@web_tour/tour_utils";

const PAYERS = ["customer", "insurer", "warranty", "internal", "goodwill"];

function choosePayer(payer, within) {
    return [
        {
            content: "Open the list of payers",
            trigger: `${within} [name='payer'] input`,
            run: "click",
        },
        {
            content: `The payer is ${payer}`,
            trigger: `.o_select_menu_menu .o_select_menu_item[data-choice-index='${PAYERS.indexOf(payer)}']`,
            run: "click",
        },
    ];
}

function addJob(number, code) {
    return [addLine("job_ids"), ...choose("operation_id", code, code, line("job_ids", number))];
}

function addPart(number, code, quantity, payer) {
    const row = line("move_ids", number);
    return [
        addLine("move_ids"),
        ...choose("product_id", code, code, row),
        write("product_uom_qty", quantity, row),
        ...(payer ? choosePayer(payer, row) : []),
    ];
}

function openOrder() {
    return {
        content: "Open the order",
        trigger: ".o_data_row .o_data_cell[name='vehicle_id']",
        run: "click",
    };
}

function tour(name, steps) {
    registry.category("web_tour.tours").add(`aftersales_workshop.${name}`, {steps});
}

tour("advisor_receives_the_car", () => [
    ...openMenu("aftersales_base.menu_reception", "aftersales_workshop.menu_repair_orders"),
    {content: "Open a new order", trigger: ".o_list_button_add", run: "click"},
    ...choose("order_type_id", "Mech", "Mechanical"),
    ...choose("vehicle_id", "123457", "京A12345"),
    ...choose("insurer_id", "PICC"),
    write("concern", "Brakes squeal, oil is due"),
    write("mileage_in", "20000"),
    ...addJob(1, "OIL"),
    ...addJob(2, "BRK"),
    openPage("parts"),
    ...addPart(1, "OIL-5W30", "4"),
    ...addPart(2, "OIL-FILTER", "1", "warranty"),
    ...addPart(3, "PAD-FRONT", "1"),
    ...stepUtils.saveForm(),
    {
        content: "The insurer bears part of the brake pads",
        trigger: "[name='move_ids'] .o_data_row:contains('PAD-FRONT') button[name='action_open_shares']",
        run: "click",
    },
    {
        content: "Add a share",
        trigger: ".modal [name='share_ids'] .o_field_x2many_list_row_add a",
        run: "click",
    },
    ...choosePayer("insurer", ".modal [name='share_ids'] .o_selected_row"),
    write("percent", "30", ".modal [name='share_ids'] .o_selected_row"),
    {content: "Save the shares", trigger: ".modal-footer .btn-primary", run: "click"},
    {trigger: "body:not(:has(.modal))"},
    press("action_validate"),
    waitForState("confirmed"),
]);

tour("technician_starts", () => [
    ...openMenu("aftersales_base.menu_workshop", "aftersales_workshop.menu_my_jobs"),
    {
        content: "Start the oil change",
        trigger: ".o_kanban_record:contains('Oil change') button[name='action_start']",
        run: "click",
    },
    {trigger: ".o_kanban_record:contains('Oil change') button[name='action_finish']"},
    {
        content: "Start the brakes",
        trigger: ".o_kanban_record:contains('Brake pads') button[name='action_start']",
        run: "click",
    },
    {trigger: ".o_kanban_record:contains('Brake pads') button[name='action_finish']"},
]);

tour("clerk_issues_the_parts", () => [
    ...openMenu("aftersales_base.menu_parts", "aftersales_workshop.menu_parts_issue"),
    {
        content: "Issue the oil",
        trigger: ".o_data_row:contains('OIL-5W30') button[name='action_issue']",
        run: "click",
    },
    {trigger: ".o_list_view:not(:has(.o_data_row:contains('OIL-5W30')))"},
    {content: "Choose the other parts", trigger: ".o_list_table thead .o_list_record_selector input", run: "click"},
    press("action_issue", ".o_control_panel"),
    {content: "Nothing waits any more", trigger: ".o_view_nocontent"},
]);

tour("technician_finishes", () => [
    ...openMenu("aftersales_base.menu_workshop", "aftersales_workshop.menu_my_jobs"),
    {
        content: "Finish the oil change",
        trigger: ".o_kanban_record:contains('Oil change') button[name='action_finish']",
        run: "click",
    },
    {trigger: ".o_kanban_view:not(:has(.o_kanban_record:contains('Oil change')))"},
    {
        content: "Finish the brakes",
        trigger: ".o_kanban_record:contains('Brake pads') button[name='action_finish']",
        run: "click",
    },
    {trigger: ".o_kanban_view:not(:has(button[name='action_finish']))"},
]);

tour("supervisor_closes_the_work", () => [
    ...openMenu("aftersales_base.menu_workshop", "aftersales_workshop.menu_in_shop"),
    {content: "Open the car", trigger: ".o_kanban_record:contains('京A12345')", run: "click"},
    press("action_repair_end"),
    waitForState("done"),
]);

tour("cashier_settles", () => [
    ...openMenu("aftersales_base.menu_settlement", "aftersales_workshop.menu_to_settle"),
    openOrder(),
    press("action_settle"),
    press("action_register_payment"),
    press("action_create_payments", ".modal-footer"),
    {content: "The customer has paid", trigger: "body:not(:has(.modal))"},
    {
        content: "The insurer is next",
        trigger: ".o_form_statusbar button[name='action_register_payment']:enabled",
        run: "click",
    },
    press("action_create_payments", ".modal-footer"),
    {
        content: "Everything is paid",
        trigger: ".o_form_view:not(:has(.modal)) .o_field_widget[name='settlement_state'] [raw-value='paid']",
    },
]);

tour("advisor_sees_the_history", () => [
    ...openMenu("aftersales_base.menu_vehicles", "aftersales_vehicle.menu_vehicles"),
    ...searchFor("123457", "京A12345"),
    {content: "Open the car", trigger: ".o_data_row:contains('京A12345') .o_data_cell", run: "click"},
    press("action_open_repairs", ".o-form-buttonbox"),
    {content: "The visit is there, paid", trigger: ".o_data_row [name='settlement_state'] .text-bg-success"},
    openOrder(),
    waitForState("done"),
]);
