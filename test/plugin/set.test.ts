import { expect } from "chai";
import { MAX_IN_MAP } from "../../provider/plugin/set-kind";
import { failureOf } from "../engine/harness/provider-process";
import { opened, type Properties, SET, secret, UNKNOWN } from "./harness/packaged";
import { usePackaged } from "./harness/use-packaged";

const DECLARED = {
	scopes: ["read_registry"],
	tokens: { web: { project: "5" }, api: { group: "grp", scopes: ["read_repository"] } },
};
const SECRET = "gldt-0123456789abcdefghij";

const many = (count: number) =>
	Object.fromEntries(Array.from({ length: count }, (_, index) => [`t${index}`, { project: "5" }]));

describe("a packaged set of deploy tokens", () => {
	const under = usePackaged();

	it("has its tokens as a map, and secrets, usernames and IDs by key as outputs", async () => {
		const provider = await under.provider();
		const { outputs, refreshed } = await provider.made(SET, "all", DECLARED);
		const ids = Object.fromEntries((await under.gitlab.tokens()).map(({ id, name }) => [name, id]));
		expect(outputs.tokenIds).to.deep.equal(ids);
		expect(outputs.usernames).to.deep.equal({
			api: `gitlab+deploy-token-${ids.api}`,
			web: `gitlab+deploy-token-${ids.web}`,
		});
		expect(Object.keys(opened(outputs.secrets) as Properties)).to.deep.equal(["api", "web"]);
		expect(opened(outputs.contents)).to.be.a("string");
		expect(outputs.failed).to.deep.equal({});
		expect(refreshed).to.equal(true);
	});

	for (const { what, tokens, failures } of [
		{
			what: "an invalid property in an entry",
			tokens: { web: { project: "5", scopes: ["read_registr"] } },
			failures: {},
		},
		{
			what: "a scope in another notation",
			tokens: { web: { project: "5", scopes: ["READ_REGISTRY"] } },
			failures: { 'tokens["web"].scopes[0]': /write "read_registry"/ },
		},
		{
			what: "a misspelt property of an entry",
			tokens: { web: { project: "5", user: "x" } },
			failures: { 'tokens["web"].user': /is not an input/ },
		},
		{ what: "a list in place of the map", tokens: [], failures: { '["tokens"]': /is not an object/ } },
		{
			what: "an entry that is not an object",
			tokens: { web: "5" },
			failures: { 'tokens["web"]': /expected an object/ },
		},
	])
		it(`with ${what} is refused by the path of the entry`, async () => {
			const provider = await under.provider();
			const { failures: found } = await provider.check(SET, "all", { ...DECLARED, tokens });
			expect(Object.keys(found)).to.have.members(Object.keys(failures));
			for (const [path, reason] of Object.entries(failures)) expect(found[path]).to.match(reason as RegExp);
		});

	it("whose entries are only partly known is unknown as a whole", async () => {
		const provider = await under.provider();
		const tokens = { ...DECLARED.tokens, late: { project: UNKNOWN } };
		const inputs = await provider.accepted(SET, "all", { ...DECLARED, tokens });
		expect(inputs.tokens).to.equal(UNKNOWN);
		const planned = await provider.plan(SET, "all", inputs);
		expect(opened(planned.secrets)).to.equal(UNKNOWN);
		expect(planned.usernames).to.equal(UNKNOWN);
	});

	for (const { what, tokens } of [
		{ what: "a secret in an entry", tokens: { web: { project: "5", username: secret("puller") } } },
		{ what: "tokens to adopt", tokens: { web: { project: "5", adopt: { tokenId: 1, token: SECRET } } } },
		{
			what: "tokens to adopt, too many for a map,",
			tokens: { ...many(MAX_IN_MAP), web: { project: "5", adopt: { tokenId: 1, token: SECRET } } },
		},
		{
			what: "a secret in an entry, with an unknown one",
			tokens: { web: { project: "5", username: secret("puller") }, late: { project: UNKNOWN } },
		},
	])
		it(`with ${what} has its tokens marked as secret in every response`, async () => {
			const provider = await under.provider();
			const { inputs } = await provider.check(SET, "all", { ...DECLARED, tokens });
			opened(inputs.tokens);
			opened((await provider.plan(SET, "all", inputs)).tokens);
		});

	it("keeps a secret of its entries secret in outputs, updates and refreshes", async () => {
		const provider = await under.provider();
		const tokens = { web: { project: "5", username: secret("puller") } };
		const made = await provider.made(SET, "all", { ...DECLARED, tokens });
		opened(made.outputs.tokens);
		const read = await provider.read(made);
		opened(read?.outputs.tokens);
		opened(read?.inputs.tokens);
		const more = { ...tokens, api: { group: "grp" } };
		const { inputs } = await provider.compare(made, { ...DECLARED, tokens: more });
		opened((await provider.update(made, inputs)).outputs.tokens);
	});

	for (const { what, declared, open } of [
		{
			what: "username of an entry",
			declared: { tokens: { web: { project: "5", username: secret("puller") } } },
			open: [],
		},
		{
			what: "username of all entries",
			declared: { username: secret("puller"), tokens: { web: { project: "5" } } },
			open: ["tokenIds", "failed"],
		},
		{ what: "map of entries", declared: { tokens: secret({ web: { project: "5" } }) }, open: [] },
	])
		it(`keeps a secret ${what} secret in the outputs that contain it, in every response`, async () => {
			const provider = await under.provider();
			const { inputs } = await provider.check(SET, "all", { ...DECLARED, ...declared });
			const planned = await provider.plan(SET, "all", inputs);
			const made = await provider.create(SET, "all", inputs);
			const foreseen = await provider.update(made, inputs, true);
			const updated = await provider.update(made, inputs);
			const read = await provider.read(made);
			for (const outputs of [planned, made.outputs, foreseen.outputs, updated.outputs, read?.outputs ?? {}])
				for (const name of ["usernames", "tokenIds", "failed"])
					if (!(open as string[]).includes(name)) opened(outputs[name]);
			for (const name of open) expect(() => opened(made.outputs[name])).to.throw("not a secret");
		});

	it("is unchanged when nothing changed, and updates only what did", async () => {
		const provider = await under.provider();
		const made = await provider.made(SET, "all", DECLARED);
		expect((await provider.compare(made, DECLARED)).changes).to.equal(false);
		const tokens = { ...DECLARED.tokens, more: { project: "6" } };
		const { detail, inputs } = await provider.compare(made, { ...DECLARED, tokens });
		expect(detail).to.deep.equal({ 'tokens["more"]': "add" });
		const updated = await provider.update(made, inputs);
		expect(updated.outputs.tokenIds)
			.to.include(made.outputs.tokenIds as object)
			.and.have.property("more");
	});

	it("differs by the path of each changed property of its entries", async () => {
		const provider = await under.provider();
		const made = await provider.made(SET, "all", {
			...DECLARED,
			tokens: { ...DECLARED.tokens, "a.b": { project: "6", expiresIn: "30d" } },
		});
		const { detail, changes } = await provider.compare(made, {
			...DECLARED,
			tokens: {
				web: { project: "5", expiresAt: "2031-06-01T00:00:00Z" },
				api: { group: "grp", scopes: ["read_repository", "write_registry"] },
				"a.b": { project: "6" },
			},
		});
		expect(changes).to.equal(true);
		expect(detail).to.deep.equal({
			'tokens["web"].expiresAt': "add",
			'tokens["api"].scopes[1]': "add",
			'tokens["a.b"].expiresIn': "delete",
		});
	});

	it("keeps its entries in the state as a map whose order is no change", async () => {
		const provider = await under.provider();
		const tokens = {
			b: { scopes: ["read_registry"], project: "5", expiresAt: "never" },
			"1": { group: "7" },
		};
		const made = await provider.made(SET, "all", { ...DECLARED, tokens });
		const expected = {
			"1": { group: 7 },
			b: { expiresAt: "never", project: 5, scopes: ["read_registry"] },
		};
		expect(made.inputs.tokens).to.deep.equal(expected);
		expect(made.outputs.tokens).to.deep.equal(expected);
		const { "1": one, b } = expected;
		const { scopes, project, expiresAt } = b;
		const reordered = { b: { scopes, expiresAt, project }, "1": one };
		const recorded = {
			...made,
			inputs: { ...made.inputs, tokens: reordered },
			outputs: { ...made.outputs, tokens: reordered },
		};
		expect((await provider.compare(recorded, { ...DECLARED, tokens })).changes).to.equal(false);
		expect((await provider.read(recorded))?.inputs.tokens).to.deep.equal(expected);
	});

	it("has its tokens as one text where they are too many for the engine, and is unchanged by either form", async () => {
		const provider = await under.provider();
		const inputsOf = async (count: number) =>
			(await provider.accepted(SET, "all", { ...DECLARED, tokens: many(count) })).tokens;
		expect(await inputsOf(MAX_IN_MAP)).to.be.an("object");
		expect(await inputsOf(MAX_IN_MAP + 1)).to.be.a("string");
		const made = await provider.made(SET, "all", DECLARED);
		const inputs = { ...made.inputs, tokens: JSON.stringify(made.inputs.tokens) };
		expect((await provider.diff(made, inputs)).changes).to.equal(false);
	});

	it("foresees in the preview of an update all outputs of the keys that stay", async () => {
		const provider = await under.provider();
		const made = await provider.made(SET, "all", DECLARED);
		const before = opened(made.outputs.secrets) as Properties;
		const tokens = {
			web: { project: "5" },
			api: { group: "grp", username: "puller" },
			more: { project: "6" },
		};
		const { inputs } = await provider.compare(made, { ...DECLARED, tokens });
		const { outputs } = await provider.update(made, inputs, true);
		expect(opened(outputs.secrets)).to.deep.equal({ web: before.web, api: UNKNOWN, more: UNKNOWN });
		const { web } = made.outputs.usernames as Properties;
		expect(outputs.usernames).to.deep.equal({ web, api: "puller", more: UNKNOWN });
		expect(outputs.tokenIds).to.include({ web: (made.outputs.tokenIds as Properties).web, more: UNKNOWN });
		expect(outputs.failed).to.deep.equal({});
		expect(await under.gitlab.tokens()).to.have.length(2);
		const updated = await provider.update(made, inputs);
		expect((opened(updated.outputs.secrets) as Properties).web).to.equal(before.web);
	});

	it("shows what drifted by key, and repairs it", async () => {
		const made = await (await under.provider()).made(SET, "all", DECLARED);
		const { web } = made.outputs.tokenIds as { web: number };
		await under.gitlab.revoke(web);
		const provider = await under.provider();
		const read = await provider.read(made);
		expect(read?.inputs.drift).to.deep.equal({ web: "revoked" });
		const { detail, inputs } = await provider.compare(read ?? made, DECLARED);
		expect(detail).to.deep.equal({ 'drift["web"]': "delete" });
		const repaired = await provider.update(read ?? made, inputs);
		expect((repaired.outputs.tokenIds as { web: number }).web).to.be.greaterThan(web);
		expect(repaired.outputs).to.not.have.property("drift");
	});

	it("has the keys of what drifted marked as secret where they are", async () => {
		const tokens = secret({ web: { project: "5" } });
		const made = await (await under.provider()).made(SET, "all", { ...DECLARED, tokens });
		await under.gitlab.revoke(1);
		const read = await (await under.provider()).read(made);
		expect(opened(read?.inputs.drift)).to.deep.equal({ web: "revoked" });
		expect(opened(read?.outputs.drift)).to.deep.equal({ web: "revoked" });
	});

	it("with a failing key keeps what was created, names the key, and creates the rest next time", async () => {
		const provider = await under.provider();
		const tokens = { ...DECLARED.tokens, gone: { project: "99" } };
		const inputs = await provider.accepted(SET, "all", { ...DECLARED, tokens });
		const { initFailure } = await failureOf(provider.create(SET, "all", inputs));
		if (initFailure === undefined) throw new Error("nothing was kept");
		const { id, properties, reasons } = initFailure;
		expect(reasons).to.have.length(1);
		expect(reasons[0]).to.contain('tokens["gone"]').and.contain("[GITLAB_OWNER_NOT_VISIBLE]");
		expect(Object.keys(opened(properties.secrets) as Properties)).to.deep.equal(["api", "web"]);
		expect(properties.failed).to.have.all.keys("gone");
		const kept = { type: SET, name: "all", id, inputs, outputs: properties };
		const { inputs: without } = await provider.compare(kept, DECLARED);
		const repaired = await provider.update(kept, without);
		expect(repaired.outputs).to.deep.include({ failed: {}, tokenIds: properties.tokenIds });
	});

	it("accepts a limit of deletions as text, as a number and as a percentage", async () => {
		const provider = await under.provider();
		for (const maxDeletions of ["1", 1, "50%"]) {
			const { failures } = await provider.check(SET, "all", { ...DECLARED, maxDeletions });
			expect(failures).to.deep.equal({});
		}
		const made = await provider.made(SET, "all", { ...DECLARED, maxDeletions: "0" });
		expect(made.outputs.maxDeletions).to.equal("0");
		const fewer = { ...DECLARED, maxDeletions: "0", tokens: { web: { project: "5" } } };
		const { message } = await failureOf(provider.compare(made, fewer));
		expect(message).to.contain("[TOO_MANY_DELETIONS]");
	});

	for (const tokens of [
		`{"web":${SECRET}}`,
		"null",
		"[1]",
		'{"web":null}',
		{ web: "x" },
		{ web: [null] },
		{ web: { adopt: null } },
		{},
	])
		it(`whose tokens are recorded as ${JSON.stringify(tokens)} is refreshed, updated and deleted`, async () => {
			const provider = await under.provider();
			const declared = { ...DECLARED, tokens: { web: { project: "5" } } };
			const made = await provider.made(SET, "all", declared);
			const spoilt = {
				...made,
				inputs: { ...made.inputs, tokens },
				outputs: { ...made.outputs, tokens },
			};
			const adopting = { ...DECLARED, tokens: { web: { project: "5", adopt: { tokenId: 9 } } } };
			const { failures } = await provider.check(SET, "all", adopting, spoilt.inputs);
			expect(failures).to.have.all.keys('tokens["web"].adopt');
			const read = await provider.read(spoilt);
			expect(read?.outputs.contents).to.deep.equal(made.outputs.contents);
			const { inputs } = await provider.compare(read ?? spoilt, declared);
			expect((await provider.update(read ?? spoilt, inputs)).outputs).to.deep.equal(made.outputs);
			await provider.delete(spoilt);
			expect(await under.gitlab.tokens()).to.deep.equal([]);
		});

	for (const tokens of [`{"web":${SECRET}}`, "null", "[1]", '{"web":null}'])
		it(`is not compared with tokens recorded as ${tokens}, as a refresh does, and nothing of them is quoted`, async () => {
			const provider = await under.provider();
			const made = await provider.made(SET, "all", DECLARED);
			const inputs = { ...made.inputs, tokens };
			for (const call of [() => provider.diff(made, inputs), () => provider.update(made, inputs)]) {
				const { message } = await failureOf(call());
				expect(message).to.contain("[DEPLOY_TOKEN_STATE_UNREADABLE]").and.not.contain("gldt");
			}
			expect(await under.gitlab.tokens()).to.have.length(2);
		});

	it("is deleted with all its tokens", async () => {
		const provider = await under.provider();
		await provider.delete(await provider.made(SET, "all", DECLARED));
		expect(await under.gitlab.tokens()).to.deep.equal([]);
	});
});
