import { isDeepStrictEqual } from "node:util";
import type { Difference } from "../../engine/harness/provider-client";
import { type Properties, ProviderError } from "../../engine/harness/rpc";
import { type Goal, propertyDependencies, type Registered, resolveInputs, UNKNOWN } from "./goal";
import { deletionOrder, dependingOn, transitiveDependenciesOf } from "./graph";
import { withNewNames } from "./new-names";
import type { EngineProvider } from "./provider";
import { allDependencies, type Resource, type Urn } from "./resource";

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

/**
 * One run of the engine over a state: its rules for steps, written from what Pulumi 3.274 does, and compared with it (../recorded).
 *
 * Registrations are worked on one after the other (`check`, `diff`), what follows from them at once, as far as
 * the dependencies allow; deletions come last.
 */
export class Deployment {
	readonly steps = new Map<Urn, Step>();
	readonly errors: string[] = [];
	private readonly made: Resource[] = [];
	private readonly superseded = new Set<Resource>();
	private readonly seen = new Set<Urn>();
	private readonly deleted = new Set<Urn>();
	private readonly deletedEarly = new Set<Resource>();
	private readonly skipped = new Set<Urn>();
	private readonly aliased = new Map<Urn, Urn>();
	/** Names that were given up, by what was made or kept under another. */
	private readonly renamed = new Map<Urn, Urn>();
	private readonly registered = new Map<Urn, Registered>();
	private readonly olds: Map<Urn, Resource>;
	private readonly failedResources: Resource[] = [];

	/** @param base The state before, whose resources are marked, but not replaced. */
	constructor(
		private readonly base: readonly Resource[],
		private readonly provider: EngineProvider,
		private readonly options: DeploymentOptions,
	) {
		this.olds = new Map(
			base.filter((resource) => !resource.delete).map((resource) => [resource.urn, resource]),
		);
	}

	/** Whether what follows is left undone; a preview goes on behind some errors. */
	private failed = false;

	/** The state by now: what was made or kept, then what nothing has touched. */
	get state(): Resource[] {
		const kept = this.base.filter((resource) => !this.superseded.has(resource));
		return withNewNames([...this.made, ...kept], this.renamed);
	}

	/** Runs a program, then deletes what is left over. */
	async update(goals: readonly Goal[]): Promise<void> {
		const running: Promise<void>[] = [];
		const finished = new Map<Urn, Promise<void>>();
		let generating: Promise<unknown> = Promise.resolve();
		for (const goal of goals) {
			const ready = [...goalDependencies(goal)].map((urn) => finished.get(urn));
			const turn = generating;
			const work = (async () => {
				await Promise.all(ready);
				await turn;
				return this.failed ? undefined : this.guard(() => this.generate(goal));
			})();
			generating = work;
			const done = work.then((execute) => (execute === undefined ? undefined : this.guard(execute)));
			finished.set(goal.urn, done);
			running.push(done);
		}
		await Promise.all(running);
		if (!this.failed) await this.guard(() => this.deleteLeftovers());
	}

	/** Deletes everything, or what is targeted. */
	async destroy(): Promise<void> {
		await this.guard(() => this.deleteLeftovers());
	}

	private async guard<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
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

