import { expect } from "chai";

/**
 * Gathers what must not be, after each test of the surrounding `describe`, and fails behind the last one.
 *
 * A hook that failed after the first test would leave the others out.
 */
export class Breaches {
	private readonly known = new Set<string>();
	private readonly list: string[] = [];

	/** @param look Everything that is wrong now; what existed before is not reported twice. */
	afterEach(look: () => string[] | Promise<string[]>): void {
		const note = async (test: string) => {
			for (const breach of await look()) {
				if (!this.known.has(breach)) this.list.push(`${test}: ${breach}`);
				this.known.add(breach);
			}
		};
		afterEach(function () {
			return note(this.currentTest?.title ?? "");
		});
	}

	expectNone(): void {
		expect(this.list).to.deep.equal([]);
	}
}
