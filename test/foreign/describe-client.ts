import { expect } from "chai";
import { allScopes, type DeployToken, owners } from "../contract/deploy-token-routes";
import type { Place } from "../contract/gitlab-under-test";
import { control, itNeeds, send, target, useTarget } from "../contract/target";
import { type Caller, world } from "../contract/world";
import { type Call, type ForeignClient, type Outcome, type Page, tokenIn } from "./foreign-client";

type Owner = NonNullable<Call["owner"]>;
type Values = NonNullable<Call["values"]>;
type Query = NonNullable<Call["query"]>;
/** A call without what `Operations` adds. */
type Request = Omit<Call, "token" | "owner">;
type Operator = (caller: Exclude<Caller, "anon">, owner?: Owner) => Operations;

/** The operations of one caller on one owner, or on the instance. A refusal rejects, unless it is what is asked for. */
class Operations {
	constructor(
		private readonly client: ForeignClient,
		private readonly token: string,
		private readonly owner?: Owner,
	) {}

	async create(values: Values): Promise<DeployToken & { token: string }> {
		return tokenIn(await this.result({ operation: "create", values })) as DeployToken & { token: string };
	}

	async get(id: number): Promise<DeployToken> {
		return tokenIn(await this.result({ operation: "get", id }));
	}

	async remove(id: number): Promise<void> {
		await this.result({ operation: "delete", id });
	}

	async list(query: Query = {}): Promise<DeployToken[]> {
		return ((await this.result({ operation: "list", query })) as unknown[]).map(tokenIn);
	}

	async page(query: Query): Promise<{ tokens: DeployToken[]; page: Page | undefined }> {
		const { result, page } = accepted(await this.send({ operation: "page", query }));
		return { tokens: (result as unknown[]).map(tokenIn), page };
	}

	/** The status of a call that GitLab must refuse, and the client's message. */
	async refusal(call: Request): Promise<{ status: number; message: string }> {
		const { error, result } = await this.send(call);
		if (error === undefined) throw new Error(`it was not refused: ${JSON.stringify(result)}`);
		return error;
	}

	private async result(call: Request): Promise<unknown> {
		return accepted(await this.send(call)).result;
	}

	private send(call: Request): Promise<Outcome> {
		return this.client.call({
			...call,
			token: this.token,
			...(this.owner === undefined ? {} : { owner: this.owner }),
		});
	}
}

function accepted(outcome: Outcome): Outcome {
	if (outcome.error === undefined) return outcome;
	throw new Error(`GitLab refused it: ${outcome.error.status} ${outcome.error.message}`);
}

/** What GitLab itself shows of an owner's tokens, without any client. */
async function shownByGitLab({ kind, id }: Place): Promise<DeployToken[]> {
	const { text } = await send("GET", `/${kind}s/${id}/deploy_tokens?per_page=100`, {
		token: target().looking.token,
	});
	return (JSON.parse(text) as unknown[]).map(tokenIn);
}

function tokenOf(caller: Exclude<Caller, "anon">): string {
	const token = target().tokenOf(caller);
	if (token === undefined)
		throw new Error(`no token for ${caller}: declare the test by itNeeds("callers", …)`);
	return token;
}

/** Both ways to name an owner in a path. */
const NAMES = ["ID", "path"] as const;

/** Every operation on deploy tokens by a third-party client: what it can do with the target, any client can. */
export function describeClient(name: string, start: (url: string) => Promise<ForeignClient>): void {
	describe(name, function () {
		this.timeout(180_000);
		useTarget();
		let client: ForeignClient;
		before("start the client", async function () {
			this.timeout(600_000);
			const { origin, apiPath } = target();
			client = await start(`${origin.origin}${apiPath.replace(/\/api\/v4$/, "")}`);
		});
		after("stop the client", () => client?.stop?.());
		beforeEach("let the emulator's links lead to itself, as GitLab's do", async () => {
			const { origin, control: emulated } = target();
			await emulated?.reset(world({ instance: { externalUrl: origin.origin } }));
		});
		const as: Operator = (caller, owner) => new Operations(client, tokenOf(caller), owner);

		for (const { kind } of owners) describeOwner(kind, as);
		describeInstance(as);
		it("receives 401 for an access token that GitLab does not know", async () => {
			const { project } = target().places;
			const unknown = new Operations(client, "glpat-unknown", project);
			for (const call of [{ operation: "list" }, { operation: "get", id: 1 }] as const) {
				const { status, message } = await unknown.refusal(call);
				expect(status).to.equal(401);
				expect(message).to.contain("401 Unauthorized");
			}
		});
	});
}

