import { expect } from "chai";
import { readForeignState } from "../../../../../provider/model/token/foreign-state";

const OUTPUTS = { name: "ci", scopes: ["read_registry", "read_repository"], username: "u", token: "s" };

const MOVED = {
	...OUTPUTS,
	scopes: ["read_repository", "read_registry"],
	project: 5,
	status: "active",
	tokenId: 12,
	host: "https://gitlab.example.com",
};

describe("readForeignState", () => {
	for (const { id, outputs, owner } of [
		{ id: "12", outputs: { project: "5" }, owner: { kind: "project", ref: 5 } },
		{ id: "12", outputs: { group: "grp/sub" }, owner: { kind: "group", ref: "grp/sub" } },
		{ id: "5:12", outputs: { project: "grp/proj" }, owner: { kind: "project", ref: 5 } },
		{ id: "7:12", outputs: { group: "7" }, owner: { kind: "group", ref: 7 } },
		{ id: "project:5:12", outputs: { project: "5" }, owner: { kind: "project", ref: 5 } },
		{ id: "group:7:12", outputs: {}, owner: { kind: "group", ref: 7 } },
		{
			id: "project:grp/proj:12",
			outputs: { project: "grp/proj" },
			owner: { kind: "project", ref: "grp/proj" },
		},
	])
		it(`reads ${id} of ${JSON.stringify(outputs)}`, () => {
			const read = readForeignState(id, { ...OUTPUTS, ...outputs });
			expect(read).to.deep.include({ owner, tokenId: 12, isMoved: false });
			expect(read?.properties).to.include({ tokenId: 12, status: "active", name: "ci", token: "s" });
			expect(read?.properties.scopes).to.deep.equal(["read_repository", "read_registry"]);
		});

	for (const { what, more, expected } of [
		{ what: "no expiry", more: { expiresAt: "" }, expected: {} },
		{
			what: "an expiry",
			more: { expiresAt: "2040-01-01T00:00:00Z" },
			expected: { expiresAt: "2040-01-01T00:00:00.000Z" },
		},
		{ what: "a revoked one", more: { revoked: true, expired: true }, expected: { status: "revoked" } },
		{ what: "an expired one", more: { expired: true }, expected: { status: "expired" } },
	])
		it(`recognises ${what}`, () => {
			const { properties } = readForeignState("5:12", { ...OUTPUTS, project: "5", ...more }) ?? {};
			expect(properties).to.include(expected);
			if (Object.keys(expected).length === 0) expect(properties).to.not.have.property("expiresAt");
		});

	it("has no secret where the token was imported there", () => {
		const { token: _, ...imported } = OUTPUTS;
		const read = readForeignState("5:12", { ...imported, project: "5", token: "" });
		expect(read?.properties).to.not.have.property("token");
	});

	it("ignores properties that are this provider's already, though the engine keeps the old ID until a refresh", () => {
		expect(readForeignState("5:12", MOVED)).to.deep.include({ properties: MOVED, isMoved: true });
		const byPath = { ...MOVED, project: "grp/proj" };
		expect(readForeignState("grp/proj:12", byPath)).to.deep.include({ properties: byPath, isMoved: true });
		expect(readForeignState("grp/proj:12", MOVED)).to.deep.include({ properties: MOVED, isMoved: true });
	});

	for (const id of [
		"projects/5/deploy_tokens/12",
		"groups/7/deploy_tokens/12",
		"",
		"x",
		"5:x",
		"5:0",
		"a b:12",
	])
		it(`returns nothing for ${JSON.stringify(id)}`, () => {
			expect(readForeignState(id, { ...OUTPUTS, project: "5" })).to.equal(undefined);
		});

	for (const { what, id = "5:12", props } of [
		{ what: "no scopes", props: { ...OUTPUTS, scopes: undefined } },
		{ what: "no username", props: { ...OUTPUTS, username: "" } },
		{ what: "moved, with another token's ID", props: { ...MOVED, tokenId: 13 } },
		{ what: "moved, without an ID", id: "!:12", props: { ...MOVED, tokenId: null } },
		{ what: "moved, of another owner", props: { ...MOVED, project: 6 } },
		{ what: "moved, with a host that is an object", id: "!:12", props: { ...MOVED, host: {} } },
		{ what: "moved, with an empty host", id: "!:12", props: { ...MOVED, host: "" } },
	])
		it(`returns nothing for a state that cannot be read: ${what}`, () => {
			expect(readForeignState(id, props)).to.equal(undefined);
		});

	for (const props of [undefined, null, "text", {}, { project: true }])
		it(`returns nothing for a bare ID with ${JSON.stringify(props)}, which names no owner`, () => {
			expect(readForeignState("12", props)).to.equal(undefined);
		});
});
