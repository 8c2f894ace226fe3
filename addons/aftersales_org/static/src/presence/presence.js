import {Component, onWillStart, onWillUnmount, useState} from "@odoo/owl";
import {departmentsOf, groupByStatus} from "./presence_logic";
import {Layout} from "@web/search/layout";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useService} from "@web/core/utils/hooks";

const REFRESH_MS = 60_000; // a wall screen shows the last minute

/** Who is there today, for a desk, a phone or a screen on the wall; it looks again every minute. */
export class Presence extends Component {
    static template = "aftersales_org.Presence";
    static components = {Layout};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({data: null, department: "", isStale: false});
        onWillStart(() => this.load());
        this.timer = setInterval(() => this.refresh(), REFRESH_MS);
        onWillUnmount(() => clearInterval(this.timer));
    }

    get groups() {
        return groupByStatus(this.state.data.people, this.state.department);
    }

    get departments() {
        return departmentsOf(this.state.data.people);
    }

    getStatusName(status) {
        return {
            absent: _t("Missing"),
            late: _t("Late, but There"),
            expected: _t("Expected"),
            present: _t("At Work"),
            on_call: _t("On Call"),
            leave: _t("On Leave"),
            gone: _t("Gone Home"),
        }[status];
    }

    getTimes(person) {
        return person.came ? `${person.came} – ${person.left}`.trim() : "";
    }

    async load() {
        this.state.data = await this.orm.call("aftersales.roster.line", "get_presence", []);
        this.state.isStale = false;
    }

    /** A wall screen outlives a lost connection: it says so and goes on with what it has. */
    async refresh() {
        try {
            this.state.data = await this.orm.silent.call("aftersales.roster.line", "get_presence", []);
            this.state.isStale = false;
        } catch {
            this.state.isStale = true;
        }
    }

    openPerson(person) {
        return this.action.doAction("aftersales_org.aftersales_attendance_day_action", {
            viewType: "list",
            additionalContext: {search_default_employee_id: person.id},
        });
    }
}

registry.category("actions").add("aftersales_presence", Presence);
