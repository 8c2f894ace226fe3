import {FormController} from "@web/views/form/form_controller";
import {RelationalModel} from "@web/model/relational_model/relational_model";
import {formView} from "@web/views/form/form_view";
import {WideFormRenderer} from "@aftersales_base/wide_form/wide_form";
import {registry} from "@web/core/registry";

/**
 * A new counter sale is complete from the start: the walk-in customer and the seller stand there. The host would save it
 * when its page is closed or hidden, so each look at the screen would leave an empty quotation behind.
 */
class CounterSaleRecord extends RelationalModel.Record {
    async _save(options) {
        if (this.model._urgentSave && this.isNew && !this.dirty) {
            return true;
        }
        return super._save(options);
    }
}

class CounterSaleModel extends RelationalModel {
    static Record = CounterSaleRecord;
}

class CounterSaleController extends FormController {
    async beforeVisibilityChange() {
        const {root} = this.model;
        if (root.isNew && !(await root.isDirty())) {
            return;
        }
        return super.beforeVisibilityChange();
    }
}

registry.category("views").add("counter_sale_form", {
    ...formView,
    Controller: CounterSaleController,
    Model: CounterSaleModel,
    Renderer: WideFormRenderer,
});