function describeOwner(kind: Place["kind"], as: Operator): void {
	const place = () => target().places[kind];
	const whose = (name: (typeof NAMES)[number] = "ID"): Owner => ({
		kind,
		id: name === "ID" ? place().id : place().path,
	});

	for (const name of NAMES) {
		it(`creates, reads, lists and deletes a token of a ${kind} by its ${name}`, async () => {
			const tokens = as("owner", whose(name));
			const { token: secret, ...created } = await tokens.create({
				name: "foreign",
				scopes: ["read_registry", "read_repository"],
				username: "bot",
				expires_at: "2090-01-02T03:04:05Z",
			});
			expect(secret).to.match(/gldt-[A-Za-z0-9_-]{20}$/);
			expect(created).to.deep.equal({
				id: created.id,
				name: "foreign",
				username: "bot",
				expires_at: "2090-01-02T03:04:05.000Z",
				scopes: ["read_repository", "read_registry"],
				revoked: false,
				expired: false,
			});
			expect(await shownByGitLab(place())).to.deep.equal([created]);
			expect(await tokens.get(created.id)).to.deep.equal(created);
			expect(await tokens.list()).to.deep.equal([created]);
			await tokens.remove(created.id);
			expect(await shownByGitLab(place())).to.deep.equal([]);
			expect(await tokens.list()).to.deep.equal([]);
			for (const operation of ["get", "delete"] as const)
				expect((await tokens.refusal({ operation, id: created.id })).status).to.equal(404);
		});

		it(`follows every page of a ${kind} by its ${name}`, async () => {
			const tokens = as("owner", whose(name));
			const names = Array.from({ length: 7 }, (_, index) => `token ${index}`);
			for (const each of names) await tokens.create({ name: each, scopes: ["read_repository"] });
			const all = await tokens.list({ per_page: 3 });
			expect(all.map((token) => token.name)).to.deep.equal(names);
			expect(all).to.deep.equal(await shownByGitLab(place()));
			const second = await tokens.page({ per_page: 3, page: 2 });
			expect(second.tokens).to.deep.equal(all.slice(3, 6));
			expect(second.page).to.deep.equal({
				current: 2,
				next: 3,
				previous: 1,
				perPage: 3,
				total: 7,
				totalPages: 3,
			});
			const last = await tokens.page({ per_page: 3, page: 3 });
			expect(last.tokens).to.deep.equal(all.slice(6));
			expect(last.page?.next || null).to.equal(null);
		});
	}

	it(`creates a token of a ${kind} by name and scopes alone`, async () => {
		const created = await as("owner", whose()).create({ name: "least", scopes: ["read_registry"] });
		expect(created.username).to.match(/^gitlab\+deploy-token-\d+$/);
		expect(created.expires_at).to.equal(null);
	});

	it(`creates a token of a ${kind} with every scope`, async () => {
		const created = await as("owner", whose()).create({ name: "all", scopes: allScopes });
		expect(created.scopes).to.have.members(allScopes);
	});

	it(`keeps the letters of a name of a ${kind}'s token`, async () => {
		const named = 'é "ü" & <b> 50% +\\ 日本 🦊';
		await as("owner", whose()).create({ name: named, scopes: ["read_registry"] });
		expect((await shownByGitLab(place())).map((token) => token.name)).to.deep.equal([named]);
		expect((await as("owner", whose()).list()).map((token) => token.name)).to.deep.equal([named]);
	});

	itNeeds("control", `lists the active tokens of a ${kind} alone`, async () => {
		const tokens = as("owner", whose());
		const revoked = await tokens.create({ name: "revoked", scopes: ["read_registry"] });
		await tokens.create({ name: "active", scopes: ["read_registry"] });
		await control().revoke(revoked.id);
		const names = async (query: Query) => (await tokens.list(query)).map((token) => token.name);
		expect(await names({ active: true })).to.deep.equal(["active"]);
		expect(await names({})).to.deep.equal(["revoked", "active"]);
		expect((await tokens.get(revoked.id)).revoked).to.equal(true);
	});

	it(`receives 400 and the reason for an invalid token of a ${kind}`, async () => {
		const tokens = as("owner", whose());
		const create = (values: Values) => tokens.refusal({ operation: "create", values });
		const withoutScopes = await create({ name: "n", scopes: [] });
		expect(withoutScopes.status).to.equal(400);
		expect(withoutScopes.message).to.match(/scopes/i);
		const unknownScope = await create({ name: "n", scopes: ["read_everything"] });
		expect(unknownScope.status).to.equal(400);
		expect(unknownScope.message).to.contain("scopes does not have a valid value");
		const badUsername = await create({ name: "n", scopes: ["read_registry"], username: "a b" });
		expect(badUsername.status).to.equal(400);
		expect(badUsername.message).to.match(/username/i);
		expect(await shownByGitLab(place())).to.deep.equal([]);
	});

	itNeeds("callers", `receives 403 for a ${kind} that the caller may see only`, async () => {
		const tokens = as("reporter", whose());
		const values = { name: "n", scopes: ["read_registry"] };
		for (const call of [{ operation: "list" }, { operation: "create", values }] as const)
			expect((await tokens.refusal(call)).status, call.operation).to.equal(403);
		expect(await shownByGitLab(place())).to.deep.equal([]);
	});

	itNeeds("callers", `receives 404 for a ${kind} that the caller may not see`, async () => {
		const { status, message } = await as("stranger", whose()).refusal({ operation: "list" });
		expect(status).to.equal(404);
		expect(message).to.match(/not found/i);
	});

	it(`receives 404 for the token of another owner than a ${kind}`, async () => {
		const { otherProject, subgroup } = target().places;
		const { id } = await as("owner", kind === "project" ? subgroup : otherProject).create({
			name: "elsewhere",
			scopes: ["read_registry"],
		});
		for (const operation of ["get", "delete"] as const)
			expect((await as("owner", whose()).refusal({ operation, id })).status, operation).to.equal(404);
	});
}

