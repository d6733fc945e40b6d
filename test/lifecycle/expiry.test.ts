import { expect } from "chai";
import { UNKNOWN } from "../../provider/model/values/unknown";
import { dateText } from "../../provider/pulumi/dates";
import type { Properties } from "./harness/engine";
import { DAY } from "./harness/time";
import { START, useGitLab } from "./harness/use-gitlab";
import { world } from "./harness/world";

const BASICS = { project: "grp/proj", scopes: ["read_registry"], name: "ci", username: "robot" };

/** `expiresAt` as declared, and what GitLab then holds. */
const SPELLINGS: [string, string][] = [
	["2032-02-29", "2032-02-29T00:00:00.000Z"],
	["2032-02-29T00:00:00Z", "2032-02-29T00:00:00.000Z"],
	["2032-02-29T02:00:00+02:00", "2032-02-29T00:00:00.000Z"],
	["2032-02-28T18:30:00-05:30", "2032-02-29T00:00:00.000Z"],
	["2032-02-29T00:00:00.000Z", "2032-02-29T00:00:00.000Z"],
	["2032-02-29T12:34:56.7Z", "2032-02-29T12:34:56.700Z"],
	["2032-02-29T12:34:56.123456789Z", "2032-02-29T12:34:56.123Z"],
	["2031-12-31T23:59:59.999Z", "2031-12-31T23:59:59.999Z"],
	["2031-03-01T12:00:00.001Z", "2031-03-01T12:00:00.001Z"],
	["2400-02-29", "2400-02-29T00:00:00.000Z"],
	["2999-12-31T23:59:59.999Z", "2999-12-31T23:59:59.999Z"],
];

const REFUSED: [string, unknown, RegExp][] = [
	["a day that has passed", "2031-02-28", /has passed/],
	["today, whose midnight has passed", "2031-03-01", /has passed/],
	["the very instant", START, /has passed/],
	["February 29 of another year", "2031-02-29", /calendar/],
	["a century's February 29", "2100-02-29", /calendar/],
	["month 13", "2031-13-01", /calendar/],
	["an instant without a time zone", "2032-02-29T12:00:00", /no time zone/],
	["an instant with a blank", "2032-02-29 12:00:00Z", /malformed|time zone/],
	["a word", "tomorrow", /not a date/],
	["a number", 1_950_000_000, /^expected a date or an instant as a string, got 1950000000/],
	["a Date that was not converted to a string", {}, /^expected a date or an instant as a string, got \{\}/],
	["GitLab's way to write never", "3000-01-01", /how GitLab stores "never"/],
	["the same with an offset", "3000-01-01T01:00:00+01:00", /how GitLab stores "never"/],
	["an invalid Date", dateText(new Date("never")), /not a date/],
];

