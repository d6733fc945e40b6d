import { expect } from "chai";
import { DAY, HOUR } from "../lifecycle/harness/time";
import { START } from "../lifecycle/harness/use-gitlab";
import { useSets } from "./harness/use-set";

const READ = { scopes: ["read_registry"] };

describe("what a set deletes", () => {
	const under = useSets();

	for (const status of [500, 401])
		it(`fails as a whole where GitLab responds to a deletion with ${status}, also with "report"`, async () => {
			const tokens = { web: { project: 5 }, api: { project: 6 } };
			const set = await under.made({ ...READ, onKeyFailure: "report", tokens });
			set.declared = { ...READ, onKeyFailure: "report", tokens: { api: { project: 6 } } };
			await under.gitlab.fault({
				method: "DELETE",
				path: "deploy_tokens",
				times: 9,
				kind: "status",
				status,
				body: "",
			} as never);
			const { error } = await set.up();
			expect(await under.gitlab.tokenIds()).to.deep.equal([1, 2]);
			expect(Object.keys(set.contents.tokens)).to.deep.equal(["api", "web"]);
			expect(error?.code).to.equal("DEPLOY_TOKENS_INCOMPLETE");
		});

	for (const driftDetection of ["preview", "refresh"])
		it(`leaves the overlap to a token that is active by GitLab's clock, where this machine's is ahead (${driftDetection})`, async () => {
			const declared = { ...READ, expiresIn: "90d", tokens: { web: { project: 5 } } };
			const set = await under.made(declared, { GITLAB_DRIFT_DETECTION: driftDetection });
			await under.gitlab.setClock(START);
			under.time.advance(120 * DAY);
			set.declared = { ...declared, tokens: { web: { project: 5 }, api: { project: 6 } } };
			const { error } = await set.up();
			expect(error).to.equal(undefined);
			expect(await under.gitlab.tokenIds()).to.include(1);
		});

	for (const driftDetection of ["preview", "refresh"])
		it(`is not before the overlap ends by GitLab's clock, where this machine's is ahead (${driftDetection})`, async () => {
			const set = await under.made(
				{ ...READ, tokens: { web: { project: 5 } } },
				{ GITLAB_DRIFT_DETECTION: driftDetection },
			);
			set.declared = { ...READ, tokens: { web: { project: 5, scopes: ["read_repository"] } } };
			await set.up();
			await under.gitlab.setClock(START);
			under.time.advance(2 * HOUR);
			const { error } = await set.up();
			expect(error).to.equal(undefined);
			expect(await under.gitlab.tokenIds()).to.deep.equal([1, 2]);
			expect(set.contents.retired).to.have.length(1);
		});

	it("is not at once a token that a refresh reported as gone and GitLab shows again", async () => {
		const declared = { ...READ, tokens: { web: { project: 5 } } };
		const set = await under.made(declared, { GITLAB_DRIFT_DETECTION: "refresh" });
		await under.gitlab.fault({
			method: "GET",
			path: "deploy_tokens/1",
			times: 1,
			kind: "status",
			status: 404,
			headers: { "content-type": "application/json" },
			body: { message: "404 Not found" },
		} as never);
		await set.refresh();
		expect(set.contents.tokens.web?.status).to.equal("gone");
		expect((await set.up()).error).to.equal(undefined);
		expect(await under.gitlab.tokenIds()).to.deep.equal([1, 2]);
	});
});
