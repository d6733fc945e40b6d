/** Pseudo-random numbers that depend on a seed alone, so that a run can be repeated. */
export class Random {
	private state: number;

	/** @param seed Any text: the same one gives the same numbers. */
	constructor(seed: string) {
		let hash = 2_166_136_261;
		for (const byte of Buffer.from(seed)) hash = Math.imul(hash ^ byte, 16_777_619);
		this.state = hash;
	}

	/** From 0 up to, and without, 1 (mulberry32). */
	next(): number {
		this.state = (this.state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	}

	chance(probability: number): boolean {
		return this.next() < probability;
	}

	pick<Item>(items: readonly Item[]): Item {
		const item = items[Math.floor(this.next() * items.length)];
		if (item === undefined) throw new RangeError("nothing to pick from");
		return item;
	}
}
