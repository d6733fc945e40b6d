import { expect } from "chai";
import type { Env } from "./harness/engine";
import { type Under, useGitLab } from "./harness/use-gitlab";
import { CREDENTIALS } from "./harness/world";

const BASICS = { project: "grp/proj", scopes: ["read_registry"], name: "ci" };
const SECOND = { ...BASICS, connection: "second" };

describe("connections", () => {
	const first: Under = useGitLab();
	const other: Under = useGitLab();
	/** Connection `second` leads to the other GitLab, with its own credential. */
	const both = (): Env => ({
		SECOND_BASE_URL: other.gitlab.url,
		SECOND_TOKEN: CREDENTIALS.maintainer,
		SECOND_RETRIES: "0",
	});

	it("of one stack reach several GitLabs, each with its own settings", async () => {
		const stack = await first.made({ a: BASICS, b: SECOND }, both());
		expect(stack.outputs("a")).to.include({ host: first.gitlab.url, tokenId: 1 });
		expect(stack.outputs("b")).to.include({ host: other.gitlab.url, tokenId: 1 });
		expect((await stack.preview()).steps).to.deep.equal({ a: "same", b: "same" });
		await stack.destroy();
		for (const { gitlab } of [first, other]) expect(await gitlab.tokens()).to.deep.equal([]);
	});

	it("do not share cached reads: the same project and ID on two GitLabs are two tokens", async () => {
		const stack = await first.made({ a: BASICS, b: SECOND }, both());
		await other.gitlab.revoke(1);
		expect((await stack.preview()).steps).to.deep.equal({ a: "same", b: "replace" });
	});

	it("never send a credential to another connection's GitLab", async () => {
		const env = { ...both(), SECOND_TOKEN: CREDENTIALS.developer };
		const stack = first.stack({ a: BASICS, b: SECOND }, env);
		expect((await stack.up()).error?.code).to.equal("GITLAB_FORBIDDEN");
		expect(await first.gitlab.callers()).to.deep.equal(["mia"]);
		expect(await other.gitlab.callers()).to.deep.equal(["dev"]);
	});

	it("without their own credential do not use another's", async () => {
		const stack = first.stack({ b: SECOND }, { ...both(), SECOND_TOKEN: undefined });
		const { error } = await stack.up();
		expect(error?.code).to.equal("GITLAB_CREDENTIAL_MISSING");
		expect(error?.hint).to.contain("SECOND_TOKEN").and.contain("second:token");
		expect(await other.gitlab.requests()).to.deep.equal([]);
	});

	it("without a base URL fail with the setting's name, and send nothing", async () => {
		const stack = first.stack({ b: SECOND }, { ...both(), SECOND_BASE_URL: undefined });
		const { error } = await stack.up();
		expect(error?.code).to.equal("SETTINGS_INVALID");
		expect(error?.message).to.contain("SECOND_BASE_URL").and.contain("second:baseUrl");
		expect(await other.gitlab.requests()).to.deep.equal([]);
	});

	it("whose settings were removed are reported as not configured (any more)", async () => {
		const stack = await first.made({ b: SECOND }, both());
		stack.env = {};
		for (const operation of ["refresh", "destroy"] as const) {
			const { error } = await stack[operation]();
			expect(error?.code).to.equal("SETTINGS_INVALID");
			expect(error?.message).to.contain('Connection "second" is not configured (any more)');
		}
	});

	it("with different users on one GitLab do not share reads", async () => {
		const env = { SECOND_BASE_URL: first.gitlab.url, SECOND_TOKEN: CREDENTIALS.stranger };
		const stack = await first.made({ a: BASICS, b: { ...BASICS, name: "b" } }, env);
		stack.declared = { a: BASICS, b: { ...SECOND, name: "b" } };
		const { error } = await stack.preview();
		expect(error?.code).to.equal("GITLAB_OWNER_NOT_VISIBLE");
		expect(error?.message).to.contain('"stranger"');
		expect(error?.hint).to.contain("SECOND_FORGET_OWNERS");
	});

	describe("to another GitLab than the recorded one", () => {
		const operations = ["preview", "up", "refresh", "destroy"] as const;
		for (const operation of operations)
			it(`fail in \`${operation}\` before any request`, async () => {
				const stack = await first.made({ ci: BASICS });
				stack.env = { GITLAB_BASE_URL: other.gitlab.url };
				const { error } = await stack[operation]();
				expect(error?.code).to.equal("GITLAB_HOST_CHANGED");
				expect(error?.message).to.contain(first.gitlab.url).and.contain(other.gitlab.url);
				expect(error?.hint).to.contain("GITLAB_MOVED_FROM");
				expect(await other.gitlab.requests()).to.deep.equal([]);
				expect(stack.entries.ci?.id).to.equal("projects/5/deploy_tokens/1");
			});

		it("fail also where only the connection's name changed", async () => {
			const stack = await first.made({ ci: BASICS }, both());
			stack.declared = { ci: SECOND };
			expect((await stack.preview()).error?.code).to.equal("GITLAB_HOST_CHANGED");
			expect(await other.gitlab.requests()).to.deep.equal([]);
		});

		it("written differently are the same GitLab", async () => {
			const stack = await first.made({ ci: BASICS });
			stack.env = { GITLAB_BASE_URL: `${first.gitlab.url}/api/v4/` };
			expect((await stack.up()).steps).to.deep.equal({ ci: "same" });
		});
	});

	describe("to a GitLab whose address changed", () => {
		/** The other address of the same GitLab: 127.0.0.1 by its name. */
		const renamed = () => first.gitlab.url.replace("127.0.0.1", "localhost");
		const moved = (): Env => ({ GITLAB_BASE_URL: renamed(), GITLAB_MOVED_FROM: first.gitlab.url });

		it("`up` with `movedFrom` records the new one in place; then `movedFrom` can go", async () => {
			const stack = await first.made({ ci: BASICS });
			const { token } = stack.outputs("ci");
			stack.env = moved();
			expect((await stack.preview()).steps).to.deep.equal({ ci: "update" });
			expect((await stack.up()).steps).to.deep.equal({ ci: "update" });
			expect(stack.outputs("ci")).to.include({ host: renamed(), token });
			stack.env = { GITLAB_BASE_URL: renamed() };
			expect((await stack.up()).steps).to.deep.equal({ ci: "same" });
			stack.env = {};
			expect((await stack.preview()).error?.code).to.equal("GITLAB_HOST_CHANGED");
		});

		it("`refresh` and `destroy` with `movedFrom` use the new one", async () => {
			const stack = await first.made({ ci: BASICS });
			stack.env = moved();
			expect((await stack.refresh()).error).to.equal(undefined);
			expect((await stack.destroy()).error).to.equal(undefined);
			expect(await first.gitlab.tokens()).to.deep.equal([]);
		});

		it("`movedFrom` of a third address does not allow it", async () => {
			const stack = await first.made({ ci: BASICS });
			stack.env = { ...moved(), GITLAB_MOVED_FROM: "https://gitlab.example.com" };
			expect((await stack.up()).error?.code).to.equal("GITLAB_HOST_CHANGED");
		});
	});
});
