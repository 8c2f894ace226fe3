/** What the roster works out of the data it is given; no component, no server. */

/**
 * People in the order they are shown, under their department or position.
 *
 * @param {{department: string, position: string}[]} people
 * @param {"department" | "position"} key
 * @returns {{name: string, people: object[]}[]}
 */
export function groupPeople(people, key) {
    const groups = new Map();
    for (const person of people) {
        if (!groups.has(person[key])) {
            groups.set(person[key], []);
        }
        groups.get(person[key]).push(person);
    }
    return [...groups].map(([name, members]) => ({name, people: members}));
}

/**
 * The period that is shown around a day: a week from Monday, or its month.
 *
 * @param {luxon.DateTime} day
 * @param {"week" | "month"} scale
 * @returns {{start: luxon.DateTime, stop: luxon.DateTime}} ``stop`` does not belong to it
 */
export function periodOf(day, scale) {
    const start = scale === "week" ? day.startOf("day").minus({days: day.weekday - 1}) : day.startOf("month");
    return {start, stop: scale === "week" ? start.plus({days: 7}) : start.plus({months: 1})};
}

/**
 * Hours of a person in each week that is shown, and whether one of them is more than the store wants.
 *
 * @param {number} person
 * @param {{date: string, weekday: number}[]} days
 * @param {Object<string, {hours: number}[]>} cells
 * @param {number} limit hours a week, 0 for none
 * @returns {{total: number, isOver: boolean}}
 */
export function hoursOf(person, days, cells, limit) {
    let total = 0;
    let week = 0;
    let isOver = false;
    for (const day of days) {
        week = day.weekday === 0 ? 0 : week;
        for (const line of cells[`${person}:${day.date}`] || []) {
            week += line.hours;
            total += line.hours;
        }
        isOver = isOver || Boolean(limit && week > limit);
    }
    return {total, isOver};
}

/**
 * How many people are on each shift of a day, on all positions and by position.
 *
 * @param {{id: number, position_id: number | false}[]} people
 * @param {string} date
 * @param {Object<string, {shift_id: number, conflict: boolean}[]>} cells
 * @returns {Map<string, number>} "shift" and "shift:position" to people who can come
 */
export function countStaff(people, date, cells) {
    const counts = new Map();
    for (const person of people) {
        for (const line of cells[`${person.id}:${date}`] || []) {
            if (!line.conflict) {
                for (const key of [`${line.shift_id}`, `${line.shift_id}:${person.position_id}`]) {
                    counts.set(key, (counts.get(key) || 0) + 1);
                }
            }
        }
    }
    return counts;
}

/**
 * The minimum that holds on a day: that of the weekday, else that of every day.
 *
 * @param {{shift_id: number, position_id: number | false, weekday: number | false, minimum: number}[]} demand
 * @param {number} shift
 * @param {number | false} position
 * @param {number} weekday 0 for Monday
 * @returns {number} 0 where nothing is asked for
 */
export function minimumOf(demand, shift, position, weekday) {
    const fitting = demand.filter((each) => each.shift_id === shift && (each.position_id || false) === position);
    const own = fitting.find((each) => each.weekday === weekday);
    const general = fitting.find((each) => each.weekday === false);
    return (own || general || {minimum: 0}).minimum;
}

/**
 * The rows below the roster: people per shift, and per position where a minimum is set, against that minimum.
 *
 * @param {object} data what ``get_grid`` returned
 * @returns {{key: string, name: string, cells: {date: string, count: number, minimum: number, isShort: boolean}[]}[]}
 */
export function staffingRows(data) {
    const rows = [];
    for (const shift of data.shifts.filter((each) => each.active && each.kind !== "rest")) {
        rows.push({key: `${shift.id}`, name: shift.name, shift: shift.id, position: false});
        const wanted = data.demand.filter((each) => each.shift_id === shift.id && each.position_id);
        for (const position of new Map(wanted.map((each) => [each.position_id, each.position]))) {
            const [id, name] = position;
            rows.push({key: `${shift.id}:${id}`, name: `${shift.name} · ${name}`, shift: shift.id, position: id});
        }
    }
    const byDay = data.days.map((day) => ({day, counts: countStaff(data.people, day.date, data.cells)}));
    return rows.map((row) => ({
        key: row.key,
        name: row.name,
        cells: byDay.map(({day, counts}) => {
            const count = counts.get(row.key) || 0;
            const minimum = minimumOf(data.demand, row.shift, row.position, day.weekday);
            return {date: day.date, count, minimum, isShort: count < minimum};
        }),
    }));
}

/**
 * Hours technicians are planned for on each day, less their leave.
 *
 * @param {object} data what ``get_grid`` returned
 * @returns {{date: string, hours: number}[]}
 */
export function capacityRow(data) {
    const technicians = data.people.filter((person) => person.is_technician);
    return data.days.map((day) => ({
        date: day.date,
        hours: technicians
            .flatMap((person) => data.cells[`${person.id}:${day.date}`] || [])
            .reduce((sum, line) => sum + line.available, 0),
    }));
}

/**
 * The cells after a change: those of the people concerned are exchanged, others stay.
 *
 * @param {Object<string, object[]>} cells
 * @param {{people: number[], cells: Object<string, object[]>}} answer
 * @returns {Object<string, object[]>}
 */
export function mergeCells(cells, answer) {
    const concerned = new Set(answer.people.map(String));
    const others = Object.entries(cells).filter(([key]) => !concerned.has(key.split(":")[0]));
    return {...Object.fromEntries(others), ...answer.cells};
}

/**
 * The cell an arrow key leads to.
 *
 * @param {string} key
 * @param {{row: number, column: number}} from
 * @param {{rows: number, columns: number}} size
 * @returns {{row: number, column: number} | null} null for other keys and at the edge
 */
export function nextCell(key, from, size) {
    const steps = {ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0]};
    if (!steps[key]) {
        return null;
    }
    const [down, right] = steps[key];
    const to = {row: from.row + down, column: from.column + right};
    const isInside = to.row >= 0 && to.row < size.rows && to.column >= 0 && to.column < size.columns;
    return isInside ? to : null;
}
