import { expect } from "chai";
import { DeployTokenSetLifecycle } from "../../provider/runtime/set/lifecycle";
import { DeployTokenLifecycle } from "../../provider/runtime/token/lifecycle";
import { contextOf } from "./harness/context";
import type { Env, Properties } from "./harness/engine";
import { useGitLab } from "./harness/use-gitlab";
import { CREDENTIALS, world } from "./harness/world";

const SECRET = "gldt-made-by-hand-00000000";
const ROW = { id: 12, project: 5, name: "ci", scopes: ["read_registry" as const] };
const DECLARED = { project: 5, name: "ci", scopes: ["read_registry"] };
const DELETION = { method: "DELETE", path: "deploy_tokens/12", kind: "status", times: 1 } as const;
const ADOPTING = { ...DECLARED, adopt: { tokenId: 12, token: SECRET } };

/** Both lifecycles in one process, as the engine meets them in a run. */
describe("claims of single tokens and sets in one process", () => {
	const under = useGitLab(() => world([ROW]));
	const said: string[] = [];
	const { sleep } = under.time;
	beforeEach(() => {
		said.length = 0;
		under.time.sleep = sleep;
	});

	const process = (env: Env = {}) => {
		const context = contextOf(under, env, (line) => said.push(line));
		return { token: new DeployTokenLifecycle(context), set: new DeployTokenSetLifecycle(context) };
	};
	const tokenInputs = async (provider: DeployTokenLifecycle, declared: Properties, olds: Properties = {}) => {
		const { inputs, failures } = await provider.check(olds as never, declared as never);
		expect(failures ?? []).to.deep.equal([]);
		return inputs as Properties;
	};
	const setInputs = async (
		provider: DeployTokenSetLifecycle,
		tokens: object,
		olds: Properties = {},
		more = {},
	) => {
		const { inputs, failures } = await provider.check(
			olds as never,
			{ scopes: ["read_registry"], tokens: JSON.stringify(tokens), ...more } as never,
		);
		expect(failures ?? []).to.deep.equal([]);
		return inputs as Properties;
	};
	const refusal = (work: Promise<unknown>): Promise<{ code?: string; message: string } | undefined> =>
		work.then(
			() => undefined,
			(error) => error,
		);
	/** A set whose key adopted the token, as a process before recorded it. */
	const recordedSet = async () => {
		const one = process().set;
		const olds = await setInputs(one, { ci: { project: 5, adopt: { tokenId: 12, token: SECRET } } });
		const made = await one.create(olds as never);
		under.time.advance(1_000);
		return { one, olds, made };
	};
	const recorded = async () => {
		const { token } = process();
		const inputs = await tokenInputs(token, ADOPTING);
		const { id, outs } = await token.create(inputs as never);
		under.time.advance(1_000);
		said.length = 0;
		return { id, inputs, outs: outs as unknown as Properties };
	};

	it("a token that another resource has adopted already is not also kept", async () => {
		const old = await recorded();
		const { token } = process();
		await token.create((await tokenInputs(token, ADOPTING)) as never);
		const inputs = await tokenInputs(token, DECLARED, { ...old.inputs, status: "active", adopt: undefined });
		const error = await refusal(token.diff(old.id, old.outs as never, inputs as never));
		expect(error?.code).to.equal("DEPLOY_TOKEN_MISMATCH");
	});

	it("a token that is adopted under a new address is not deleted under the old one", async () => {
		const env = { OLD_BASE_URL: under.gitlab.url, OLD_TOKEN: CREDENTIALS.maintainer };
		const first = process(env).token;
		const inputs = await tokenInputs(first, { ...ADOPTING, connection: "old" });
		const old = await first.create(inputs as never);
		under.time.advance(1_000);
		const { token } = process({
			...env,
			GITLAB_BASE_URL: under.gitlab.url.replace("127.0.0.1", "localhost"),
			GITLAB_MOVED_FROM: under.gitlab.url,
		});
		await token.create((await tokenInputs(token, ADOPTING)) as never);
		await token.delete(old.id, old.outs as never);
		expect(await under.gitlab.tokenIds()).to.deep.equal([12]);
	});

	it("an existing key claims the token that it is to adopt before a set that drops it", async () => {
		const one = process().set;
		const a = await one.create(
			(await setInputs(one, { ci: { project: 5, adopt: { tokenId: 12, token: SECRET } } })) as never,
		);
		const bInputs = await setInputs(one, { other: { project: 5, name: "ci" } });
		const b = await one.create(bInputs as never);
		under.time.advance(1_000);
		const { set } = process();
		const aNews = await setInputs(set, {}, a.outs as never);
		const bNews = await setInputs(
			set,
			{ other: { project: 5, name: "ci", adopt: { tokenId: 12, token: SECRET } } },
			bInputs,
		);
		await set.update(a.id, a.outs as never, aNews as never);
		expect(await under.gitlab.tokenIds()).to.include(12);
		const { outs } = await set.update(b.id, b.outs as never, bNews as never);
		expect(String(outs?.contents)).to.contain("p5/12");
	});

	it("a key that has a token already may name it in `adopt`", async () => {
		const one = process().set;
		const olds = await setInputs(one, { ci: { project: 5, adopt: { tokenId: 12 } } });
		const made = await one.create(olds as never);
		const without = await setInputs(one, { ci: { project: 5 } }, olds);
		const { set } = process();
		const news = await setInputs(set, { ci: { project: 5, adopt: { tokenId: 12, token: SECRET } } }, without);
		expect((await set.diff(made.id, made.outs as never, news as never)).changes).to.equal(true);
		const { outs } = await set.update(made.id, made.outs as never, news as never);
		expect(String(outs?.contents)).to.contain(SECRET);
	});

	it("a set with a postponed deletion stops recording what another resource has adopted", async () => {
		const { olds, made } = await recordedSet();
		const { set, token } = process();
		const report = { onKeyFailure: "report" };
		const news = await setInputs(set, { lost: { project: 999 } }, olds, report);
		const adopting = await tokenInputs(token, ADOPTING);
		const { outs } = await set.update(made.id, made.outs as never, news as never);
		const single = await token.create(adopting as never);
		// The next run, in which the key that failed is gone, and the set comes first.
		under.time.advance(1_000);
		const next = process();
		const last = await setInputs(next.set, {}, news, report);
		await next.set.update(made.id, outs as never, last as never);
		expect(await under.gitlab.tokenIds()).to.deep.equal([12]);
		expect(single.outs).to.include({ tokenId: 12 });
	});

	for (const [what, other] of [
		["another owner's token", { project: 6, name: "ci", scopes: ["read_registry" as const] }],
		["another token of its owner", { project: 5, name: "other", scopes: ["read_registry" as const] }],
	] as const)
		it(`a replaced token whose ID a restored GitLab assigned to ${what} claims nothing`, async () => {
			await under.gitlab.reset(world());
			const one = process().set;
			const overlap = { overlap: "2d" };
			const before = await setInputs(one, { ci: { project: 5 } }, {}, overlap);
			const made = await one.create(before as never);
			const replaced = { ci: { project: 5, scopes: ["read_repository"] } };
			const rotated = await setInputs(one, replaced, before, overlap);
			const { outs } = await one.update(made.id, made.outs as never, rotated as never);

			await under.gitlab.reset(world([{ ...ROW, id: 2, scopes: ["read_repository"] }]));
			await under.gitlab.change((next) => {
				next.deployTokens.push({ ...other, id: 1, scopes: [...other.scopes] });
			});
			under.time.advance(1_000);
			const declared = await tokenInputs(process().token, { ...other, adopt: { tokenId: 1 } });
			const adopted = await process().token.create(declared as never);

			under.time.advance(1_000);
			const run = process();
			await setInputs(run.set, replaced, rotated, overlap);
			await run.set.diff(made.id, outs as never, rotated as never);
			expect(await run.token.diff(adopted.id, adopted.outs as never, declared as never)).to.include({
				changes: false,
			});
			await run.token.delete(adopted.id, adopted.outs as never);
			expect(await under.gitlab.tokenIds()).to.deep.equal([2]);
		});

	it("a refresh records that an adopted token was revoked, though the recorded inputs name it in `adopt`", async () => {
		const one = process().token;
		const inputs = await tokenInputs(one, ADOPTING);
		const made = await one.create(inputs as never);
		await under.gitlab.revoke(12);
		under.time.advance(1_000);

		const run = process().token;
		const { props } = await run.read(made.id, made.outs as never);
		expect(props).to.include({ status: "revoked" });
		// As the engine does behind each `read` of a refresh, before any `check`.
		expect((await run.diff(made.id, props as never, inputs as never)).changes).to.equal(true);
		// What is declared may not be replaced: it would be adopted again, then deleted.
		const declared = await tokenInputs(run, ADOPTING, inputs);
		const error = await refusal(run.diff(made.id, props as never, declared as never));
		expect(error?.code).to.equal("DEPLOY_TOKEN_ADOPTED");
	});

	for (const first of ["the set", "the resource that adopts it"])
		it(`a preview warns of an adoption after the set that deletes the token: ${first} first`, async () => {
			const { olds, made } = await recordedSet();

			const preview = process();
			const without = await setInputs(preview.set, {}, olds);
			const plan = () => preview.set.diff(made.id, made.outs as never, without as never);
			said.length = 0;
			if (first === "the set") await plan();
			await tokenInputs(preview.token, ADOPTING);
			if (first !== "the set") await plan();
			const warnings = said.filter((line) => line.includes("gives up in the same run"));
			if (first !== "the set") expect(warnings).to.deep.equal([]);
			else {
				expect(warnings).to.have.length(1);
				expect(warnings[0])
					.to.contain('deploy token "ci"')
					.and.contain('tokens["ci"] of a set')
					.and.contain("dependsOn");
			}
		});

	for (const first of ["the set", "the resource that adopts it"])
		it(`a replaced token in its overlap has one holder: ${first} first`, async () => {
			const { one, olds, made } = await recordedSet();
			const rotated = await setInputs(one, { ci: { project: 5, scopes: ["read_repository"] } }, olds);
			const { outs } = await one.update(made.id, made.outs as never, rotated as never);
			expect(await under.gitlab.tokenIds()).to.deep.equal([12, 13]);
			under.time.advance(1_000);

			const run = process();
			const plan = async () => {
				await setInputs(run.set, { ci: { project: 5, scopes: ["read_repository"] } }, rotated);
				return run.set.diff(made.id, outs as never, rotated as never);
			};
			if (first === "the set") {
				await plan();
				const { failures } = await run.token.check(undefined as never, ADOPTING as never);
				expect(failures?.map(({ property }) => property)).to.deep.equal(['["adopt"]']);
				return;
			}
			const adopting = await tokenInputs(run.token, ADOPTING);
			expect((await plan()).changes).to.equal(true);
			const handed = await run.set.update(made.id, outs as never, rotated as never);
			await run.token.create(adopting as never);
			expect(said.join()).to.contain("(12)").and.not.contain("will be deleted");
			// Long after the overlap, and the set comes first.
			under.time.advance(7_200_000);
			await process().set.update(made.id, handed.outs as never, rotated as never);
			expect(await under.gitlab.tokenIds()).to.deep.equal([12, 13]);
		});

	for (const first of ["before", "after"])
		it(`a token that a set replaces while another resource adopts it has one holder: ${first} that`, async () => {
			const { olds, made } = await recordedSet();
			const { set, token } = process();
			const news = await setInputs(set, { ci: { project: 5, scopes: ["read_repository"] } }, olds);
			const adopting = first === "before" ? await tokenInputs(token, ADOPTING) : undefined;
			const { outs } = await set.update(made.id, made.outs as never, news as never);
			if (adopting === undefined) {
				const { failures } = await token.check(undefined as never, ADOPTING as never);
				expect(failures?.[0]?.reason).to.contain("replaced");
				return;
			}
			const single = await token.create(adopting as never);
			const next = process();
			expect((await next.set.diff(made.id, outs as never, news as never)).changes).to.equal(false);
			expect((await next.token.diff(single.id, single.outs as never, adopting as never)).changes).to.equal(
				false,
			);
			under.time.advance(7_200_000);
			await process().set.update(made.id, outs as never, news as never);
			expect(await under.gitlab.tokenIds()).to.deep.equal([12, 13]);
		});

	it("a token whose deletion was sent already is not adopted any more", async () => {
		const old = await recorded();
		const { token } = process({ GITLAB_RETRIES: "1" });
		await under.gitlab.fault({ ...DELETION, status: 504 });
		const reasons: (string | undefined)[] = [];
		// Between the request and its repetition.
		under.time.sleep = async () => {
			const { failures } = await token.check(undefined as never, ADOPTING as never);
			reasons.push(failures?.[0]?.reason);
		};
		await token.delete(old.id, old.outs as never);
		expect(reasons).to.have.length(1);
		expect(String(reasons[0])).to.contain("deploy token 12").and.contain("deletion");
		expect(await under.gitlab.tokenIds()).to.deep.equal([]);
	});

	it("a token whose deletion GitLab refused can be adopted", async () => {
		const old = await recorded();
		const { token } = process();
		await under.gitlab.fault({ ...DELETION, status: 403 });
		expect((await refusal(token.delete(old.id, old.outs as never)))?.code).to.equal("GITLAB_FORBIDDEN");
		const { outs } = await token.create((await tokenInputs(token, ADOPTING)) as never);
		expect(outs).to.include({ tokenId: 12, status: "active" });
	});

	describe("in a run that begins with a refresh", () => {
		/** As the engine does for every resource of the state, what is still to be deleted too, before any `check`. */
		const refreshed = async (
			provider: DeployTokenLifecycle | DeployTokenSetLifecycle,
			{ id, outs, inputs }: { id: string; outs: unknown; inputs: Properties },
		) => {
			const { props } = await provider.read(id, outs as never);
			await provider.diff(id, props as never, inputs as never);
		};
		/** A replacement that adopted the token again, while what it replaces was not got to. */
		const replaced = async () => {
			const old = await recorded();
			const { token } = process();
			const { id, outs } = await token.create((await tokenInputs(token, ADOPTING)) as never);
			under.time.advance(1_000);
			const { adopt, ...inputs } = old.inputs;
			return { old, next: { id, inputs, outs } };
		};

		it("a resource and its own pending deletion are distinguished, and the token is kept", async () => {
			const { old, next } = await replaced();
			const { token } = process();
			await refreshed(token, next);
			await refreshed(token, old);
			const inputs = await tokenInputs(token, DECLARED, next.inputs);
			expect(await token.diff(next.id, next.outs as never, inputs as never)).to.deep.equal({
				changes: false,
			});
			await token.delete(old.id, old.outs as never);
			expect(await under.gitlab.tokenIds()).to.deep.equal([12]);
		});

		it("a destroy deletes the token of a resource and of its own pending deletion", async () => {
			const { old, next } = await replaced();
			const { token } = process();
			await refreshed(token, next);
			await refreshed(token, old);
			await token.delete(next.id, next.outs as never);
			await token.delete(old.id, old.outs as never);
			expect(await under.gitlab.tokenIds()).to.deep.equal([]);
		});

		it("a renamed resource adopts the token of the old name", async () => {
			const old = await recorded();
			const { token } = process();
			await refreshed(token, old);
			const { outs } = await token.create((await tokenInputs(token, ADOPTING)) as never);
			await token.delete(old.id, old.outs as never);
			expect(await under.gitlab.tokenIds()).to.deep.equal([12]);
			expect(outs).to.include({ tokenId: 12 });
		});

		it("a resource that keeps the token still prevents its adoption", async () => {
			const old = await recorded();
			const { token } = process();
			await refreshed(token, old);
			const inputs = await tokenInputs(token, DECLARED, old.inputs);
			await token.diff(old.id, old.outs as never, inputs as never);
			const { failures } = await token.check(undefined as never, ADOPTING as never);
			expect(failures?.map(({ property }) => property)).to.deep.equal(['["adopt"]']);
		});

		it("a set that was replaced and the resource that adopted its token are read, and destroyed", async () => {
			const { olds, made } = await recordedSet();
			const single = await recorded();
			const { set, token } = process();
			await refreshed(token, single);
			await refreshed(set, { id: made.id, outs: made.outs, inputs: olds });
			await token.delete(single.id, single.outs as never);
			await set.delete(made.id, made.outs as never);
			expect(await under.gitlab.tokenIds()).to.deep.equal([]);
		});

		it("a set adopts the token that it replaced, during its overlap", async () => {
			const { one, olds, made } = await recordedSet();
			const inputs = await setInputs(one, { ci: { project: 5, scopes: ["read_repository"] } }, olds);
			const { outs } = await one.update(made.id, made.outs as never, inputs as never);
			under.time.advance(1_000);
			const { set } = process();
			await refreshed(set, { id: made.id, outs, inputs });
			const again = { project: 5, name: "ci", adopt: { tokenId: 12, token: SECRET } };
			const news = await setInputs(
				set,
				{ ci: { project: 5, scopes: ["read_repository"] }, back: again },
				inputs,
			);
			expect((await set.diff(made.id, outs as never, news as never)).changes).to.equal(true);
			const updated = await set.update(made.id, outs as never, news as never);
			expect(JSON.parse(String(updated.outs?.contents)).tokens.back.id).to.equal("p5/12");
		});
	});
});
