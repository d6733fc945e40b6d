import { Deployment } from "./deployment";
import type { Goal } from "./goal";
import type { EngineProvider } from "./provider";
import { refresh } from "./refresh";
import type { Resource, Urn } from "./resource";
import type { DeploymentOptions, Step } from "./run";

/** What a call of the CLI does. */
export interface Work extends Partial<DeploymentOptions> {
	readonly work: "update" | "refresh" | "destroy";
	readonly refresh?: boolean;
}

/** What came of it. */
export interface CarriedOut {
	readonly errors: readonly string[];
	readonly steps: ReadonlyMap<Urn, Step>;
	/** What would be the state, too, where nothing was carried out. */
	readonly state: readonly Resource[];
}

/**
 * Does the work of one call of the CLI: a refresh where one is requested, or of what the provider makes the engine
 * read ahead of every update; then the steps.
 */
export async function carryOut(
	work: Work,
	goals: readonly Goal[],
	before: readonly Resource[],
	provider: EngineProvider,
): Promise<CarriedOut> {
	let base = before.map((resource) => ({ ...resource }));
	const isRequested = work.work === "refresh" || work.refresh === true;
	const isTargeted = (urn: Urn) => work.targets?.includes(urn) !== false;
	const isRead = (urn: Urn) =>
		isTargeted(urn) && (isRequested || provider.refreshesBeforeUpdate?.(urn) === true);
	if (isRequested || base.some(({ urn }) => isRead(urn))) {
		const { state, errors } = await refresh(base, provider, isRead);
		if (work.work === "refresh" || errors.length > 0) return { state, errors, steps: new Map() };
		base = state;
	}
	const deployment = new Deployment(base, provider, { ...work, dryRun: work.dryRun === true });
	await (work.work === "update" ? deployment.update(goals) : deployment.destroy());
	return deployment;
}