describe("expiry", () => {
	const under = useGitLab();
	const heldExpiry = async () => (await under.gitlab.tokens()).map(({ expires_at }) => expires_at);

	describe("`expiresAt`", () => {
		for (const [declared, held] of SPELLINGS)
			it(`${declared} is recorded as ${held}, and does not change again`, async () => {
				const stack = await under.made({ ci: { ...BASICS, expiresAt: declared } });
				expect(await heldExpiry()).to.deep.equal([held]);
				expect(stack.outputs("ci").expiresAt).to.equal(held);
				expect((await stack.preview()).steps).to.deep.equal({ ci: "same" });
				expect((await stack.preview({ refresh: true })).steps).to.deep.equal({ ci: "same" });
			});

		it("may be a Date", async () => {
			const expiresAt = dateText(new Date("2032-02-29T12:00:00Z"));
			await under.made({ ci: { ...BASICS, expiresAt } });
			expect(await heldExpiry()).to.deep.equal(["2032-02-29T12:00:00.000Z"]);
		});

		it("in another notation is not a change", async () => {
			const same = SPELLINGS.filter(([, held]) => held === "2032-02-29T00:00:00.000Z");
			const stack = await under.made({ ci: { ...BASICS, expiresAt: same[0]?.[0] } });
			for (const [expiresAt] of same) {
				stack.declared = { ci: { ...BASICS, expiresAt } };
				expect((await stack.preview()).steps, expiresAt).to.deep.equal({ ci: "same" });
			}
		});

		it("a millisecond later is a change", async () => {
			const stack = await under.made({ ci: { ...BASICS, expiresAt: "2032-02-29" } });
			stack.declared = { ci: { ...BASICS, expiresAt: "2032-02-29T00:00:00.001Z" } };
			expect((await stack.preview()).replaces).to.deep.equal({ ci: ["expiresAt"] });
		});

		it("omitted is a token that never expires, and stays one", async () => {
			const stack = await under.made({ ci: BASICS });
			expect(await heldExpiry()).to.deep.equal([null]);
			expect(stack.outputs("ci")).to.not.have.property("expiresAt");
			under.time.set("2999-12-31T23:59:59Z");
			expect((await stack.preview({ refresh: true })).steps).to.deep.equal({ ci: "same" });
		});

		for (const [title, declared, reason] of REFUSED)
			it(`may not be ${title}, which is refused without a request`, async () => {
				const stack = under.stack({ ci: { ...BASICS, expiresAt: declared } });
				const { failures, requests } = await stack.up();
				expect(failures.map(({ property }) => property)).to.deep.equal(["expiresAt"]);
				expect(failures[0]?.reason).to.match(reason);
				expect(requests).to.deep.equal([]);
			});

		it("that passes between check and create does not create an expired token", async () => {
			const stack = under.stack();
			const provider = stack.provider();
			const declared = { ...BASICS, expiresAt: "2031-03-01T12:00:01Z" };
			const { inputs } = await provider.check(undefined as never, declared as never);
			under.time.advance(1000);
			const failed = await provider.create(inputs).catch(({ code }) => code);
			expect(failed).to.equal("DEPLOY_TOKEN_ALREADY_EXPIRED");
			expect(await under.gitlab.requests()).to.deep.equal([
				"GET /projects/grp%2Fproj",
				"GET /projects/5/deploy_tokens?active=true&per_page=100&page=1",
			]);
			expect(await under.gitlab.tokens()).to.deep.equal([]);
		});

		it("of a token that has expired has to be later, and a later one replaces it", async () => {
			const stack = await under.made({ ci: { ...BASICS, expiresAt: "2031-04-01" } });
			under.time.set("2031-04-01T00:00:00Z");
			const { failures } = await stack.preview();
			expect(failures).to.have.length(1);
			expect(failures[0]?.reason).to.contain("declare a later one");
			stack.declared = { ci: { ...BASICS, expiresAt: "2031-05-01" } };
			expect((await stack.up()).steps).to.deep.equal({ ci: "replace" });
			expect(await heldExpiry()).to.deep.equal(["2031-05-01T00:00:00.000Z"]);
		});

		it("of a token that has expired does not prevent `destroy`", async () => {
			const stack = await under.made({ ci: { ...BASICS, expiresAt: "2031-04-01" } });
			under.time.set("2032-01-01T00:00:00Z");
			expect((await stack.destroy()).error).to.equal(undefined);
			expect(await under.gitlab.tokens()).to.deep.equal([]);
		});
	});

	describe("`expiresIn`", () => {
		for (const [lifetime, expiry] of [
			["90d", "2031-05-30T12:00:00.000Z"],
			["12h", "2031-03-02T00:00:00.000Z"],
			["P90D", "2031-05-30T12:00:00.000Z"],
			["P1DT12H", "2031-03-03T00:00:00.000Z"],
			["2w", "2031-03-15T12:00:00.000Z"],
			["366d", "2032-03-01T12:00:00.000Z"],
			["45s", "2031-03-01T12:00:45.000Z"],
		] as const)
			it(`${lifetime} counts from the creation`, async () => {
				const stack = await under.made({ ci: { ...BASICS, expiresIn: lifetime } });
				expect(await heldExpiry()).to.deep.equal([expiry]);
				expect(stack.outputs("ci")).to.include({ expiresAt: expiry, createdAt: START, expiresIn: lifetime });
			});

		it("of a day from February 28 of a leap year ends on the 29th", async () => {
			under.time.set("2032-02-28T12:00:00Z");
			await under.made({ ci: { ...BASICS, expiresIn: "1d" } });
			expect(await heldExpiry()).to.deep.equal(["2032-02-29T12:00:00.000Z"]);
		});

		it("does not cause churn: until the expiry each `up` changes nothing", async () => {
			const stack = await under.made({ ci: { ...BASICS, expiresIn: "90d" } });
			const made = structuredClone(stack.entries);
			for (let day = 1; day < 90; day += 11) {
				under.time.set(START);
				under.time.advance(day * DAY);
				expect((await stack.up()).steps, `day ${day}`).to.deep.equal({ ci: "same" });
				expect((await stack.up({ refresh: true })).steps, `day ${day}`).to.deep.equal({ ci: "same" });
			}
			expect(stack.entries).to.deep.equal(made);
			expect(await under.gitlab.tokens()).to.have.length(1);
		});

		it("ends at the exact instant, by this machine's clock and by GitLab's", async () => {
			const stack = await under.made({ ci: { ...BASICS, expiresIn: "90d" } });
			under.time.advance(90 * DAY - 1);
			expect((await under.gitlab.tokens())[0]?.expired).to.equal(false);
			expect((await stack.preview()).steps).to.deep.equal({ ci: "same" });
			under.time.advance(1);
			expect((await under.gitlab.tokens())[0]?.expired).to.equal(true);
			expect((await stack.preview()).steps).to.deep.equal({ ci: "replace" });
		});

		it("gives the replacement of an expired token the full lifetime", async () => {
			const stack = await under.made({ ci: { ...BASICS, expiresIn: "90d" } });
			under.time.advance(100 * DAY);
			await stack.up();
			expect(await heldExpiry()).to.deep.equal(["2031-09-07T12:00:00.000Z"]);
			expect(stack.outputs("ci").createdAt).to.equal(under.time.iso);
		});

		it("changed applies from the next token on", async () => {
			const stack = await under.made({ ci: { ...BASICS, expiresIn: "90d" } });
			const { token } = stack.outputs("ci");
			stack.declared = { ci: { ...BASICS, expiresIn: "10d" } };
			expect((await stack.up()).steps).to.deep.equal({ ci: "update" });
			expect(stack.outputs("ci")).to.include({ token, expiresIn: "10d" });
			expect(await heldExpiry()).to.deep.equal(["2031-05-30T12:00:00.000Z"]);
			under.time.advance(90 * DAY);
			await stack.up();
			expect(await heldExpiry()).to.deep.equal(["2031-06-09T12:00:00.000Z"]);
		});

		const none: Properties = {};
		for (const [title, from, to, step] of [
			["added to a token that never expires replaces it", none, { expiresIn: "90d" }, "replace"],
			["removed replaces", { expiresIn: "90d" }, none, "replace"],
			[
				"instead of `expiresAt` leaves the token",
				{ expiresAt: "2031-05-01" },
				{ expiresIn: "90d" },
				"update",
			],
			[
				"replaced by the `expiresAt` that resulted leaves the token",
				{ expiresIn: "90d" },
				{ expiresAt: "2031-05-30T12:00:00Z" },
				"update",
			],
			["in another notation leaves the token", { expiresIn: "90d" }, { expiresIn: "P90D" }, "update"],
			["not known yet leaves the token", { expiresIn: "90d" }, { expiresIn: UNKNOWN }, "update"],
		] as const)
			it(title, async () => {
				const stack = await under.made({ ci: { ...BASICS, ...from } });
				stack.declared = { ci: { ...BASICS, ...to } };
				expect((await stack.preview()).steps).to.deep.equal({ ci: step });
			});

		for (const [title, declared, property] of [
			["together with `expiresAt`", { expiresIn: "90d", expiresAt: "2032-01-01" }, "expiresIn"],
			["in months, which have no fixed length", { expiresIn: "P1M" }, "expiresIn"],
			["as zero", { expiresIn: "0d" }, "expiresIn"],
			["without a unit", { expiresIn: "90" }, "expiresIn"],
			["with a negative value", { expiresIn: "-1d" }, "expiresIn"],
			["past the date by which GitLab stores never", { expiresIn: "400000d" }, "expiresIn"],
			["as a number", { expiresIn: 90 }, "expiresIn"],
		] as const)
			it(`is refused ${title}`, async () => {
				const { failures, requests } = await under.stack({ ci: { ...BASICS, ...declared } }).preview();
				expect(failures.map((failure) => failure.property)).to.deep.equal([property]);
				expect(requests).to.deep.equal([]);
			});
	});

	describe("where GitLab reports `expired` only the day after", () => {
		beforeEach(() => under.gitlab.reset({ ...world(), instance: { expiryMode: "date" } }));

		it("is reported by this machine's clock at the exact instant, in `preview` and in `refresh`", async () => {
			const stack = await under.made({ ci: { ...BASICS, expiresIn: "1h" } });
			under.time.set("2031-03-01T13:00:00Z");
			expect((await under.gitlab.tokens())[0]?.expired).to.equal(false);
			expect((await stack.preview()).steps).to.deep.equal({ ci: "replace" });
			expect((await stack.refresh()).refreshed.ci).to.deep.equal({ status: ["active", "expired"] });
		});

		it("is the same by a list of active tokens and by the single token", async () => {
			const lifetime = { ...BASICS, expiresIn: "1h" };
			const stack = await under.made({ ci: lifetime, other: { ...lifetime, name: "other" } });
			under.time.set("2031-03-01T13:00:00Z");
			await stack.refresh();
			expect(stack.outputs("ci").status).to.equal("expired");
			expect(stack.outputs("other").status).to.equal("expired");
		});
	});

	it("follows GitLab's `expired` where GitLab's clock is ahead of this machine's", async () => {
		const stack = await under.made({ ci: { ...BASICS, expiresIn: "90d" } });
		await under.gitlab.setClock("2031-06-01T00:00:00Z");
		const { steps, said } = await stack.preview();
		expect(steps).to.deep.equal({ ci: "replace" });
		expect(said.join()).to.contain("expired at 2031-05-30T12:00:00.000Z");
	});

	it("is compared as an instant where GitLab responds in its own time zone", async () => {
		await under.gitlab.reset({ ...world(), instance: { timeZone: "Asia/Kathmandu" } });
		const stack = await under.made({ ci: { ...BASICS, expiresAt: "2032-02-29T12:00:00Z" } });
		expect(stack.outputs("ci").expiresAt).to.equal("2032-02-29T12:00:00.000Z");
		expect((await stack.preview({ refresh: true })).steps).to.deep.equal({ ci: "same" });
	});
});
