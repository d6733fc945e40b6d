import { type Properties, ProviderError } from "../../engine/harness/rpc";
import { type Goal, goalDependencies, propertyDependencies } from "./goal";
import type { Resource } from "./resource";
import type { Run } from "./run";
import type { Snapshot } from "./snapshot";

/** Carries out what a run has decided, and records it; in a preview it only says what is known of it. */
export class Execution {
	/** Resources that could not be deleted. */
	readonly undeleted: Resource[] = [];

	constructor(
		private readonly run: Run,
		private readonly snapshot: Snapshot,
	) {}

	/** @param marks Whether the old resource stays, to be deleted at the end. */
	async create(goal: Goal, inputs: Properties, old: Resource | undefined, marks = false): Promise<void> {
		const { provider, registered, options } = this.run;
		if (options.dryRun) {
			registered.set(goal.urn, { inputs, outputs: undefined });
			return;
		}
		const record = (id: string, outputs: Properties, initErrors: readonly string[] = []) => {
			if (old !== undefined && marks) old.delete = true;
			if (old?.pendingReplacement) this.snapshot.drop(old);
			this.snapshot.add(resourceOf(goal, id, inputs, outputs, initErrors));
		};
		try {
			const { id, properties } = await provider.create(goal.urn, inputs);
			record(id, properties);
			registered.set(goal.urn, { inputs, outputs: properties });
		} catch (error) {
			if (error instanceof ProviderError && error.initFailure !== undefined) {
				const { id, properties, reasons } = error.initFailure;
				record(id, properties, reasons);
			}
			throw error;
		}
	}

	async update(goal: Goal, old: Resource, inputs: Properties): Promise<void> {
		const { provider, registered, options } = this.run;
		if (options.dryRun) {
			registered.set(goal.urn, { inputs, outputs: undefined });
			return;
		}
		try {
			const outputs = await provider.update(goal.urn, { id: old.id, properties: old.outputs }, inputs);
			this.snapshot.supersede(old, resourceOf(goal, old.id, inputs, outputs));
			registered.set(goal.urn, { inputs, outputs });
		} catch (error) {
			if (error instanceof ProviderError && error.initFailure !== undefined) {
				const { properties, reasons } = error.initFailure;
				// The old inputs: what is there was not made with the new ones, as far as the engine knows.
				this.snapshot.supersede(old, resourceOf(goal, old.id, old.inputs, properties, reasons));
			}
			throw error;
		}
	}

	keep(goal: Goal, old: Resource, inputs: Properties): void {
		this.snapshot.supersede(old, resourceOf(goal, old.id, inputs, old.outputs));
		this.run.registered.set(goal.urn, { inputs, outputs: old.outputs });
	}

	/** @param beforeReplacement Whether it is deleted ahead of what replaces it. */
	async delete(resource: Resource, beforeReplacement: boolean): Promise<void> {
		const { urn, id, outputs } = resource;
		if (resource.pendingReplacement) {
			this.snapshot.drop(resource);
			return;
		}
		try {
			if (resource.protect && !resource.delete && !beforeReplacement)
				this.run.refuse(`${urn} is protected, and cannot be deleted`);
			if (this.run.options.dryRun) return;
			if (!resource.retainOnDelete) await this.run.provider.delete(urn, { id, properties: outputs });
		} catch (error) {
			this.undeleted.push(resource);
			throw error;
		}
		if (beforeReplacement) resource.pendingReplacement = true;
		else this.snapshot.drop(resource);
	}
}

function resourceOf(
	goal: Goal,
	id: string,
	inputs: Properties,
	outputs: Properties,
	initErrors: readonly string[] = [],
): Resource {
	const { urn, retainOnDelete, protect } = goal;
	return {
		urn,
		id,
		inputs,
		outputs,
		// The SDK counts what an input is read from among the dependencies.
		dependencies: [...goalDependencies(goal)],
		propertyDependencies: propertyDependencies(goal),
		retainOnDelete,
		protect,
		initErrors,
		delete: false,
		pendingReplacement: false,
		taint: false,
	};
}
