/** My Duties: what is waiting opens, and so does the duty's own screen. */
import {registry} from "@web/core/registry";

const CARD = ".o_aftersales_duty[data-code='WS-2']";
const BACK = ".o_back_button";
const WORK = `${CARD} .o_aftersales_works button[name='work']:contains('Check Addresses')`;

registry.category("web_tour.tours").add("aftersales_org.my_duties", {
    steps: () => [
        {content: "The duty shows how it stands", trigger: `${CARD} button[name='target'] [data-light]`},
        {content: "Open what is waiting", trigger: `${CARD} button[name='waiting']`, run: "click"},
        {content: "The waiting records are listed", trigger: ".o_list_view .o_data_row"},
        {content: "Go back to the duties", trigger: BACK, run: "click"},
        {content: "Open the screen itself", trigger: `${CARD} button[name='open']`, run: "click"},
        {content: "The screen is there", trigger: ".o_list_view"},
        {content: "Go back once more", trigger: BACK, run: "click"},
        {content: "Open what a figure counted", trigger: `${CARD} button[name='target']`, run: "click"},
        {content: "Its rows are listed", trigger: ".o_list_view"},
    ],
});

registry.category("web_tour.tours").add("aftersales_org.duty_work", {
    steps: () => [
        {content: "Further work says what waits", trigger: `${WORK} .badge`},
        {content: "Open it", trigger: WORK, run: "click"},
        {content: "What waits there is listed", trigger: ".o_list_view .o_data_row:contains('Store Road')"},
    ],
});

registry.category("web_tour.tours").add("aftersales_org.team_duties", {
    steps: () => [
        {content: "Show the team", trigger: ".o_aftersales_my_duties button[name='team']", run: "click"},
        {content: "A person of the team", trigger: ".o_aftersales_person h2:contains('Li Technician')"},
        {content: "Their further work is counted along", trigger: ".o_aftersales_person h2 .badge:contains('2')"},
        {content: "Open what waits for them", trigger: `${CARD} button[name='waiting']`, run: "click"},
        {content: "The waiting records are listed", trigger: ".o_list_view .o_data_row"},
    ],
});
