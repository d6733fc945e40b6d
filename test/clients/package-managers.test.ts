import { expect } from "chai";
import type { Credentials } from "../../provider/model/formats/text";
import { defaultUsername } from "../../provider/model/values/default-username";
import { DAY, HOUR } from "../lifecycle/harness/time";
import { useGitLab } from "../lifecycle/harness/use-gitlab";
import { SetStack } from "../sets/harness/set-stack";
import { all, type Outcome, outcomesOf } from "../use/harness/outcomes";
import { PACKAGE_MANAGERS } from "../use/harness/package-managers";
import { SCOPES, worldInUse } from "../use/harness/world";

/** Those that `npm run test:clients` found; all of them where it is not what runs this file. */
const CHOSEN = process.env.TEST_CLIENTS?.split(",");

describe("the secret of a group's token, used by package managers", function () {
	this.timeout(1_800_000);
	const under = useGitLab(worldInUse);
	const clients = PACKAGE_MANAGERS.filter(({ name }) => CHOSEN?.includes(name) ?? true);
	const names = [...new Set<string>(clients.map(({ name }) => name))];

	it("is run with every client that was found", () => {
		expect(names).to.deep.equal(CHOSEN ?? names);
	});

	it(`stays valid until the overlap after its replacement has ended or it is revoked: ${names.join(", ")}`, async () => {
		const expectOutcome = async (credentials: Credentials, outcome: Outcome, when: string) =>
			expect(await outcomesOf(clients, credentials, under.gitlab.url), when).to.deep.equal(
				all(clients, outcome),
			);
		const set = new SetStack(under.gitlab, under.time, {
			scopes: [...SCOPES, "write_package_registry"],
			expiresIn: "90d",
			rotateBefore: "30d",
			overlap: "1h",
			// Composer and Terraform use registries of a group, which a project's token does not see.
			tokens: { use: { group: "grp" } },
		});
		const up = async () => {
			const { error, failures } = await set.up();
			expect({ error, failures }).to.deep.equal({ error: undefined, failures: [] });
			const { token = "" } = set.contents.tokens.use ?? {};
			return { username: defaultUsername(set.tokenIds.use ?? 0), password: token };
		};
		const first = await up();
		await expectOutcome(first, "works", "as created");

		under.time.advance(60 * DAY);
		const second = await up();
		await expectOutcome(second, "works", "the new one, within the overlap");

		under.time.advance(HOUR);
		expect(await up()).to.deep.equal(second);
		await expectOutcome(first, "refused", "the old one, after the overlap");

		await under.gitlab.revoke(set.tokenIds.use ?? 0);
		await expectOutcome(second, "refused", "revoked");
	});
});
