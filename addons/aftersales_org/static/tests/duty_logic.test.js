import {countWaiting, sortDuties, worstLight} from "@aftersales_org/my_duties/duty_logic";
import {describe, expect, test} from "@odoo/hoot";

describe.current.tags("headless");

const duty = (id, waiting, ...lights) => ({id, waiting, works: [], targets: lights.map((light) => ({light}))});
const withWork = (each, ...counts) => ({...each, works: counts.map((waiting) => ({waiting}))});

test("the worst light of a duty counts", () => {
    expect(worstLight(duty(1, 0, "green", "red", "amber").targets)).toBe("red");
    expect(worstLight(duty(1, 0, "none", "green").targets)).toBe("green");
    expect(worstLight([])).toBe("none");
});

test("a duty of two positions waits once", () => {
    const person = {positions: [{duties: [duty(1, 3), duty(2, 2)]}, {duties: [duty(1, 3)]}]};
    expect(countWaiting(person)).toBe(5);
    expect(countWaiting({positions: []})).toBe(0);
});

test("red first, then what waits, then the usual order", () => {
    const sorted = sortDuties([duty(1, 0), duty(2, 4, "green"), duty(3, 0, "red"), duty(4, 1)]);
    expect(sorted.map((each) => each.id)).toEqual([3, 2, 4, 1]);
});

test("further work of a duty waits like its own", () => {
    const person = {positions: [{duties: [withWork(duty(1, 3), 2, 0), withWork(duty(2, 0), 4)]}]};
    expect(countWaiting(person)).toBe(9);
    const sorted = sortDuties([duty(1, 0), withWork(duty(2, 0), 0), withWork(duty(3, 0), 1)]);
    expect(sorted.map((each) => each.id)).toEqual([3, 1, 2]);
});
