import {CharField, charField} from "@web/views/fields/char/char_field";
import {registry} from "@web/core/registry";

/** A number that may be missing: an empty box is not counted, a zero is. Phones show their digits. */
export class CountEntryField extends CharField {
    static template = "aftersales_parts.CountEntryField";
}

registry.category("fields").add("aftersales_count_entry", {...charField, component: CountEntryField});
