import { expect } from "chai";
import { asked } from "../harness/gitlab";
import { failureOf, type Made } from "../harness/provider-process";
import type { Properties } from "../harness/rpc";
import { useProvider } from "../harness/use-provider";
import { CREDENTIALS } from "../harness/world";

const DECLARED = { project: "grp/proj", name: "pull", scopes: ["read_registry"] };

/** The same resource with other properties in the state: what a stack of another time may have recorded. */
function recorded({ id, properties }: Made, changed: Properties): Made {
	return { id, properties: { ...properties, ...changed } };
}

describe("a deploy token that exists", function () {
	this.timeout(180_000);
	const under = useProvider((gitlab) => ({
		"same:baseUrl": gitlab.url,
		"same:token": CREDENTIALS.admin,
		"stranger:baseUrl": gitlab.url,
		"stranger:token": CREDENTIALS.stranger,
		"forgetting:baseUrl": gitlab.url,
		"forgetting:token": CREDENTIALS.stranger,
		"forgetting:forgetOwners": "groups/7, projects/5",
		"elsewhere:baseUrl": "https://gitlab.example.org",
		"elsewhere:token": CREDENTIALS.admin,
		"moved:baseUrl": gitlab.url,
		"moved:token": CREDENTIALS.admin,
		"moved:movedFrom": "https://gitlab.example.org",
	}));
	const make = (declared: Properties = {}) => under.provider.make({ ...DECLARED, ...declared });
	const exists = async ({ properties }: Made) =>
		(await under.gitlab.tokens()).some(({ id }) => id === properties.tokenId);

	describe("read", () => {
		it("keeps ID, secret and everything else", async () => {
			const made = await make({ username: "robot", expiresAt: "2099-01-01" });
			const read = await under.provider.read(made);
			expect(made.properties.token).to.match(/^gldt-/);
			expect(read.id).to.equal(made.id);
			expect(read.properties).to.deep.equal(made.properties);
		});

		it("returns the inputs that would declare it, without a username that GitLab generated", async () => {
			const made = await make();
			const { inputs } = await under.provider.check(DECLARED);
			expect((await under.provider.read(made)).inputs).to.deep.equal(inputs);
		});

		it("never returns the secret as an input", async () => {
			expect((await under.provider.read(await make())).inputs).to.not.have.property("token");
		});

		it("reports that it was revoked, and keeps the secret", async () => {
			const made = await make();
			await under.gitlab.control.revoke(made.properties.tokenId as number);
			const read = await under.provider.read(made);
			expect(read.properties).to.deep.equal({ ...made.properties, status: "revoked" });
			expect(read.inputs?.status).to.equal("revoked");
		});

		it("reports that it is gone when it was deleted", async () => {
			const made = await make();
			await under.gitlab.control.remove(made.properties.tokenId as number);
			expect((await under.provider.read(made)).id).to.equal("");
		});

		it("fails when its owner is not visible, names the user, and keeps it in the state", async () => {
			const made = recorded(await make(), { connection: "stranger" });
			const { message } = await failureOf(under.provider.read(made));
			expect(message)
				.to.contain("GITLAB_OWNER_NOT_VISIBLE")
				.and.contain('user "stranger"')
				.and.contain("project grp/proj")
				.and.contain("STRANGER_FORGET_OWNERS=projects/5");
		});

		it("reports that it is gone when its owner is known to be gone, without a request", async () => {
			const made = recorded(await make(), { connection: "forgetting" });
			const { result, requests } = await under.gitlab.during(() => under.provider.read(made));
			expect(result.id).to.equal("");
			expect(requests).to.deep.equal([]);
		});

		it("fails for another GitLab than the recorded one, before any request", async () => {
			const made = recorded(await make(), { host: "https://gitlab.example.org" });
			const { result, requests } = await under.gitlab.during(() => failureOf(under.provider.read(made)));
			expect(result.message)
				.to.contain("GITLAB_HOST_CHANGED")
				.and.contain("https://gitlab.example.org")
				.and.contain(under.gitlab.url)
				.and.contain("GITLAB_MOVED_FROM");
			expect(requests).to.deep.equal([]);
		});

		it("works where the recorded host is the one that GitLab moved from", async () => {
			const made = recorded(await make(), { host: "https://gitlab.example.org", connection: "moved" });
			expect((await under.provider.read(made)).id).to.equal(made.id);
		});
	});

	describe("update", () => {
		const UPDATES: readonly (readonly [title: string, declared: Properties, after: Properties])[] = [
			["the project by its ID", { project: 5 }, { project: 5 }],
			["another connection", { connection: "same" }, { connection: "same" }],
			["nothing at all, as after a failed initialisation", {}, {}],
		];
		for (const [title, declared, after] of UPDATES)
			it(`records ${title}, keeps everything else, and sends no request`, async () => {
				const made = await make({ username: "robot", expiresAt: "2099-01-01" });
				const { inputs } = await under.provider.check({
					...DECLARED,
					username: "robot",
					expiresAt: "2099-01-01",
					...declared,
				});
				const { result, requests } = await under.gitlab.during(() => under.provider.update(made, inputs));
				expect(result).to.deep.equal({ ...made.properties, ...after });
				expect(requests).to.deep.equal([]);
			});

		it("records the new address of a GitLab that moved", async () => {
			const made = recorded(await make(), { host: "https://gitlab.example.org" });
			const { inputs } = await under.provider.check({ ...DECLARED, connection: "moved" });
			const difference = await under.provider.diff(made.id, made.properties, inputs);
			expect(difference).to.deep.include({ changes: "some", replaces: [] });
			expect((await under.provider.update(made, inputs)).host).to.equal(under.gitlab.url);
		});
	});

	describe("delete", () => {
		it("deletes it", async () => {
			const made = await make();
			await under.provider.delete(made);
			expect(await exists(made)).to.equal(false);
		});

		it("succeeds when it was deleted before", async () => {
			const made = await make();
			await under.gitlab.control.remove(made.properties.tokenId as number);
			const { requests } = await under.gitlab.during(() => under.provider.delete(made));
			expect(requests.map(({ method }) => method)).to.not.include("DELETE");
		});

		it("deletes a revoked token too", async () => {
			const made = await make();
			await under.gitlab.control.revoke(made.properties.tokenId as number);
			await under.provider.delete(made);
			expect(await exists(made)).to.equal(false);
		});

		it("deletes it by ID when it was declared by a path that its project no longer has", async () => {
			const made = await make({ project: "grp/before" });
			await under.provider.delete(made);
			expect(await exists(made)).to.equal(false);
		});

		it("fails when the owner is not visible, and deletes nothing", async () => {
			const made = await make();
			const { message } = await failureOf(under.provider.delete(recorded(made, { connection: "stranger" })));
			expect(message).to.contain("GITLAB_OWNER_NOT_VISIBLE").and.contain("FORGET_OWNERS=projects/5");
			expect(await exists(made)).to.equal(true);
		});

		it("succeeds when the owner is known to be gone, without a request", async () => {
			const made = recorded(await make(), { connection: "forgetting" });
			const { requests } = await under.gitlab.during(() => under.provider.delete(made));
			expect(requests).to.deep.equal([]);
		});

		it("fails for another GitLab than the recorded one, before any request", async () => {
			const made = recorded(await make(), { host: "https://gitlab.example.org" });
			const { result, requests } = await under.gitlab.during(() => failureOf(under.provider.delete(made)));
			expect(result.message).to.contain("GITLAB_HOST_CHANGED");
			expect(requests).to.deep.equal([]);
		});

		it("deletes it where the recorded host is the one that GitLab moved from", async () => {
			const made = await make();
			const moved = { host: "https://gitlab.example.org", connection: "moved" };
			await under.provider.delete(recorded(made, moved));
			expect(await exists(made)).to.equal(false);
		});

		for (const [title, strange] of [
			["name", { name: "somebody else's" }],
			["username", { username: "somebody.else" }],
			["scopes", { scopes: ["read_repository"] }],
			["expiresAt", { expiresAt: "2099-01-01T00:00:00.000Z" }],
		] as const)
			it(`keeps a token with another ${title} than the recorded one, warns, and succeeds`, async () => {
				const made = await make();
				const other = recorded(made, strange);
				const { requests } = await under.gitlab.during(() => under.provider.delete(other));
				expect(under.provider.printed).to.contain(
					`warning: deploy token ${JSON.stringify(other.properties.name)} (${made.properties.tokenId}) of project grp/proj is gone, and nothing was deleted: GitLab has another token with this ID now, which differs in ${title}.`,
				);
				expect(requests.map(asked)).to.deep.equal([`GET /${made.id}`]);
				expect(await exists(made)).to.equal(true);
			});
	});
});
