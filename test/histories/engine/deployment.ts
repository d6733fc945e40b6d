import type { Difference } from "../../engine/harness/provider-client";
import type { Properties } from "../../engine/harness/rpc";
import { Execution } from "./execution";
import { type Goal, goalDependencies, resolveInputs } from "./goal";
import { Leftovers } from "./leftovers";
import { Names } from "./names";
import type { EngineProvider } from "./provider";
import { Questions } from "./questions";
import { allDependencies, type Resource, type Urn } from "./resource";
import { type DeploymentOptions, Run, type Step } from "./run";
import { Snapshot } from "./snapshot";

/** What is to be done for a registration, once it is decided. */
type Work = () => Promise<void>;

/**
 * One run of the engine over a state: its rules for steps, written from what Pulumi 3.274 does, and compared with it (../recorded).
 *
 * Registrations are worked on one after the other (`check`, `diff`), what follows from them at once, as far as
 * the dependencies allow; deletions come last.
 */
export class Deployment {
	private readonly run: Run;
	private readonly names: Names;
	private readonly snapshot: Snapshot;
	private readonly questions: Questions;
	private readonly execution: Execution;
	private readonly leftovers: Leftovers;
	/** Names of what is not targeted, and not made. */
	private readonly skipped = new Set<Urn>();

	/** @param base The state before, whose resources are marked, but not replaced. */
	constructor(base: readonly Resource[], provider: EngineProvider, options: DeploymentOptions) {
		this.run = new Run(base, provider, options);
		this.names = new Names(base);
		this.snapshot = new Snapshot(base, this.names);
		this.questions = new Questions(this.run);
		this.execution = new Execution(this.run, this.snapshot);
		this.leftovers = new Leftovers(this.run, this.names, this.questions, this.execution);
	}

	get steps(): ReadonlyMap<Urn, Step> {
		return this.run.steps;
	}

	get errors(): readonly string[] {
		return this.run.errors;
	}

	/** The state by now. */
	get state(): Resource[] {
		return this.snapshot.state;
	}

	/** Runs a program, then deletes what is left over. */
	async update(goals: readonly Goal[]): Promise<void> {
		const { run } = this;
		const running: Promise<void>[] = [];
		const finished = new Map<Urn, Promise<void>>();
		let generating: Promise<unknown> = Promise.resolve();
		for (const goal of goals) {
			const ready = [...goalDependencies(goal)].map((urn) => finished.get(urn));
			const turn = generating;
			const work = (async () => {
				await Promise.all(ready);
				await turn;
				return run.failed ? undefined : run.guard(() => this.generate(goal));
			})();
			generating = work;
			// What was decided in parallel with a failure is not executed any more.
			const done = work.then((execute) =>
				execute === undefined || run.failed ? undefined : run.guard(execute),
			);
			finished.set(goal.urn, done);
			running.push(done);
		}
		await Promise.all(running);
		if (!run.failed) await this.destroy();
	}

	/** Deletes everything, or what is targeted; behind a program, what it has left over. */
	async destroy(): Promise<void> {
		await this.run.guard(() => this.leftovers.delete());
	}

	/** Decides about one registration, and whether it may be carried out. */
	private async generate(goal: Goal): Promise<Work> {
		const { run } = this;
		// A resource that is not targeted keeps what it depends on, under the names of the state.
		if (run.seen.has(goal.urn)) run.refuse(`duplicate ${goal.urn}`);
		const isTargeted = run.options.targets?.includes(goal.urn) !== false;
		const work = await this.decide(goal, isTargeted);
		// As late as the engine: the provider has been called already.
		for (const dependency of isTargeted ? goalDependencies(goal) : [])
			if (this.skipped.has(dependency))
				run.refuse(`${goal.urn} depends on ${dependency}, which is not targeted`);
		return work;
	}

