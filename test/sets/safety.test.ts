import { expect } from "chai";
import { writes } from "../lifecycle/harness/gitlab";
import { DAY, HOUR } from "../lifecycle/harness/time";
import { START } from "../lifecycle/harness/use-gitlab";
import { CREDENTIALS, type World, world } from "../lifecycle/harness/world";
import { useSets } from "./harness/use-set";

const READ = { scopes: ["read_registry"] };

describe("a set", () => {
	const under = useSets();

	for (const [how, fault, code] of [
		["refuses to create it", { kind: "status", status: 403, body: { message: "403 Forbidden" } }, 403],
		["responds with 500", { kind: "status", status: 500, body: "" }, 500],
	] as const)
		it(`keeps the token of a key that was renamed while GitLab ${how}`, async () => {
			const set = await under.made({ ...READ, tokens: { web: { project: 5 } } });
			const secret = set.contents.tokens.web?.token;
			set.declared = { ...READ, tokens: { site: { project: 5 } } };
			await under.gitlab.fault({ method: "POST", path: "deploy_tokens", times: 9, ...fault } as never);
			const { error, said, requests } = await set.up();
			expect(error?.code, String(code)).to.equal("DEPLOY_TOKENS_INCOMPLETE");
			expect(await under.gitlab.tokenIds()).to.deep.equal([1]);
			expect(set.contents.tokens.web?.token).to.equal(secret);
			expect(writes(requests).every((line) => line.startsWith("POST"))).to.equal(true);
			expect(said.join("\n")).to.contain('not deleted yet: deploy token "web" (1) of project 5');

			await under.gitlab.reset({
				...world([{ id: 1, project: 5, name: "web", scopes: ["read_registry"] }]),
			});
			expect((await set.up()).error).to.equal(undefined);
			expect(Object.keys(set.contents.tokens)).to.deep.equal(["site"]);
			expect(await under.gitlab.tokenIds()).to.deep.equal([2]);
		});

	it("keeps what is due while another key of the same update fails", async () => {
		const set = await under.made({ ...READ, tokens: { web: { project: 5 } } });
		set.declared = { ...READ, tokens: { web: { project: 5, scopes: ["read_repository"] } } };
		await set.up();
		expect(await under.gitlab.tokenIds()).to.deep.equal([1, 2]);
		under.time.advance(2 * HOUR);
		set.declared = { ...set.declared, tokens: { ...(set.declared.tokens as object), api: { project: 999 } } };
		await set.up();
		expect(await under.gitlab.tokenIds()).to.deep.equal([1, 2]);
		set.declared = { ...READ, tokens: { web: { project: 5, scopes: ["read_repository"] } } };
		expect((await set.up()).error).to.equal(undefined);
		expect(await under.gitlab.tokenIds()).to.deep.equal([2]);
	});

	// The first key of the first project gets the first ID.
	for (const [what, key, other] of [
		["of another owner", "api", { project: 6 }],
		["with another name", "zed", { project: 5 }],
	] as const)
		it(`forgets a replaced token whose ID a restored GitLab has assigned to a token ${what}`, async () => {
			const both = { web: { project: 5 }, [key]: other };
			const set = await under.made({ ...READ, tokens: both });
			set.declared = { ...READ, tokens: { ...both, web: { project: 5, scopes: ["read_repository"] } } };
			await set.up();
			expect(set.contents.retired?.map(({ id }) => id)).to.deep.equal(["p5/1"]);

			await under.gitlab.reset(world());
			set.declared = { ...READ, tokens: { [key]: other } };
			expect((await set.up()).error).to.equal(undefined);
			expect(set.contents.tokens[key]?.id).to.equal(`p${other.project}/1`);
			expect(set.contents.retired ?? []).to.deep.equal([]);
			expect((await set.preview()).step).to.equal("same");
		});

	for (const [what, env, change, code] of [
		["a credential that is refused", { GITLAB_TOKEN: CREDENTIALS.revoked }, undefined, "GITLAB_UNAUTHORIZED"],
		["a missing credential", { GITLAB_TOKEN: "" }, undefined, "GITLAB_CREDENTIAL_MISSING"],
		[
			"a GitLab that cannot be reached",
			{ GITLAB_BASE_URL: "http://127.0.0.1:1" },
			undefined,
			"GITLAB_UNREACHABLE",
		],
		["a failing GitLab", {}, 500, "GITLAB_SERVER_ERROR"],
	] as const)
		it(`that only reports failing keys fails as a whole for ${what}`, async () => {
			const declared = {
				...READ,
				onKeyFailure: "report",
				tokens: { web: { project: 5 }, api: { project: 6 } },
			};
			const moved = "GITLAB_BASE_URL" in env ? { GITLAB_MOVED_FROM: under.gitlab.url } : {};
			const set = await under.made(declared);
			await under.gitlab.revoke(1);
			set.env = { ...env, ...moved };
			const broken = async () => {
				if (change !== undefined)
					await under.gitlab.fault({
						method: "GET",
						path: "deploy_tokens",
						times: 99,
						kind: "status",
						status: change,
						body: "",
					} as never);
			};
			await broken();
			if (what !== "a missing credential") {
				expect((await set.preview()).error?.code, "preview").to.equal(code);
				expect((await set.up()).error?.code, "up").to.equal(code);
			}
			expect((await set.refresh()).error?.code, "refresh").to.equal(code);
		});

	it("stops at the first refusal of a GitLab in maintenance, and searches for no orphan", async () => {
		const tokens = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`k${n}`, { project: 5 }]));
		const set = under.set({ ...READ, tokens }, { GITLAB_CONCURRENCY: "1" });
		await under.gitlab.fault({
			method: "POST",
			path: "deploy_tokens",
			times: 99,
			kind: "status",
			status: 503,
			headers: { "content-type": "application/json" },
			body: { message: "GitLab is currently in maintenance mode" },
		} as never);
		const { error, requests } = await set.up();
		expect(error?.reasons?.[1]).to.contain("It was not attempted");
		expect(writes(requests).length).to.be.lessThan(4);
		expect(requests.length).to.be.lessThan(8);
	});

	it("judges overlap and expiry by GitLab's clock", async () => {
		const declared = { ...READ, expiresIn: "90d", tokens: { web: { project: 5 } } };
		const set = await under.made(declared);
		await under.gitlab.setClock(START);
		under.time.advance(120 * DAY);
		expect((await set.preview()).step).to.equal("same");
		set.declared = { ...declared, tokens: { web: { project: 5, scopes: ["read_repository"] } } };
		await set.up();
		expect(await under.gitlab.tokenIds(), "both live for the overlap").to.deep.equal([1, 2]);
	});

	it("reports what a forgotten owner keeps, and creates nothing there", async () => {
		const set = await under.made({ ...READ, tokens: { web: { project: 5 }, api: { project: 6 } } });
		set.env = { GITLAB_FORGET_OWNERS: "projects/5" };
		set.declared = { ...READ, tokens: { api: { project: 6 } } };
		const { error, said } = await set.up();
		expect(error).to.equal(undefined);
		expect(said.join("\n")).to.match(
			/warning: deploy token "web" \(1\) of project 5: not deleted, since GITLAB_FORGET_OWNERS/,
		);
		set.declared = { ...READ, tokens: { web: { project: 5 } } };
		const again = await set.up();
		expect(again.error?.reasons?.join()).to.contain("[OWNER_FORGOTTEN]");
		expect(await under.gitlab.tokenIds()).to.deep.equal([1, 2]);
	});

	it("that only reports failing keys is not blocked by a key whose expiresAt has passed", async () => {
		const declare = (expiresAt: string) => ({
			...READ,
			onKeyFailure: "report",
			tokens: { web: { project: 5 }, api: { project: 6, expiresAt } },
		});
		const set = await under.made(declare("2031-03-02"));
		under.time.advance(10 * DAY);
		set.declared = { ...declare("2031-03-02"), scopes: ["read_repository"] };
		const { error, failures, said } = await set.up();
		expect({ error, failures }).to.deep.equal({ error: undefined, failures: [] });
		expect(said.join()).to.match(/tokens\["api"\].*has passed.*DEPLOY_TOKEN_ALREADY_EXPIRED/s);
		expect(set.tokenIds.web).to.equal(3);
		set.declared = { ...set.declared, onKeyFailure: "fail" };
		expect((await set.preview()).failures.map(({ property }) => property)).to.deep.equal([
			'tokens["api"].expiresAt',
		]);
	});

	it("records the secret that is given later to an adopted token", async () => {
		await under.gitlab.change((next: World) => {
			next.deployTokens = [{ id: 12, project: 5, name: "web", scopes: ["read_registry"] }];
		});
		const declare = (adopt: object) => ({ ...READ, tokens: { web: { project: 5, adopt } } });
		const set = await under.made(declare({ tokenId: 12 }));
		expect(set.contents.tokens.web).to.not.have.property("token");
		set.declared = declare({ tokenId: 12, token: "gldt-made-by-hand-00000000" });
		expect((await set.up()).step).to.equal("update");
		expect(set.contents.tokens.web?.token).to.equal("gldt-made-by-hand-00000000");
		expect((await set.preview()).step).to.equal("same");
	});
});
