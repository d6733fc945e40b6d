import { expect } from "chai";
import { UNKNOWN } from "../../provider/model/values/unknown";
import type { Properties } from "./harness/engine";
import { writes } from "./harness/gitlab";
import { DAY } from "./harness/time";
import { useGitLab } from "./harness/use-gitlab";

const BASICS = { project: "grp/proj", scopes: ["read_registry"], name: "ci", username: "robot" };
const ROTATING = { ...BASICS, expiresIn: "90d", rotateBefore: "30d" };
const WINDOW = 60 * DAY;

describe("rotation", () => {
	const under = useGitLab();

	describe("outside the window", () => {
		it("nothing happens in `preview`, `up` and `refresh` until a millisecond before it", async () => {
			const stack = await under.made({ ci: ROTATING });
			const made = structuredClone(stack.entries);
			under.time.advance(WINDOW - 1);
			expect((await stack.preview()).steps).to.deep.equal({ ci: "same" });
			expect((await stack.up()).steps).to.deep.equal({ ci: "same" });
			expect((await stack.refresh()).steps).to.deep.equal({ ci: "same" });
			expect(stack.entries).to.deep.equal(made);
		});
	});

	describe("from the window's first instant on", () => {
		it("`preview` shows the replacement, with the reason", async () => {
			const stack = await under.made({ ci: ROTATING });
			under.time.advance(WINDOW);
			const { steps, said, error } = await stack.preview();
			expect(error).to.equal(undefined);
			expect(steps).to.deep.equal({ ci: "replace" });
			expect(said).to.deep.equal([
				'deploy token "ci" (1) of project grp/proj expires at 2031-05-30T12:00:00.000Z, within rotateBefore 30d of now; it will be replaced.',
			]);
		});

		it("`refresh` changes nothing: the token is active", async () => {
			const stack = await under.made({ ci: ROTATING });
			under.time.advance(WINDOW);
			expect((await stack.refresh()).steps).to.deep.equal({ ci: "same" });
		});

		it("`up` creates, lets dependents update, then deletes", async () => {
			const stack = await under.made({ ci: ROTATING });
			const first = stack.outputs("ci");
			under.time.advance(WINDOW);
			let meanwhile: unknown;
			stack.moveDependents = async (_, outputs) => {
				const alive = (await under.gitlab.tokens()).filter(({ revoked, expired }) => !revoked && !expired);
				meanwhile = { seen: outputs.tokenId, alive: alive.map(({ id }) => id) };
			};
			const { steps, requests } = await stack.up();
			expect(steps).to.deep.equal({ ci: "replace" });
			expect(meanwhile).to.deep.equal({ seen: 2, alive: [1, 2] });
			expect(writes(requests)).to.deep.equal([
				"POST /projects/5/deploy_tokens",
				"DELETE /projects/5/deploy_tokens/1",
			]);
			expect(await under.gitlab.tokenIds()).to.deep.equal([2]);
			expect(stack.outputs("ci").token).to.be.a("string").and.not.equal(first.token);
		});

		it("`up` gives the new token the full lifetime, and the next `up` changes nothing", async () => {
			const stack = await under.made({ ci: ROTATING });
			under.time.advance(WINDOW + 5 * DAY);
			await stack.up();
			expect(stack.outputs("ci")).to.include({
				createdAt: "2031-05-05T12:00:00.000Z",
				expiresAt: "2031-08-03T12:00:00.000Z",
			});
			expect((await stack.up()).steps).to.deep.equal({ ci: "same" });
		});

		it("a declared username stays, and two tokens of one name and username exist side by side", async () => {
			const stack = await under.made({ ci: ROTATING });
			under.time.advance(WINDOW);
			let both: string[] = [];
			stack.moveDependents = async () => {
				both = (await under.gitlab.tokens()).map(({ name, username }) => `${name} ${username}`);
			};
			await stack.up();
			expect(both).to.deep.equal(["ci robot", "ci robot"]);
			expect(stack.outputs("ci").username).to.equal("robot");
		});

		it("GitLab's default username changes with the token's ID", async () => {
			const { username: _, ...declared } = ROTATING;
			const stack = await under.made({ ci: declared });
			expect(stack.outputs("ci").username).to.equal("gitlab+deploy-token-1");
			under.time.advance(WINDOW);
			await stack.up();
			expect(stack.outputs("ci").username).to.equal("gitlab+deploy-token-2");
		});

		it("a stack that was not run for a year gets an active token back", async () => {
			const stack = await under.made({ ci: ROTATING });
			under.time.advance(365 * DAY);
			const { said } = await stack.up();
			expect(said.join()).to.contain("expired at");
			expect(stack.outputs("ci").expiresAt).to.equal("2032-05-29T12:00:00.000Z");
			expect(await under.gitlab.tokens()).to.have.length(1);
		});

		it("a failed `up` is repeated by the next one, and leaves no second token", async () => {
			const stack = await under.made({ ci: ROTATING });
			under.time.advance(WINDOW);
			await under.gitlab.fault({ method: "DELETE", kind: "status", status: 503 });
			expect((await stack.up()).error?.code).to.equal("GITLAB_SERVER_ERROR");
			expect((await stack.up()).steps).to.deep.equal({ ci: "same" });
			expect(await under.gitlab.tokenIds()).to.deep.equal([2]);
		});
	});

	describe("inputs that only the state holds", () => {
		const policies: [string, Properties, Properties][] = [
			["a narrower window", { rotateBefore: "30d" }, { rotateBefore: "7d" }],
			["a wider window, still ahead", { rotateBefore: "30d" }, { rotateBefore: "80d" }],
			["a first window", {}, { rotateBefore: "30d" }],
			["no window", { rotateBefore: "30d" }, {}],
			["a window in another notation", { rotateBefore: "30d" }, { rotateBefore: "P30D" }],
			["a longer lifetime", { expiresIn: "90d" }, { expiresIn: "180d" }],
			["a shorter lifetime", { expiresIn: "90d" }, { expiresIn: "40d" }],
			["the owner's ID instead of its path", { project: "grp/proj" }, { project: 5 }],
			["the owner's ID as text", { project: "grp/proj" }, { project: "5" }],
			["another connection to the same GitLab", {}, { connection: "second" }],
		];
		for (const [title, from, to] of policies)
			it(`${title}: changes in place, without a request, and the secret survives`, async () => {
				const second = {
					SECOND_BASE_URL: under.gitlab.url,
					SECOND_TOKEN: "glpat-maintainer-of-grp-and-team",
				};
				const lifetime = { ...BASICS, expiresIn: "90d" };
				const stack = await under.made({ ci: { ...lifetime, ...from } }, second);
				const before = stack.outputs("ci");
				stack.env = { ...second, GITLAB_DRIFT_DETECTION: "refresh", SECOND_DRIFT_DETECTION: "refresh" };
				stack.declared = { ci: { ...lifetime, ...to } };
				const { steps, requests } = await stack.up();
				expect(steps).to.deep.equal({ ci: "update" });
				expect(requests).to.deep.equal([]);
				const { project: _, rotateBefore: __, expiresIn: ___, connection: ____, ...kept } = before;
				expect(stack.outputs("ci")).to.deep.include(kept);
				expect((await stack.preview()).steps).to.deep.equal({ ci: "same" });
				expect((await stack.up({ refresh: true })).steps).to.deep.equal({ ci: "same" });
			});

		it("a window that the token is in already replaces it, also when it is first declared", async () => {
			const stack = await under.made({ ci: { ...BASICS, expiresIn: "90d" } });
			under.time.advance(WINDOW);
			stack.declared = { ci: ROTATING };
			expect((await stack.preview()).steps).to.deep.equal({ ci: "replace" });
		});

		it("a window that is not known yet replaces nothing", async () => {
			const stack = await under.made({ ci: ROTATING });
			under.time.advance(WINDOW);
			stack.declared = { ci: { ...ROTATING, rotateBefore: UNKNOWN } };
			expect((await stack.preview()).steps).to.deep.equal({ ci: "update" });
		});

		it("carry over through a refresh: no window is lost, none appears", async () => {
			const stack = await under.made({ ci: ROTATING });
			await stack.refresh();
			expect(stack.outputs("ci")).to.include({ expiresIn: "90d", rotateBefore: "30d" });
			expect((await stack.preview()).steps).to.deep.equal({ ci: "same" });
		});
	});

	describe("`rotateBefore` is refused", () => {
		for (const [title, lifetime, reason] of [
			["as long as the lifetime", { expiresIn: "90d", rotateBefore: "90d" }, /not shorter than expiresIn/],
			["longer than it", { expiresIn: "90d", rotateBefore: "P91D" }, /not shorter than expiresIn/],
			["longer in another unit", { expiresIn: "1d", rotateBefore: "25h" }, /not shorter than expiresIn/],
			["without a lifetime", { rotateBefore: "30d" }, /needs `expiresIn`/],
			["with `expiresAt`", { expiresAt: "2032-01-01", rotateBefore: "30d" }, /needs `expiresIn`/],
			["with an invalid duration", { expiresIn: "90d", rotateBefore: "a month" }, /not a duration/],
		] as const)
			it(title, async () => {
				const { failures, requests } = await under.stack({ ci: { ...BASICS, ...lifetime } }).preview();
				expect(failures.map(({ property }) => property)).to.deep.equal(["rotateBefore"]);
				expect(failures[0]?.reason).to.match(reason);
				expect(requests).to.deep.equal([]);
			});
	});
});
