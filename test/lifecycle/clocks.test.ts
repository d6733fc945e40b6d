import { expect } from "chai";
import { Front } from "./harness/front";
import { DAY, HOUR, MINUTE } from "./harness/time";
import { START, useGitLab } from "./harness/use-gitlab";

const LIFETIME = { ci: { project: "grp/proj", scopes: ["read_registry"], expiresIn: "90d" } };

/** GitLab's clock stays at the start, and this machine's is moved. */
describe("a clock of this machine that is wrong", () => {
	const under = useGitLab();
	const away = async (ms: number) => {
		await under.gitlab.setClock(START);
		under.time.advance(ms);
	};

	it("ahead: a token that GitLab calls active is unchanged", async () => {
		const stack = await under.made(LIFETIME);
		await away(120 * DAY);
		expect((await stack.preview()).steps).to.deep.equal({ ci: "same" });
		expect((await stack.up()).steps).to.deep.equal({ ci: "same" });
	});

	describe("ahead, with `driftDetection: refresh`", () => {
		const quiet = { GITLAB_DRIFT_DETECTION: "refresh" };

		for (const [what, declared, ms] of [
			["past the expiry", LIFETIME, 120 * DAY],
			["within `rotateBefore`", { ci: { ...LIFETIME.ci, rotateBefore: "30d" } }, 70 * DAY],
		] as const)
			it(`${what}: a token that is not due by GitLab's clock is unchanged`, async () => {
				const stack = await under.made(declared, quiet);
				await away(ms);
				const { steps, said, requests } = await stack.preview();
				expect({ steps, requests }).to.deep.equal({
					steps: { ci: "same" },
					requests: ["GET /projects/5/deploy_tokens/1"],
				});
				expect(said.join()).to.contain("ahead of GitLab's");
				expect((await stack.up()).steps).to.deep.equal({ ci: "same" });
			});

		it("GitLab does not respond: this machine's clock counts", async () => {
			const stack = await under.made(LIFETIME, { ...quiet, GITLAB_RETRIES: "0" });
			await away(120 * DAY);
			await under.gitlab.fault({ kind: "drop-before" });
			expect((await stack.preview()).steps).to.deep.equal({ ci: "replace" });
		});

		it("no credential is configured: this machine's clock counts, and no request is sent", async () => {
			const stack = await under.made(LIFETIME, quiet);
			await away(120 * DAY);
			stack.env = { ...quiet, GITLAB_TOKEN: undefined };
			const { steps, requests } = await stack.preview();
			expect({ steps, requests }).to.deep.equal({ steps: { ci: "replace" }, requests: [] });
		});
	});

	it("ahead, as a refresh recorded it once: `expired` counts only while it is true", async () => {
		const stack = await under.made(LIFETIME);
		const entry = stack.entries.ci as (typeof stack.entries)[string];
		stack.entries.ci = {
			...entry,
			inputs: { ...entry.inputs, status: "expired" },
			outputs: { ...entry.outputs, status: "expired" },
		};
		const { steps, said } = await stack.preview();
		expect({ steps, said }).to.deep.equal({ steps: { ci: "update" }, said: [] });
		await stack.up();
		expect(stack.outputs("ci").status).to.equal("active");
		expect((await stack.preview()).steps).to.deep.equal({ ci: "same" });
	});

	it("behind by more than the lifetime: the token is not expired when created, and no `up` replaces it", async () => {
		await away(-200 * DAY);
		const stack = await under.made(LIFETIME);
		const [row] = await under.gitlab.tokens();
		expect(row?.expired).to.equal(false);
		expect(
			Math.abs(Date.parse(String(stack.outputs("ci").expiresAt)) - Date.parse(START) - 90 * DAY),
		).to.be.lessThan(2_000);
		expect((await stack.up()).steps).to.deep.equal({ ci: "same" });
	});

	it("behind: a token that GitLab calls expired is replaced", async () => {
		const stack = await under.made(LIFETIME);
		await under.gitlab.setClock(new Date(Date.parse(START) + 91 * DAY).toISOString());
		expect((await stack.preview()).steps).to.deep.equal({ ci: "replace" });
	});

	for (const [what, ms, expected] of [
		["by half a minute", MINUTE / 2, undefined],
		["ahead by an hour", HOUR, "60 min ahead of GitLab's"],
		["behind by an hour", -HOUR, "60 min behind GitLab's"],
	] as const)
		it(`is reported once where it is off by more than a minute: ${what}`, async () => {
			const stack = await under.made({ ...LIFETIME, cd: { group: "grp", scopes: ["read_registry"] } });
			await away(ms);
			const warnings = (await stack.preview()).said.filter((line) => line.includes("clock"));
			if (expected === undefined) expect(warnings).to.deep.equal([]);
			else {
				expect(warnings).to.have.length(1);
				expect(warnings[0]).to.contain(expected);
			}
		});
});

/** The `Date` of responses is the proxy's, and GitLab's own `expired` is right. */
describe("a proxy whose clock is wrong", () => {
	const under = useGitLab();
	let offMs = 0;
	let proxy: Front;
	before(async () => {
		proxy = await Front.start(under.gitlab.url, under.time, () => under.time.now() + offMs);
	});
	beforeEach(() => {
		offMs = 0;
	});
	after(() => proxy.close());
	const made = () => under.made(LIFETIME, { GITLAB_BASE_URL: proxy.url });

	it("ahead: a token that GitLab calls active is unchanged", async () => {
		const stack = await made();
		offMs = 120 * DAY;
		expect((await stack.preview()).steps).to.deep.equal({ ci: "same" });
		expect((await stack.up()).steps).to.deep.equal({ ci: "same" });
	});

	it("behind by more than the lifetime: the expired token is reported, and replaced once the clock is right", async () => {
		const stack = under.stack(LIFETIME, { GITLAB_BASE_URL: proxy.url });
		offMs = -200 * DAY;
		const { said } = await stack.up();
		expect(said.filter((line) => line.includes("GitLab reports it as expired"))).to.have.length(1);
		offMs = 0;
		expect((await stack.preview()).steps).to.deep.equal({ ci: "replace" });
		await stack.up();
		expect((await under.gitlab.tokens()).map(({ expired }) => expired)).to.deep.equal([false]);
	});
});
