import { expect } from "chai";
import type { DeployTokenLifecycle } from "../../provider/runtime/token/lifecycle";
import type { Properties } from "./harness/engine";
import { useGitLab } from "./harness/use-gitlab";
import { world } from "./harness/world";

const HAND_MADE = { id: 12, project: "grp/proj", name: "ci", scopes: ["read_registry" as const] };
const SECRET = "gldt-made-by-hand-00000000";
const ADOPTING = {
	project: "grp/proj",
	name: "ci",
	scopes: ["read_registry"],
	adopt: { tokenId: 12, token: SECRET },
};
const DECLARED = { project: "grp/proj", name: "ci", scopes: ["read_registry"] };

/** What the engine calls in one provider process, in the order in which it replaces, renames and moves resources. */
describe("in one provider process", () => {
	const under = useGitLab(() => world([HAND_MADE]));
	const said: string[] = [];
	const process = () => under.stack().provider((message) => said.push(message));

	beforeEach(() => {
		said.length = 0;
	});

	const checked = async (provider: DeployTokenLifecycle, declared: Properties, olds?: Properties) => {
		const { inputs, failures } = await provider.check(olds as never, declared as never);
		expect(failures).to.deep.equal([]);
		return inputs as Properties;
	};

	/** A resource that adopted token 12 in an earlier run. */
	const adopted = async () => {
		const earlier = process();
		const inputs = await checked(earlier, ADOPTING);
		const { id, outs } = await earlier.create(inputs as never);
		said.length = 0;
		// Two runs are never in the same millisecond.
		under.time.advance(1_000);
		return { id, inputs, outs: outs as unknown as Properties };
	};

	it("a token that the replacement adopts again is not deleted with the replaced resource", async () => {
		const old = await adopted();
		const provider = process();
		const inputs = await checked(provider, ADOPTING);
		const made = await provider.create(inputs as never);
		await provider.delete(old.id, old.outs as never);
		expect(await under.gitlab.tokenIds()).to.deep.equal([12]);
		expect(made.outs).to.include({ tokenId: 12, token: SECRET });
		expect(said.at(-1)).to.match(
			/^deploy token "ci" \(12\) of project grp\/proj was not deleted: it now belongs to/,
		);
	});

	it("a token that is about to be adopted is not deleted first (deleteBeforeReplace)", async () => {
		const old = await adopted();
		const provider = process();
		const inputs = await checked(provider, ADOPTING);
		await provider.delete(old.id, old.outs as never);
		expect(await under.gitlab.tokenIds()).to.deep.equal([12]);
		expect((await provider.create(inputs as never)).outs).to.include({ tokenId: 12, token: SECRET });
	});

	it("two new resources cannot adopt one token, and both are named", async () => {
		const provider = process();
		await checked(provider, ADOPTING);
		const { failures } = await provider.check(undefined, { ...ADOPTING, rotateBefore: undefined } as never);
		expect(failures).to.have.length(1);
		expect(failures?.[0]?.property).to.equal('["adopt"]');
		expect(failures?.[0]?.reason).to.match(
			/names deploy token 12, which another resource .* \(deploy token "ci"\)/,
		);
	});

	for (const first of ["the one that keeps it", "the one that adopts it"])
		it(`a token that one resource keeps cannot be adopted by another, ${first} first`, async () => {
			const old = await adopted();
			const provider = process();
			const keep = async () => {
				const inputs = await checked(provider, ADOPTING, old.inputs);
				return provider.diff(old.id, old.outs as never, inputs as never);
			};
			if (first === "the one that keeps it") {
				expect(await keep()).to.deep.equal({ changes: false });
				const { failures } = await provider.check(undefined, ADOPTING as never);
				expect(failures?.map(({ property }) => property)).to.deep.equal(['["adopt"]']);
				return;
			}
			await checked(provider, ADOPTING);
			const refused = await keep().then(
				() => undefined,
				(error) => error,
			);
			expect(refused?.code).to.equal("DEPLOY_TOKEN_MISMATCH");
			expect(refused?.message).to.contain("Two resources claim one token");
		});

	it("of two resources that recorded one ID, the deleted one keeps the other's token", async () => {
		const one = await adopted();
		const other = await adopted();
		const provider = process();
		const inputs = await checked(provider, DECLARED, other.inputs);
		expect(await provider.diff(other.id, other.outs as never, inputs as never)).to.deep.equal({
			changes: false,
		});
		await provider.delete(one.id, one.outs as never);
		expect(await under.gitlab.tokenIds()).to.deep.equal([12]);
	});

	it("a destroy after a refresh in the same process deletes the token", async () => {
		const old = await adopted();
		const provider = process();
		await provider.read(old.id, old.outs as never);
		await provider.delete(old.id, old.outs as never);
		expect(await under.gitlab.tokenIds()).to.deep.equal([]);
	});

	it("a pending deletion does not delete the new token to which a restored GitLab assigned the same ID", async () => {
		await under.gitlab.reset(world());
		const first = process();
		const inputs = await checked(first, DECLARED);
		const old = await first.create(inputs as never);
		await under.gitlab.reset(world());
		under.time.advance(60_000);
		const made = await process().create(inputs as never);
		expect(made.id).to.equal(old.id);

		const next = process();
		expect(await next.diff(made.id, made.outs as never, inputs as never)).to.deep.equal({ changes: false });
		await next.delete(old.id, old.outs as never);
		expect(await under.gitlab.tokenIds()).to.deep.equal([1]);
	});

	it("a replacement is created at the recorded owner ID though its path now resolves to another", async () => {
		await under.gitlab.reset(world());
		const first = process();
		const inputs = await checked(first, DECLARED);
		const old = await first.create(inputs as never);
		await under.gitlab.change((next) => {
			next.projects = [
				{ id: 5, path: "grp/moved" },
				{ id: 50, path: "grp/proj" },
			];
		});
		const provider = process();
		const news = await checked(provider, { ...DECLARED, scopes: ["read_repository"] }, inputs);
		const { replaces } = await provider.diff(old.id, old.outs as never, news as never);
		expect(replaces).to.deep.equal(["scopes"]);
		expect(said.join()).to.contain("project grp/proj is now the project with ID 50");
		expect(
			(
				await provider.create(
					(await checked(provider, { ...DECLARED, scopes: ["read_repository"] })) as never,
				)
			).id,
		).to.match(/^projects\/5\//);
	});

	it("a secret that is given later to an adopted token is recorded", async () => {
		const provider = process();
		const without = await checked(provider, { ...DECLARED, adopt: { tokenId: 12 } });
		const { id, outs } = await provider.create(without as never);
		expect(outs).to.not.have.property("token");
		const news = await checked(process(), ADOPTING, without);
		const later = process();
		expect(await later.diff(id, outs as never, news as never)).to.deep.equal({ changes: true });
		expect((await later.update(id, outs as never, news as never)).outs).to.include({ token: SECRET });
		expect((await process().diff(id, { ...outs, token: SECRET } as never, news as never)).changes).to.equal(
			false,
		);
	});

	it("an adoption of which only the secret is not known yet is compared in the preview", async () => {
		const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
		const { failures } = await process().check(undefined, {
			...ADOPTING,
			scopes: ["read_repository"],
			adopt: { tokenId: 12, token: unknown },
		} as never);
		expect(failures?.map(({ property }) => property)).to.deep.equal(["scopes"]);
	});

	it("an adoption that is entirely unknown sends no request", async () => {
		const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
		const old = await adopted();
		const before = (await under.gitlab.requests()).length;
		const { failures } = await process().check(old.inputs as never, { ...ADOPTING, adopt: unknown } as never);
		expect(failures).to.deep.equal([]);
		expect((await under.gitlab.requests()).slice(before)).to.deep.equal([]);
	});
});
