import { GitLabClient } from "../../../../provider/api/client";
import type { Clock } from "../../../../provider/api/clock";
import { readSettings } from "../../../../provider/api/read-settings";
import type { SettingName, Settings } from "../../../../provider/api/settings";
import type { ApiRequest, ApiResponse, Transport } from "../../../../provider/api/transport";

/** A credential that has none of GitLab's formats, and a different text when encoded. */
export const CREDENTIAL = "s3cr3t/Credential+0042==";

/** Settings as `readSettings` makes them of a stack's configuration, with values no text can express put over. */
export function settingsOf(
	config: Partial<Record<SettingName, string>> = {},
	over: Partial<Settings> = {},
): Settings {
	const values: Record<string, string | undefined> = { token: CREDENTIAL, ...config };
	return {
		...readSettings("gitlab", {
			env: () => undefined,
			config: (key) => values[key.slice("gitlab:".length)],
		}),
		...over,
	};
}

/** Time that passes only when everybody waits: the earliest sleeper wakes as soon as nothing else runs. */
export class FakeClock implements Clock {
	/** Every requested wait, in milliseconds. */
	readonly sleeps: number[] = [];
	private readonly sleepers: { atMs: number; wake: () => void }[] = [];

	constructor(private nowMs = Date.UTC(2030, 0, 1)) {}

	now(): number {
		return this.nowMs;
	}

	sleep(ms: number): Promise<void> {
		this.sleeps.push(ms);
		return new Promise((wake) => {
			this.sleepers.push({ atMs: this.nowMs + ms, wake });
			this.wakeNext();
		});
	}

	advance(ms: number): void {
		this.nowMs += ms;
	}

	private wakeNext(): void {
		setImmediate(() => {
			this.sleepers.sort((a, b) => a.atMs - b.atMs);
			const next = this.sleepers.shift();
			if (next === undefined) return;
			this.nowMs = Math.max(this.nowMs, next.atMs);
			next.wake();
		});
	}
}

export function httpResponse(
	status: number,
	body: unknown = "",
	headers: Record<string, string> = {},
): ApiResponse {
	return {
		status,
		headers: new Map(Object.entries(headers)),
		text: typeof body === "string" ? body : JSON.stringify(body),
	};
}

export interface Sent {
	readonly request: ApiRequest;
	readonly timeoutMs: number;
	readonly atMs: number;
}

/** A transport that responds by a function and records its requests. */
export class FakeTransport implements Transport {
	readonly sent: Sent[] = [];
	closed = 0;

	constructor(
		private readonly reply: (request: ApiRequest, index: number) => ApiResponse | Promise<ApiResponse>,
		private readonly clock: Clock,
	) {}

	async send(request: ApiRequest, timeoutMs: number): Promise<ApiResponse> {
		this.sent.push({ request, timeoutMs, atMs: this.clock.now() });
		return this.reply(request, this.sent.length - 1);
	}

	async close(): Promise<void> {
		this.closed += 1;
	}
}

export interface FakeClient {
	readonly client: GitLabClient;
	readonly clock: FakeClock;
	readonly transport: FakeTransport;
	/** Requests as one would write them down: `GET /groups/7?page=2`. */
	lines(): string[];
}

/** A `Rest` without network and without waiting. `random` is 0, so every wait is the shortest one. */
export function fakeClient(
	reply: (request: ApiRequest, index: number) => ApiResponse | Promise<ApiResponse>,
	settings: Settings = settingsOf(),
	random: () => number = () => 0,
): FakeClient {
	const clock = new FakeClock();
	const transport = new FakeTransport(reply, clock);
	const client = new GitLabClient(settings, transport, clock, { random });
	return { client, clock, transport, lines: () => transport.sent.map(({ request }) => line(request)) };
}

function line({ method, path, query = {} }: ApiRequest): string {
	const parameters = Object.entries(query).flatMap(([key, value]) =>
		value === undefined ? [] : [`${key}=${value}`],
	);
	return `${method} ${path}${parameters.length === 0 ? "" : `?${parameters.join("&")}`}`;
}
