import { ProviderError } from "../../engine/harness/rpc";
import type { EngineProvider } from "./provider";
import { allDependencies, type Resource, type Urn } from "./resource";

/** What a refresh came to. */
export interface Refreshed {
	readonly state: Resource[];
	readonly errors: readonly string[];
}

/**
 * Reads the wanted resources of a state, those that are to be deleted too, and records what it observes. A second
 * call, `diff`, decides what an update would do about it; where that fails, what was observed is still kept.
 */
export async function refresh(
	base: readonly Resource[],
	provider: EngineProvider,
	isWanted: (urn: Urn) => boolean,
): Promise<Refreshed> {
	const errors: string[] = [];
	const read = async (resource: Resource): Promise<Resource | undefined> => {
		const { urn, id, inputs, outputs } = resource;
		if (resource.pendingReplacement || !isWanted(urn)) return resource;
		let next: Resource | undefined = resource;
		try {
			const seen = await provider.read(urn, { id, properties: outputs });
			if (seen.id === "") return undefined;
			next = {
				...resource,
				id: seen.id,
				inputs: seen.inputs ?? inputs,
				outputs: seen.properties,
				initErrors: [],
			};
			await provider.diff(urn, next.id, next.outputs, inputs);
		} catch (error) {
			if (!(error instanceof ProviderError)) throw error;
			errors.push(error.message);
		}
		return next;
	};
	const all = await Promise.all(base.map(read));
	const there = new Set<Urn>();
	const state: Resource[] = [];
	for (const resource of all) {
		if (resource === undefined) continue;
		state.push(withoutMissing(resource, there));
		there.add(resource.urn);
	}
	return { state, errors };
}

/** A resource that depends on nothing that a refresh has found to be gone. */
function withoutMissing(resource: Resource, there: ReadonlySet<Urn>): Resource {
	if ([...allDependencies(resource)].every((urn) => there.has(urn))) return resource;
	const isThere = (urn: Urn) => there.has(urn);
	return {
		...resource,
		dependencies: resource.dependencies.filter(isThere),
		propertyDependencies: Object.fromEntries(
			Object.entries(resource.propertyDependencies).map(([name, urns]) => [name, urns.filter(isThere)]),
		),
	};
}
