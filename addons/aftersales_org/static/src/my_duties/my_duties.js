import {Component, onWillStart, useState} from "@odoo/owl";
import {countWaiting, sortDuties, worstLight} from "./duty_logic";
import {Layout} from "@web/search/layout";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useService} from "@web/core/utils/hooks";
import {user} from "@web/core/user";

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

    openScreen(duty) {
        return this.press("aftersales.duty", "action_open", duty.id);
    }

    openWaiting(duty, person) {
        return this.openList("aftersales.duty", duty, person);
    }

    openWork(work, person) {
        return this.openList("aftersales.duty.work", work, person);
    }

    openList(resModel, record, person) {
        return this.press(resModel, "action_open_work", record.id, this.state.team ? person.user_id : false);
    }

    openTarget(target) {
        return this.press("aftersales.target", "action_open_rows", target.id);
    }

    /** As a button of a form does it: the server completes the action that comes back. */
    press(resModel, name, resId, ...args) {
        const params = {type: "object", resModel, name, resId, args: JSON.stringify(args), context: {...user.context}};
        return this.action.doActionButton(params);
    }
}

registry.category("actions").add("aftersales_my_duties", MyDuties);
