import { expect } from "chai";
import fc from "fast-check";
import { DAY, HOUR, MINUTE } from "./harness/time";
import { START, useGitLab } from "./harness/use-gitlab";
import { world } from "./harness/world";

const FIVE_YEARS_IN_DAYS = 5 * 365 + 1;
const BASICS = { project: 5, scopes: ["read_registry"], name: "ci" };

/** A window of at least the time between two runs, and a lifetime that leaves between a week and two years. */
const policies = fc
	.record({
		lead: fc.integer({ min: 24 * 60, max: 200 * 24 * 60 }),
		usable: fc.integer({ min: 7 * 24 * 60, max: 730 * 24 * 60 }),
	})
	.map(({ lead, usable }) => ({ rotateBefore: lead * MINUTE, lifetime: (lead + usable) * MINUTE }));

describe("five years of daily runs", function () {
	this.timeout(120_000);
	const under = useGitLab();

	/** Runs `pulumi up` once a day. @returns how many tokens were made. */
	async function live(
		{ lifetime, rotateBefore }: { lifetime: number; rotateBefore: number },
		{ days = FIVE_YEARS_IN_DAYS, looks = false } = {},
	): Promise<number> {
		under.time.set(START);
		await under.gitlab.reset(world());
		const inMinutes = (ms: number) => `${ms / MINUTE}m`;
		const declared = { ...BASICS, expiresIn: inMinutes(lifetime), rotateBefore: inMinutes(rotateBefore) };
		const stack = await under.made({ ci: declared }, looks ? {} : { GITLAB_DRIFT_DETECTION: "refresh" });
		stack.tellsRequests = false;
		let made = 1;
		for (let day = 1; day <= days; day += 1) {
			under.time.advance(DAY);
			const { expiresAt, tokenId } = stack.outputs("ci");
			// A token that lives at the end of a day lived all day.
			expect(Date.parse(String(expiresAt)), `day ${day}`).to.be.greaterThan(under.time.now());
			const { error, failures } = await stack.up();
			expect({ error, failures }, `day ${day}`).to.deep.equal({ error: undefined, failures: [] });
			if (stack.outputs("ci").tokenId !== tokenId) made += 1;
		}
		const left = await under.gitlab.tokens();
		expect(left.map(({ id, expired, revoked }) => ({ id, expired, revoked }))).to.deep.equal([
			{ id: stack.outputs("ci").tokenId, expired: false, revoked: false },
		]);
		return made;
	}

	it("never record an inactive token, and create no more than the policy requires", async () => {
		await fc.assert(
			fc.asyncProperty(policies, async (policy) => {
				const most = Math.ceil((FIVE_YEARS_IN_DAYS * DAY) / (policy.lifetime - policy.rotateBefore)) + 1;
				expect(await live(policy)).to.be.at.most(most);
			}),
			{ numRuns: 5 },
		);
	});

	it("create 31 tokens of 90 days that are rotated 30 days ahead, also where each run reads GitLab", async () => {
		expect(await live({ lifetime: 90 * DAY, rotateBefore: 30 * DAY }, { looks: true })).to.equal(31);
	});

	for (const [title, policy] of [
		["as long as the time between two runs", { lifetime: 2 * DAY, rotateBefore: DAY }],
		["that leaves an hour", { lifetime: 30 * DAY, rotateBefore: 30 * DAY - HOUR }],
	] as const)
		it(`with a window ${title} rotate in every run`, async () => {
			expect(await live(policy, { days: 200 })).to.equal(201);
		});
});
