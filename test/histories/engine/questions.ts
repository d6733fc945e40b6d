import { isDeepStrictEqual } from "node:util";
import type { Difference } from "../../engine/harness/provider-client";
import type { Properties } from "../../engine/harness/rpc";
import { UNKNOWN } from "./goal";
import { dependingOn } from "./graph";
import type { Resource, Urn } from "./resource";
import type { Run } from "./run";

/** What a run calls the provider for before it decides. */
export class Questions {
	constructor(private readonly run: Run) {}

	async check(urn: Urn, news: Properties, olds: Properties | undefined): Promise<Properties> {
		const { inputs, failures } = await this.run.provider.check(urn, news, olds);
		const reasons = Object.entries(failures).flatMap(([property, texts]) =>
			texts.map((text) => `${property}: ${text}`),
		);
		if (reasons.length > 0) this.run.refuse(`${urn} is refused: ${reasons.join("; ")}`);
		return inputs;
	}

	async diff(urn: Urn, old: Resource, inputs: Properties): Promise<Difference> {
		const difference = await this.run.provider.diff(urn, old.id, old.outputs, inputs);
		if (difference.changes !== "unknown") return difference;
		return { ...difference, changes: isDeepStrictEqual(old.inputs, inputs) ? "none" : "some" };
	}

	/** Resources that would be replaced by a change of this one; `diff` is called with what they read unknown. */
	async dependentReplacements(root: Resource): Promise<Resource[]> {
		const { base, seen, deleted } = this.run;
		const replaced = new Set<Urn>([root.urn]);
		const found: Resource[] = [];
		for (const dependent of dependingOn(base, root, new Set([...seen, ...deleted]))) {
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
}
