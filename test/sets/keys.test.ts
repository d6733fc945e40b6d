import { expect } from "chai";
import { writes } from "../lifecycle/harness/gitlab";
import { addressOf, type DeclaredSet } from "./harness/set-stack";
import { useSets } from "./harness/use-set";

const READ = { scopes: ["read_registry"] };
const THREE: DeclaredSet = {
	...READ,
	tokens: { web: { project: 5 }, api: { project: 6 }, all: { group: "grp" } },
};

describe("the keys of a set", () => {
	const under = useSets();
	const rows = async () =>
		(await under.gitlab.tokens()).map((row) => ({ ...row, owner: `${row.owner.type} ${row.owner.id}` }));
	it("create one token each, of projects and groups, with the defaults and their overrides", async () => {
		const set = await under.made({
			scopes: ["read_registry"],
			username: "puller",
			expiresAt: "2032-01-01",
			tokens: {
				web: { project: "grp/proj" },
				api: { project: 6, scopes: ["write_registry", "read_registry"], name: "api of all" },
				team: { group: 9, username: "team", expiresIn: "90d" },
			},
		});
		const made = Object.fromEntries((await rows()).map((row) => [row.name, row]));
		expect(Object.keys(made)).to.have.members(["web", "api of all", "team"]);
		expect(made.web).to.deep.include({
			owner: "project 5",
			username: "puller",
			scopes: ["read_registry"],
			expires_at: "2032-01-01T00:00:00.000Z",
		});
		expect(made["api of all"]).to.deep.include({
			owner: "project 6",
			username: "puller",
			scopes: ["read_registry", "write_registry"],
			expires_at: "2032-01-01T00:00:00.000Z",
		});
		expect(made.team).to.deep.include({
			owner: "group 9",
			username: "team",
			scopes: ["read_registry"],
			expires_at: "2031-05-30T12:00:00.000Z",
		});
		expect(Object.keys(set.tokenIds)).to.deep.equal(["api", "team", "web"]);
		expect(set.contents.tokens.web?.token).to.match(/^gldt-/);
	});

	it("are unchanged while nothing changes, with one request per owner", async () => {
		const set = await under.made(THREE);
		const { step, requests } = await set.up();
		expect(step).to.equal("same");
		expect(requests).to.have.members(
			Object.values(set.contents.tokens).map(({ id }) => `GET ${addressOf(id)}`),
		);
	});

	it("can be written in another order, and so can their scopes", async () => {
		const set = await under.made({
			tokens: { a: { project: 5, scopes: ["read_registry", "write_registry"] }, b: { project: 6, ...READ } },
		});
		set.declared = {
			tokens: {
				b: { scopes: ["read_registry"], project: 6 },
				a: { scopes: ["write_registry", "read_registry"], project: 5 },
			},
		};
		expect((await set.preview()).step).to.equal("same");
	});

	it("of an empty set create nothing and send no request", async () => {
		const set = under.set({ ...READ, tokens: {} });
		const { step, requests, error } = await set.up();
		expect({ step, requests, error }).to.deep.equal({ step: "create", requests: [], error: undefined });
		expect((await set.preview()).step).to.equal("same");
		expect((await set.destroy()).requests).to.deep.equal([]);
	});

	it("that are added are created, and no other is changed", async () => {
		const set = await under.made(THREE);
		const before = set.contents.tokens;
		set.declared = { ...THREE, tokens: { ...(THREE.tokens as object), late: { project: 6 } } };
		const { step, requests } = await set.up();
		expect(step).to.equal("update");
		expect(writes(requests)).to.deep.equal(["POST /projects/6/deploy_tokens"]);
		expect(set.contents.tokens).to.deep.include(before);
		expect(set.tokenIds.late).to.equal(4);
	});

	it("that are removed are deleted at once, and no other is changed", async () => {
		const set = await under.made(THREE);
		const { web, all, api } = set.contents.tokens;
		set.declared = { ...READ, tokens: { web: { project: 5 }, all: { group: "grp" } } };
		const { requests } = await set.up();
		expect(writes(requests)).to.deep.equal([`DELETE ${addressOf(api?.id)}`]);
		expect(set.contents.tokens).to.deep.equal({ web, all });
		expect(set.contents.retired).to.equal(undefined);
	});

	it("that are renamed get another token, and the old one is deleted at once", async () => {
		const set = await under.made({ ...READ, tokens: { web: { project: 5 } } });
		set.declared = { ...READ, tokens: { site: { project: 5 } } };
		const { requests } = await set.up();
		expect(writes(requests)).to.deep.equal([
			"POST /projects/5/deploy_tokens",
			"DELETE /projects/5/deploy_tokens/1",
		]);
		expect(await rows()).to.have.length(1);
		expect(set.tokenIds).to.deep.equal({ site: 2 });
	});

	it("can swap their tokens' owners", async () => {
		const set = await under.made({ ...READ, tokens: { a: { project: 5 }, b: { project: 6 } } });
		set.declared = { ...READ, tokens: { a: { project: 6 }, b: { project: 5 } } };
		await set.up();
		const live = (await rows()).filter(({ id }) => Object.values(set.tokenIds).includes(id));
		expect(live.map(({ name, owner }) => `${name} ${owner}`)).to.have.members(["a project 6", "b project 5"]);
	});

	describe("that are declared differently", () => {
		const changes: [string, object, object][] = [
			["owner", { project: 5 }, { project: 6 }],
			["owner, from a path to another's", { project: "grp/proj" }, { project: "grp/other" }],
			["kind of owner", { project: 5 }, { group: 7 }],
			["name", { project: 5 }, { project: 5, name: "another" }],
			["scopes", { project: 5 }, { project: 5, scopes: ["read_repository"] }],
			["username", { project: 5, username: "one" }, { project: 5, username: "two" }],
			["username, to GitLab's own", { project: 5, username: "one" }, { project: 5 }],
			["expiry", { project: 5, expiresAt: "2032-01-01" }, { project: 5, expiresAt: "2033-01-01" }],
			["expiry, to none", { project: 5, expiresAt: "2032-01-01" }, { project: 5 }],
			["expiry, from none", { project: 5 }, { project: 5, expiresAt: "2032-01-01" }],
			["lifetime, from none", { project: 5 }, { project: 5, expiresIn: "90d" }],
		];
		for (const [what, before, after] of changes)
			it(`in ${what}: get a new token, keep the old one for the overlap, and no other key is changed`, async () => {
				const others = { api: { project: 6 }, all: { group: "grp" } };
				const set = await under.made({ ...READ, tokens: { ...others, web: before } });
				const old = set.contents.tokens;
				set.declared = { ...READ, tokens: { ...others, web: after } };
				expect((await set.preview()).step).to.equal("update");
				const { requests } = await set.up();
				expect(writes(requests)).to.have.length(1);
				expect(writes(requests)[0]).to.match(/^POST /);
				const { web, ...same } = set.contents.tokens;
				expect({ ...same, web: old.web }).to.deep.equal(old);
				expect(web?.token).to.not.equal(old.web?.token);
				expect(set.contents.retired?.map(({ id }) => id)).to.deep.equal([old.web?.id]);
				expect((await rows()).map(({ id }) => id)).to.include(Number(old.web?.id.split("/").at(-1)));
				expect((await set.preview()).step).to.equal("same");
			});

		const respellings: [string, object, object][] = [
			["a path, then the ID", { project: "grp/proj" }, { project: 5 }],
			["the ID, then a path", { project: 5 }, { project: "grp/proj" }],
			["the ID, then the ID as text", { project: 5 }, { project: "5" }],
			["a group's path, then its ID", { group: "grp" }, { group: 7 }],
			[
				"an instant, then the same in another time zone",
				{ project: 5, expiresAt: "2032-01-01" },
				{ project: 5, expiresAt: "2032-01-01T01:00:00+01:00" },
			],
			["the default name, then the same declared declared", { project: 5 }, { project: 5, name: "web" }],
			["the default scopes, then the same declared declared", { project: 5 }, { project: 5, ...READ }],
			["a lifetime, then another", { project: 5, expiresIn: "90d" }, { project: 5, expiresIn: "30d" }],
		];
		for (const [what, before, after] of respellings)
			it(`but mean the same (${what}): write nothing to GitLab`, async () => {
				const set = await under.made({ ...READ, tokens: { web: before } });
				const { id, token } = set.contents.tokens.web ?? {};
				set.declared = { ...READ, tokens: { web: after } };
				const { requests, error } = await set.up();
				expect(error).to.equal(undefined);
				expect(writes(requests)).to.deep.equal([]);
				expect(set.contents.tokens.web).to.include({ id, token });
				expect((await set.preview()).step).to.equal("same");
			});
	});

	describe("and the defaults", () => {
		it("follow a default that changes, except those that override it", async () => {
			const tokens = { web: { project: 5 }, api: { project: 6, scopes: ["read_repository"] } };
			const set = await under.made({ ...READ, tokens });
			const { api } = set.contents.tokens;
			set.declared = { scopes: ["read_package_registry"], tokens };
			const { requests } = await set.up();
			expect(writes(requests)).to.deep.equal(["POST /projects/5/deploy_tokens"]);
			expect(set.contents.tokens.api).to.deep.equal(api);
			expect((await set.preview()).step).to.equal("same");
		});

		it("are unchanged where a default becomes what a key has", async () => {
			const set = await under.made({ ...READ, tokens: { web: { project: 5, scopes: ["read_repository"] } } });
			set.declared = { scopes: ["read_repository"], tokens: { web: { project: 5 } } };
			expect(writes((await set.up()).requests)).to.deep.equal([]);
			set.declared = { ...READ, tokens: { web: { project: 5, scopes: ["read_repository"] } } };
			expect(writes((await set.up()).requests)).to.deep.equal([]);
			expect((await set.preview()).step).to.equal("same");
			expect((await rows())[0]?.scopes).to.deep.equal(["read_repository"]);
		});

		it("do not mix: a key that declares an expiry or lifetime inherits neither", async () => {
			const set = await under.made({
				...READ,
				expiresIn: "90d",
				rotateBefore: "14d",
				tokens: { web: { project: 5 }, api: { project: 6, expiresAt: "2031-03-05" } },
			});
			expect((await rows()).map(({ name, expires_at }) => [name, expires_at])).to.have.deep.members([
				["web", "2031-05-30T12:00:00.000Z"],
				["api", "2031-03-05T00:00:00.000Z"],
			]);
			expect((await set.preview()).step).to.equal("same");
		});
	});

	for (const [what, more] of [
		["overlap", { overlap: "2h" }],
		["onKeyFailure", { onKeyFailure: "report" }],
		["maxDeletions", { maxDeletions: 1 }],
		["expiresIn", { expiresIn: "30d" }],
		["rotateBefore", { rotateBefore: "1d" }],
	] as const)
		it(`stay where only the policy changes, in ${what}`, async () => {
			const set = await under.made({ ...THREE, expiresIn: "90d" });
			const { tokens } = set.contents;
			set.declared = { ...THREE, expiresIn: "90d", ...more };
			const { step, requests } = await set.up();
			expect(step).to.equal("update");
			expect(writes(requests)).to.deep.equal([]);
			expect(set.contents.tokens).to.deep.equal(tokens);
			expect(set.outputs).to.include(more);
			expect((await set.preview()).step).to.equal("same");
		});

	it("may have one owner and one name, with a warning", async () => {
		const set = under.set({
			...READ,
			tokens: { a: { project: 5, name: "ci" }, b: { project: 5, name: "ci" } },
		});
		const { said, error } = await set.up();
		expect(error).to.equal(undefined);
		expect(said).to.deep.equal([
			'warning: deploy token set: tokens["b"] and tokens["a"] have the same owner and name',
		]);
		expect(await rows()).to.have.length(2);
		expect(set.tokenIds.a).to.not.equal(set.tokenIds.b);
		expect((await set.destroy()).error).to.equal(undefined);
		expect(await rows()).to.deep.equal([]);
	});

	for (const key of [
		"a.b.c",
		"grp/sub/proj",
		"🚀",
		"über mich",
		'quo"ted',
		"back\\slash",
		"constructor",
		"10",
		"a b",
	])
		it(`can be ${JSON.stringify(key)}`, async () => {
			const set = await under.made({ ...READ, tokens: { [key]: { project: 5 }, other: { project: 6 } } });
			expect((await rows()).map(({ name }) => name)).to.have.members([key, "other"]);
			expect((await set.preview()).step).to.equal("same");
			expect((await set.refresh()).error).to.equal(undefined);
			set.declared = { ...READ, tokens: { other: { project: 6 } } };
			expect(writes((await set.up()).requests)).to.have.length(1);
			expect((await rows()).map(({ name }) => name)).to.deep.equal(["other"]);
		});

	it("can have 500 characters, with a name that GitLab accepts", async () => {
		const key = "k".repeat(500);
		const set = await under.made({ ...READ, tokens: { [key]: { project: 5, name: "long" } } });
		expect(Object.keys(set.tokenIds)).to.deep.equal([key]);
		set.declared = { ...READ, tokens: { [key]: { project: 5 } } };
		const { failures } = await set.preview();
		expect(failures).to.have.length(1);
		expect(failures[0]?.reason).to.contain("GitLab accepts at most 255");
	});

	it("are all deleted by a destroy", async () => {
		const set = await under.made(THREE);
		const { tokens } = set.contents;
		const { requests, error } = await set.destroy();
		expect(error).to.equal(undefined);
		expect(writes(requests)).to.have.members(
			Object.values(tokens).map(({ id }) => `DELETE ${addressOf(id)}`),
		);
		expect(await rows()).to.deep.equal([]);
	});

	it("are all read before the first is deleted, so that no page of the list shifts", async () => {
		const keys = Array.from({ length: 250 }, (_, nth) => [`k${nth}`, { project: 5 }]);
		const set = await under.made({ ...READ, tokens: Object.fromEntries(keys) });
		const { requests, error } = await set.destroy();
		expect(error).to.equal(undefined);
		const kinds = requests.map((request) => request.split(" ")[0]);
		expect(kinds.lastIndexOf("GET")).to.be.lessThan(kinds.indexOf("DELETE"));
		expect(kinds.filter((kind) => kind === "GET")).to.have.length.at.most(3);
		expect(await rows()).to.deep.equal([]);
	});
});
