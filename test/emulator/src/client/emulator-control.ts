import type { AccessLogEntry } from "../control/access-log";
import type { FaultDeclaration } from "../control/faults";
import type { Fixture } from "../fixture/schema";

/** A deploy token of the emulator, without its secret. */
export interface DeployTokenRow {
	readonly id: number;
	readonly name: string;
	readonly username: string;
	readonly scopes: readonly string[];
	/** An instant, or in the expiry mode `date` a date; `null` if it never expires. */
	readonly expires_at: string | null;
	readonly revoked: boolean;
	readonly expired: boolean;
	readonly owner: { readonly type: "project" | "group"; readonly id: number; readonly path: string };
	/** ISO 8601 instant of the last request that authenticated with it; `null` if there was none. Not in GitLab. */
	readonly last_used_at: string | null;
}

/**
 * The control interface of a running emulator, which GitLab does not have.
 *
 * Fails: every method rejects with the emulator's reason if it refuses the request.
 */
export class EmulatorControl {
	/** @param url The emulator's address (`http://127.0.0.1:8929`). */
	constructor(private readonly url: string) {}

	/** Replaces all data with a fixture, by default the initial one; also resets clock, faults and access log. */
	async reset(fixture?: Fixture): Promise<void> {
		await this.send("POST", "reset", fixture);
	}

	/** Stops the clock at an instant (`2030-01-01T00:00:00Z`); `null` lets it follow the real one again. */
	async setClock(now: string | null): Promise<void> {
		await this.send("POST", "clock", { now });
	}

	/** Moves the clock by an ISO 8601 duration (`PT1H`, `P90D`). */
	async advanceClock(advance: string): Promise<void> {
		await this.send("POST", "clock", { advance });
	}

	/** Injects a fault into the next matching requests. */
	async fault(fault: FaultDeclaration): Promise<void> {
		await this.send("POST", "faults", fault);
	}

	/** Delays every API response by this time. */
	async setLatency(ms: number): Promise<void> {
		await this.send("POST", "latency", { ms });
	}

	/** Revokes a token, as the button in GitLab's UI does. */
	async revoke(id: number): Promise<void> {
		await this.send("POST", `deploy_tokens/${id}/revoke`);
	}

	/** Deletes a token without using the API. */
	async remove(id: number): Promise<void> {
		await this.send("DELETE", `deploy_tokens/${id}`);
	}

	/** Returns every deploy token, including revoked and expired ones. */
	async tokens(): Promise<DeployTokenRow[]> {
		return (await this.send("GET", "tokens")) as DeployTokenRow[];
	}

	/** Returns the API requests since the start or the last reset. */
	async requests(): Promise<AccessLogEntry[]> {
		return (await this.send("GET", "requests")) as AccessLogEntry[];
	}

	/** Returns the pending faults. */
	async faults(): Promise<unknown[]> {
		return (await this.send("GET", "faults")) as unknown[];
	}

	/** Sends any of the control requests that the README lists. @returns The JSON of the response, if it has any. */
	async send(method: string, path: string, body?: unknown): Promise<unknown> {
		const response = await fetch(`${this.url}/-/emulator/${path}`, {
			method,
			...(body === undefined
				? {}
				: { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }),
		});
		const text = await response.text();
		if (!response.ok) throw new Error(`${method} /-/emulator/${path} failed: ${response.status} ${text}`);
		return text === "" ? undefined : JSON.parse(text);
	}
}
