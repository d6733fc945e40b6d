import type { Goal } from "./goal";
import type { Resource, Urn } from "./resource";

/** By which names a run knows what the state holds: an alias gives a resource another name. */
export class Names {
	private readonly olds: ReadonlyMap<Urn, Resource>;
	/** By the name in the state, the name that is declared. */
	private readonly aliased = new Map<Urn, Urn>();
	/** The same, of what was made or kept under the name that is declared. */
	private readonly renamed = new Map<Urn, Urn>();

	constructor(base: readonly Resource[]) {
		this.olds = new Map(
			base.filter((resource) => !resource.delete).map((resource) => [resource.urn, resource]),
		);
	}

	/** What the state has under this very name. */
	get(urn: Urn): Resource | undefined {
		return this.olds.get(urn);
	}

	/** What the state has for a declaration, under whatever name. */
	findOld({ urn, aliases }: Goal): Resource | undefined {
		for (const name of [urn, ...aliases]) {
			const old = this.olds.get(name);
			if (old === undefined) continue;
			if (name !== urn) this.aliased.set(name, urn);
			return old;
		}
		return undefined;
	}

	/** Says that two resources of a program claim the same name. */
	conflictOf({ urn, aliases }: Goal, seen: ReadonlySet<Urn>): string | undefined {
		const other = this.aliased.get(urn);
		if (other !== undefined) return `duplicate ${urn}, conflicting with alias of ${other}`;
		if (this.olds.has(urn)) return undefined;
		const alias = aliases.find((name) => this.olds.has(name));
		if (alias === undefined || !(seen.has(alias) || this.aliased.has(alias))) return undefined;
		return `duplicate ${alias}, conflicting with alias of ${urn}`;
	}

	/** The name that is declared for what the state holds under a name. */
	declared(urn: Urn): Urn {
		return this.aliased.get(urn) ?? urn;
	}

	/** Records that a resource is in the state under the declared name. */
	settle(urn: Urn): void {
		for (const [before, now] of this.aliased) if (now === urn) this.renamed.set(before, urn);
	}

	/**
	 * A state in which nothing uses a name that a resource has given up for another: neither the resource, nor what
	 * is to be deleted of it, nor what depends on it and was not reached.
	 */
	renew(state: readonly Resource[]): Resource[] {
		if (this.renamed.size === 0) return [...state];
		const named = (urn: Urn) => this.renamed.get(urn) ?? urn;
		return state.map((resource) => ({
			...resource,
			urn: named(resource.urn),
			dependencies: resource.dependencies.map(named),
			propertyDependencies: Object.fromEntries(
				Object.entries(resource.propertyDependencies).map(([name, urns]) => [name, urns.map(named)]),
			),
		}));
	}
}
