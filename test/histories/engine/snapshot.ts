import type { Names } from "./names";
import type { Resource } from "./resource";

/** The resulting state: what was created or kept, then what nothing has changed. */
export class Snapshot {
	private readonly made: Resource[] = [];
	private readonly superseded = new Set<Resource>();

	constructor(
		private readonly base: readonly Resource[],
		private readonly names: Names,
	) {}

	get state(): Resource[] {
		return this.names.renew([...this.made, ...this.base.filter((resource) => !this.isSuperseded(resource))]);
	}

	isSuperseded(resource: Resource): boolean {
		return this.superseded.has(resource);
	}

	add(resource: Resource): void {
		this.names.settle(resource.urn);
		this.made.push(resource);
	}

	drop(old: Resource): void {
		this.superseded.add(old);
	}

	supersede(old: Resource, next: Resource): void {
		this.drop(old);
		this.add(next);
	}
}
