/** Planning on the grid with a finger: choose a shift, put it into a cell, pick it up, put it down, publish. */
import {registry} from "@web/core/registry";

const cell = (person, column) => `.o_aftersales_roster tr[data-person='${person}'] td[data-column='${column}']`;
const entry = (person, column, code) => `${cell(person, column)} .o_aftersales_shift[data-code='${code}']`;

registry.category("web_tour.tours").add("aftersales_org.roster", {
    steps: () => [
        {content: "Show a week", trigger: ".o_aftersales_roster button[name='week']", run: "click"},
        {content: "The week after", trigger: ".o_aftersales_roster button[name='next']", run: "click"},
        {content: "It is there", trigger: ".o_aftersales_roster_table[data-scale='week']:not(:has(thead .o_today))"},
        {
            content: "Choose the early shift",
            trigger: ".o_aftersales_roster_palette button[data-code='E']",
            run: "click",
        },
        {content: "Put Li on it", trigger: cell("Li", 0), run: "click"},
        {content: "Li is on it", trigger: `${entry("Li", 0, "E")}[data-state='draft']`},
        {
            content: "Put the shift away",
            trigger: ".o_aftersales_roster_palette button[data-code='E'][aria-pressed='true']",
            run: "click",
        },
        {content: "Pick the entry up", trigger: entry("Li", 0, "E"), run: "click"},
        {content: "It is picked up", trigger: `${entry("Li", 0, "E")}[data-picked]`},
        {content: "Put it down at Wang's", trigger: cell("Wang", 1), run: "click"},
        {content: "Wang has it", trigger: entry("Wang", 1, "E")},
        {content: "Li has not", trigger: `${cell("Li", 0)}:not(:has(.o_aftersales_shift))`},
        {
            content: "Choose the late shift",
            trigger: ".o_aftersales_roster_palette button[data-code='L']",
            run: "click",
        },
        {content: "Li is on leave on Wednesday", trigger: `${cell("Li", 2)}.o_leave`, run: "click"},
        {content: "The refusal says why", trigger: ".o_aftersales_roster_refused li:contains('Li is on leave')"},
        {content: "Publish", trigger: ".o_aftersales_roster button[name='publish']", run: "click"},
        {content: "It is published", trigger: `${entry("Wang", 1, "E")}[data-state='published']`},
    ],
});

registry.category("web_tour.tours").add("aftersales_org.roster_drag", {
    steps: () => [
        {content: "Show a week", trigger: ".o_aftersales_roster button[name='week']", run: "click"},
        {content: "The week after", trigger: ".o_aftersales_roster button[name='next']", run: "click"},
        {content: "It is there", trigger: ".o_aftersales_roster_table[data-scale='week']:not(:has(thead .o_today))"},
        {
            content: "Drag the early shift to Li",
            trigger: ".o_aftersales_roster_palette button[data-code='E']",
            run: `drag_and_drop ${cell("Li", 0)}`,
        },
        {content: "Li is on it", trigger: entry("Li", 0, "E")},
        {content: "Drag it on to Wang", trigger: entry("Li", 0, "E"), run: `drag_and_drop ${cell("Wang", 0)}`},
        {content: "Wang has it", trigger: entry("Wang", 0, "E")},
        {content: "Li has not", trigger: `${cell("Li", 0)}:not(:has(.o_aftersales_shift))`},
    ],
});

registry.category("web_tour.tours").add("aftersales_org.presence", {
    steps: () => [
        {
            content: "Li is there",
            trigger: ".o_aftersales_presence [data-status='present'] button[name='person']:contains('Li')",
            run: "click",
        },
        {content: "The days of Li are listed", trigger: ".o_list_view"},
    ],
});
