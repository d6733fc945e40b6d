/** A `Date` whose present is another's. */
export function dateOf(now: () => number): DateConstructor {
	return class extends Date {
		constructor(...args: unknown[]) {
			super(...((args.length === 0 ? [now()] : args) as [number]));
		}

		static override now(): number {
			return now();
		}
	} as unknown as DateConstructor;
}
