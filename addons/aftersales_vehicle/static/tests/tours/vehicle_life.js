/**
 * An advisor looks a car up and sells it on; a clerk merges its second file.
 *
 * The test prepares the car 京A7K345 of 张小明 with forty readings, its twin 沪B67890 and the customer 王芳.
 */
import {choose, openMenu, press, searchFor, waitForState, write} from "@aftersales_base/../tests/tours/steps";
import {registry} from "@web/core/registry";

const openVehicles = openMenu("aftersales_base.menu_vehicles", "aftersales_vehicle.menu_vehicles");

function tick(field) {
    return {content: `Tick ${field}`, trigger: `[name='${field}'] input[type='checkbox']`, run: "click"};
}

registry.category("web_tour.tours").add("aftersales_vehicle.advisor_looks_up_a_car", {
    steps: () => [
        ...openVehicles,
        ...searchFor("zxm", "京A7K345"),
        {
            content: "Open the quick card",
            trigger: ".o_data_row:contains('京A7K345') button[name='vehicle_card']",
            run: "click",
        },
        {content: "The owner's number is hidden", trigger: ".o_aftersales_card:contains('138****8000')"},
        {content: "Show it", trigger: ".o_aftersales_card button[name='show_phone']", run: "click"},
        {content: "There it is", trigger: ".o_aftersales_card:contains('138 0013 8000')"},
        {content: "Open the file", trigger: ".o_aftersales_card button[name='open_vehicle']", run: "click"},
        {content: "Open the time line", trigger: ".o_notebook a[name='timeline']", run: "click"},
        {
            content: "A page of it is there",
            trigger:
                ".o_aftersales_timeline:has(.o_aftersales_timeline_entry:eq(29)):not(:has(.o_aftersales_timeline_entry:eq(30)))",
        },
        {content: "Ask for more", trigger: ".o_aftersales_timeline button[name='load_more']", run: "click"},
        {
            content: "The rest follows",
            trigger:
                ".o_aftersales_timeline_entry[data-kind='plate']:contains('京A7K345'), .o_aftersales_timeline_entry:eq(40)",
        },
        {
            content: "Only owners",
            trigger: ".o_aftersales_timeline button[name='kind'][data-kind='owner']",
            run: "click",
        },
        {
            content: "Nothing else is left",
            trigger:
                ".o_aftersales_timeline:has(.o_aftersales_timeline_entry[data-kind='owner']:contains('张小明')):not(:has([data-kind='mileage'].o_aftersales_timeline_entry))",
        },
    ],
});

registry.category("web_tour.tours").add("aftersales_vehicle.advisor_transfers_a_car", {
    steps: () => [
        ...openVehicles,
        ...searchFor("7K345", "京A7K345"),
        {content: "Open the car", trigger: ".o_data_row:contains('京A7K345') td[name='vin']", run: "click"},
        {
            content: "The car is sold on",
            trigger: ".o_form_view button[name='action_transfer']",
            run: "click",
        },
        {content: "The car came along", trigger: ".o_breadcrumb .active:contains('京A7K345 ·'):contains('-')"},
        ...choose("new_owner_id", "王芳"),
        write("mileage", "50000"),
        tick("has_registration_certificate"),
        tick("has_identity"),
        press("action_finish"),
        {content: "Yes", trigger: ".modal-footer .btn-primary", run: "click"},
        waitForState("done"),
    ],
});

registry.category("web_tour.tours").add("aftersales_vehicle.clerk_merges_two_files", {
    steps: () => [
        ...openMenu("aftersales_base.menu_vehicles", "aftersales_vehicle.menu_duplicates"),
        {
            content: "These two are one car",
            trigger: ".o_data_row:contains('EA8881') button[name='action_merge']",
            run: "click",
        },
        {
            content: "Two plates: one of them stays",
            trigger: ".modal .o_data_row:contains('沪B67890') td[name='vehicle_id']",
            run: "click",
        },
        ...choose("vehicle_id", "京A7K345", "京A7K345", ".modal .o_selected_row"),
        {content: "Merge", trigger: ".modal-footer button[name='action_merge']", run: "click"},
        {content: "The car that stays is open", trigger: ".o_form_view [name='vin']"},
        ...openMenu("aftersales_base.menu_vehicles", "aftersales_vehicle.menu_merges"),
        {content: "Open the record", trigger: ".o_data_row td[name='name']", run: "click"},
        {content: "It says what changed", trigger: "[name='line_ids'] .o_data_row"},
        press("action_undo"),
        {content: "Yes", trigger: ".modal-footer .btn-primary", run: "click"},
        waitForState("undone"),
    ],
});
