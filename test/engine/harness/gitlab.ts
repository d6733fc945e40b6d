import { expect } from "chai";
import type { Place } from "../../../tools/secret-search.mjs";
import {
	type AccessLogEntry,
	type DeployTokenRow,
	type EmulatorControl,
	type Fixture,
	type RunningEmulator,
	startEmulator,
} from "../../emulator/src/index";
import { CREDENTIALS, WORLD } from "./world";

/** One request as the emulator's access log has it. */
export type LoggedRequest = AccessLogEntry;

/** A row of the emulator's deploy tokens. */
export type TokenRow = DeployTokenRow;

/** A token that a person created, as GitLab shows it once. */
export interface CreatedByHand {
	readonly id: number;
	readonly name: string;
	readonly username: string;
	readonly token: string;
}

/** An emulator with the world of these tests. */
export class GitLab {
	private constructor(
		private readonly emulator: RunningEmulator,
		private readonly printed: readonly string[],
	) {}

	static async start(fixture: object = WORLD): Promise<GitLab> {
		const printed: string[] = [];
		const log = (line: string) => void printed.push(line);
		return new GitLab(await startEmulator({ fixture: fixture as Fixture, log }), printed);
	}

	/** Base URL. */
	get url(): string {
		return this.emulator.url;
	}

	get control(): EmulatorControl {
		return this.emulator.control;
	}

	/** Every deploy token there is. */
	tokens(): Promise<TokenRow[]> {
		return this.control.tokens();
	}

	async tokenIds(): Promise<number[]> {
		return (await this.tokens()).map(({ id }) => id);
	}

	/** Every request since the start. */
	requests(): Promise<LoggedRequest[]> {
		return this.control.requests();
	}

	/** The faults that no request has met. */
	faults(): Promise<unknown[]> {
		return this.control.faults();
	}

	/** The requests that `work` sends, and its result. */
	async during<Result>(work: () => Promise<Result>): Promise<{ result: Result; requests: LoggedRequest[] }> {
		const before = (await this.requests()).length;
		const result = await work();
		return { result, requests: (await this.requests()).slice(before) };
	}

	/** Creates a token as a person does, without a stack. @param owner As in `projects/5`. */
	async createByHand(owner: string, token: object): Promise<CreatedByHand> {
		const response = await fetch(`${this.url}/api/v4/${owner}/deploy_tokens`, {
			method: "POST",
			headers: { "private-token": CREDENTIALS.admin, "content-type": "application/json" },
			body: JSON.stringify(token),
		});
		expect(response.status).to.equal(201);
		return (await response.json()) as CreatedByHand;
	}

	/** Adds projects to the usual ones, and keeps the tokens, or leaves only these. */
	async resetWithProjects(more: readonly object[], tokens?: readonly TokenRow[]): Promise<void> {
		const deployTokens = (tokens ?? (await this.tokens())).map(({ id, name, scopes, expires_at, owner }) => ({
			id,
			name,
			scopes,
			expiresAt: expires_at,
			[owner.type]: owner.id,
		}));
		const projects = [...WORLD.projects, ...more];
		await this.control.reset({ ...WORLD, projects, deployTokens } as never);
	}

	/** Ends it. @returns what it printed, and its access log. */
	async stop(): Promise<Place[]> {
		const accessLog = await this.requests().then(JSON.stringify, () => "");
		await this.emulator.close();
		return [
			{ name: "the emulator's access log", text: accessLog },
			{ name: "the emulator's output", text: this.printed.join("\n") },
		];
	}
}

/** `GET /projects/5`: a request without its query. */
export function asked({ method, path }: LoggedRequest): string {
	return `${method} ${path.replace(/^\/api\/v4/, "").replace(/\?.*$/, "")}`;
}

/** Those of the requests that may change something, without their queries. */
export function writes(requests: readonly LoggedRequest[]): string[] {
	return requests.filter(({ method }) => method !== "GET").map(asked);
}