	/** Decides about one registration. @returns what is to be done for it. */
	private async generate(goal: Goal): Promise<() => Promise<void>> {
		const { urn } = goal;
		const conflict = this.conflictOf(goal);
		const old = this.findOld(goal);
		const news = resolveInputs(goal, this.registered);
		const targeted = this.options.targets === undefined || this.options.targets.includes(urn);
		const recreating = this.deleted.has(urn);
		if (!targeted && !(recreating && old !== undefined)) return this.leaveAlone(goal, old, news);
		for (const dependency of targeted ? goalDependencies(goal) : [])
			if (this.skipped.has(dependency)) this.refuse(`${urn} depends on ${dependency}, which is not targeted`);

		const forced = this.isReplaceTarget(urn, old);
		// What was deleted for the sake of a target, and is none itself, is made again as it was.
		const checked =
			!targeted && old !== undefined
				? old.inputs
				: await this.check(urn, news, recreating || forced || old === undefined ? undefined : old.inputs);
		// As late as the engine: the provider has been asked already.
		if (conflict !== undefined) this.refuse(conflict);
		if (old === undefined) {
			this.steps.set(urn, "create");
			return () => this.create(goal, checked, undefined);
		}
		if (recreating) {
			this.deleted.delete(urn);
			this.see(urn, "replace");
			return () => this.create(goal, checked, old);
		}
		const difference: Difference = forced
			? { changes: "some", replaces: ["id"], deleteBeforeReplace: false }
			: await this.diff(urn, old, checked);
		const replaces = difference.replaces.length > 0 || old.pendingReplacement;
		if (replaces && (difference.changes === "some" || old.pendingReplacement))
			return this.replace(goal, old, news, checked, difference, forced);
		if (difference.changes === "some" || old.initErrors.length > 0) {
			this.see(urn, "update");
			return () => this.updateInPlace(goal, old, checked);
		}
		this.see(urn, "same");
		return async () => this.keep(goal, old, checked);
	}

	/** Says that two resources of a program lay claim to the same name. */
	private conflictOf({ urn, aliases }: Goal): string | undefined {
		const other = this.aliased.get(urn);
		if (other !== undefined) return `duplicate ${urn}, conflicting with alias of ${other}`;
		if (this.olds.has(urn)) return undefined;
		const alias = aliases.find((name) => this.olds.has(name));
		if (alias === undefined || !(this.seen.has(alias) || this.aliased.has(alias))) return undefined;
		return `duplicate ${alias}, conflicting with alias of ${urn}`;
	}

	private findOld({ urn, aliases }: Goal): Resource | undefined {
		for (const name of [urn, ...aliases]) {
			const old = this.olds.get(name);
			if (old === undefined) continue;
			if (name !== urn) this.aliased.set(name, urn);
			return old;
		}
		return undefined;
	}

	private isReplaceTarget(urn: Urn, old: Resource | undefined): boolean {
		return this.options.replaceTargets?.includes(urn) === true || old?.taint === true;
	}

	private async check(urn: Urn, news: Properties, olds: Properties | undefined): Promise<Properties> {
		const { inputs, failures } = await this.provider.check(urn, news, olds);
		const reasons = Object.entries(failures).flatMap(([property, texts]) =>
			texts.map((text) => `${property}: ${text}`),
		);
		if (reasons.length > 0) this.refuse(`${urn} is refused: ${reasons.join("; ")}`);
		return inputs;
	}

	private async diff(urn: Urn, old: Resource, inputs: Properties): Promise<Difference> {
		const difference = await this.provider.diff(urn, old.id, old.outputs, inputs);
		if (difference.changes !== "unknown") return difference;
		return { ...difference, changes: isDeepStrictEqual(old.inputs, inputs) ? "none" : "some" };
	}

	/** What is not targeted keeps its state, and is not made. */
	private leaveAlone(goal: Goal, old: Resource | undefined, news: Properties): () => Promise<void> {
		if (old === undefined) {
			this.skipped.add(goal.urn);
			this.see(goal.urn, "skipped");
			return async () => {
				this.registered.set(goal.urn, { inputs: news, outputs: undefined });
			};
		}
		const keep = (resource: Resource) => {
			if (resource.delete || this.superseded.has(resource)) return;
			for (const dependency of allDependencies(resource)) {
				if (this.seen.has(dependency)) continue;
				const before = this.olds.get(dependency);
				if (before === undefined) this.refuse(`${dependency} of ${resource.urn} has no old state`);
				else keep(before);
			}
			this.see(resource.urn, "same");
			this.supersede(resource, { ...resource });
		};
		keep(old);
		this.see(goal.urn, "same");
		return async () => {
			this.registered.set(goal.urn, { inputs: old.inputs, outputs: old.outputs });
		};
	}

