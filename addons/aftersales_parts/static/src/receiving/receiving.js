import {Component, onMounted, onWillStart, onWillUnmount, useRef, useState} from "@odoo/owl";
import {useBus, useService} from "@web/core/utils/hooks";
import {Layout} from "@web/search/layout";
import {RPCError} from "@web/core/network/rpc";
import {ScanQueue} from "./scan_queue";
import {_t} from "@web/core/l10n/translation";
import {formatFloat} from "@web/views/fields/formatters";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";

const MODEL = "aftersales.receiving";

/** Unpacking a delivery with a scanner, at the desk or on a phone; several people may scan on the same delivery. */
export class Receiving extends Component {
    static template = "aftersales_parts.Receiving";
    static components = {Layout};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.input = useRef("code");
        // Where scans are counted. Each scan keeps its own, also after the screen shows another delivery.
        this.place = null;
        this.state = useState({
            start: null,
            delivery: null,
            code: "",
            isDamaged: false,
            message: "",
            kind: "info",
            unknown: "",
            waiting: 0,
            isConnected: true,
            isPressed: false,
        });
        this.queue = new ScanQueue(
            (scan) => this.send(scan),
            (error) => this.show(error.data?.message || error.message, "danger"),
            (waiting, isConnected) => Object.assign(this.state, {waiting, isConnected})
        );
        useBus(useService("barcode").bus, "barcode_scanned", (event) => this.take(event.detail.barcode));
        onWillStart(() => this.load());
        onMounted(() => this.focus());
        onWillUnmount(() => this.queue.stop());
    }

    get placeholder() {
        return this.state.delivery ? _t("Part number, bar code or order") : _t("Number of the order or delivery note");
    }

    get can() {
        const moves = this.state.delivery?.moves || [];
        return {check: moves.includes("check"), post: moves.includes("post"), reopen: moves.includes("reopen")};
    }

    getStatus(line) {
        if (line.surplus || line.damaged || !line.is_known) {
            return "wrong";
        }
        if (!line.received) {
            return "open";
        }
        return line.missing ? "partial" : "complete";
    }

    format(quantity) {
        return formatFloat(quantity, {trailingZeros: false});
    }

    focus() {
        this.input.el?.focus();
    }

    async load() {
        const id = this.props.action.params?.receiving_id;
        if (id) {
            await this.open(id);
        } else {
            this.state.start = await this.orm.call(MODEL, "get_start_screen", []);
        }
    }

    async back() {
        this.place = this.state.delivery = null;
        this.state.message = "";
        this.state.start = await this.orm.call(MODEL, "get_start_screen", []);
        this.focus();
    }

    async open(id) {
        this.state.message = "";
        if (this.place?.id !== id) {
            this.place = {id};
        }
        this.state.delivery = await this.orm.call(MODEL, "get_screen", [[id]]);
        this.focus();
    }

    /** Nothing is made by looking: the delivery begins with the first part that is counted. */
    async beginWithSupplier(supplier) {
        this.state.message = "";
        const screen = await this.orm.call(MODEL, "get_supplier_screen", [supplier.id]);
        this.place = {id: screen.id, supplierId: supplier.id};
        this.state.delivery = screen;
        this.focus();
    }

    show(message, kind = "success", unknown = "") {
        Object.assign(this.state, {message, kind, unknown});
    }

    /** A code from the scanner or the keyboard: the number of a delivery first, then parts. */
    async take(code) {
        const text = code.trim();
        this.state.code = "";
        if (!text) {
            return;
        }
        if (!this.state.delivery) {
            const id = await this.ask(() => this.orm.call(MODEL, "begin", [text]));
            return id ? this.open(id) : this.focus();
        }
        await this.queue.add({method: "scan", args: [text], isDamaged: this.state.isDamaged, place: this.place});
        this.focus();
    }

    async send(scan) {
        const kwargs = {key: scan.key};
        if (scan.method === "scan") {
            kwargs.is_damaged = scan.isDamaged;
        }
        const {place} = scan;
        const screen = place.id
            ? await this.orm.silent.call(MODEL, scan.method, [[place.id], ...scan.args], kwargs)
            : await this.countFirst(place, scan, kwargs);
        place.id = screen.id;
        if (place === this.place) {
            this.state.delivery = screen;
            this.show(screen.message || "", screen.kind, screen.unknown || "");
        }
    }

    /** Whose answer was lost on its way is refused while the first request ends, and then finds what that one began. */
    countFirst(place, scan, kwargs) {
        const args = [place.supplierId, scan.method, scan.args[0]];
        const count = () => this.orm.silent.call(MODEL, "count_first", args, kwargs);
        return count().catch(count);
    }

    addUnknown() {
        return this.queue.add({method: "add_unknown", args: [this.state.unknown, 1], place: this.place});
    }

    /** What the server refuses is told above the list, where whoever scans looks; nothing stands in the way of a scan. */
    async ask(call) {
        try {
            return await call();
        } catch (error) {
            if (!(error instanceof RPCError)) {
                throw error;
            }
            this.show(error.data?.message || error.message, "danger");
            return null;
        }
    }

    /** @returns {Promise<Boolean>} whether it was accepted */
    async setLine(line, values) {
        const args = [[this.state.delivery.id], line.id, values];
        const screen = await this.ask(() => this.orm.call(MODEL, "set_line", args));
        if (screen) {
            this.state.delivery = screen;
            this.state.message = "";
        }
        return Boolean(screen);
    }

    /** A figure that cannot be does not stay in the box. */
    async setQuantity(line, field, input) {
        const quantity = input.value.trim() ? Number(input.value.replace(",", ".")) : NaN;
        const isNew = Number.isFinite(quantity) && quantity !== line[field];
        if (!isNew || !(await this.setLine(line, {[`${field}_qty`]: quantity}))) {
            input.value = this.format(line[field]);
        }
    }

    /** Once, however often a finger taps meanwhile. */
    async press(method) {
        if (this.state.isPressed) {
            return;
        }
        this.state.isPressed = true;
        try {
            await this.orm.call(MODEL, method, [[this.state.delivery.id]]);
            await this.open(this.state.delivery.id);
        } finally {
            this.state.isPressed = false;
        }
        if (this.state.delivery.state === "posted") {
            this.notification.add(_t("%s is posted.", this.state.delivery.name), {type: "success"});
        }
    }

    openForm() {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: MODEL,
            res_id: this.state.delivery.id,
            views: [[false, "form"]],
        });
    }

    async printLabels() {
        this.action.doAction(await this.orm.call(MODEL, "action_print_labels", [[this.state.delivery.id]]));
    }
}

registry.category("actions").add("aftersales_receiving", Receiving);
