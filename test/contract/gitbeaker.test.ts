import { DeployTokens, GitbeakerRequestError } from "@gitbeaker/rest";
import { expect } from "chai";
import { owners } from "./deploy-token-routes";
import { needs, target, useTarget } from "./target";
import type { Caller } from "./world";

// An independent client: what it can do with the target, any client can.
function client(as: Exclude<Caller, "anon">): DeployTokens {
	const { origin, apiPath, tokenOf } = target();
	const host = `${origin.origin}${apiPath.replace(/\/api\/v4$/, "")}`;
	return new DeployTokens({ host, token: tokenOf(as) ?? "" });
}

async function refusal(sent: Promise<unknown>): Promise<number | undefined> {
	try {
		await sent;
	} catch (error) {
		if (error instanceof GitbeakerRequestError) return error.cause?.response.status;
		throw error;
	}
	throw new Error("it was not refused");
}

describe("@gitbeaker/rest", () => {
	useTarget();

	for (const owner of owners) {
		for (const name of ["ID", "path"] as const) {
			const whose = () => {
				const id = name === "ID" ? owner.place.id : owner.place.path;
				return owner.kind === "project" ? { projectId: id } : { groupId: id };
			};

			it(`creates, shows, lists and removes a token of a ${owner.kind} by its ${name}`, async () => {
				const tokens = client("owner");
				const created = await tokens.create("beaker", ["read_registry", "read_repository"], {
					...whose(),
					username: "bot",
					expires_at: "2090-01-02T03:04:05Z",
				});
				expect(created).to.include({
					name: "beaker",
					username: "bot",
					expires_at: "2090-01-02T03:04:05.000Z",
					revoked: false,
					expired: false,
				});
				expect(created.scopes).to.deep.equal(["read_repository", "read_registry"]);
				expect(created.token).to.match(/gldt-[A-Za-z0-9_-]{20}$/);
				const { token: _secret, ...shown } = created;
				expect(await tokens.show(created.id, whose())).to.deep.equal(shown);
				expect(await tokens.all(whose())).to.deep.equal([shown]);
				expect(await tokens.all({ ...whose(), active: true })).to.deep.equal([shown]);
				await tokens.remove(created.id, whose());
				expect(await tokens.all(whose())).to.deep.equal([]);
				expect(await refusal(tokens.show(created.id, whose()))).to.equal(404);
				expect(await refusal(tokens.remove(created.id, whose()))).to.equal(404);
			});

			it(`follows every page of a ${owner.kind} by its ${name}`, async function () {
				this.timeout(180_000);
				const tokens = client("owner");
				const names = Array.from({ length: 7 }, (_, index) => `token ${index}`);
				for (const each of names) await tokens.create(each, ["read_repository"], whose());
				const all = await tokens.all({ ...whose(), perPage: 3 });
				expect(all.map((token) => token.name)).to.deep.equal(names);
				const second = await tokens.all({ ...whose(), perPage: 3, page: 2, maxPages: 1, showExpanded: true });
				expect(second.data.map((token) => token.name)).to.deep.equal(names.slice(3, 6));
				expect(second.paginationInfo).to.include({
					current: 2,
					next: 3,
					previous: 1,
					perPage: 3,
					total: 7,
					totalPages: 3,
				});
			});
		}

		it(`receives GitLab's error for an invalid token of a ${owner.kind}`, async () => {
			const id = owner.place.id;
			const whose = owner.kind === "project" ? { projectId: id } : { groupId: id };
			expect(await refusal(client("owner").create("n", [], whose))).to.equal(400);
		});
	}

	it(
		"lists the tokens of the instance, over several pages",
		needs("control", async () => {
			const tokens = client("admin");
			const made: number[] = [];
			for (let index = 0; index < 5; index++) {
				made.push((await tokens.create("p", ["read_repository"], { projectId: 5 })).id);
				made.push((await tokens.create("g", ["read_repository"], { groupId: "grp/sub" })).id);
			}
			const all = await tokens.all({ perPage: 4 });
			expect(all.map(({ id }) => id)).to.deep.equal(made);
			expect(await refusal(client("owner").all())).to.equal(403);
		}),
	);
});
