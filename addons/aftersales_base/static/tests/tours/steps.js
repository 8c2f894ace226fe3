/** Steps that the tours of all addons share: what a person does on any screen. */
import {stepUtils} from "@web_tour/tour_utils";

export function openMenu(section, item) {
    return [
        ...stepUtils.goToAppSteps("aftersales_base.menu_root", "Open the after-sales app"),
        {
            content: `Open the menu ${section}`,
            trigger: `.o_menu_sections [data-menu-xmlid='${section}']`,
            run: "click",
        },
        {
            content: `Choose ${item}`,
            trigger: `.o-dropdown--menu [data-menu-xmlid='${item}']`,
            run: "click",
        },
    ];
}

export function press(button, within = ".o_form_statusbar") {
    return {
        content: `Press ${button}`,
        trigger: `${within} button[name='${button}']:enabled`,
        run: "click",
    };
}

export function waitForState(state) {
    return {
        content: `The document is now ${state}`,
        trigger: `.o_field_widget[name='state'] .o_arrow_button_current[data-value='${state}']`,
    };
}

/** Type into a many2one and take the proposal that shows the text. */
export function choose(field, text, shown = text, within = ".o_form_view") {
    return [
        {
            content: `Search ${text} in ${field}`,
            trigger: `${within} [name='${field}'] input`,
            run: `edit ${text}`,
        },
        {
            content: `Take ${shown}`,
            trigger: `.o-autocomplete--dropdown-item > a:contains('${shown}')`,
            run: "click",
        },
    ];
}

export function write(field, value, within = ".o_form_view") {
    return {
        content: `Write ${value} into ${field}`,
        trigger: `${within} [name='${field}'] :is(input, textarea)`,
        run: `edit ${value}`,
    };
}

export function addLine(list) {
    return {
        content: `Add a line to ${list}`,
        trigger: `[name='${list}'] .o_field_x2many_list_row_add a`,
        run: "click",
    };
}

/** The line that is being edited, once it is the one with this number and no longer the one before. */
export function line(list, number) {
    return `[name='${list}'] .o_data_row.o_selected_row:nth-child(${number})`;
}

export function openPage(page) {
    return {
        content: `Turn to the page ${page}`,
        trigger: `.o_notebook_headers a[name='${page}']`,
        run: "click",
    };
}

export function searchFor(text, shown) {
    return [
        {
            content: `Type ${text} into the search box`,
            trigger: ".o_searchview_input",
            run: `edit ${text}`,
        },
        {
            content: "Search",
            trigger: ".o_searchview_input",
            run: "press Enter",
        },
        {
            content: `The list shows ${shown}`,
            trigger: `.o_data_row:contains('${shown}')`,
        },
    ];
}

/** Put a picture into an image field. */
export function photograph(field, within = ".o_form_view") {
    return {
        content: `Take a picture for ${field}`,
        trigger: `${within} [name='${field}'] input[type='file']:not(:visible)`,
        run() {
            const pixel =
                "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
            const bytes = Uint8Array.from(atob(pixel), (character) => character.charCodeAt(0));
            const transfer = new DataTransfer();
            transfer.items.add(new File([bytes], "photo.png", {type: "image/png"}));
            this.anchor.files = transfer.files;
            this.anchor.dispatchEvent(new Event("change", {bubbles: true}));
        },
    };
}
