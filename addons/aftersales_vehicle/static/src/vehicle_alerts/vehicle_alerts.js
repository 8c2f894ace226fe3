/** What is to be known about a car at once: a banner on a page, a sign in a list or card. */
import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {splitAlerts, styleOf} from "./alert_logic";

export class VehicleAlertBanner extends Component {
    static template = "aftersales_vehicle.VehicleAlertBanner";
    static props = {...standardFieldProps, levelField: {type: String, optional: true}};

    get alerts() {
        return splitAlerts(this.props.record.data[this.props.name]);
    }

    get style() {
        return styleOf(this.props.levelField && this.props.record.data[this.props.levelField]);
    }
}

export class VehicleAlertSign extends Component {
    static template = "aftersales_vehicle.VehicleAlertSign";
    static props = {...standardFieldProps, levelField: {type: String, optional: true}};

    get text() {
        return this.props.record.data[this.props.name] || "";
    }

    get style() {
        return styleOf(this.props.levelField && this.props.record.data[this.props.levelField]);
    }
}

const extractProps = ({options}) => ({levelField: options.level_field});
const supportedOptions = [{label: _t("Level"), name: "level_field", type: "field", availableTypes: ["selection"]}];
const fieldDependencies = ({options}) =>
    options.level_field ? [{name: options.level_field, type: "selection", readonly: true}] : [];

registry.category("fields").add("vehicle_alert_banner", {
    component: VehicleAlertBanner,
    supportedTypes: ["text"],
    supportedOptions,
    extractProps,
    fieldDependencies,
});
registry.category("fields").add("vehicle_alert_sign", {
    component: VehicleAlertSign,
    label: false,
    listViewWidth: 24,
    supportedTypes: ["text"],
    supportedOptions,
    extractProps,
    fieldDependencies,
});
