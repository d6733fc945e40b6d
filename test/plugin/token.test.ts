import { expect } from "chai";
import { failureOf } from "../engine/harness/provider-process";
import { DAY } from "../lifecycle/harness/time";
import { opened, secret, TOKEN, UNKNOWN } from "./harness/packaged";
import { usePackaged } from "./harness/use-packaged";

const DECLARED = { project: "grp/proj", scopes: ["read_registry", "read_repository"] };

describe("a packaged deploy token", () => {
	const under = usePackaged();

	it("is named as its resource, in every language", async () => {
		const provider = await under.provider();
		const { inputs } = await provider.check(TOKEN, "ci::pull", DECLARED);
		expect(inputs).to.deep.equal({
			...DECLARED,
			scopes: ["read_repository", "read_registry"],
			name: "ci::pull",
			status: "active",
		});
	});

	for (const { what, declared, failures } of [
		{ what: "no owner", declared: { scopes: ["read_registry"] }, failures: { project: /is missing/ } },
		{
			what: "two owners",
			declared: { ...DECLARED, group: "grp" },
			failures: { group: /conflicts with `project`/ },
		},
		{
			what: "a misspelt property",
			declared: { ...DECLARED, expireAt: "2040-01-01" },
			failures: { '["expireAt"]': /did you mean `expiresAt`/ },
		},
		{
			what: "a scope in another notation",
			declared: { ...DECLARED, scopes: ["READ_REGISTRY"] },
			failures: { "scopes[0]": /write "read_registry"/ },
		},
		{
			what: "an invalid lifetime",
			declared: { ...DECLARED, expiresIn: "3 months" },
			failures: { expiresIn: /is not a duration/ },
		},
		{
			what: "a connection, for which there are explicit providers",
			declared: { ...DECLARED, connection: "other" },
			failures: { connection: /declare an explicit provider/ },
		},
		{
			what: "everything at once",
			declared: { scopes: [], name: "", expiresIn: "x" },
			failures: { project: /missing/, scopes: /empty/, name: /empty/, expiresIn: /duration/ },
		},
	])
		it(`is refused with ${what}, by property and before anything is created`, async () => {
			const provider = await under.provider();
			const { failures: found } = await provider.check(TOKEN, "ci", declared);
			expect(Object.keys(found)).to.have.members(Object.keys(failures));
			for (const [property, reason] of Object.entries(failures)) expect(found[property]).to.match(reason);
			expect(await under.gitlab.requests()).to.deep.equal([]);
		});

	it("is created with its secret as a secret, and its other outputs in plaintext", async () => {
		const provider = await under.provider();
		const { id, outputs, refreshed } = await provider.made(TOKEN, "ci", { ...DECLARED, project: "5" });
		expect(id).to.equal("projects/5/deploy_tokens/1");
		expect(opened(outputs.token)).to.match(/^gldt-/);
		expect(outputs).to.include({
			project: "5",
			name: "ci",
			tokenId: 1,
			status: "active",
			host: under.gitlab.url,
		});
		expect(refreshed).to.equal(true);
	});

	it("keeps secret what a program marks as secret", async () => {
		const provider = await under.provider();
		const { inputs, outputs } = await provider.made(TOKEN, "ci", { ...DECLARED, username: secret("puller") });
		expect(opened(inputs.username)).to.equal("puller");
		expect(opened(outputs.username)).to.equal("puller");
		const [row] = await under.gitlab.tokens();
		expect(row?.username).to.equal("puller");
	});

	it("marks the secret of a token to adopt as secret, also where the program does not", async () => {
		const provider = await under.provider();
		const { outputs } = await provider.made(TOKEN, "ci", DECLARED);
		const adopt = { tokenId: 1, token: "gldt-0123456789abcdefghij" };
		const inputs = await (await under.provider()).accepted(TOKEN, "ci", { ...DECLARED, name: "ci", adopt });
		expect(opened(inputs.adopt)).to.deep.equal(adopt);
		expect(outputs).to.not.have.property("adopt");
	});

	it("is planned in a preview: what is declared is known, the rest is not, and nothing is created", async () => {
		const provider = await under.provider();
		const inputs = await provider.accepted(TOKEN, "ci", { ...DECLARED, expiresIn: "90d", username: UNKNOWN });
		const { token, ...planned } = await provider.plan(TOKEN, "ci", inputs);
		expect(opened(token)).to.equal(UNKNOWN);
		expect(planned).to.deep.equal({
			...inputs,
			host: under.gitlab.url,
			tokenId: UNKNOWN,
			username: UNKNOWN,
			createdAt: UNKNOWN,
			expiresAt: UNKNOWN,
		});
		expect(await under.gitlab.tokens()).to.deep.equal([]);
	});

	it("is unchanged when nothing changed, whatever the order of its scopes", async () => {
		const provider = await under.provider();
		const made = await provider.made(TOKEN, "ci", DECLARED);
		const { changes, replaces, detail } = await provider.compare(made, {
			...DECLARED,
			scopes: ["read_repository", "read_registry"],
		});
		expect({ changes, replaces, detail }).to.deep.equal({ changes: false, replaces: [], detail: {} });
	});

	for (const { what, change, replaces, detail } of [
		{
			what: "a scope and a lifetime",
			change: { scopes: ["read_repository", "write_registry"], expiresIn: "90d" },
			replaces: ["scopes", "expiresAt"],
			detail: { "scopes[1]": "update_replace", expiresIn: "add", expiresAt: "update_replace" },
		},
		{
			what: "an added scope",
			change: { scopes: ["read_repository", "read_registry", "write_registry"] },
			replaces: ["scopes"],
			detail: { "scopes[2]": "add_replace" },
		},
		{
			what: "another owner",
			change: { project: undefined, group: "grp" },
			replaces: ["project", "group"],
			detail: { project: "delete_replace", group: "add_replace" },
		},
		{ what: "a name", change: { name: "other" }, replaces: ["name"], detail: { name: "update_replace" } },
		{
			what: "another notation of its owner",
			change: { project: "5" },
			replaces: [],
			detail: { project: "update" },
		},
		{
			what: "a name that is not known yet",
			change: { name: UNKNOWN },
			replaces: ["name"],
			detail: { name: "update_replace" },
		},
	])
		it(`reports by path that ${what} changed`, async () => {
			const provider = await under.provider();
			const made = await provider.made(TOKEN, "ci", DECLARED);
			const found = await provider.compare(made, { ...DECLARED, ...change });
			expect(found.changes).to.equal(true);
			expect(found.replaces).to.have.members(replaces);
			expect(found.detail).to.deep.equal(detail);
		});

	it("is updated with its outputs known in the preview, without a request", async () => {
		const provider = await under.provider();
		const made = await provider.made(TOKEN, "ci", { ...DECLARED, expiresIn: "90d" });
		const { inputs } = await provider.compare(made, { ...DECLARED, expiresIn: "90d", rotateBefore: "30d" });
		const before = (await under.gitlab.requests()).length;
		const planned = await provider.update(made, inputs, true);
		expect(planned.outputs).to.deep.equal({ ...made.outputs, rotateBefore: "30d" });
		expect((await provider.update(made, inputs)).outputs).to.deep.equal(planned.outputs);
		expect((await under.gitlab.requests()).length).to.equal(before);
	});

	for (const { what, drift, status } of [
		{ what: "revoked", drift: () => under.gitlab.revoke(1), status: "revoked" },
		{ what: "expired", drift: async () => under.time.advance(91 * DAY), status: "expired" },
	])
		it(`that was ${what} is read as such before it is compared, and then replaced`, async () => {
			const declared = { ...DECLARED, expiresIn: "90d" };
			const made = await (await under.provider()).made(TOKEN, "ci", declared);
			await drift();
			const provider = await under.provider();
			const read = await provider.read(made);
			expect(read?.outputs).to.deep.equal({ ...made.outputs, status });
			expect(read?.inputs).to.include({ status });
			const { replaces, detail } = await provider.compare(read ?? made, declared);
			expect(replaces).to.deep.equal(["status"]);
			expect(detail).to.deep.equal({ status: "update_replace" });
			expect(provider.said).to.have.length(1);
			expect(provider.said[0]).to.include({ severity: "info", urn: `urn:pulumi:dev::trial::${TOKEN}::ci` });
			expect(provider.said[0]?.message).to.match(new RegExp(`"ci" \\(1\\).*${what}.*will be replaced`));
		});

	it("that was deleted in GitLab is gone", async () => {
		const made = await (await under.provider()).made(TOKEN, "ci", DECLARED);
		await under.gitlab.remove(1);
		expect(await (await under.provider()).read(made)).to.equal(undefined);
	});

	it("is not read between refreshes where the settings disable that, by the engine either", async () => {
		const config = {
			baseUrl: under.gitlab.url,
			token: "glpat-maintainer-of-grp-and-team",
			driftDetection: "refresh",
		};
		const provider = await under.provider({ config });
		const made = await provider.made(TOKEN, "ci", DECLARED);
		expect(made.refreshed).to.equal(false);
		await under.gitlab.revoke(1);
		expect((await provider.compare(made, DECLARED)).changes).to.equal(false);
		expect((await provider.read(made))?.refreshed).to.equal(false);
	});

	it("is deleted, and a second deletion succeeds", async () => {
		const provider = await under.provider();
		const made = await provider.made(TOKEN, "ci", DECLARED);
		await provider.delete(made);
		expect(await under.gitlab.tokens()).to.deep.equal([]);
		await provider.delete(made);
	});

	it("that cannot be created fails with what failed, why and what to do, without a stack trace", async () => {
		const provider = await under.provider();
		const inputs = await provider.accepted(TOKEN, "ci", { ...DECLARED, project: "grp/none" });
		const { message } = await failureOf(provider.create(TOKEN, "ci", inputs));
		expect(message).to.match(/The deploy token "ci" of project grp\/none was not created/);
		expect(message)
			.to.contain("[GITLAB_OWNER_NOT_VISIBLE]")
			.and.not.match(/\bat .*\.[jt]s:\d+/);
	});
});
