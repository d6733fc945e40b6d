import { expect } from "chai";
import { COLUMNS, type Column, cell, run } from "./harness/drift-table";
import { DECLARED, DRIFTS, type DriftName } from "./harness/drifts";
import { DAY } from "./harness/time";
import { useGitLab } from "./harness/use-gitlab";
import { CREDENTIALS, world } from "./harness/world";

const REPLACED = "replace, and the reason";

/** Everything that can have happened, against everything that can be run. */
const EXPECTED: Record<DriftName, Record<Column, string>> = {
	none: everywhere("unchanged"),
	revoked: drifts("status", '"active" => "revoked"'),
	expiredLifetime: { ...drifts("status", '"active" => "expired"'), quietPreview: REPLACED },
	expiredInstant: {
		...everywhere("error at `expiresAt`"),
		previewRefresh: '`~ status: "active" => "expired"`, then error at `expiresAt`',
		refresh: '`~ status: "active" => "expired"`',
	},
	deleted: gone(),
	ownerGone: { ...everywhere("error `GITLAB_OWNER_NOT_VISIBLE`"), quietPreview: "unchanged" },
	accessLost: { ...everywhere("error `GITLAB_OWNER_NOT_VISIBLE`"), quietPreview: "unchanged" },
	roleLost: { ...everywhere("error `GITLAB_FORBIDDEN`"), quietPreview: "unchanged" },
	// GitLab has no way to change these: the number is another token's now.
	name: gone(),
	username: gone(),
	scopes: gone(),
	expiry: gone(),
	unauthorized: { ...everywhere("error `GITLAB_UNAUTHORIZED`"), quietPreview: "unchanged" },
	noCredential: {
		...everywhere("error `GITLAB_CREDENTIAL_MISSING`"),
		preview: "unchanged, and a warning",
		up: "unchanged, and a warning",
		quietPreview: "unchanged",
	},
	unreachable: { ...everywhere("error `GITLAB_UNREACHABLE`"), quietPreview: "unchanged" },
	serverError: { ...everywhere("error `GITLAB_SERVER_ERROR`"), quietPreview: "unchanged" },
};

/** Shows GitLab's clock before a token is replaced because of a date. */
const READ = "GET /projects/5/deploy_tokens/1";

/** What makes another token of token 1, and the property that distinguishes them. */
const OTHER_TOKENS = [
	{ name: "other" },
	{ username: "other" },
	{ scopes: ["read_repository" as const] },
	{ expiresAt: "2040-01-01" },
];

function propertyOf(change: object): string {
	return Object.keys(change).join();
}

function everywhere(outcome: string): Record<Column, string> {
	return { preview: outcome, previewRefresh: outcome, refresh: outcome, up: outcome, quietPreview: outcome };
}

function gone(): Record<Column, string> {
	return {
		preview: REPLACED,
		previewRefresh: "create",
		refresh: "removed from the state",
		up: REPLACED,
		quietPreview: "unchanged",
	};
}

function drifts(property: string, change: string): Record<Column, string> {
	return {
		preview: REPLACED,
		previewRefresh: `\`~ ${property}: ${change}\`, then replace \`[diff: ~${property}]\``,
		refresh: `\`~ ${property}: ${change}\``,
		up: REPLACED,
		quietPreview: "unchanged",
	};
}

