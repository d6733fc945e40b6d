import { expect } from "chai";
import { owners, plain } from "./deploy-token-routes";
import { create, expectIds, expectRefused, read } from "./expectations";
import { control, itInWorld, itNeeds, useTarget } from "./target";
import { row, world } from "./world";

const longest = `2030-01-01T08:00:00.${"0".repeat(107)}Z`;

/** What is sent, and the instant that is shown. */
const kept: [string, string][] = [
	["2030-01-01", "2030-01-01T00:00:00.000Z"],
	["2028-02-29", "2028-02-29T00:00:00.000Z"],
	["2030-01-01T08:00:00Z", "2030-01-01T08:00:00.000Z"],
	["2030-01-01T08:00:00", "2030-01-01T08:00:00.000Z"],
	["2030-01-01T08:00:00.1Z", "2030-01-01T08:00:00.100Z"],
	["2030-01-01T08:00:00.123456Z", "2030-01-01T08:00:00.123Z"],
	["2030-01-01T08:00:00.1239Z", "2030-01-01T08:00:00.123Z"],
	["2030-01-01T08:00:00.9999999Z", "2030-01-01T08:00:00.999Z"],
	["2030-01-01T08:00:00+02:00", "2030-01-01T06:00:00.000Z"],
	["2030-01-01T08:00:00-0600", "2030-01-01T14:00:00.000Z"],
	["2030-01-01T00:30:00+05:45", "2029-12-31T18:45:00.000Z"],
	["2030-01-01 08:00:00", "2030-01-01T08:00:00.000Z"],
	["1988-01-11T04:33:04-0600", "1988-01-11T10:33:04.000Z"],
	["3000-01-01T00:00:01Z", "3000-01-01T00:00:01.000Z"],
	["2999-12-31T23:59:59Z", "2999-12-31T23:59:59.000Z"],
	["9999-12-31", "9999-12-31T00:00:00.000Z"],
	[longest, "2030-01-01T08:00:00.000Z"],
];

/** Notations that Ruby's parser accepts in addition to ISO 8601 and RFC 3339. */
const lenient: [string, string][] = [
	["2030-01-01T08:00", "2030-01-01T08:00:00.000Z"],
	["20300101", "2030-01-01T00:00:00.000Z"],
	["20300101T080000Z", "2030-01-01T08:00:00.000Z"],
	["2030/01/02", "2030-01-02T00:00:00.000Z"],
	["1 Jan 2030", "2030-01-01T00:00:00.000Z"],
	["Wed, 01 Jan 2030 00:00:00 GMT", "2030-01-01T00:00:00.000Z"],
	["2030-W05", "2030-01-28T00:00:00.000Z"],
	["2030-001", "2030-01-01T00:00:00.000Z"],
	["01/02/2030", "2030-02-01T00:00:00.000Z"],
	["2030-01-01foo", "2030-01-01T00:00:00.000Z"],
	["2030-01-01T24:00:00Z", "2030-01-02T00:00:00.000Z"],
	// 28 February 2030 is a Thursday; the clock of these cases is set to 09:00 that day.
	["12", "2030-02-12T00:00:00.000Z"],
	["10:30", "2030-02-28T10:30:00.000Z"],
	["Monday", "2030-02-25T00:00:00.000Z"],
];

const never = ["", null, "3000-01-01", "3000-01-01T00:00:00Z", "3000-01-01T00:00:00.000Z"];
const alsoNever = ["3000-01-01T02:00:00+02:00", "2999-12-31T22:00:00-02:00", "3000-01-01 00:00:00"];

const refused = [
	" ",
	"foo",
	"never",
	"tomorrow",
	"null",
	"2030",
	"2030-13-01",
	"2030-02-30",
	"2029-02-29",
	"2030-01-01T25:00:00Z",
	"1893456000",
	`${longest}0`,
	`2030-01-01${"x".repeat(119)}`,
	0,
	1893456000,
	true,
	["2030-01-01"],
	{ date: "2030-01-01" },
];

