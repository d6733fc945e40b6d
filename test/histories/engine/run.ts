import { ProviderError } from "../../engine/harness/rpc";
import type { Registered } from "./goal";
import type { EngineProvider } from "./provider";
import type { Resource, Urn } from "./resource";

export type Step = "same" | "create" | "update" | "replace" | "delete" | "skipped";

export interface DeploymentOptions {
	/** A preview: nothing is made, changed or deleted. */
	readonly dryRun: boolean;
	/** URNs that the operation is limited to. */
	readonly targets?: readonly Urn[];
	/** URNs that are replaced whatever `diff` would say. */
	readonly replaceTargets?: readonly Urn[];
}

/** Ends a deployment: what follows is left undone. */
export class DeploymentFailed extends Error {}

/** What the parts of one run of the engine share: its goal, and its results so far. */
export class Run {
	readonly steps = new Map<Urn, Step>();
	readonly errors: string[] = [];
	/** What registrations gave back to the program. */
	readonly registered = new Map<Urn, Registered>();
	/** Names that stay in use. */
	readonly seen = new Set<Urn>();
	/** Names under which something is deleted, or was. */
	readonly deleted = new Set<Urn>();
	/** Resources that are deleted ahead of a replacement. */
	readonly deletedEarly = new Set<Resource>();
	/** Whether what follows is left undone; a preview goes on behind some errors. */
	failed = false;

	/** @param base The state before, whose resources are marked, but not replaced. */
	constructor(
		readonly base: readonly Resource[],
		readonly provider: EngineProvider,
		readonly options: DeploymentOptions,
	) {}

	see(urn: Urn, step: Step): void {
		this.seen.add(urn);
		this.steps.set(urn, step);
	}

	/** Does a part of the run. @returns `undefined` where it failed, and with it the run. */
	async guard<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
		try {
			return await work();
		} catch (error) {
			if (!(error instanceof ProviderError) && !(error instanceof DeploymentFailed)) throw error;
			this.failed = true;
			this.errors.push(
				error.message,
				...(error instanceof ProviderError ? (error.initFailure?.reasons ?? []) : []),
			);
			return undefined;
		}
	}

	/** A preview shows what else there would be. */
	refuseOrGoOn(message: string): void {
		if (!this.options.dryRun) this.refuse(message);
		this.errors.push(message);
	}

	refuse(message: string): never {
		throw new DeploymentFailed(message);
	}
}