	private async decide(goal: Goal, targeted: boolean): Promise<Work> {
		const { run, questions, execution } = this;
		const { urn } = goal;
		const conflict = this.names.conflictOf(goal, run.seen);
		const old = this.names.findOld(goal);
		const news = resolveInputs(goal, run.registered);
		const recreating = run.deleted.has(urn);
		if (!targeted && !(recreating && old !== undefined)) return this.leaveAlone(goal, old, news);
		const forced = run.options.replaceTargets?.includes(urn) === true || old?.taint === true;
		const olds = recreating || forced ? undefined : old?.inputs;
		// What was deleted for the sake of a target, and is none itself, is made again as it was.
		const isAsBefore = !targeted && old !== undefined;
		const checked = isAsBefore ? old.inputs : await questions.check(urn, news, olds);
		// As late as the engine: the provider has been called already.
		if (conflict !== undefined) run.refuse(conflict);
		if (old === undefined) {
			run.steps.set(urn, "create");
			return () => execution.create(goal, checked, undefined);
		}
		if (recreating) {
			run.deleted.delete(urn);
			run.see(urn, "replace");
			return () => execution.create(goal, checked, old);
		}
		const difference: Difference = forced
			? { changes: "some", replaces: ["id"], deleteBeforeReplace: false }
			: await questions.diff(urn, old, checked);
		const replaces = difference.replaces.length > 0 || old.pendingReplacement;
		if (replaces && (difference.changes === "some" || old.pendingReplacement)) {
			const first = goal.deleteBeforeReplace || difference.deleteBeforeReplace;
			return this.replace(goal, old, () => (forced ? checked : questions.check(urn, news, undefined)), first);
		}
		if (difference.changes === "some" || old.initErrors.length > 0) {
			run.see(urn, "update");
			return () => execution.update(goal, old, checked);
		}
		run.see(urn, "same");
		return async () => execution.keep(goal, old, checked);
	}

	/** What is not targeted keeps its state, and is not made. */
	private leaveAlone(goal: Goal, old: Resource | undefined, news: Properties): Work {
		const { run } = this;
		if (old === undefined) {
			this.skipped.add(goal.urn);
			run.see(goal.urn, "skipped");
			return async () => {
				run.registered.set(goal.urn, { inputs: news, outputs: undefined });
			};
		}
		this.keepAsItWas(old);
		run.see(goal.urn, "same");
		return async () => {
			run.registered.set(goal.urn, { inputs: old.inputs, outputs: old.outputs });
		};
	}

	/** Keeps a resource, and before it what it depends on. */
	private keepAsItWas(resource: Resource): void {
		const { run, names, snapshot } = this;
		if (resource.delete || snapshot.isSuperseded(resource)) return;
		for (const dependency of allDependencies(resource)) {
			if (run.seen.has(dependency)) continue;
			const before = names.get(dependency);
			if (before === undefined) run.refuse(`${dependency} of ${resource.urn} has no old state`);
			else this.keepAsItWas(before);
		}
		run.see(resource.urn, "same");
		snapshot.supersede(resource, { ...resource });
	}

	/** @param deletesFirst Whether the old resource, and what depends on it, goes before the new one is made. */
	private async replace(
		goal: Goal,
		old: Resource,
		check: () => Promise<Properties> | Properties,
		deletesFirst: boolean,
	): Promise<Work> {
		const { run, execution } = this;
		if (goal.protect && old.protect) run.refuseOrGoOn(`${goal.urn} is protected, and cannot be replaced`);
		run.see(goal.urn, "replace");
		const inputs = await check();
		if (!deletesFirst) return () => execution.create(goal, inputs, old, true);
		const first = await this.deletionsBefore(old);
		return async () => {
			for (const work of [...first, () => execution.create(goal, inputs, old)]) if (!run.failed) await work();
		};
	}

	/** Deletes a resource that is to be replaced, and before it what its replacement would replace. */
	private async deletionsBefore(old: Resource): Promise<Work[]> {
		const { run, execution } = this;
		const first: Work[] = [];
		for (const dependent of (await this.questions.dependentReplacements(old)).reverse()) {
			// What an interrupted run has deleted already is created again when it is registered, or left over.
			if (run.deletedEarly.has(dependent) || dependent.pendingReplacement) continue;
			if (dependent.protect) run.refuse(`${dependent.urn} is protected, and cannot be replaced`);
			run.deleted.add(dependent.urn);
			run.deletedEarly.add(dependent);
			first.push(() => execution.delete(dependent, !dependent.delete));
		}
		if (!old.pendingReplacement) {
			run.deleted.add(old.urn);
			first.push(() => execution.delete(old, true));
		}
		return first;
	}
}
