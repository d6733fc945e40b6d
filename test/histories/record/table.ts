/** Keeps equal values once. */
export class Table {
	readonly values: unknown[] = [];
	private readonly places = new Map<string, number>();

	/** @returns the place of a value. */
	put(value: unknown): number {
		const text = JSON.stringify(value);
		const known = this.places.get(text);
		if (known !== undefined) return known;
		this.places.set(text, this.values.length);
		return this.values.push(value) - 1;
	}
}
