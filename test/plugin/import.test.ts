import { expect } from "chai";
import { failureOf } from "../engine/harness/provider-process";
import { CREDENTIALS } from "../lifecycle/harness/world";
import { opened, type Packaged, type Properties, type Recorded, SET, TOKEN } from "./harness/packaged";
import { usePackaged } from "./harness/use-packaged";

const DECLARED = { project: "grp/proj", scopes: ["read_registry"] };
const SECRET = "gldt-0123456789abcdefghij";

describe("an imported deploy token", () => {
	const under = usePackaged();

	/** A token of GitLab that no state knows. */
	const existing = async (declared: object = {}) => {
		const provider = await under.provider();
		const { id } = await provider.made(TOKEN, "elsewhere", { ...DECLARED, ...declared });
		return id;
	};

	/** It as a provider reads it that imports it under a name. */
	const imported = async (provider: Packaged, id: string, name = "ci") => {
		const read = await provider.read({ type: TOKEN, name, id });
		if (read === undefined) throw new Error("nothing was imported");
		return read;
	};

	/** It is renamed, and replaced under its new name, as the engine does; then deleted under its former one. */
	const expectReplaced = async (provider: Packaged, old: Recorded, inputs: Properties) => {
		const { id: successor } = await provider.create(TOKEN, "renamed", inputs);
		await provider.delete(old);
		const left = (await under.gitlab.tokenIds()).map((tokenId) => `projects/5/deploy_tokens/${tokenId}`);
		expect(left).to.deep.equal([successor]);
		expect(provider.said).to.deep.equal([]);
	};

	it("is read by its ID: everything that GitLab shows, no secret, and nothing invented", async () => {
		const id = await existing({ username: "puller", expiresAt: "2040-01-01" });
		const provider = await under.provider();
		const read = await provider.read({ type: TOKEN, name: "ci", id });
		const inputs = {
			project: "5",
			name: "elsewhere",
			scopes: ["read_registry"],
			username: "puller",
			expiresAt: "2040-01-01T00:00:00.000Z",
			status: "active",
		};
		const outputs = { ...inputs, tokenId: 1, host: under.gitlab.url };
		expect(read).to.deep.include({ id, inputs, outputs });
		const again = await provider.read({ type: TOKEN, name: "ci", id });
		expect(again, "the same at every look").to.deep.equal(read);
	});

	it("of a group is read too", async () => {
		const id = await existing({ project: undefined, group: "grp/sub" });
		const read = await (await under.provider()).read({ type: TOKEN, name: "ci", id });
		expect(read?.outputs).to.include({ group: "8" }).and.not.have.property("project");
	});

	it("is unchanged once it is declared, then refreshes and is deleted like a created one", async () => {
		const id = await existing();
		const provider = await under.provider();
		const read = await imported(provider, id);
		const { changes } = await provider.compare(read, { ...DECLARED, project: "5", name: "elsewhere" });
		expect(changes).to.equal(false);
		expect((await provider.read(read))?.outputs).to.deep.equal(read.outputs);
		await provider.delete(read);
		expect(await under.gitlab.tokens()).to.deep.equal([]);
	});

	it("gets its secret by `adopt` later, and keeps it", async () => {
		const id = await existing();
		const provider = await under.provider();
		const read = await imported(provider, id);
		const adopt = { tokenId: 1, token: SECRET };
		const { inputs, replaces } = await provider.compare(read, { ...DECLARED, name: "elsewhere", adopt });
		expect(replaces).to.deep.equal([]);
		const updated = await provider.update(read, inputs);
		expect(opened(updated.outputs.token)).to.equal(SECRET);
		const next = await under.provider();
		const { changes } = await next.compare(updated, { ...DECLARED, name: "elsewhere" });
		expect(changes).to.equal(false);
	});

	it("that two resources import is refused: deleting one would delete the other's token", async () => {
		const id = await existing();
		const provider = await under.provider();
		const declared = { ...DECLARED, project: "5", name: "elsewhere" };
		const [one, other] = await Promise.all([imported(provider, id, "one"), imported(provider, id, "other")]);
		await provider.compare(one, declared);
		const { message } = await failureOf(provider.compare(other, declared));
		expect(message).to.contain("Two resources claim one token").and.contain("[DEPLOY_TOKEN_MISMATCH]");
	});

	it("that does not exist in GitLab is reported as missing", async () => {
		await existing();
		const provider = await under.provider();
		expect(await provider.read({ type: TOKEN, name: "ci", id: "projects/5/deploy_tokens/99" })).to.equal(
			undefined,
		);
	});

	for (const refreshed of [false, true])
		it(`that is renamed with an alias and replaced is deleted under its former name${refreshed ? ", behind a refresh" : ""}`, async () => {
			const id = await existing();
			const old = await imported(await under.provider(), id);
			const provider = await under.provider();
			if (refreshed) await provider.read(old);
			const declared = { ...DECLARED, name: "elsewhere", scopes: ["read_repository"] };
			const { replaces, inputs } = await provider.compare({ ...old, name: "renamed" }, declared);
			expect(replaces).to.deep.equal(["scopes"]);
			await expectReplaced(provider, old, inputs);
		});

	it("that is renamed with an alias, and replaced although it is as declared, is deleted under its former name", async () => {
		const id = await existing();
		const old = await imported(await under.provider(), id);
		const provider = await under.provider();
		const declared = { ...DECLARED, project: "5", name: "elsewhere" };
		const { changes, inputs } = await provider.compare({ ...old, name: "renamed" }, declared);
		expect(changes).to.equal(false);
		await expectReplaced(provider, old, inputs);
	});

	it("that another resource has too is not deleted before that one has its replacement", async () => {
		const id = await existing();
		const first = await imported(await under.provider(), id, "first");
		const other = await imported(await under.provider(), id, "other");
		const provider = await under.provider();
		await provider.compare(first, { ...DECLARED, name: "elsewhere", scopes: ["read_repository"] });
		await provider.delete(other);
		expect(await under.gitlab.tokens()).to.have.length(1);
		expect(provider.said.map(({ message }) => message).join()).to.contain("was not deleted");
	});

	for (const id of ["5/12", "projects/grp/proj/deploy_tokens/1", "1", "projects/0/deploy_tokens/1", "x\ny"])
		it(`by ${JSON.stringify(id)} is refused, with the format of an ID`, async () => {
			const provider = await under.provider();
			const { message } = await failureOf(provider.read({ type: TOKEN, name: "ci", id }));
			expect(message).to.contain("`projects/<number>/deploy_tokens/<number>`").and.contain("[INPUT_INVALID]");
			expect(await under.gitlab.requests()).to.deep.equal([]);
		});

	it("of an invisible owner is an error, not a deleted token", async () => {
		const provider = await under.provider({
			config: { baseUrl: under.gitlab.url, token: CREDENTIALS.stranger },
		});
		const { message } = await failureOf(
			provider.read({ type: TOKEN, name: "ci", id: "projects/5/deploy_tokens/1" }),
		);
		expect(message).to.contain("[GITLAB_OWNER_NOT_VISIBLE]");
	});

	it("cannot be a set, which GitLab does not have", async () => {
		const { message } = await failureOf(
			(await under.provider()).read({ type: SET, name: "all", id: "deploy_token_sets/1" }),
		);
		expect(message).to.contain("cannot be imported").and.contain("`adopt: { tokenId: … }`");
	});
});
