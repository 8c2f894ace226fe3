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
    ],
});
