/** The chart opens itself, and shows who is in which job. */
import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("aftersales_org.organisation_chart", {
    steps: () => [
        {
            content: "The departments below the single root are open",
            trigger: ".o_hierarchy_node_header:contains('Workshop')",
        },
        {
            content: "The desk has one advisor of two, and one who acts",
            trigger:
                ".o_hierarchy_node:contains('Front Desk') .o_aftersales_chart_job:contains('1 / 2') .badge:contains('Acting')",
        },
    ],
});
