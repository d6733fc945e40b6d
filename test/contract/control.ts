import { expect } from "chai";
import { exchange, type HttpResponse } from "./exchange";
import type { Fixture } from "./world";

export interface Fault {
	method?: string;
	/** Regular expression on the path. */
	path?: string;
	times?: number;
	kind: "status" | "drop-before" | "drop-after-commit" | "commit-late" | "delay" | "malformed" | "html";
	status?: number;
	headers?: Record<string, string>;
	/** Text, or anything else as JSON. */
	body?: unknown;
	delayMs?: number;
}

/** The emulator's control interface, in addition to GitLab's API. Every call fails loudly when it is refused. */
export class Control {
	constructor(private readonly origin: URL) {}

	async raw(method: string, path: string, body?: unknown): Promise<HttpResponse> {
		const message = { method, path: `/-/emulator/${path}` };
		if (body === undefined) return exchange(this.origin, message);
		const headers = { "Content-Type": "application/json" };
		const text = typeof body === "string" ? body : JSON.stringify(body);
		return exchange(this.origin, { ...message, headers, body: text });
	}

	private async request(method: string, path: string, body?: unknown): Promise<HttpResponse> {
		const response = await this.raw(method, path, body);
		expect(response.status, `${method} ${path}: ${response.text}`).to.be.within(200, 299);
		return response;
	}

	async reset(fixture: Fixture): Promise<void> {
		await this.request("POST", "reset", fixture);
	}

	async setClock(now: string): Promise<void> {
		await this.request("POST", "clock", { now });
	}

	async advanceClock(duration: string): Promise<void> {
		await this.request("POST", "clock", { advance: duration });
	}

	async fault(fault: Fault): Promise<void> {
		await this.request("POST", "faults", fault);
	}

	/** What the Revoke button of GitLab's pages does. */
	async revoke(id: number): Promise<void> {
		await this.request("POST", `deploy_tokens/${id}/revoke`);
	}

	async remove(id: number): Promise<void> {
		await this.request("DELETE", `deploy_tokens/${id}`);
	}

	async requests(): Promise<HttpResponse> {
		return this.request("GET", "requests");
	}

	async tokens(): Promise<HttpResponse> {
		return this.request("GET", "tokens");
	}
}
