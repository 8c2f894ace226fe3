import {Component, onWillStart, onWillUpdateProps, useState} from "@odoo/owl";
import {groupByMonth, toggleKind} from "./timeline_logic";
import {Layout} from "@web/search/layout";
import {deserializeDate, deserializeDateTime, formatDate, toLocaleDateTimeString} from "@web/core/l10n/dates";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useService} from "@web/core/utils/hooks";

/** Everything that ever happened to a car, newest first, a page at a time. */
export class VehicleTimeline extends Component {
    static template = "aftersales_vehicle.VehicleTimeline";
    static props = {vehicleId: Number};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({entries: [], next: null, kinds: [], chosen: [], isLoading: false});
        onWillStart(() => this.restart(this.props.vehicleId));
        onWillUpdateProps((props) => {
            if (props.vehicleId !== this.props.vehicleId) {
                return this.restart(props.vehicleId);
            }
        });
    }

    get groups() {
        return groupByMonth(this.state.entries, (entry) => this.toLocal(entry));
    }

    toLocal(entry) {
        return entry.has_time ? deserializeDateTime(entry.moment) : deserializeDate(entry.moment.slice(0, 10));
    }

    formatMoment(entry) {
        const moment = this.toLocal(entry);
        return entry.has_time ? toLocaleDateTimeString(moment) : formatDate(moment);
    }

    async restart(vehicleId) {
        const page = await this.fetch(vehicleId, null);
        Object.assign(this.state, page);
    }

    async loadMore() {
        const page = await this.fetch(this.props.vehicleId, this.state.next);
        this.state.entries.push(...page.entries);
        this.state.next = page.next;
    }

    async fetch(vehicleId, cursor) {
        this.state.isLoading = true;
        try {
            return await this.orm.call("aftersales.vehicle", "get_timeline", [[vehicleId]], {
                cursor,
                kinds: this.state.chosen,
            });
        } finally {
            this.state.isLoading = false;
        }
    }

    async toggle(kind) {
        this.state.chosen = toggleKind(this.state.chosen, kind, this.state.kinds);
        await this.restart(this.props.vehicleId);
    }

    async showAll() {
        this.state.chosen = [];
        await this.restart(this.props.vehicleId);
    }

    open(entry) {
        if (entry.model) {
            return this.action.doAction({
                type: "ir.actions.act_window",
                res_model: entry.model,
                res_id: entry.id,
                views: [[false, "form"]],
            });
        }
    }
}

/** On the car's form, as a page of its own. */
export class VehicleTimelineWidget extends Component {
    static template = "aftersales_vehicle.VehicleTimelineWidget";
    static components = {VehicleTimeline};
    static props = {...standardWidgetProps};
}

registry.category("view_widgets").add("vehicle_timeline", {component: VehicleTimelineWidget});

/** The same on a whole screen. */
export class VehicleTimelineAction extends Component {
    static template = "aftersales_vehicle.VehicleTimelineAction";
    static components = {Layout, VehicleTimeline};
    static props = {...standardActionServiceProps};

    get vehicleId() {
        const {params, context} = this.props.action;
        return params?.vehicle_id || context.active_id;
    }
}

registry.category("actions").add("aftersales_vehicle_timeline", VehicleTimelineAction);
