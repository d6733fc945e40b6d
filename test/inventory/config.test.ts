import Ajv2020 from "ajv/dist/2020";
import addFormats from "ajv-formats";
import { expect } from "chai";
import { type AllowEntry, allowing } from "../../inventory/src/config/allow";
import { configShape } from "../../inventory/src/config/config";
import { readConfig } from "../../inventory/src/config/read-config";
import { evaluate } from "../../inventory/src/rules/evaluate";
import { SCHEMAS } from "../../inventory/src/schemas";
import { inventoryOf, NOW_MS, row } from "./made-up";

const entry = (change: Partial<AllowEntry> = {}): AllowEntry => ({
	rules: ["never-expires"],
	reason: "Read by a machine without a clock.",
	until: "2030-06-01",
	...change,
});
const inventory = inventoryOf({ tokens: [row({ expires_at: null })] });
const [token] = inventory.tokens;
const isAllowed = (change: Partial<AllowEntry>, nowMs = NOW_MS) =>
	allowing([entry(change)], "never-expires", { hit: { token, message: "", remedy: "" } as never, nowMs }) !==
	undefined;

describe("the configuration of the inventory", () => {
	for (const [what, change] of Object.entries<Partial<AllowEntry>>({
		"the rule alone": {},
		"the owner's path": { owner: "grp/proj" },
		"a path in other capitals": { owner: "GRP/Proj" },
		"one part of a path": { owner: "grp/*" },
		"any parts": { owner: "**" },
		"a name": { name: "w*" },
		"a scope": { scope: "read_registry" },
	}))
		it(`accepts a finding by ${what}`, () => {
			expect(isAllowed(change)).to.equal(true);
		});

	for (const [what, change] of Object.entries<Partial<AllowEntry>>({
		"of another rule": { rules: ["write-scope"] },
		"of another owner": { owner: "grp/*/deeper" },
		"where one star would have to match two segments": { owner: "*" },
		"of another name": { name: "we" },
		"without the scope": { scope: "write_registry" },
		"where a dot is no wildcard": { owner: "grp.proj" },
	}))
		it(`does not accept a finding ${what}`, () => {
			expect(isAllowed(change)).to.equal(false);
		});

	it("accepts until the end of the last day, and nothing after it", () => {
		expect(isAllowed({}, Date.parse("2030-06-01T23:59:59.999Z"))).to.equal(true);
		expect(isAllowed({}, Date.parse("2030-06-02T00:00:00.000Z"))).to.equal(false);
	});

	it("changes severities, and turns rules off", () => {
		const config = configShape.parse({ rules: { "never-expires": "high", unmanaged: "off" } });
		const found = evaluate(inventory, config, 1).map(({ rule, severity }) => [rule.id, severity]);
		expect(found).to.deep.equal([["never-expires", "high"]]);
	});

	const wrong: readonly [string, unknown, RegExp][] = [
		["an unknown rule", { rules: { nonsense: "low" } }, /nonsense/],
		["an unknown property", { severity: "low" }, /severity/],
		["an exception without a reason", { allow: [{ rules: ["unmanaged"], until: "2031-01-01" }] }, /reason/],
		["an exception without an end", { allow: [{ rules: ["unmanaged"], reason: "x" }] }, /until/],
		["an invalid duration", { expiring: "soon" }, /expiring/],
	];
	const ajv = new Ajv2020({ strict: true });
	addFormats(ajv);
	const validate = ajv.compile(JSON.parse(SCHEMAS["config.schema.json"]));

	for (const [what, content, names] of wrong)
		it(`is refused for ${what}, which the error names`, async () => {
			const error = await readConfig("c.json", async () => JSON.stringify(content)).catch((thrown) => thrown);
			expect(error).to.be.instanceOf(Error);
			expect(error.message).to.match(names);
		});

	it("has a schema that accepts valid and refuses invalid configurations", () => {
		const right = {
			$schema: "x",
			expiring: "14d",
			failOn: "medium",
			rules: { unmanaged: "off" },
			allow: [entry()],
		};
		expect(validate(right)).to.equal(true);
		// How a duration is written the schema does not say.
		for (const [, content] of wrong.slice(0, -1)) expect(validate(content)).to.equal(false);
	});
});
