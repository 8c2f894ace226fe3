/** A month, kept as its first day: shown without the day and chosen among months. */
import {DateTimeField, dateField} from "@web/views/fields/datetime/datetime_field";
import {registry} from "@web/core/registry";

export function formatMonth(value) {
    return value ? value.toFormat("yyyy-MM") : "";
}

export class MonthField extends DateTimeField {
    static defaultProps = {...DateTimeField.defaultProps, minPrecision: "months"};

    getFormattedValue(valueIndex) {
        return formatMonth(this.values[valueIndex]);
    }
}

registry.category("fields").add("aftersales_month", {...dateField, component: MonthField});