describe("the expires_at of a new token", () => {
	useTarget();

	for (const owner of owners) {
		for (const [sent, shown] of kept)
			it(`${owner.kind}: is shown as ${shown} for ${sent.slice(0, 40)}`, async () => {
				const made = await create(owner, { ...plain, expires_at: sent });
				expect(made.expires_at).to.equal(shown);
				expect(read(await owner.get(made.id)).expires_at).to.equal(shown);
				expect(made.expired).to.equal(Date.parse(shown) <= Date.now());
			});

		for (const sent of [...never, ...alsoNever])
			it(`${owner.kind}: is none for ${JSON.stringify(sent)}`, async () => {
				const made = await create(owner, { ...plain, expires_at: sent });
				expect(made).to.include({ expires_at: null, expired: false });
				expectIds(await owner.list("active=true"), [made.id]);
			});

		it(`${owner.kind}: is none when it is omitted, or empty in a form`, async () => {
			expect((await create(owner, plain)).expires_at).to.equal(null);
			const form = "name=n&scopes[]=read_repository&expires_at=";
			expect(read(await owner.send("POST", "", { form }), 201).expires_at).to.equal(null);
		});

		for (const sent of refused)
			it(`${owner.kind}: may not be ${JSON.stringify(sent).slice(0, 40)}`, async () => {
				await expectRefused(() => owner.create({ ...plain, expires_at: sent }), 400, {
					error: "expires_at is invalid",
				});
			});

		for (const [title, sent] of [
			["of 1988", "1988-01-11T04:33:04-0600"],
			["of yesterday", new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)],
			["of the year 1", "0001-01-01T00:00:00Z"],
		] as const)
			it(`${owner.kind}: may be a date ${title}, and the token is expired from the start`, async () => {
				const made = await create(owner, { ...plain, expires_at: sent });
				expect(made).to.include({ expired: true, revoked: false });
				expect(made.expires_at).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/);
				expectIds(await owner.list("active=true"), []);
				expectIds(await owner.list(), [made.id]);
			});

		for (const [sent, shown] of lenient)
			itNeeds("control", `${owner.kind}: is read as ${shown} for ${sent}`, async () => {
				await control().setClock("2030-02-28T09:00:00Z");
				expect((await create(owner, { ...plain, expires_at: sent })).expires_at).to.equal(shown);
			});

		it(`${owner.kind}: loses its offset where a query or form does not escape the +`, async () => {
			const form = "name=n&scopes[]=read_repository&expires_at=2030-01-01T08:00:00+02:00";
			for (const response of [await owner.send("POST", "", { form }), await owner.send("POST", `?${form}`)])
				expect(read(response, 201).expires_at).to.equal("2030-01-01T08:00:00.000Z");
			const escaped = form.replace("+", "%2B");
			const response = await owner.send("POST", "", { form: escaped });
			expect(read(response, 201).expires_at).to.equal("2030-01-01T06:00:00.000Z");
		});
	}

	for (const [timeZone, sent, shown] of [
		["Europe/Berlin", "2030-01-01", "2030-01-01T01:00:00.000+01:00"],
		["Europe/Berlin", "2030-07-01T08:00:00.5Z", "2030-07-01T10:00:00.500+02:00"],
		["America/New_York", "2030-01-01T00:00:00Z", "2029-12-31T19:00:00.000-05:00"],
		["Asia/Kathmandu", "2030-01-01", "2030-01-01T05:45:00.000+05:45"],
	] as const)
		itInWorld(
			world({ instance: { timeZone } }),
			`is shown as ${shown} by a server in ${timeZone} where ${sent} is sent`,
			async () => {
				for (const owner of owners) {
					const made = await create(owner, { ...plain, expires_at: sent });
					expect(made.expires_at).to.equal(shown);
					expect(read(await owner.get(made.id)).expires_at).to.equal(shown);
					expect((await create(owner, plain)).expires_at).to.equal(null);
				}
			},
		);

	itNeeds("control", "is shown alike for the fixture's dates", async () => {
		const dates = ["2030-01-01", "2030-01-01T08:00:00+02:00", "3000-01-01", null];
		const rows = dates.map((expiresAt, index) => row(index + 1, { project: "grp/proj" }, { expiresAt }));
		await control().reset(world({ deployTokens: rows }));
		const shown = read<{ expires_at: string | null }[]>(await owners[0].list());
		expect(shown.map(({ expires_at }) => expires_at)).to.deep.equal([
			"2030-01-01T00:00:00.000Z",
			"2030-01-01T06:00:00.000Z",
			null,
			null,
		]);
	});
});
