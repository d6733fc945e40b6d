import { expect } from "chai";
import { fails, succeeds } from "../../support/run-program";
import { useStack } from "../harness/use-stack";
import { CREDENTIALS } from "../harness/world";
import { reference, token, yamlProject } from "./harness/yaml";

const PULL = token({ project: "5", scopes: ["read_registry"] });

/** Nothing of the connection comes from the environment: an empty value counts as not set. */
const NOTHING = { GITLAB_BASE_URL: "", GITLAB_TOKEN: "" };

describe("the packaged provider's configuration in the stack", function () {
	this.timeout(120_000);
	const under = useStack(() => ({ files: yamlProject({ resources: { pull: PULL } }), env: NOTHING }));
	const set = (...args: string[]) => under.stack.pulumi("config", "set", ...args);

	it("reports how to configure a credential where there is none", async () => {
		const output = await fails(under.stack.up());
		expect(output).to.contain("pulumi config set --secret gitlab-deploy-tokens:token");
	});

	it("refuses an unknown setting, with a suggestion", async () => {
		await set("gitlab-deploy-tokens:driftDetektion", "refresh");
		const output = await fails(under.stack.preview());
		expect(output).to.contain("did you mean `driftDetection`?");
		await under.stack.pulumi("config", "rm", "gitlab-deploy-tokens:driftDetektion");
	});

	it("selects its GitLab, with the credential encrypted in the state, also where it is configured in plaintext", async () => {
		await set("gitlab-deploy-tokens:baseUrl", under.gitlab.url);
		await set("--secret", "gitlab-deploy-tokens:token", CREDENTIALS.admin);
		const { requests } = await under.gitlab.during(() => succeeds(under.stack.up()));
		expect(new Set(requests.map(({ user }) => user))).to.deep.equal(new Set(["root"]));
	});

	it("takes effect from the run in which it is changed", async () => {
		await set("--secret", "gitlab-deploy-tokens:token", CREDENTIALS.maintainer);
		const declared = token({ project: "5", scopes: ["read_registry", "read_repository"] });
		await under.stack.write(yamlProject({ resources: { pull: declared } }));
		const { requests } = await under.gitlab.during(() => succeeds(under.stack.up()));
		const writers = requests.filter(({ method }) => method !== "GET").map(({ user }) => user);
		expect(new Set(writers)).to.deep.equal(new Set(["maintainer"]));
	});

	it("may be that of an explicit provider in the program, one for each GitLab", async () => {
		await set("--secret", "admin", CREDENTIALS.admin);
		const provider = {
			type: "pulumi:providers:gitlab-deploy-tokens",
			properties: {
				baseUrl: under.gitlab.url,
				token: reference("admin"),
				retries: 1,
				insecure: false,
			},
		};
		const other = token(
			{ project: "6", scopes: ["read_registry"] },
			{ options: { provider: reference("ofAdmin") } },
		);
		await under.stack.write(
			yamlProject({
				config: { admin: { type: "string", secret: true } },
				resources: { pull: PULL, ofAdmin: provider, other },
			}),
		);
		const { requests } = await under.gitlab.during(() => succeeds(under.stack.up()));
		const posts = requests.filter(({ method }) => method === "POST");
		expect(posts.map(({ path, user }) => [path.split("/")[4], user])).to.have.deep.members([
			["5", "maintainer"],
			["6", "root"],
		]);
	});
});