describe("drift", () => {
	const under = useGitLab();
	const quiet = { GITLAB_DRIFT_DETECTION: "refresh" };

	for (const name of Object.keys(DRIFTS) as DriftName[])
		describe(DRIFTS[name].title, () => {
			for (const column of Object.keys(COLUMNS) as Column[])
				it(`${COLUMNS[column]}: ${EXPECTED[name][column]}`, async () => {
					expect(cell(await run(under, name, column))).to.equal(EXPECTED[name][column]);
				});
		});

	describe("the message", () => {
		const sentences: Partial<Record<DriftName, string>> = {
			revoked: 'deploy token "ci" (1) of project grp/proj was revoked in GitLab; it will be replaced.',
			expiredLifetime:
				'deploy token "ci" (1) of project grp/proj expired at 2031-05-30T12:00:00.000Z; it will be replaced.',
			deleted: 'deploy token "ci" (1) of project grp/proj no longer exists in GitLab; it will be replaced.',
			scopes:
				'deploy token "ci" (1) of project grp/proj no longer exists in GitLab: its ID belongs to another token now, which differs in scopes and is not touched; it will be replaced.',
		};
		for (const [name, sentence] of Object.entries(sentences))
			it(`names the token, its owner, what was observed and what will happen: ${DRIFTS[name as DriftName].title}`, async () => {
				expect((await run(under, name as DriftName, "preview")).said).to.deep.equal([sentence]);
			});

		it("is printed once for each token", async () => {
			const stack = await under.made({ ci: DECLARED, other: { ...DECLARED, name: "other" } });
			await under.gitlab.revoke(1);
			await under.gitlab.revoke(2);
			const said: string[] = [];
			const provider = stack.provider((sentence) => said.push(sentence));
			for (const name of ["ci", "ci", "other", "ci"]) {
				const { id, inputs, outputs } = stack.entries[name] ?? expect.fail();
				await provider.diff(id, outputs as never, inputs as never);
			}
			expect(said).to.have.length(2);
			expect(said.map((sentence) => /"(\w+)" \(\d\)/.exec(sentence)?.[1])).to.deep.equal(["ci", "other"]);
		});
	});

	describe("errors", () => {
		const messages: Partial<Record<DriftName, RegExp[]>> = {
			ownerGone: [/"ci" \(1\)/, /project grp\/proj \(ID 5\)/, /"mia"/, /FORGET_OWNERS=projects\/5/],
			accessLost: [/"ci" \(1\)/, /project grp\/proj \(ID 5\)/, /"stranger"/, /FORGET_OWNERS=projects\/5/],
			roleLost: [/"ci" \(1\)/, /project grp\/proj \(ID 5\)/, /"dev"/, /Maintainer/],
			unauthorized: [/401/, /GITLAB_TOKEN/, /gitlab:token/],
			unreachable: [/could not be reached/, /http:\/\/127/],
			serverError: [/502/, /GitLab's health/],
		};
		for (const [name, patterns] of Object.entries(messages))
			it(`name the credential's user or the setting to check: ${DRIFTS[name as DriftName].title}`, async () => {
				const { error } = await run(under, name as DriftName, "preview");
				for (const pattern of patterns) expect(`${error?.message}\n${error?.hint}`).to.match(pattern);
				expect(JSON.stringify(error)).not.to.match(/glpat-|gldt-/);
			});

		it("leave every state unchanged", async () => {
			const stack = await under.made({ ci: DECLARED });
			const before = structuredClone(stack.entries);
			for (const token of [CREDENTIALS.stranger, CREDENTIALS.developer, CREDENTIALS.revoked, undefined]) {
				stack.env = { GITLAB_TOKEN: token };
				expect((await stack.refresh()).error, `${token}`).to.not.equal(undefined);
				expect(stack.entries).to.deep.equal(before);
			}
		});
	});

	describe("`driftDetection: refresh`", () => {
		for (const name of Object.keys(DRIFTS) as DriftName[])
			it(`sends no request in a plain preview, except for a date that has passed: ${DRIFTS[name].title}`, async () => {
				const { requests } = await run(under, name, "quietPreview");
				expect(requests).to.deep.equal(name === "expiredLifetime" ? [READ] : []);
			});

		it("still detects expiry and rotation by the clock", async () => {
			const stack = await under.made({ ci: { ...DECLARED, expiresIn: "90d", rotateBefore: "30d" } }, quiet);
			under.time.advance(60 * DAY - 1);
			expect((await stack.preview()).steps).to.deep.equal({ ci: "same" });
			under.time.advance(1);
			expect((await stack.preview()).steps).to.deep.equal({ ci: "replace" });
			under.time.advance(30 * DAY);
			const { steps, said, requests } = await stack.preview();
			expect(steps).to.deep.equal({ ci: "replace" });
			expect(said.join()).to.contain("expired at");
			expect(requests).to.deep.equal([READ]);
		});

		it("shows in `preview --refresh` what a plain preview does not detect", async () => {
			const stack = await under.made({ ci: DECLARED }, quiet);
			await under.gitlab.revoke(1);
			expect((await stack.preview()).steps).to.deep.equal({ ci: "same" });
			expect((await stack.preview({ refresh: true })).steps).to.deep.equal({ ci: "replace" });
		});
	});

	it("is checked again where GitLab failed once", async () => {
		const stack = await under.made({ ci: DECLARED }, { GITLAB_RETRIES: "1" });
		await under.gitlab.revoke(1);
		await under.gitlab.fault({ kind: "status", status: 502 });
		expect((await stack.preview()).steps).to.deep.equal({ ci: "replace" });
	});

	it("decides a declared change without a request for the token, and resolves the declared path once", async () => {
		const stack = await under.made({ ci: DECLARED });
		await under.gitlab.revoke(1);
		stack.declared = { ci: { ...DECLARED, scopes: ["write_registry"] } };
		const { steps, replaces, said, requests } = await stack.preview();
		expect({ steps, replaces, said, requests }).to.deep.equal({
			steps: { ci: "replace" },
			replaces: { ci: ["scopes"] },
			said: [],
			requests: ["GET /projects/grp%2Fproj"],
		});
		stack.env = quiet;
		expect((await stack.preview()).requests).to.deep.equal([]);
	});

	it("warns once where no credential is configured, however many tokens there are", async () => {
		const stack = await under.made({ ci: DECLARED, other: { ...DECLARED, name: "other" } });
		stack.env = { GITLAB_TOKEN: undefined };
		const { steps, said } = await stack.preview();
		expect(steps).to.deep.equal({ ci: "same", other: "same" });
		expect(said).to.deep.equal([
			`warning: no credential is configured for ${under.gitlab.url}, so drift of deploy tokens is not detected there; set GITLAB_TOKEN or \`gitlab:token\`.`,
		]);
	});

	for (const change of OTHER_TOKENS)
		describe(`of an ID that is now another token's, with other ${propertyOf(change)}`, () => {
			it("replaces, names in one warning what was not deleted, and succeeds", async () => {
				const stack = await under.made({ ci: DECLARED });
				await under.gitlab.edit(1, change);
				const { steps, said, error } = await stack.up();
				expect({ steps, error }).to.deep.equal({ steps: { ci: "replace" }, error: undefined });
				expect(said.slice(1)).to.deep.equal([
					`warning: deploy token "ci" (1) of project grp/proj is gone, and nothing was deleted: GitLab has another token with this ID now, which differs in ${propertyOf(change)}.`,
				]);
				expect(await under.gitlab.tokenIds()).to.deep.equal([1, 2]);
				expect((await stack.up()).steps).to.deep.equal({ ci: "same" });
			});

			it("does not delete it in `destroy`, which succeeds", async () => {
				const stack = await under.made({ ci: DECLARED });
				await under.gitlab.edit(1, change);
				const { said, error } = await stack.destroy();
				expect(error).to.equal(undefined);
				expect(said).to.deep.equal([
					`warning: deploy token "ci" (1) of project grp/proj is gone, and nothing was deleted: GitLab has another token with this ID now, which differs in ${propertyOf(change)}.`,
				]);
				expect(await under.gitlab.tokenIds()).to.deep.equal([1]);
			});

			it("records nothing of it in a refresh", async () => {
				const stack = await under.made({ ci: DECLARED });
				await under.gitlab.edit(1, change);
				expect((await stack.refresh()).steps).to.deep.equal({ ci: "gone" });
				expect(stack.entries).to.deep.equal({});
			});
		});

	it("keeps the replacement where a restored GitLab assigns it the ID of the token it replaces", async () => {
		const stack = await under.made({ ci: DECLARED });
		await under.gitlab.reset(world());
		const { steps, error } = await stack.up();
		expect({ steps, error }).to.deep.equal({ steps: { ci: "replace" }, error: undefined });
		expect(stack.outputs("ci").tokenId).to.equal(1);
		expect(await under.gitlab.tokenIds()).to.deep.equal([1]);
		expect((await stack.preview()).steps).to.deep.equal({ ci: "same" });
	});

	it("replaces a token that a refresh found revoked, and deletes the revoked one", async () => {
		const stack = await under.made({ ci: DECLARED });
		const first = stack.outputs("ci");
		await under.gitlab.revoke(1);
		await stack.refresh();
		expect(stack.outputs("ci")).to.include({ status: "revoked", token: first.token });
		expect((await stack.up()).steps).to.deep.equal({ ci: "replace" });
		expect(stack.outputs("ci")).to.include({ status: "active", tokenId: 2 });
		expect(await under.gitlab.tokenIds()).to.deep.equal([2]);
		expect((await stack.preview()).steps).to.deep.equal({ ci: "same" });
	});
});
