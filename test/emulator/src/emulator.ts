import { SettableClock } from "./clock";
import { AccessLog } from "./control/access-log";
import { Faults } from "./control/faults";
import { Metrics } from "./control/metrics";
import { loadWorld } from "./fixture/load-world";
import { Router } from "./http/router";
import { Throttles } from "./http/throttle";
import { allRoutes } from "./routes/all-routes";
import type { World } from "./world/world";

/** Everything one server holds. A reset replaces what a fixture determines and empties the rest. */
export class Emulator {
	readonly clock: SettableClock;
	readonly accessLog = new AccessLog();
	readonly faults = new Faults();
	readonly router = new Router(allRoutes);
	world: World;
	throttles = new Throttles();
	metrics = new Metrics();
	latencyMs: number;

	/**
	 * @param ownUrl Where the server listens.
	 * @throws FixtureError
	 */
	constructor(
		private readonly initialFixture: unknown,
		private readonly ownUrl: string,
		realNow: () => number,
	) {
		this.clock = new SettableClock(realNow);
		({ world: this.world, latencyMs: this.latencyMs } = loadWorld(initialFixture, ownUrl));
	}

	/**
	 * @param fixture The one that the server was started with when absent.
	 * @throws FixtureError, and then nothing has changed.
	 */
	reset(fixture: unknown = this.initialFixture): void {
		({ world: this.world, latencyMs: this.latencyMs } = loadWorld(fixture, this.ownUrl));
		this.clock.reset();
		this.accessLog.clear();
		this.faults.clear();
		this.throttles = new Throttles();
		this.metrics = new Metrics();
	}
}