	private async replace(
		goal: Goal,
		old: Resource,
		news: Properties,
		checked: Properties,
		difference: Difference,
		forced: boolean,
	): Promise<() => Promise<void>> {
		const { urn } = goal;
		if (goal.protect && old.protect) this.refuseOrGoOn(`${urn} is protected, and cannot be replaced`);
		this.see(urn, "replace");
		const inputs = forced ? checked : await this.check(urn, news, undefined);
		if (!(goal.deleteBeforeReplace || difference.deleteBeforeReplace)) {
			return () => this.create(goal, inputs, old, true);
		}
		const condemned = await this.dependentReplacements(old);
		const first: (() => Promise<void>)[] = [];
		for (const dependent of condemned.reverse()) {
			// What an interrupted run has deleted already is made anew when it is registered, or left over.
			if (this.deletedEarly.has(dependent) || dependent.pendingReplacement) continue;
			if (dependent.protect) this.refuse(`${dependent.urn} is protected, and cannot be replaced`);
			this.deleted.add(dependent.urn);
			this.deletedEarly.add(dependent);
			first.push(() => this.deleteOne(dependent, !dependent.delete));
		}
		if (!old.pendingReplacement) {
			this.deleted.add(old.urn);
			first.push(() => this.deleteOne(old, true));
		}
		return async () => {
			for (const work of first) await work();
			await this.create(goal, inputs, old);
		};
	}

	/** Resources that would be replaced by a change of this one; `diff` is asked with what they read unknown. */
	private async dependentReplacements(root: Resource): Promise<Resource[]> {
		const replaced = new Set<Urn>([root.urn]);
		const found: Resource[] = [];
		for (const dependent of dependingOn(this.base, root, new Set([...this.seen, ...this.deleted]))) {
			const reads = (name: string) =>
				(dependent.propertyDependencies[name] ?? []).some((urn) => replaced.has(urn));
			if (!Object.keys(dependent.inputs).some(reads)) continue;
			const inputs = Object.fromEntries(
				Object.entries(dependent.inputs).map(([name, value]) => [name, reads(name) ? UNKNOWN : value]),
			);
			const { replaces } = await this.diff(dependent.urn, dependent, inputs);
			if (replaces.length === 0) continue;
			found.push(dependent);
			replaced.add(dependent.urn);
		}
		return found;
	}

	private async create(
		goal: Goal,
		inputs: Properties,
		old: Resource | undefined,
		marks = false,
	): Promise<void> {
		if (this.options.dryRun) {
			this.registered.set(goal.urn, { inputs, outputs: undefined });
			return;
		}
		const record = (id: string, outputs: Properties, initErrors: readonly string[] = []) => {
			if (old !== undefined && marks) old.delete = true;
			if (old?.pendingReplacement) this.superseded.add(old);
			this.made.push(this.resourceOf(goal, id, inputs, outputs, initErrors));
		};
		try {
			const { id, properties } = await this.provider.create(goal.urn, inputs);
			record(id, properties);
			this.registered.set(goal.urn, { inputs, outputs: properties });
		} catch (error) {
			if (error instanceof ProviderError && error.initFailure !== undefined) {
				const { id, properties, reasons } = error.initFailure;
				record(id, properties, reasons);
			}
			throw error;
		}
	}

	private async updateInPlace(goal: Goal, old: Resource, inputs: Properties): Promise<void> {
		if (this.options.dryRun) {
			this.registered.set(goal.urn, { inputs, outputs: undefined });
			return;
		}
		try {
			const outputs = await this.provider.update(goal.urn, { id: old.id, properties: old.outputs }, inputs);
			this.supersede(old, this.resourceOf(goal, old.id, inputs, outputs));
			this.registered.set(goal.urn, { inputs, outputs });
		} catch (error) {
			if (error instanceof ProviderError && error.initFailure !== undefined) {
				const { properties, reasons } = error.initFailure;
				// The old inputs: what is there was not made with the new ones, as far as the engine knows.
				this.supersede(old, this.resourceOf(goal, old.id, old.inputs, properties, reasons));
			}
			throw error;
		}
	}

	private keep(goal: Goal, old: Resource, inputs: Properties): void {
		this.supersede(old, this.resourceOf(goal, old.id, inputs, old.outputs));
		this.registered.set(goal.urn, { inputs, outputs: old.outputs });
	}

