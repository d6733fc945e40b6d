import type { Execution } from "./execution";
import { deletionOrder, dependingOn, transitiveDependenciesOf } from "./graph";
import type { Names } from "./names";
import type { Questions } from "./questions";
import type { Resource, Urn } from "./resource";
import type { Run } from "./run";

/** What a run deletes at its end: what is not in use any more, dependents first. */
export class Leftovers {
	constructor(
		private readonly run: Run,
		private readonly names: Names,
		private readonly questions: Questions,
		private readonly execution: Execution,
	) {}

	async delete(): Promise<void> {
		const { run } = this;
		const { targets } = run.options;
		const condemned = this.condemned(targets && (await this.implicated(targets)));
		const unasked = condemned.find(({ urn }) => targets?.includes(urn) === false);
		if (unasked !== undefined) run.refuse(`${unasked.urn} would be deleted, and is not targeted`);
		const spared = new Set<Resource>();
		for (const group of deletionOrder(run.base, condemned)) {
			if (run.failed) return;
			for (const undeleted of this.execution.undeleted)
				for (const dependency of transitiveDependenciesOf(run.base, undeleted)) spared.add(dependency);
			await Promise.all(
				group
					.filter((resource) => !spared.has(resource))
					.map((resource) => run.guard(() => this.execution.delete(resource, false))),
			);
		}
	}

	/** @param allowed The URNs that may be deleted; all where it is absent. */
	private condemned(allowed: ReadonlySet<Urn> | undefined): Resource[] {
		const { base, seen, deleted, deletedEarly, steps } = this.run;
		const condemned: Resource[] = [];
		for (const resource of base) {
			if (allowed !== undefined && !allowed.has(resource.urn)) continue;
			if (resource.delete) {
				if (deletedEarly.has(resource)) continue;
				condemned.push(resource);
			} else if (!seen.has(this.names.declared(resource.urn))) condemned.push(resource);
			else continue;
			deleted.add(resource.urn);
			if (!steps.has(resource.urn)) steps.set(resource.urn, "delete");
		}
		return condemned;
	}

	/** The targets, and all that depends on them. */
	private async implicated(targets: readonly Urn[]): Promise<ReadonlySet<Urn>> {
		const { base } = this.run;
		const implicated = new Set<Urn>();
		for (const resource of base)
			if (targets.includes(resource.urn)) {
				implicated.add(resource.urn);
				for (const { urn } of dependingOn(base, resource)) implicated.add(urn);
			}
		const allowed = new Set<Urn>();
		for (const urn of implicated) {
			// What is still to be deleted under that name counts too.
			for (const current of base.filter((resource) => resource.urn === urn)) {
				allowed.add(urn);
				for (const dependent of await this.questions.dependentReplacements(current))
					allowed.add(dependent.urn);
			}
		}
		return allowed;
	}
}
