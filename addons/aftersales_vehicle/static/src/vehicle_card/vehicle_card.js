import {Component, onWillStart, useState} from "@odoo/owl";
import {Many2OneField, buildM2OFieldDescription} from "@web/views/fields/many2one/many2one_field";
import {Many2One, computeM2OProps} from "@web/views/fields/many2one/many2one";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {usePopover} from "@web/core/popover/popover_hook";
import {useService} from "@web/core/utils/hooks";

/** What one must know of a car before doing anything with it: alerts, last visit, next service, open orders, owner. */
export class VehicleCard extends Component {
    static template = "aftersales_vehicle.VehicleCard";
    static props = {vehicleId: Number, close: {type: Function, optional: true}};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({card: null, phone: ""});
        onWillStart(async () => {
            this.state.card = await this.orm.call("aftersales.vehicle", "get_quick_card", [[this.props.vehicleId]]);
        });
    }

    async showPhone() {
        this.state.phone = await this.orm.call("aftersales.vehicle", "get_owner_phone", [[this.props.vehicleId]]);
    }

    getValue(row) {
        return row.name === "owner_phone" && this.state.phone ? this.state.phone : row.value;
    }

    async open(model, id) {
        this.props.close?.();
        await this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }
}

/** The button that opens the card. */
export class VehicleCardButton extends Component {
    static template = "aftersales_vehicle.VehicleCardButton";
    static props = {vehicleId: Number};

    setup() {
        this.popover = usePopover(VehicleCard, {position: "bottom-start", popoverClass: "o_aftersales_card_popover"});
    }

    toggle(ev) {
        if (this.popover.isOpen) {
            this.popover.close();
        } else {
            this.popover.open(ev.currentTarget, {vehicleId: this.props.vehicleId});
        }
    }
}

/** In lists and kanbans of cars. */
export class VehicleCardWidget extends Component {
    static template = "aftersales_vehicle.VehicleCardWidget";
    static components = {VehicleCardButton};
    static props = {...standardWidgetProps};
}

registry.category("view_widgets").add("vehicle_card", {component: VehicleCardWidget});

/** Where a car is chosen: the host's field with the card behind it. */
export class VehicleCardField extends Component {
    static template = "aftersales_vehicle.VehicleCardField";
    static components = {Many2One, VehicleCardButton};
    static props = {...Many2OneField.props};

    get m2oProps() {
        return computeM2OProps(this.props);
    }

    get vehicleId() {
        return this.props.record.data[this.props.name]?.id;
    }
}

registry.category("fields").add("vehicle_card", {...buildM2OFieldDescription(VehicleCardField)});
