import { expect } from "chai";
import fc from "fast-check";
import { loadWorld } from "../src/fixture/load-world";
import type { TokenOwner } from "../src/world/entities";
import { DeployTokenTable } from "../src/world/token-table";

const { world } = loadWorld({ groups: [{ path: "a" }, { path: "b" }] }, "http://127.0.0.1:1");
const owners: readonly TokenOwner[] = [...world.groups.values()];

type Step = { readonly add: number } | { readonly remove: number };

const steps = fc.array(
	fc.oneof(
		fc.record({ add: fc.integer({ min: 0, max: 1 }) }),
		fc.record({ remove: fc.integer({ min: 0, max: 40 }) }),
	),
	{ maxLength: 60 },
);

function run(table: DeployTokenTable, step: Step, given: number[]): void {
	if ("remove" in step) {
		const row = table.find(step.remove);
		if (row !== undefined) table.delete(row);
		return;
	}
	const owner = owners[step.add];
	if (owner === undefined) throw new Error("no owner");
	const secret = `gldt-${given.length}`;
	const row = { owner, name: "n", username: null, scopes: [], expiresAtMs: 0, secret, revoked: false };
	given.push(table.insert(row).id);
}

describe("DeployTokenTable", () => {
	it("never assigns an ID twice, and keeps every collection in order", () => {
		fc.assert(
			fc.property(steps, (orders) => {
				const table = new DeployTokenTable();
				const given: number[] = [];
				for (const order of orders) run(table, order, given);
				expect(given).to.deep.equal([...new Set(given)].sort((a, b) => a - b));
				const all = table.all().map(({ id }) => id);
				expect(all).to.deep.equal([...all].sort((a, b) => a - b));
				const owned = owners.flatMap((owner) => table.of(owner).map(({ id }) => id));
				expect(owned.sort((a, b) => a - b)).to.deep.equal(all);
				for (const row of table.all()) expect(table.findBySecret(row.secret)).to.equal(row);
			}),
		);
	});

	it("continues after the highest ID it was given, in whatever order they came", () => {
		const table = new DeployTokenTable();
		const [owner] = owners;
		if (owner === undefined) throw new Error("no owner");
		const row = { owner, name: "n", username: null, scopes: [], expiresAtMs: 0, revoked: false };
		table.insert({ ...row, secret: "a" }, 9);
		table.insert({ ...row, secret: "b" }, 3);
		expect(table.insert({ ...row, secret: "c" }).id).to.equal(10);
		expect(table.of(owner).map(({ id }) => id)).to.deep.equal([3, 9, 10]);
	});

	it("forgets the secret of a deleted row", () => {
		const table = new DeployTokenTable();
		const given: number[] = [];
		run(table, { add: 0 }, given);
		run(table, { remove: given[0] ?? 0 }, given);
		expect(table.findBySecret("gldt-0")).to.equal(undefined);
	});
});
