import { SettableClock } from "./clock";
import { AccessLog } from "./control/access-log";
import { Faults } from "./control/faults";
import { Metrics } from "./control/metrics";
import { buildWorld, loadWorld } from "./fixture/load-world";
import type { ParsedFixture } from "./fixture/schema";
import { Repositories } from "./git/repositories";
import { Router } from "./http/router";
import { Throttles } from "./http/throttle";
import { RegistryTokens } from "./registry/registry-token";
import { allRoutes } from "./routes/all-routes";
import type { DeployTokenTable } from "./world/token-table";
import type { World } from "./world/world";

/** The state of one server. A reset loads a fixture, and clears everything else. */
export class Emulator {
	readonly clock: SettableClock;
	readonly accessLog = new AccessLog();
	readonly faults = new Faults();
	readonly router = new Router(allRoutes);
	readonly repositories = new Repositories();
	readonly registryTokens = new RegistryTokens();
	world: World;
	throttles = new Throttles();
	metrics = new Metrics();
	latencyMs: number;
	private fixture: ParsedFixture;
	private backup: DeployTokenTable | undefined;

	/**
	 * @param ownUrl The address that the server listens on.
	 * @throws FixtureError
	 */
	constructor(
		private readonly initialFixture: unknown,
		private readonly ownUrl: string,
		realNow: () => number,
	) {
		this.clock = new SettableClock(realNow);
		({ world: this.world, parsed: this.fixture } = loadWorld(initialFixture, ownUrl));
		this.latencyMs = this.fixture.instance.latencyMs;
	}

	/**
	 * @param fixture The initial fixture when absent.
	 * @throws FixtureError if it is invalid; nothing has changed then.
	 */
	reset(fixture: unknown = this.initialFixture): void {
		({ world: this.world, parsed: this.fixture } = loadWorld(fixture, this.ownUrl));
		this.latencyMs = this.fixture.instance.latencyMs;
		this.backup = undefined;
		this.clock.reset();
		this.accessLog.clear();
		this.faults.clear();
		this.throttles = new Throttles();
		this.metrics = new Metrics();
	}

	/**
	 * Changes groups and projects while the server runs. Deploy tokens do not change, except that those of a deleted
	 * owner are deleted with it.
	 *
	 * @throws FixtureError if the change is invalid; nothing has changed then.
	 */
	change(next: (fixture: ParsedFixture) => ParsedFixture): void {
		const fixture = next(this.fixture);
		const world = buildWorld({ ...fixture, deployTokens: [] }, this.ownUrl);
		this.world = { ...world, deployTokens: carriedInto(world, this.world.deployTokens) };
		this.fixture = fixture;
	}

	/** Saves the deploy tokens and the next ID. */
	backUp(): void {
		this.backup = this.world.deployTokens.carriedTo((owner) => owner);
	}

	/** Restores the backup: IDs assigned since are assigned again. @returns Whether there is a backup. */
	restore(): boolean {
		if (this.backup === undefined) return false;
		this.world = { ...this.world, deployTokens: carriedInto(this.world, this.backup) };
		return true;
	}
}

function carriedInto(world: Omit<World, "deployTokens">, table: DeployTokenTable): DeployTokenTable {
	return table.carriedTo(({ kind, id }) =>
		kind === "project" ? world.projects.get(id) : world.groups.get(id),
	);
}
