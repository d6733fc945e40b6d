import { EmulatorControl } from "../emulator/src/index";
import { exchange, type HttpResponse } from "./exchange";

/** The emulator's control interface, in addition to GitLab's API. Its methods reject where it refuses the request. */
export class Control extends EmulatorControl {
	constructor(private readonly origin: URL) {
		super(origin.origin);
	}

	/** A request of it as written, and the response whatever it is. */
	async raw(method: string, path: string, body?: unknown): Promise<HttpResponse> {
		const message = { method, path: `/-/emulator/${path}` };
		if (body === undefined) return exchange(this.origin, message);
		const headers = { "Content-Type": "application/json" };
		const text = typeof body === "string" ? body : JSON.stringify(body);
		return exchange(this.origin, { ...message, headers, body: text });
	}
}
