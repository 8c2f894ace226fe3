import {ConnectionLostError} from "@web/core/network/rpc";

const RETRY_MS = 2000;

/**
 * Sends scans one after the other, in the order they were made. What a weak network swallows is sent again with the
 * same key, which the server counts once.
 */
export class ScanQueue {
    /**
     * @param {(scan: Object) => Promise} send
     * @param {(error: Error) => void} refuse called for a scan that the server refused; it is dropped
     * @param {(count: Number, isConnected: Boolean) => void} notify how many wait
     * @param {Number} retryMs
     */
    constructor(send, refuse, notify, retryMs = RETRY_MS) {
        Object.assign(this, {send, refuse, notify, retryMs});
        this.waiting = [];
        this.isSending = false;
    }

    add(scan) {
        this.waiting.push({...scan, key: `${Date.now()}-${Math.random().toString(36).slice(2)}`});
        this.notify(this.waiting.length, true);
        return this.flush();
    }

    async flush() {
        if (this.isSending) {
            return;
        }
        this.isSending = true;
        try {
            while (this.waiting.length) {
                if (!(await this.sendFirst())) {
                    this.timer = setTimeout(() => this.flush(), this.retryMs);
                    return;
                }
            }
        } finally {
            this.isSending = false;
        }
    }

    /** @returns {Promise<Boolean>} whether the first scan is dealt with */
    async sendFirst() {
        try {
            await this.send(this.waiting[0]);
        } catch (error) {
            if (error instanceof ConnectionLostError) {
                this.notify(this.waiting.length, false);
                return false;
            }
            this.refuse(error);
        }
        this.waiting.shift();
        this.notify(this.waiting.length, true);
        return true;
    }

    stop() {
        clearTimeout(this.timer);
    }
}
