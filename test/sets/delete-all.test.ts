import { expect } from "chai";
import { isGitLabDeployTokenError } from "../../provider/api/errors";
import type { TokenRecord } from "../../provider/model/token/record";
import { Operation } from "../../provider/runtime/operation";
import { type Deletion, deleteAll } from "../../provider/runtime/set/delete-all";
import { contextOf } from "../lifecycle/harness/context";
import type { Env } from "../lifecycle/harness/engine";
import { useGitLab } from "../lifecycle/harness/use-gitlab";
import { CREDENTIALS, type TokenRow, world } from "../lifecycle/harness/world";

const READ: TokenRow["scopes"] = ["read_registry"];
const OWNERS = [{ project: 5 }, { project: 6 }, { group: 7 }];

/** Token `id` of one of three owners, as GitLab has it. */
function row(id: number): TokenRow {
	return { id, name: `t${id}`, scopes: READ, ...OWNERS[id % OWNERS.length] };
}

/** The same as a set records it. */
function deletion(id: number): Deletion {
	const { project, group } = row(id);
	const [kind, ref] = project === undefined ? (["group", group] as const) : (["project", project] as const);
	const record: TokenRecord = {
		id: { owner: { kind, ref: Number(ref) }, tokenId: id },
		state: {
			[kind]: Number(ref),
			name: `t${id}`,
			scopes: READ,
			username: `gitlab+deploy-token-${id}`,
			status: "active",
			tokenId: id,
			host: "",
		},
		holder: `set t${id}`,
	};
	return { kind: "removed", key: `t${id}`, record };
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe("deleteAll", () => {
	const under = useGitLab(() => world(numbers(12).map(row)));

	/** Deletes these tokens in a new provider context. */
	async function run(deletions: readonly Deletion[], env: Env = {}, prepare = (_: Operation) => {}) {
		const said: string[] = [];
		const operation = Operation.begin(
			contextOf(under, env, (line) => said.push(line)),
			{},
		);
		prepare(operation);
		const failed = new Map<string, string>();
		const postponed = new Map<string, string>();
		await deleteAll(operation, deletions, {
			fail: ({ key }, error) => failed.set(key, isGitLabDeployTokenError(error) ? error.code : String(error)),
			postpone: ({ key }, until) => postponed.set(key, until),
		});
		return { said, failed, postponed, left: await under.gitlab.tokenIds() };
	}

	it("sends no request where nothing is to be deleted", async () => {
		expect(await run([])).to.deep.include({ said: [], failed: new Map() });
		expect(await under.gitlab.requests()).to.deep.equal([]);
	});

	it("deletes exactly the given tokens, and reads those of one owner together, before the first deletion there", async () => {
		const { said, failed, postponed, left } = await run(numbers(9).map(deletion));
		expect({ said, failed, left }).to.deep.equal({ said: [], failed: new Map(), left: [10, 11, 12] });
		expect(postponed).to.deep.equal(new Map());
		const requests = await under.gitlab.requests();
		expect(requests.filter((line) => line.startsWith("DELETE"))).to.have.length(9);
		for (const owner of ["projects/5", "projects/6", "groups/7"]) {
			const own = requests.filter((line) => line.includes(`/${owner}/`)).map((line) => line.split(" ")[0]);
			expect(own, owner).to.deep.equal(["GET", "DELETE", "DELETE", "DELETE"]);
		}
	});

	it("succeeds for tokens that are gone already, and only for those", async () => {
		await under.gitlab.remove(3);
		const { failed, left } = await run([deletion(3), deletion(4)]);
		expect({ failed, left }).to.deep.equal({
			failed: new Map(),
			left: [1, 2, 5, 6, 7, 8, 9, 10, 11, 12],
		});
	});

	it("names each key that could not be deleted with its own reason, and deletes the others", async () => {
		await under.gitlab.fault({ method: "DELETE", path: "deploy_tokens/3$", kind: "status", status: 403 });
		await under.gitlab.fault({ method: "DELETE", path: "deploy_tokens/4$", kind: "status", status: 500 });
		const { failed, left } = await run(numbers(6).map(deletion));
		expect([...failed].sort()).to.deep.equal([
			["t3", "GITLAB_FORBIDDEN"],
			["t4", "GITLAB_SERVER_ERROR"],
		]);
		expect(left).to.deep.equal([3, 4, 7, 8, 9, 10, 11, 12]);
	});

	it("keeps another token that now has the ID, and names it in one warning", async () => {
		await under.gitlab.edit(3, { username: "somebody-else" });
		const { said, failed, left } = await run([deletion(3), deletion(6)]);
		expect(failed).to.deep.equal(new Map());
		expect(said).to.deep.equal([
			'warning: deploy token "t3" (3) of project 5 is gone, and nothing was deleted: GitLab has another token with this ID now, which differs in username.',
		]);
		expect(left).to.include(3).and.not.include(6);
	});

	it("postpones what is active in GitLab and not due by its clock, and deletes what is due or inactive", async () => {
		const later = "2031-03-01T12:00:01.000Z";
		const now = "2031-03-01T12:00:00.000Z";
		await under.gitlab.revoke(2);
		await under.gitlab.edit(3, { name: "another's" });
		const { failed, postponed, said, left } = await run([
			{ ...deletion(1), kind: "dead", until: later },
			{ ...deletion(2), kind: "dead", until: later },
			{ ...deletion(3), kind: "dead", until: later },
			{ ...deletion(4), kind: "dead", until: now },
			{ ...deletion(5), kind: "retired", until: later },
			{ ...deletion(6), kind: "retired", until: now },
		]);
		expect(failed).to.deep.equal(new Map());
		expect([...postponed].sort()).to.deep.equal([
			["t1", later],
			["t5", later],
		]);
		expect(said, "3 is another token's number now").to.have.length(1);
		expect(left).to.deep.equal([1, 3, 5, 7, 8, 9, 10, 11, 12]);
	});

	it("keeps a token that another resource of the run holds or adopts, and names that resource", async () => {
		const { said, failed, left } = await run(numbers(3).map(deletion), {}, (operation) => {
			const { claims } = operation.context;
			claims.hold(operation.claim({ id: { tokenId: 1 } }), "other", "deploy token one");
			claims.adopting(operation.claim({ id: { tokenId: 2 } }), "deploy token two");
			claims.hold(operation.claim({ id: { tokenId: 3 } }), "set t3", "the one that goes");
		});
		expect(failed).to.deep.equal(new Map());
		expect(said).to.have.members([
			'deploy token "t1" (1) of project 6 was not deleted: it now belongs to another resource of this stack (deploy token one).',
			'deploy token "t2" (2) of group 7 was not deleted: it now belongs to another resource of this stack (deploy token two).',
		]);
		expect(left).to.include.members([1, 2]).and.not.include(3);
	});

	it("sends no request for a forgotten owner, and names what it skipped in one warning", async () => {
		const { said, failed, left } = await run(numbers(12).map(deletion), {
			GITLAB_FORGET_OWNERS: "projects/5,projects/6",
		});
		expect(failed).to.deep.equal(new Map());
		expect(said).to.have.length(1);
		expect(said[0]).to.match(
			/^warning: deploy token "t1" \(1\) of project 6, .* and 3 more \(IDs 9, 10, 12\): not deleted, since GITLAB_FORGET_OWNERS names the owner;/,
		);
		expect(left).to.deep.equal([1, 3, 4, 6, 7, 9, 10, 12]);
		expect((await under.gitlab.requests()).join()).to.not.contain("/projects/");
	});

	it("deletes nothing of an invisible owner", async () => {
		const { failed, left } = await run([deletion(3), deletion(6)], { GITLAB_TOKEN: CREDENTIALS.stranger });
		expect([...failed]).to.deep.equal([
			["t3", "GITLAB_OWNER_NOT_VISIBLE"],
			["t6", "GITLAB_OWNER_NOT_VISIBLE"],
		]);
		expect(left).to.have.length(12);
	});
});
