import { allDependencies, type Resource, type Urn } from "./resource";

/** Resources behind `root` in a state that depend on it, directly or not. */
export function dependingOn(
	state: readonly Resource[],
	root: Resource,
	ignored: ReadonlySet<Urn> = new Set(),
): Resource[] {
	const implicated = new Set<Urn>([root.urn]);
	const dependents: Resource[] = [];
	for (const candidate of state.slice(state.indexOf(root) + 1)) {
		if (ignored.has(candidate.urn)) continue;
		if (![...allDependencies(candidate)].some((urn) => implicated.has(urn))) continue;
		dependents.push(candidate);
		implicated.add(candidate.urn);
	}
	return dependents;
}

/** Resources before this one in a state on which it depends directly. */
function dependenciesOf(state: readonly Resource[], resource: Resource): Resource[] {
	const urns = allDependencies(resource);
	return state.slice(0, state.indexOf(resource)).filter(({ urn }) => urns.has(urn));
}

/** Resources on which this one depends, directly or not. */
export function transitiveDependenciesOf(state: readonly Resource[], resource: Resource): Set<Resource> {
	const found = new Set<Resource>();
	const follow = (from: Resource) => {
		for (const dependency of dependenciesOf(state, from)) {
			if (found.has(dependency)) continue;
			found.add(dependency);
			follow(dependency);
		}
	};
	if (state.includes(resource)) follow(resource);
	return found;
}

/**
 * Groups of resources to delete at once, one group after the other: dependents before what they depend on. In a
 * group the last of the state comes first.
 */
export function deletionOrder(state: readonly Resource[], condemned: readonly Resource[]): Resource[][] {
	const left = new Set(condemned);
	const groups: Resource[][] = [];
	while (left.size > 0) {
		const free = [...left].filter(
			(resource) => !dependenciesOf(state, resource).some((dependency) => left.has(dependency)),
		);
		for (const resource of free) left.delete(resource);
		groups.push(free.reverse());
	}
	return groups.reverse();
}
