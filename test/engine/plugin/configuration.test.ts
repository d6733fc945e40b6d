import { expect } from "chai";
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
	const users = async (work: () => Promise<{ code: number | null; output: string }>) => {
		const { result, requests } = await under.gitlab.during(work);
		expect(result.code, result.output).to.equal(0);
		return [...new Set(requests.map(({ user }) => user))];
	};

	it("reports how to configure a credential where there is none", async () => {
		const { code, output } = await under.stack.up();
		expect(code).to.not.equal(0);
		expect(output).to.contain("pulumi config set --secret gitlab-deploy-tokens:token");
	});

	it("refuses an unknown setting, with a suggestion", async () => {
		await set("gitlab-deploy-tokens:driftDetektion", "refresh");
		const { code, output } = await under.stack.preview();
		expect(code).to.not.equal(0);
		expect(output).to.contain("did you mean `driftDetection`?");
		await under.stack.pulumi("config", "rm", "gitlab-deploy-tokens:driftDetektion");
	});

	it("selects its GitLab, with the credential encrypted in the state, also where it is configured in plaintext", async () => {
		await set("gitlab-deploy-tokens:baseUrl", under.gitlab.url);
		await set("--secret", "gitlab-deploy-tokens:token", CREDENTIALS.admin);
		expect(await users(() => under.stack.up())).to.deep.equal(["root"]);
	});

	it("takes effect from the run in which it is changed", async () => {
		await set("--secret", "gitlab-deploy-tokens:token", CREDENTIALS.maintainer);
		const declared = token({ project: "5", scopes: ["read_registry", "read_repository"] });
		await under.stack.write(yamlProject({ resources: { pull: declared } }));
		const { result, requests } = await under.gitlab.during(() => under.stack.up());
		expect(result.code, result.output).to.equal(0);
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
		const { result, requests } = await under.gitlab.during(() => under.stack.up());
		expect(result.code, result.output).to.equal(0);
		const posts = requests.filter(({ method }) => method === "POST");
		expect(posts.map(({ path, user }) => [path.split("/")[4], user])).to.have.deep.members([
			["5", "maintainer"],
			["6", "root"],
		]);
	});
});
