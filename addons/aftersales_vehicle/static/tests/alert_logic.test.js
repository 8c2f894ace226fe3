import {describe, expect, test} from "@odoo/hoot";
import {splitAlerts, styleOf} from "@aftersales_vehicle/vehicle_alerts/alert_logic";

describe.current.tags("headless");

test("a summary is an alert a line", () => {
    expect(splitAlerts("VIP: coffee\nUnpaid: 1")).toEqual(["VIP: coffee", "Unpaid: 1"]);
    expect(splitAlerts("")).toEqual([]);
    expect(splitAlerts(false)).toEqual([]);
});

test("the worst level gives the look, and none is something to take care of", () => {
    expect(styleOf("danger").alert).toBe("alert-danger");
    expect(styleOf("info").icon).toBe("fa-info-circle");
    expect(styleOf(false)).toBe(styleOf("warning"));
});
