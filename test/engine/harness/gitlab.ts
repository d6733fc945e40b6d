import { Control } from "../../contract/control";
import { EmulatorProcess, withFile } from "../../contract/emulator-process";
import type { Place } from "./secrets";
import { WORLD } from "./world";

/** One request as the emulator's access log has it. */
export interface LoggedRequest {
	/** When it came in: UTC, with milliseconds. */
	readonly time: string;
	readonly method: string;
	readonly path: string;
	readonly status: number | null;
	readonly user: string | null;
	readonly userAgent: string | null;
}

/** A row of the emulator's deploy tokens. */
export interface TokenRow {
	readonly id: number;
	readonly name: string;
	readonly username: string;
	readonly scopes: readonly string[];
	readonly expires_at: string | null;
	readonly revoked: boolean;
	readonly owner: { readonly type: "project" | "group"; readonly id: number };
}

/** An emulator in its own process, with the world of these tests. */
export class GitLab {
	private constructor(
		private readonly process: EmulatorProcess,
		/** Base URL. */
		readonly url: string,
		readonly control: Control,
	) {}

	static start(fixture: object = WORLD): Promise<GitLab> {
		return withFile(JSON.stringify(fixture), async (path) => {
			const process = new EmulatorProcess(["--port", "0", "--verbose", "--fixture", path]);
			const origin = await process.listening();
			return new GitLab(process, origin.origin, new Control(origin));
		});
	}

	/** Every deploy token there is. */
	async tokens(): Promise<TokenRow[]> {
		return JSON.parse((await this.control.tokens()).text);
	}

	/** Every request since the start. */
	async requests(): Promise<LoggedRequest[]> {
		return JSON.parse((await this.control.requests()).text);
	}

	/** The faults that no request has met. */
	async faults(): Promise<unknown[]> {
		return JSON.parse((await this.control.raw("GET", "faults")).text);
	}

	/** The requests that `work` sends, and its result. */
	async during<Result>(work: () => Promise<Result>): Promise<{ result: Result; requests: LoggedRequest[] }> {
		const before = (await this.requests()).length;
		const result = await work();
		return { result, requests: (await this.requests()).slice(before) };
	}

	/** Ends it. @returns what it printed, and its access log. */
	async stop(): Promise<Place[]> {
		const accessLog = await this.control.requests().then(
			({ text }) => text,
			() => "",
		);
		const { stdout, stderr } = await this.process.stop();
		return [
			{ name: "the emulator's access log", text: accessLog },
			{ name: "the emulator's output", text: stdout + stderr },
		];
	}
}

/** `GET /projects/5`: a request without its query. */
export function asked({ method, path }: LoggedRequest): string {
	return `${method} ${path.replace(/^\/api\/v4/, "").replace(/\?.*$/, "")}`;
}
