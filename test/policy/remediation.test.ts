import { expect } from "chai";
import { remediated, secret, TYPES, UNKNOWN_TEXT } from "./harness";

const token = (props: object) => ({ type: TYPES.dynamicToken, props: { project: 5, name: "ci", ...props } });
const set = (props: object, tokens: object) => ({
	type: TYPES.dynamicSet,
	props: { ...props, tokens: JSON.stringify(tokens) },
});

describe("a policy's remediation", () => {
	it("gives a token without an expiry a lifetime, and shortens one that is too long", async () => {
		expect(await remediated("expiry", token({}), { maxDays: 90 })).to.include({ expiresIn: "90d" });
		expect(await remediated("expiry", token({ expiresIn: "900d" }))).to.include({ expiresIn: "365d" });
	});

	it("keeps a declared date, a window that would not fit, and an adopted token", async () => {
		expect(await remediated("expiry", token({ expiresAt: "2099-01-01T00:00:00.000Z" }))).to.equal(undefined);
		const wide = token({ expiresIn: "900d", rotateBefore: "90d" });
		expect(await remediated("expiry", wide, { maxDays: 90 })).to.equal(undefined);
		expect(await remediated("expiry", token({ adopt: { tokenId: 7 } }))).to.equal(undefined);
	});

	it("keeps values that are not known yet, and tokens that pass", async () => {
		expect(await remediated("expiry", token({ expiresIn: UNKNOWN_TEXT }))).to.equal(undefined);
		expect(await remediated("write-scopes", token({ scopes: UNKNOWN_TEXT }))).to.equal(undefined);
		expect(await remediated("expiry", token({ expiresIn: "9d" }))).to.equal(undefined);
	});

	it("removes scopes where others remain", async () => {
		const both = token({ scopes: ["read_registry", "write_registry"] });
		expect((await remediated("write-scopes", both))?.scopes).to.deep.equal(["read_registry"]);
		expect(await remediated("write-scopes", token({ scopes: ["write_registry"] }))).to.equal(undefined);
		const unpaired = token({ scopes: ["read_repository", "read_virtual_registry"] });
		expect((await remediated("virtual-registry-scopes", unpaired))?.scopes).to.deep.equal([
			"read_repository",
		]);
	});

	it("sets a window that is missing or too short", async () => {
		expect(await remediated("rotation-window", token({ expiresIn: "90d" }))).to.include({
			rotateBefore: "7d",
		});
		expect(await remediated("rotation-window", token({ expiresIn: "5d" }))).to.equal(undefined);
	});

	it("keeps every other property, and secrets secret", async () => {
		const declared = token({
			username: secret("hidden"),
			scopes: secret(["read_registry", "write_registry"]),
			__provider: "the text",
		});
		expect(await remediated("write-scopes", declared)).to.deep.equal({
			project: 5,
			name: "ci",
			username: secret("hidden"),
			scopes: secret(["read_registry"]),
			__provider: "the text",
		});
	});

	it("changes the defaults of a set if all tokens that inherit them need the same change", async () => {
		const plain = { web: { project: 5 }, api: { project: 6, expiresIn: "9d" } };
		const changed = await remediated("expiry", set({}, plain));
		expect(changed).to.deep.equal({ tokens: JSON.stringify(plain), expiresIn: "365d" });
		const writing = { web: { project: "a/web" }, api: { project: "b/api" } };
		const scopes = ["read_registry", "write_registry"];
		expect((await remediated("write-scopes", set({ scopes }, writing)))?.scopes).to.deep.equal([
			"read_registry",
		]);
	});

	it("keeps a set in which a token is exempt or adopts, or all tokens declare values of their own", async () => {
		const scopes = ["read_registry", "write_registry"];
		const owners = { web: { project: "a/web" }, api: { project: "b/api" } };
		expect(await remediated("write-scopes", set({ scopes }, owners), { owners: ["a/*"] })).to.equal(
			undefined,
		);
		const adopting = { web: { project: 5 }, old: { project: 5, adopt: { tokenId: 7 } } };
		expect(await remediated("expiry", set({}, adopting))).to.equal(undefined);
		const own = { web: { project: 5, expiresIn: "900d" } };
		expect(await remediated("expiry", set({}, own))).to.equal(undefined);
	});
});
