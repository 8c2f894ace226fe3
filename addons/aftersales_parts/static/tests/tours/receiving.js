/** A delivery is unpacked: the order is scanned, its parts are scanned, one is short, one is unknown; it is posted. */
import {openMenu} from "@aftersales_base/../tests/tours/steps";
import {registry} from "@web/core/registry";

const scan = (code) => [
    {content: `Scan ${code}`, trigger: ".o_aftersales_receiving input[name='code']", run: `edit ${code}`},
    {content: "Send it", trigger: ".o_aftersales_receiving button[name='take']", run: "click"},
];
const line = (part, status) => ({
    content: `${part} is ${status}`,
    trigger: `.o_aftersales_receiving_line[data-part*='${part}'][data-status='${status}']`,
});

registry.category("web_tour.tours").add("aftersales_parts.receiving", {
    steps: () => [
        ...openMenu("aftersales_base.menu_parts", "aftersales_parts.menu_receiving"),
        {
            content: "The supplier still owes parts",
            trigger: ".o_aftersales_receiving button[name='supplier'][data-supplier='Parts Centre North']",
        },
        ...scan("DN-9999"),
        {
            content: "An unknown order is told above the list",
            trigger: ".o_aftersales_receiving [name='message'].alert-danger:contains('DN-9999')",
        },
        {content: "Nothing stands in the way", trigger: "body:not(:has(.modal))"},
        ...scan("DN-2031"),
        line("9ZQ 115 562 B", "open"),
        ...scan("3*9zq115562b"),
        line("9ZQ 115 562 B", "partial"),
        {
            content: "Half a piece",
            trigger: ".o_aftersales_receiving_line[data-part*='9ZQ 115 562 B'] input[name='received']",
            run: "edit 1.5 && press Tab",
        },
        {
            content: "is refused above the list",
            trigger: ".o_aftersales_receiving [name='message'].alert-danger:contains('1.5')",
        },
        {
            content: "and does not stay in the box",
            trigger: ".o_aftersales_receiving_line[data-part*='9ZQ 115 562 B'] input[name='received']:value('3')",
        },
        {
            content: "One more by finger",
            trigger: ".o_aftersales_receiving_line[data-part*='9ZQ 115 562 B'] button[name='more']",
            run: "click",
        },
        {
            content: "Four are there",
            trigger: ".o_aftersales_receiving_line[data-part*='9ZQ 115 562 B'] .badge:contains('Missing 1')",
        },
        ...scan("QQ-404"),
        {content: "Nobody knows it", trigger: ".o_aftersales_receiving button[name='add_unknown']", run: "click"},
        line("QQ-404", "wrong"),
        {content: "Finish", trigger: ".o_aftersales_receiving button[name='check']", run: "click"},
        {content: "Post", trigger: ".o_aftersales_receiving button[name='post']", run: "click"},
        {content: "It is posted", trigger: ".o_aftersales_receiving [name='posted']"},
    ],
});
