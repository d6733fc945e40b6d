import {
	type DeployTokenRow,
	type EmulatorControl,
	type RunningEmulator,
	startEmulator,
} from "../../emulator/src/index";
import type { Time } from "./time";
import { type TokenRow, type World, world } from "./world";

/** A deploy token as the emulator's control interface shows it. */
export type HeldToken = DeployTokenRow;

/** An emulator in this process, with the clock of the test. */
export class GitLab {
	private current: World;

	private constructor(
		private readonly emulator: RunningEmulator,
		initial: World,
	) {
		this.current = initial;
	}

	static async start(time: Time): Promise<GitLab> {
		const initial = world();
		const emulator = await startEmulator({ fixture: initial, clock: time.now });
		return new GitLab(emulator, initial);
	}

	private get control(): EmulatorControl {
		return this.emulator.control;
	}

	/** Base URL. */
	get url(): string {
		return this.emulator.url;
	}

	close(): Promise<void> {
		return this.emulator.close();
	}

	/** Resets it to this world, with an empty access log and no faults. */
	async reset(next: World): Promise<void> {
		this.current = next;
		await this.control.reset(next as never);
	}

	/**
	 * Changes the world as an administrator would, its deploy tokens with it; their secrets change, which no test
	 * here uses. The access log is emptied.
	 */
	async change(change: (world: World) => void): Promise<void> {
		const next = structuredClone(this.current);
		next.deployTokens = (await this.tokens()).map(asRow);
		change(next);
		await this.reset(next);
	}

	/** Changes one token as no API can, to represent a change in the database. */
	async edit(id: number, change: Partial<TokenRow>): Promise<void> {
		await this.change((next) => {
			next.deployTokens = next.deployTokens.map((row) => (row.id === id ? { ...row, ...change } : row));
		});
	}

	revoke(id: number): Promise<void> {
		return this.control.revoke(id);
	}

	remove(id: number): Promise<void> {
		return this.control.remove(id);
	}

	fault(fault: Parameters<EmulatorControl["fault"]>[0]): Promise<void> {
		return this.control.fault(fault);
	}

	/** Gives GitLab its own, stopped clock. */
	setClock(instant: string): Promise<void> {
		return this.control.setClock(instant);
	}

	/** Every deploy token there is. */
	tokens(): Promise<HeldToken[]> {
		return this.control.tokens();
	}

	async tokenIds(): Promise<number[]> {
		return (await this.tokens()).map(({ id }) => id);
	}

	/** Whose credentials the requests so far carried. */
	async callers(): Promise<(string | null)[]> {
		const log = await this.control.requests();
		return [...new Set(log.map(({ user }) => user))];
	}

	/** Every request so far: `GET /projects/5/deploy_tokens/1`, a list with its query. */
	async requests(): Promise<string[]> {
		const log = await this.control.requests();
		return log.map(({ method, path }) => `${method} ${path.replace("/api/v4", "")}`);
	}
}

/** Those of the requests that may change something. */
export function writes(requests: readonly string[]): string[] {
	return requests.filter((request) => !request.startsWith("GET"));
}

function asRow({ id, name, username, scopes, expires_at, revoked, owner }: HeldToken): TokenRow {
	return {
		id,
		name,
		username: username === `gitlab+deploy-token-${id}` ? null : username,
		scopes: scopes as TokenRow["scopes"],
		expiresAt: expires_at,
		revoked,
		...(owner.type === "project" ? { project: owner.id } : { group: owner.id }),
	};
}
