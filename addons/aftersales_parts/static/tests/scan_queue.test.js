import {describe, expect, test} from "@odoo/hoot";
import {ConnectionLostError} from "@web/core/network/rpc";
import {ScanQueue} from "@aftersales_parts/receiving/scan_queue";

describe.current.tags("headless");

const makeQueue = (send) => {
    const refused = [];
    const states = [];
    const queue = new ScanQueue(
        send,
        (error) => refused.push(error.message),
        (waiting, isConnected) => states.push([waiting, isConnected]),
        1
    );
    return {queue, refused, states};
};

test("scans are sent one after the other, each with its own key", async () => {
    const sent = [];
    const {queue} = makeQueue((scan) => sent.push(scan));
    await Promise.all(["A", "B", "C"].map((code) => queue.add({code})));
    expect(sent.map((scan) => scan.code)).toEqual(["A", "B", "C"]);
    expect(new Set(sent.map((scan) => scan.key)).size).toBe(3);
});

test("what the network swallows stays in the queue and is sent again with the same key", async () => {
    const keys = [];
    let isDown = true;
    const {queue, states} = makeQueue((scan) => {
        keys.push(scan.key);
        if (isDown) {
            throw new ConnectionLostError("/scan");
        }
    });
    await queue.add({code: "A"});
    queue.stop();
    expect(states.at(-1)).toEqual([1, false]);
    isDown = false;
    await queue.flush();
    expect(keys.length).toBe(2);
    expect(keys[0]).toBe(keys[1]);
    expect(states.at(-1)).toEqual([0, true]);
});

test("a refused scan is told and does not hold up the next", async () => {
    const sent = [];
    const {queue, refused} = makeQueue((scan) => {
        if (scan.code === "bad") {
            throw new Error("Nobody knows it");
        }
        sent.push(scan.code);
    });
    queue.add({code: "bad"});
    await queue.add({code: "good"});
    await queue.flush();
    expect(refused).toEqual(["Nobody knows it"]);
    expect(sent).toEqual(["good"]);
});
