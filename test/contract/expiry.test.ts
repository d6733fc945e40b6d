import { expect } from "chai";
import { owners, plain, project } from "./deploy-token-routes";
import { create, expectIds, read } from "./expectations";
import { control, itInWorld, itNeeds, useTarget } from "./target";
import { type FixtureInstance, row, world } from "./world";

const rows = [
	row(1, { project: "grp/proj" }, { expiresAt: "2030-05-01T10:00:00Z" }),
	row(2, { project: "grp/proj" }, { expiresAt: "2030-05-01T00:00:00Z" }),
	row(3, { project: "grp/proj" }),
	row(4, { project: "grp/proj" }, { expiresAt: "2030-05-01T10:00:00Z", revoked: true }),
];

/** At each instant of the clock: the ids that say `expired`, and the ids of `active=true`. */
const moments: [FixtureInstance["expiryMode"], string, number[], number[]][] = [
	["instant", "2030-04-30T23:59:59Z", [], [1, 2, 3]],
	["instant", "2030-05-01T09:59:59Z", [2], [1, 3]],
	["instant", "2030-05-01T10:00:00Z", [1, 2, 4], [3]],
	["instant", "2030-05-01T00:00:00Z", [2], [1, 3]],
	["instant", "2030-05-01T10:00:01Z", [1, 2, 4], [3]],
	["date", "2030-04-30T23:59:59Z", [], [1, 2, 3]],
	["date", "2030-05-01T00:00:00Z", [], [1, 2, 3]],
	["date", "2030-05-01T09:59:59Z", [], [1, 3]],
	["date", "2030-05-01T10:00:00Z", [], [1, 3]],
	["date", "2030-05-01T10:00:01Z", [], [3]],
	["date", "2030-05-01T23:59:59Z", [], [3]],
	["date", "2030-05-02T00:00:01Z", [1, 2, 4], [3]],
	["date", "2030-05-02T00:00:00Z", [1, 2, 4], [3]],
	["instant", "2999-12-31T23:59:59Z", [1, 2, 4], [3]],
	["date", "2999-12-31T23:59:59Z", [1, 2, 4], [3]],
	["instant", "1990-01-01T00:00:00Z", [], [1, 2, 3]],
];

describe("expiry over time", () => {
	useTarget();

	for (const [expiryMode, now, expired, active] of moments)
		itInWorld(
			world({ instance: { expiryMode }, deployTokens: rows }),
			`${expiryMode} mode at ${now}: ${expired.join(", ") || "none"} expired, ${active.join(", ")} active`,
			async () => {
				await control().setClock(now);
				const all = read<{ id: number; expired: boolean }[]>(await project.list());
				expect(all.filter((token) => token.expired).map(({ id }) => id)).to.deep.equal(expired);
				expectIds(await project.list("active=true"), active);
				for (const { id, expired: flag } of all) expect(read(await project.get(id)).expired).to.equal(flag);
			},
		);

	for (const expiryMode of ["instant", "date"] as const)
		itInWorld(
			world({ instance: { expiryMode }, deployTokens: rows }),
			`${expiryMode} mode: without an expiry a token is never expired, not even after the year 3000`,
			async () => {
				await control().setClock("9999-12-31T00:00:00Z");
				expect(read(await project.get(3))).to.include({ expired: false, expires_at: null });
			},
		);

	for (const owner of owners) {
		itNeeds("control", `${owner.kind}: a token created under a set clock expires by that clock`, async () => {
			await control().setClock("2030-01-01T00:00:00Z");
			const made = await create(owner, { ...plain, expires_at: "2030-01-01T01:00:00Z" });
			expect(made.expired).to.equal(false);
			await control().advanceClock("PT59M");
			expect(read(await owner.get(made.id)).expired).to.equal(false);
			await control().advanceClock("PT1M");
			expect(read(await owner.get(made.id)).expired).to.equal(true);
		});

		itNeeds(
			"control",
			`${owner.kind}: an expiry that is past by the clock is expired from the start`,
			async () => {
				await control().setClock("2040-01-01T00:00:00Z");
				const made = await create(owner, { ...plain, expires_at: "2039-12-31" });
				expect(made.expired).to.equal(true);
			},
		);
	}
});
