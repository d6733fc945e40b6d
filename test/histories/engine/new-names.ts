import type { Resource, Urn } from "./resource";

/**
 * A state in which nothing goes by a name that a resource has given up for another: neither the resource, nor what is
 * to be deleted of it, nor what depends on it and was not got to.
 */
export function withNewNames(state: readonly Resource[], renamed: ReadonlyMap<Urn, Urn>): Resource[] {
	if (renamed.size === 0) return [...state];
	const named = (urn: Urn) => renamed.get(urn) ?? urn;
	return state.map((resource) => ({
		...resource,
		urn: named(resource.urn),
		dependencies: resource.dependencies.map(named),
		propertyDependencies: Object.fromEntries(
			Object.entries(resource.propertyDependencies).map(([name, urns]) => [name, urns.map(named)]),
		),
	}));
}
