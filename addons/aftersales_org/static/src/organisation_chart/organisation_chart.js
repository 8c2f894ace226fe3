/** The organisation chart: opens itself down to the first level on which several departments stand side by side. */
import {HierarchyModel} from "@web_hierarchy/hierarchy_model";
import {hierarchyView} from "@web_hierarchy/hierarchy_view";
import {registry} from "@web/core/registry";

export class OrganisationChartModel extends HierarchyModel {
    async load(params) {
        await super.load(params);
        await this.openStem();
    }

    async openStem() {
        let level = this.root.rootNodes;
        while (level.length === 1 && level[0].hasChildren) {
            if (!level[0].nodes.length) {
                await this.fetchSubordinates(level[0]);
            }
            level = level[0].nodes;
        }
    }
}

registry.category("views").add("aftersales_organisation_chart", {
    ...hierarchyView,
    Model: OrganisationChartModel,
});
