import {FormController} from "@web/views/form/form_controller";
import {browser} from "@web/core/browser/browser";
import {formView} from "@web/views/form/form_view";
import {onMounted} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";

/**
 * A return is begun from its sale. Its first address names no record: who goes back to it with the browser goes on to
 * the page before, which is the sale, and does not stand before an empty return that belongs to none.
 */
class CounterReturnController extends FormController {
    setup() {
        super.setup();
        this.actionService = useService("action");
        onMounted(() => {
            const {root} = this.model;
            if (root.isNew && !root.data.order_id) {
                this.leave();
            }
        });
    }

    leave() {
        if (browser.history.length > 1) {
            return browser.history.back();
        }
        return this.actionService.doAction("aftersales_parts.aftersales_counter_return_action", {
            clearBreadcrumbs: true,
        });
    }
}

registry.category("views").add("aftersales_counter_return_form", {...formView, Controller: CounterReturnController});