function describeInstance(as: Operator): void {
	itNeeds("control", "lists the tokens of the instance, over several pages", async () => {
		const project = as("admin", { kind: "project", id: 5 });
		const subgroup = as("admin", { kind: "group", id: "grp/sub" });
		const created: number[] = [];
		for (let index = 0; index < 5; index++)
			for (const owner of [project, subgroup])
				created.push((await owner.create({ name: "n", scopes: ["read_repository"] })).id);
		const all = await as("admin").list({ per_page: 4 });
		expect(all.map(({ id }) => id)).to.deep.equal(created);
		expect((await control().tokens()).map(({ id }) => id)).to.have.members(created);
		await control().revoke(created[3] ?? 0);
		const active = await as("admin").list({ active: true, per_page: 4 });
		expect(active.map(({ id }) => id)).to.deep.equal(created.toSpliced(3, 1));
	});

	itNeeds(
		"control",
		"receives 403 for the list of the instance as a user who is no administrator",
		async () => {
			expect((await as("owner").refusal({ operation: "list" })).status).to.equal(403);
		},
	);

	itNeeds("control", "finds a project by the path that it had before", async () => {
		const { project, oldProjectPath } = target().places;
		const created = await as("owner", project).create({ name: "n", scopes: ["read_registry"] });
		const tokens = as("owner", { kind: "project", id: oldProjectPath });
		expect((await tokens.list()).map(({ id }) => id)).to.deep.equal([created.id]);
	});
}
