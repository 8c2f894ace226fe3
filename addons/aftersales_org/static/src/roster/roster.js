/* global luxon */
import {Component, onWillStart, useRef, useState} from "@odoo/owl";
import {capacityRow, groupPeople, hoursOf, mergeCells, nextCell, periodOf, staffingRows} from "./roster_logic";
import {ConfirmationDialog} from "@web/core/confirmation_dialog/confirmation_dialog";
import {Layout} from "@web/search/layout";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useService} from "@web/core/utils/hooks";

const {DateTime} = luxon;
const LINES = "aftersales.roster.line";

/**
 * Who works when: people by days. A shift is chosen and put into cells by click, finger or Enter, or dragged there;
 * an entry is dragged, or picked up and put down, to another cell.
 */
export class Roster extends Component {
    static template = "aftersales_org.Roster";
    static components = {Layout};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.table = useRef("table");
        this.dragged = null;
        this.state = useState({
            scale: this.env.isSmall ? "week" : "month",
            day: "",
            groupBy: "department",
            tool: null,
            isCopying: false,
            refused: [],
            data: null,
        });
        onWillStart(() => this.showToday());
    }

    // -- what is shown

    get period() {
        return this.getPeriod(this.state);
    }

    getPeriod({day, scale}) {
        const {start, stop} = periodOf(DateTime.fromISO(day), scale);
        return [start.toISODate(), stop.toISODate()];
    }

    get title() {
        const day = DateTime.fromISO(this.period[0]);
        if (this.state.scale === "month") {
            return day.toLocaleString({year: "numeric", month: "long"});
        }
        const last = day.plus({days: 6});
        return `${day.toLocaleString(DateTime.DATE_MED)} – ${last.toLocaleString(DateTime.DATE_MED)}`;
    }

    get groups() {
        return groupPeople(this.state.data.people, this.state.groupBy);
    }

    /** People in the order of the rows, for the arrow keys. */
    get rows() {
        return this.groups.flatMap((group) => group.people);
    }

    get palette() {
        return this.state.data.shifts.filter((shift) => shift.active);
    }

    get staffing() {
        return staffingRows(this.state.data);
    }

    get capacity() {
        return capacityRow(this.state.data);
    }

    get draftCount() {
        return Object.values(this.state.data.cells)
            .flat()
            .filter((line) => line.state === "draft").length;
    }

    getLines(person, day) {
        return this.state.data.cells[`${person.id}:${day.date}`] || [];
    }

    getShift(id) {
        return this.state.data.shifts.find((shift) => shift.id === id) || {code: "?", name: "", color: 0, time: ""};
    }

    get overText() {
        return _t("More than %s hours in a week", this.state.data.weekly_hours);
    }

    getHours(person) {
        const {days, cells, weekly_hours: limit} = this.state.data;
        return hoursOf(person.id, days, cells, limit);
    }

    isOnLeave(person, day) {
        return person.leave.includes(day.date);
    }

    getCellLabel(person, day) {
        const parts = [person.name, day.date];
        parts.push(...this.getLines(person, day).map((line) => this.getShift(line.shift_id).name));
        if (this.isOnLeave(person, day)) {
            parts.push(_t("On leave"));
        }
        return parts.join(", ");
    }

    getLineTitle(line) {
        const shift = this.getShift(line.shift_id);
        const parts = [`${shift.name} ${shift.time}`];
        if (line.state === "draft") {
            parts.push(_t("Draft"));
        }
        if (line.conflict) {
            parts.push(_t("On leave: find somebody else"));
        }
        if (line.note) {
            parts.push(line.note);
        }
        return parts.join("\n");
    }

    isTool(kind, id) {
        return this.state.tool?.kind === kind && this.state.tool.id === id;
    }

    // -- moving about

    async load() {
        this.state.data = await this.orm.call(LINES, "get_grid", this.period);
    }

    /** What is clicked belongs to the period on the screen, so the new one begins when its entries are there. */
    async show(changes) {
        const {day, scale} = {...(this.wanted || this.state), ...changes};
        this.wanted = {day, scale};
        const {wanted} = this;
        const data = await this.orm.call(LINES, "get_grid", this.getPeriod(wanted));
        if (wanted === this.wanted) {
            Object.assign(this.state, {...wanted, data, refused: []});
        }
    }

    step(direction) {
        const {day, scale} = this.wanted || this.state;
        const unit = scale === "week" ? {weeks: direction} : {months: direction};
        return this.show({day: DateTime.fromISO(day).plus(unit).toISODate()});
    }

    /** The day it is in the store, wherever and on whatever device it is looked at. */
    async showToday() {
        const day = await this.orm.call(LINES, "get_today");
        return this.show({day});
    }

    // -- planning

    choose(kind, id) {
        this.state.tool = this.isTool(kind, id) ? null : {kind, id};
    }

    async onCell(person, day) {
        const tool = this.state.tool;
        if (!person.can_plan || !tool) {
            return;
        }
        if (tool.kind === "line") {
            this.state.tool = null;
        }
        await this.apply(tool, person, day);
    }

    onLine(ev, line, person) {
        const {tool} = this.state;
        if (person.can_plan && (!tool || tool.kind === "line")) {
            ev.stopPropagation();
            this.choose("line", line.id);
            return;
        }
        if (!tool) {
            ev.stopPropagation();
        }
    }

    onDragStart(ev, kind, id) {
        this.dragged = {kind, id};
        // Firefox drags only what carries data.
        ev.dataTransfer?.setData("text/plain", `${kind}:${id}`);
        ev.stopPropagation();
    }

    onDragOver(ev, person) {
        if (person.can_plan && this.dragged) {
            ev.preventDefault();
        }
    }

    async onDrop(ev, person, day) {
        ev.preventDefault();
        const dragged = this.dragged;
        this.dragged = null;
        if (dragged && person.can_plan) {
            await this.apply(dragged, person, day, this.mayCopy(ev));
        }
    }

    mayCopy(ev) {
        return this.state.isCopying || ev.ctrlKey || ev.metaKey;
    }

    onKey(ev, row, column) {
        const size = {rows: this.rows.length, columns: this.state.data.days.length};
        const to = nextCell(ev.key, {row, column}, size);
        if (to) {
            ev.preventDefault();
            this.table.el.querySelector(`[data-row='${to.row}'][data-column='${to.column}']`)?.focus();
        } else if (ev.key === "Enter") {
            this.onCell(this.rows[row], this.state.data.days[column]);
        } else if (ev.key === "Escape") {
            this.state.tool = null;
        } else if (["Delete", "Backspace"].includes(ev.key)) {
            const person = this.rows[row];
            if (person.can_plan) {
                this.apply({kind: "erase"}, person, this.state.data.days[column]);
            }
        }
    }

    /** Whoever plans work on a public holiday means it. */
    async apply(tool, person, day, isCopying = this.state.isCopying) {
        const isWork = tool.kind === "shift" && this.getShift(tool.id).kind === "work";
        if (isWork && day.holiday && !(await this.confirmHoliday(person, day))) {
            return;
        }
        const cell = [person.id, day.date];
        if (tool.kind === "shift") {
            await this.change("set_cells", [cell], tool.id);
        } else if (tool.kind === "line") {
            await this.change("move_line", tool.id, person.id, day.date, isCopying);
        } else {
            await this.change("clear_cells", [cell]);
        }
    }

    confirmHoliday(person, day) {
        return new Promise((resolve) => {
            this.dialog.add(
                ConfirmationDialog,
                {
                    title: _t("Public Holiday"),
                    body: _t("%(day)s is a public holiday (%(holiday)s). Shall %(person)s work all the same?", {
                        day: day.date,
                        holiday: day.holiday,
                        person: person.name,
                    }),
                    confirmLabel: _t("Plan It"),
                    confirm: () => resolve(true),
                    cancel: () => resolve(false),
                },
                {onClose: () => resolve(false)}
            );
        });
    }

    async change(method, ...args) {
        const answer = await this.orm.call(LINES, method, [...args, ...this.period]);
        this.state.data.cells = mergeCells(this.state.data.cells, answer);
        this.state.refused = answer.refused;
    }

    copyWeek() {
        return this.change("copy_week");
    }

    publish() {
        return this.change("publish_period");
    }

    applyPattern() {
        return this.action.doAction("aftersales_org.aftersales_shift_pattern_apply_action", {
            additionalContext: {default_date_from: this.period[0]},
            onClose: () => this.load(),
        });
    }

    setUpShifts() {
        return this.action.doAction("aftersales_org.aftersales_shift_action");
    }
}

registry.category("actions").add("aftersales_roster", Roster);