	private async deleteLeftovers(): Promise<void> {
		const allowed = await this.deletable();
		const condemned: Resource[] = [];
		for (const resource of this.base) {
			if (allowed !== undefined && !allowed.has(resource.urn)) continue;
			if (resource.delete) {
				if (this.deletedEarly.has(resource)) continue;
				condemned.push(resource);
			} else if (!this.seen.has(this.aliased.get(resource.urn) ?? resource.urn)) condemned.push(resource);
			else continue;
			this.deleted.add(resource.urn);
			if (!this.steps.has(resource.urn)) this.steps.set(resource.urn, "delete");
		}
		const unasked = condemned.find(({ urn }) => this.options.targets?.includes(urn) === false);
		if (unasked !== undefined) this.refuse(`${unasked.urn} would be deleted, and is not targeted`);
		const spared = new Set<Resource>();
		for (const group of deletionOrder(this.base, condemned)) {
			if (this.failed) return;
			for (const failed of this.failedResources)
				for (const dependency of transitiveDependenciesOf(this.base, failed)) spared.add(dependency);
			await Promise.all(
				group
					.filter((resource) => !spared.has(resource))
					.map((resource) => this.guard(() => this.deleteOne(resource, false))),
			);
		}
	}

	/** The URNs that targets allow to be deleted; all where there are none. */
	private async deletable(): Promise<ReadonlySet<Urn> | undefined> {
		const { targets } = this.options;
		if (targets === undefined) return undefined;
		const implicated = new Set<Urn>();
		for (const resource of this.base)
			if (targets.includes(resource.urn)) {
				implicated.add(resource.urn);
				for (const { urn } of dependingOn(this.base, resource)) implicated.add(urn);
			}
		const allowed = new Set<Urn>();
		for (const urn of implicated) {
			// What is still to be deleted under that name counts too.
			for (const current of this.base.filter((resource) => resource.urn === urn)) {
				allowed.add(urn);
				for (const dependent of await this.dependentReplacements(current)) allowed.add(dependent.urn);
			}
		}
		return allowed;
	}

	private async deleteOne(resource: Resource, beforeReplacement: boolean): Promise<void> {
		const { urn, id, outputs } = resource;
		if (resource.pendingReplacement) {
			this.superseded.add(resource);
			return;
		}
		try {
			if (resource.protect && !resource.delete && !beforeReplacement)
				this.refuse(`${urn} is protected, and cannot be deleted`);
			if (this.options.dryRun) return;
			if (!resource.retainOnDelete) await this.provider.delete(urn, { id, properties: outputs });
		} catch (error) {
			this.failedResources.push(resource);
			throw error;
		}
		if (beforeReplacement) resource.pendingReplacement = true;
		else this.superseded.add(resource);
	}

	private resourceOf(goal: Goal, ...made: Made): Resource {
		for (const [before, urn] of this.aliased) if (urn === goal.urn) this.renamed.set(before, urn);
		return resourceOf(goal, ...made);
	}

	private supersede(old: Resource, next: Resource): void {
		this.superseded.add(old);
		this.made.push(next);
	}

	private see(urn: Urn, step: Step): void {
		this.seen.add(urn);
		this.steps.set(urn, step);
	}

	/** A preview shows what else there would be. */
	private refuseOrGoOn(message: string): void {
		if (!this.options.dryRun) this.refuse(message);
		this.errors.push(message);
	}

	private refuse(message: string): never {
		throw new DeploymentFailed(message);
	}
}

function goalDependencies(goal: Goal): Set<Urn> {
	return new Set([...goal.dependsOn, ...Object.values(propertyDependencies(goal)).flat()]);
}

type Made = [id: string, inputs: Properties, outputs: Properties, initErrors?: readonly string[]];

function resourceOf(goal: Goal, ...[id, inputs, outputs, initErrors = []]: Made): Resource {
	const { urn, retainOnDelete, protect } = goal;
	const byProperty = propertyDependencies(goal);
	return {
		urn,
		id,
		inputs,
		outputs,
		// The SDK counts what an input is read from among the dependencies.
		dependencies: [...goalDependencies(goal)],
		propertyDependencies: byProperty,
		retainOnDelete,
		protect,
		initErrors,
		delete: false,
		pendingReplacement: false,
		taint: false,
	};
}
