/** What the duties screen works out of the figures it is given; no component, no server. */

const URGENCY = {red: 0, amber: 1, green: 2, none: 3};

/**
 * The worst light among a duty's targets.
 *
 * @param {{light: string}[]} targets
 * @returns {string} red, amber, green or none
 */
export function worstLight(targets) {
    const lights = targets.map((target) => target.light || "none");
    return lights.sort((one, other) => URGENCY[one] - URGENCY[other])[0] || "none";
}

/**
 * What waits in a duty: on its own screen and in its further work.
 *
 * @param {{waiting: number, works: {waiting: number}[]}} duty
 * @returns {number}
 */
function countDuty(duty) {
    return duty.works.reduce((sum, work) => sum + work.waiting, duty.waiting);
}

/**
 * Everything that waits for a person, over all positions; a duty of two positions counts once.
 *
 * @param {{positions: {duties: {id: number, waiting: number, works: object[]}[]}[]}} person
 * @returns {number}
 */
export function countWaiting(person) {
    const waiting = new Map();
    for (const position of person.positions) {
        for (const duty of position.duties) {
            waiting.set(duty.id, countDuty(duty));
        }
    }
    return [...waiting.values()].reduce((sum, count) => sum + count, 0);
}

/**
 * Duties as they are shown: a red light first, then what waits, then the usual order.
 *
 * @param {{waiting: number, works: object[], targets: {light: string}[]}[]} duties
 * @returns {object[]}
 */
export function sortDuties(duties) {
    const rank = (duty) => [worstLight(duty.targets) === "red" ? 0 : 1, countDuty(duty) ? 0 : 1];
    return duties
        .map((duty, index) => ({duty, key: [...rank(duty), index]}))
        .sort((one, other) => {
            const at = one.key.findIndex((value, place) => value !== other.key[place]);
            return one.key[at] - other.key[at];
        })
        .map(({duty}) => duty);
}
