import {Component, onWillStart, useState} from "@odoo/owl";
import {countWaiting, sortDuties, worstLight} from "./duty_logic";
import {Layout} from "@web/search/layout";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useService} from "@web/core/utils/hooks";

/** What one answers for, what is waiting and how well it goes; for heads and managers also their team's. */
export class MyDuties extends Component {
    static template = "aftersales_org.MyDuties";
    static components = {Layout};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        const team = Boolean(this.props.action.params?.team);
        this.state = useState({team, data: null});
        onWillStart(() => this.load(team));
    }

    async load(team) {
        const data = await this.orm.call("aftersales.duty", "get_my_duties", [], {team});
        Object.assign(this.state, {team, data});
    }

    get people() {
        return this.state.data.people.filter((person) => person.positions.length);
    }

    countWaiting(person) {
        return countWaiting(person);
    }

    getDuties(position) {
        return sortDuties(position.duties).map((line) => ({
            ...this.state.data.duties[line.id],
            ...line,
            light: worstLight(line.targets),
        }));
    }

    async openScreen(duty) {
        await this.action.doAction(await this.orm.call("aftersales.duty", "action_open", [[duty.id]]));
    }

    async openWaiting(duty, person) {
        await this.openList("aftersales.duty", duty, person);
    }

    async openWork(work, person) {
        await this.openList("aftersales.duty.work", work, person);
    }

    async openList(model, record, person) {
        const user = this.state.team ? person.user_id : false;
        await this.action.doAction(await this.orm.call(model, "action_open_work", [[record.id], user]));
    }

    async openTarget(target) {
        await this.action.doAction(await this.orm.call("aftersales.target", "action_open_rows", [[target.id]]));
    }
}

registry.category("actions").add("aftersales_my_duties", MyDuties);
