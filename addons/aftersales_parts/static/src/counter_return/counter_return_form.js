import {FormController} from "@web/views/form/form_controller";
import {formView} from "@web/views/form/form_view";
import {onMounted} from "@odoo/owl";
import {registry} from "@web/core/registry";

/**
 * A return is begun from its sale. Its first address names no record: who goes back to it with the browser comes to the
 * sale instead of an empty return that belongs to none.
 */
class CounterReturnController extends FormController {
    setup() {
        super.setup();
        onMounted(() => {
            const {root} = this.model;
            if (root.isNew && !root.data.order_id) {
                this.env.config.historyBack();
            }
        });
    }
}

registry.category("views").add("aftersales_counter_return_form", {...formView, Controller: CounterReturnController});
