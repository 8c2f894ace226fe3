import {describe, expect, test} from "@odoo/hoot";
import {groupByMonth, toggleKind} from "@aftersales_vehicle/vehicle_timeline/timeline_logic";
import {deserializeDate} from "@web/core/l10n/dates";

describe.current.tags("headless");

const toLocal = (entry) => deserializeDate(entry.moment);

test("entries stand under their month in the order they come", () => {
    const moments = ["2025-03-20", "2025-03-01", "2025-01-05", "2024-03-02"];
    const groups = groupByMonth(
        moments.map((moment) => ({moment})),
        toLocal
    );
    expect(groups.map((group) => group.key)).toEqual(["2025-03", "2025-01", "2024-03"]);
    expect(groups[0].entries.map((entry) => entry.moment)).toEqual(moments.slice(0, 2));
    expect(groupByMonth([], toLocal)).toEqual([]);
});

test("a click adds a kind, another takes it off, all of them are none", () => {
    const all = ["owner", "plate"];
    expect(toggleKind([], "owner", all)).toEqual(["owner"]);
    expect(toggleKind(["owner"], "owner", all)).toEqual([]);
    expect(toggleKind(["owner"], "plate", all)).toEqual([]);
});
