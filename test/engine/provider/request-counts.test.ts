import { expect } from "chai";
import { asked, GitLab } from "../harness/gitlab";
import { type Made, ProviderProcess } from "../harness/provider-process";

const DECLARED = { project: "grp/proj", name: "pull", scopes: ["read_registry"] };

/** Pulumi starts a provider process for each operation, so each is counted in its own process. */
describe("the requests of one token, declared by path", function () {
	this.timeout(180_000);
	let gitlab: GitLab;
	let made: Made;

	before(async () => {
		gitlab = await GitLab.start();
	});
	after(() => gitlab.stop());

	const requestsOf = async (work: (provider: ProviderProcess) => Promise<unknown>) => {
		const provider = await ProviderProcess.start(gitlab);
		try {
			return (await gitlab.during(() => work(provider))).requests.map(asked);
		} finally {
			await provider.stop();
		}
	};

	it("are a GET for the project, a list of its tokens and one POST to create it", async () => {
		const requests = await requestsOf(async (provider) => {
			made = await provider.make(DECLARED);
		});
		expect(requests).to.deep.equal([
			"GET /projects/grp%2Fproj",
			"GET /projects/5/deploy_tokens",
			"POST /projects/5/deploy_tokens",
		]);
	});

	it("are one GET in a preview that finds no change", async () => {
		const requests = await requestsOf((provider) => provider.compare(made, DECLARED));
		expect(requests).to.deep.equal([`GET /${made.id}`]);
	});

	it("are one GET in a refresh, which compares and reads", async () => {
		const requests = await requestsOf(async (provider) => {
			const read = await provider.read(made);
			await provider.diff(read.id, read.properties, read.inputs ?? {});
		});
		expect(requests).to.deep.equal([`GET /${made.id}`]);
	});

	it("are none for what only the state holds", async () => {
		const requests = await requestsOf((provider) =>
			provider.update(made, { ...DECLARED, project: 5, status: "active" }),
		);
		expect(requests).to.deep.equal([]);
	});

	it("are one GET and one DELETE to delete it", async () => {
		const requests = await requestsOf((provider) => provider.delete(made));
		expect(requests).to.deep.equal([`GET /${made.id}`, `DELETE /${made.id}`]);
	});

	it("name the package and its version", async () => {
		const { version } = require("pulumi-gitlab-deploy-tokens/package.json") as { version: string };
		for (const { userAgent } of await gitlab.requests())
			expect(userAgent).to.equal(`pulumi-gitlab-deploy-tokens/${version}`);
	});

	it("are one GET for an owner, however many tokens are created in it at once", async () => {
		const names = ["one", "two", "three", "four", "five"];
		const requests = await requestsOf(async (provider) => {
			const tokens = await Promise.all(names.map((name) => provider.make({ ...DECLARED, name })));
			for (const token of tokens) expect(token.properties.token).to.match(/^gldt-/);
		});
		expect(requests.filter((request) => request === "GET /projects/grp%2Fproj")).to.have.length(1);
		expect(requests.filter((request) => request.startsWith("POST"))).to.have.length(names.length);
	});
});
