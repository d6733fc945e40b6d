import { Random } from "../../faults/random";

/** Choices of one step: they follow from the seed, the history and the step alone. */
export class Draw {
	private readonly random: Random;

	constructor(seed: string) {
		this.random = new Random(seed);
	}

	chance(probability: number): boolean {
		return this.random.chance(probability);
	}

	pick<Item>(items: readonly Item[]): Item {
		return this.random.pick(items);
	}

	/** One of them, or `undefined` where there is none; the numbers behind stay the same either way. */
	pickAny<Item>(items: readonly Item[]): Item | undefined {
		return items[Math.floor(this.random.next() * Math.max(1, items.length))];
	}

	/** A few of them, at least one. */
	some<Item>(items: readonly Item[], share = 0.4): Item[] {
		const taken = items.filter(() => this.random.chance(share));
		return taken.length === 0 ? [this.pick(items)] : taken;
	}

	/** A name, each as often as its weight says. */
	weighted<Name extends string>(weights: Readonly<Record<Name, number>>): Name {
		const entries = Object.entries<number>(weights) as [Name, number][];
		let at = this.random.next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
		for (const [name, weight] of entries) {
			at -= weight;
			if (at < 0) return name;
		}
		return (entries.at(-1) as [Name, number])[0];
	}
}
