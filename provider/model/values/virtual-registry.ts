/** A virtual registry scope, and the registry scope that GitLab's dependency proxy requires in addition. */
export type VirtualRegistryPair = readonly [virtual: string, registry: string];

/** Source: GitLab docs, Dependency proxy, "Authenticate with the dependency proxy". */
const PAIRS: readonly VirtualRegistryPair[] = [
	["read_virtual_registry", "read_registry"],
	["write_virtual_registry", "write_registry"],
];

/** The pairs of which `scopes` has only the virtual registry scope. */
export function withoutRegistryScope(scopes: readonly string[]): VirtualRegistryPair[] {
	return PAIRS.filter(([virtual, registry]) => scopes.includes(virtual) && !scopes.includes(registry));
}
