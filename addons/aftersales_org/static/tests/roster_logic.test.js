import {
    capacityRow,
    countStaff,
    groupPeople,
    hoursOf,
    mergeCells,
    minimumOf,
    nextCell,
    periodOf,
    staffingRows,
} from "@aftersales_org/roster/roster_logic";
import {describe, expect, test} from "@odoo/hoot";
import {departmentsOf, groupByStatus} from "@aftersales_org/presence/presence_logic";

/* global luxon */

describe.current.tags("headless");

const line = (shift, hours = 8, more = {}) => ({shift_id: shift, hours, available: hours, conflict: false, ...more});
const MONDAY = {date: "2026-03-02", weekday: 0};
const SUNDAY = {date: "2026-03-08", weekday: 6};
const LI = {id: 1, department: "Workshop", position: "Technician", position_id: 5, is_technician: true};
const ZHOU = {id: 2, department: "Front", position: "Advisor", position_id: 6, is_technician: false};

test("people stand under their department or position", () => {
    const people = [LI, ZHOU, {...LI, id: 3}];
    expect(groupPeople(people, "department").map((group) => [group.name, group.people.length])).toEqual([
        ["Workshop", 2],
        ["Front", 1],
    ]);
    expect(groupPeople(people, "position")[1].name).toBe("Advisor");
});

test("a week begins on Monday, over the turn of the year too", () => {
    const period = (day, scale) => {
        const {start, stop} = periodOf(luxon.DateTime.fromISO(day), scale);
        return [start.toISODate(), stop.toISODate()];
    };
    expect(period("2027-01-01", "week")).toEqual(["2026-12-28", "2027-01-04"]);
    expect(period("2026-03-02", "week")).toEqual(["2026-03-02", "2026-03-09"]);
    expect(period("2028-02-29", "month")).toEqual(["2028-02-01", "2028-03-01"]);
});

test("hours are warned about by the week, not by the month", () => {
    const next = {date: "2026-03-09", weekday: 0};
    const cells = {"1:2026-03-02": [line(1, 30)], "1:2026-03-09": [line(1, 30)]};
    expect(hoursOf(1, [MONDAY, next], cells, 44)).toEqual({total: 60, isOver: false});
    cells["1:2026-03-08"] = [line(1, 15)];
    expect(hoursOf(1, [MONDAY, SUNDAY, next], cells, 44)).toEqual({total: 75, isOver: true});
    expect(hoursOf(1, [MONDAY, SUNDAY, next], cells, 0).isOver).toBe(false);
    expect(hoursOf(9, [MONDAY], cells, 44)).toEqual({total: 0, isOver: false});
});

test("who is on leave does not staff a shift", () => {
    const cells = {"1:2026-03-02": [line(7)], "2:2026-03-02": [line(7, 8, {conflict: true})]};
    const counts = countStaff([LI, ZHOU], "2026-03-02", cells);
    expect([counts.get("7"), counts.get("7:5"), counts.get("7:6")]).toEqual([1, 1, undefined]);
});

test("the weekday's own minimum comes before the general one", () => {
    const demand = [
        {shift_id: 7, position_id: false, weekday: false, minimum: 2},
        {shift_id: 7, position_id: false, weekday: 6, minimum: 1},
        {shift_id: 7, position_id: 5, weekday: false, minimum: 4},
    ];
    expect(minimumOf(demand, 7, false, 0)).toBe(2);
    expect(minimumOf(demand, 7, false, 6)).toBe(1);
    expect(minimumOf(demand, 7, 5, 6)).toBe(4);
    expect(minimumOf(demand, 8, false, 0)).toBe(0);
});

test("the rows below show where people are lacking, and the technicians' hours", () => {
    const data = {
        people: [LI, ZHOU],
        days: [MONDAY, SUNDAY],
        shifts: [
            {id: 7, name: "Early", kind: "work", active: true},
            {id: 8, name: "Rest", kind: "rest", active: true},
            {id: 9, name: "Old", kind: "work", active: false},
        ],
        demand: [{shift_id: 7, position_id: 5, position: "Technician", weekday: false, minimum: 1}],
        cells: {"1:2026-03-02": [line(7, 8, {available: 6})], "2:2026-03-02": [line(7)]},
    };
    const rows = staffingRows(data);
    expect(rows.map((row) => row.name)).toEqual(["Early", "Early · Technician"]);
    expect(rows[0].cells.map((cell) => [cell.count, cell.isShort])).toEqual([
        [2, false],
        [0, false],
    ]);
    expect(rows[1].cells.map((cell) => [cell.count, cell.isShort])).toEqual([
        [1, false],
        [0, true],
    ]);
    expect(capacityRow(data).map((cell) => cell.hours)).toEqual([6, 0]);
});

test("a change exchanges the cells of the people concerned only", () => {
    const cells = {"1:2026-03-02": ["old"], "1:2026-03-03": ["gone"], "12:2026-03-02": ["other"]};
    const answer = {people: [1], cells: {"1:2026-03-02": ["new"]}};
    expect(mergeCells(cells, answer)).toEqual({"1:2026-03-02": ["new"], "12:2026-03-02": ["other"]});
});

test("arrow keys stop at the edge", () => {
    const size = {rows: 2, columns: 3};
    expect(nextCell("ArrowRight", {row: 0, column: 1}, size)).toEqual({row: 0, column: 2});
    expect(nextCell("ArrowRight", {row: 0, column: 2}, size)).toBe(null);
    expect(nextCell("ArrowUp", {row: 1, column: 0}, size)).toEqual({row: 0, column: 0});
    expect(nextCell("Enter", {row: 0, column: 0}, size)).toBe(null);
});

test("the board shows trouble first", () => {
    const people = [
        {name: "A", status: "present", department: "Workshop"},
        {name: "B", status: "absent", department: "Front"},
        {name: "C", status: "late", department: "Workshop"},
    ];
    expect(groupByStatus(people).map((group) => group.status)).toEqual(["absent", "late", "present"]);
    expect(groupByStatus(people, "Workshop").map((group) => group.status)).toEqual(["late", "present"]);
    expect(departmentsOf(people)).toEqual(["Front", "Workshop"]);
});
