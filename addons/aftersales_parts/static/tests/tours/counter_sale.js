/**
 * A clerk at the parts counter. The test that runs it prepares the network customer Hongda Repair and the old number
 * 9ZQ 115 562 B, which 9ZQ 115 562 C replaces.
 */
import {choose, openMenu, press} from "@aftersales_base/../tests/tours/steps";
import {registry} from "@web/core/registry";

function scan(number, quantity) {
    return [
        {
            content: `Type ${number}`,
            trigger: ".o_form_view [name='counter_scan'] input",
            run: `edit ${number} && press Enter`,
        },
        {
            content: `The new number stands there, ${quantity} of it`,
            trigger: `[name='order_line'] .o_data_row:contains('115 562 C') [name='product_uom_qty']:contains('${quantity}')`,
        },
    ];
}

registry.category("web_tour.tours").add("aftersales_parts.clerk_sells_a_replaced_number", {
    steps: () => [
        ...openMenu("aftersales_base.menu_parts", "aftersales_parts.menu_counter_sale_new"),
        ...choose("partner_id", "Hongda"),
        ...scan("9zq115562b", "1.00"),
        ...scan("9ZQ 115 562 B", "2.00"),
        press("action_counter_reserve"),
        press("action_counter_deliver"),
        press("action_counter_return"),
        {
            content: "One of two comes back",
            trigger: "[name='line_ids'] .o_data_row [name='quantity']",
            run: "click",
        },
        {
            content: "Enter how many",
            trigger: "[name='line_ids'] .o_selected_row [name='quantity'] input",
            run: "edit 1",
        },
        press("action_finish"),
        {
            content: "It is taken back",
            trigger: ".o_field_widget[name='state'] .o_arrow_button_current[data-value='done']",
        },
        {
            content: "Back, as one goes back in a browser",
            trigger: ".o_form_view [name='order_id']",
            run: () => history.back(),
        },
        {
            content: "leads to the sale, not to an empty return",
            trigger: ".o_form_view .o_field_widget[name='counter_stage'], .o_form_view [name='order_line']",
        },
    ],
});

/** What the browser tells a page that goes into the background and comes back. */
function turnPage(state) {
    Object.defineProperty(document, "visibilityState", {configurable: true, get: () => state});
    document.dispatchEvent(new Event("visibilitychange"));
}

const NEW_SALE = ".o_form_view .o_field_widget[name='counter_scan'] input";

function leaveNewSale() {
    return [
        {
            content: "Leave the new sale",
            trigger: NEW_SALE,
            run: () => window.location.assign("/odoo/counter-sales"),
            expectUnloadPage: true,
        },
        {
            content: "The sales are open",
            trigger: ".o_kanban_view",
        },
    ];
}

registry.category("web_tour.tours").add("aftersales_parts.clerk_only_looks_at_a_new_sale", {
    steps: () => [
        ...openMenu("aftersales_base.menu_parts", "aftersales_parts.menu_counter_sale_new"),
        {
            content: "Answer a call meanwhile",
            trigger: NEW_SALE,
            run: () => turnPage("hidden"),
        },
        {
            content: "Come back",
            trigger: NEW_SALE,
            run: () => turnPage("visible"),
        },
        ...leaveNewSale(),
    ],
});

registry.category("web_tour.tours").add("aftersales_parts.clerk_notes_a_customers_number_and_leaves", {
    steps: () => [
        ...openMenu("aftersales_base.menu_parts", "aftersales_parts.menu_counter_sale_new"),
        {
            content: "Type the customer's number",
            trigger: ".o_form_view .o_field_widget[name='client_order_ref'] input",
            run: "edit B-17",
        },
        ...leaveNewSale(),
    ],
});
