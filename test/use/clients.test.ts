import { expect } from "chai";
import type { Credentials } from "../../provider/model/formats/text";
import { defaultUsername } from "../../provider/model/values/default-username";
import { DAY, HOUR } from "../lifecycle/harness/time";
import { useGitLab } from "../lifecycle/harness/use-gitlab";
import { SetStack } from "../sets/harness/set-stack";
import { CLIENTS, type Client, INSTALLERS, QUICK_CLIENTS } from "./harness/clients";
import { GitClone } from "./harness/git-clone";
import { all, type Outcome, outcomesOf } from "./harness/outcomes";
import { SCOPES, worldInUse } from "./harness/world";

const ROTATING = { scopes: SCOPES, expiresIn: "90d", rotateBefore: "30d" };
const WINDOW = 60 * DAY;

describe("the secret of a token, used by real clients", function () {
	this.timeout(240_000);
	const under = useGitLab(worldInUse);

	const outcomes = (clients: readonly Client[], credentials: Credentials) =>
		outcomesOf(clients, credentials, under.gitlab.url);

	it("stays valid until the overlap after its replacement has ended or it is revoked, which `up` repairs", async () => {
		let clients: readonly Client[] = CLIENTS;
		const expectOutcome = async (credentials: Credentials, outcome: Outcome, when: string) =>
			expect(await outcomes(clients, credentials), when).to.deep.equal(all(clients, outcome));

		const tokens = { use: { project: "grp/proj" } };
		const set = new SetStack(under.gitlab, under.time, { ...ROTATING, overlap: "1h", tokens });
		const up = async () => {
			const { error, failures } = await set.up();
			expect({ error, failures }).to.deep.equal({ error: undefined, failures: [] });
			const { token = "" } = set.contents.tokens.use ?? {};
			// None is declared, so that it is GitLab's, and another one with each token.
			return { username: defaultUsername(set.tokenIds.use ?? 0), password: token };
		};
		const first = await up();
		await expectOutcome(first, "works", "as created");
		clients = clients.filter(({ once }) => once !== true);

		under.time.advance(WINDOW);
		const second = await up();
		expect(second.password).to.not.equal(first.password);
		await expectOutcome(second, "works", "the new one, within the overlap");
		await expectOutcome(first, "works", "the old one, within the overlap");

		under.time.advance(HOUR);
		expect(await up()).to.deep.equal(second);
		await expectOutcome(first, "refused", "the old one, after the overlap");

		await under.gitlab.revoke(set.tokenIds.use ?? 0);
		await expectOutcome(second, "refused", "revoked");
		await expectOutcome(await up(), "works", "repaired");
	});

	it("of a single token stays valid until its dependents are updated with that of its replacement, or it is revoked", async () => {
		const stack = await under.made({ use: { project: "grp/proj", ...ROTATING, username: "robot" } });
		const credentials = () => ({ username: "robot", password: String(stack.outputs("use").token) });
		const first = credentials();
		const clone = await GitClone.by(first, under.gitlab.url);
		try {
			let during: object = {};
			stack.moveDependents = async (_, { token }) => {
				const second = { username: "robot", password: String(token) };
				during = {
					first: await outcomes(QUICK_CLIENTS, first),
					second: await outcomes(QUICK_CLIENTS, second),
				};
			};
			under.time.advance(WINDOW);
			expect((await stack.up()).steps).to.deep.equal({ use: "replace" });
			const works = all(QUICK_CLIENTS, "works");
			expect(during).to.deep.equal({ first: works, second: works });
			expect(await outcomes(QUICK_CLIENTS, first)).to.deep.equal(all(QUICK_CLIENTS, "refused"));
			expect(await outcomes(QUICK_CLIENTS, credentials())).to.deep.equal(works);
			expect(await clone.fetch(first), "a fetch by the old one").to.equal("refused");
			expect(await clone.fetch(credentials()), "a fetch by the new one").to.equal("works");

			await under.gitlab.revoke(Number(stack.outputs("use").tokenId));
			const revoked = [...QUICK_CLIENTS, ...INSTALLERS];
			expect(await outcomes(revoked, credentials()), "revoked").to.deep.equal(all(revoked, "refused"));
			expect(await clone.fetch(credentials()), "a fetch by the revoked one").to.equal("refused");
		} finally {
			await clone.remove();
		}
	});
});
