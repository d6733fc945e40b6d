/** How often each thing happened, by group and name. */
export class Counts {
	private readonly groups = new Map<string, Map<string, number>>();

	add(group: string, name: string, count = 1): void {
		const names = this.groups.get(group) ?? new Map<string, number>();
		names.set(name, (names.get(name) ?? 0) + count);
		this.groups.set(group, names);
	}

	get(group: string, name: string): number {
		return this.groups.get(group)?.get(name) ?? 0;
	}

	/** As it goes between processes. */
	toJSON(): Record<string, Record<string, number>> {
		return Object.fromEntries([...this.groups].map(([group, names]) => [group, Object.fromEntries(names)]));
	}

	merge(other: Readonly<Record<string, Readonly<Record<string, number>>>>): void {
		for (const [group, names] of Object.entries(other))
			for (const [name, count] of Object.entries(names)) this.add(group, name, count);
	}

	/** A table for a reader. */
	render(): string {
		return [...this.groups]
			.sort(([a], [b]) => (a < b ? -1 : 1))
			.flatMap(([group, names]) => [
				`${group}:`,
				...[...names]
					.sort(([, a], [, b]) => b - a)
					.map(([name, count]) => `  ${name.padEnd(66)}${String(count).padStart(8)}`),
			])
			.join("\n");
	}
}
