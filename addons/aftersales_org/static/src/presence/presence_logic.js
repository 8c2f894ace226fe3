/** What the presence board works out of the data it is given; no component, no server. */

/** In the order somebody who looks for trouble reads them. */
export const STATUSES = ["absent", "late", "expected", "present", "on_call", "leave", "gone"];

/**
 * People under their status, in the board's order; statuses without people are left out.
 *
 * @param {{status: string, department: string}[]} people
 * @param {string} department empty for all
 * @returns {{status: string, people: object[]}[]}
 */
export function groupByStatus(people, department = "") {
    const shown = people.filter((person) => !department || person.department === department);
    return STATUSES.map((status) => ({
        status,
        people: shown.filter((person) => person.status === status),
    })).filter((group) => group.people.length);
}

/**
 * The departments that have people on the board.
 *
 * @param {{department: string}[]} people
 * @returns {string[]}
 */
export function departmentsOf(people) {
    return [...new Set(people.map((person) => person.department).filter(Boolean))].sort();
}
