import { expect } from "chai";
import { succeeds } from "../support/run-program";
import { typescriptProject } from "./harness/project";
import { useStack } from "./harness/use-stack";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Values as other resources hand them over: outputs, not known before the first `up`, numbers as text, dates. */
const program = (day: string) => `
import * as pulumi from "@pulumi/pulumi";
import { DeployToken } from "pulumi-gitlab-deploy-tokens";

const another: pulumi.dynamic.ResourceProvider = {
	async create(inputs) {
		return { id: "another", outs: inputs };
	},
};

class Another extends pulumi.dynamic.Resource {
	declare readonly project: pulumi.Output<string>;
	declare readonly name: pulumi.Output<string>;
	declare readonly scopes: pulumi.Output<string[]>;
	declare readonly expiry: pulumi.Output<string>;
	constructor(name: string) {
		super(another, name, { project: "5", name: "from another", scopes: ["read_registry"], expiry: "${day}" });
	}
}

const one = new Another("another");
const allUnknown = new DeployToken("unknown", {
	project: one.project,
	name: one.name,
	scopes: one.scopes,
	username: one.name.apply((name) => name.replace(" ", ".")),
	expiresAt: one.expiry,
});
new DeployToken("dates", { project: "6", scopes: ["read_registry"], expiresAt: new Date("${day}T00:00:00Z") });
new DeployToken("later", {
	group: "7",
	scopes: [one.scopes.apply(([first]) => first ?? "")],
	expiresAt: one.expiry.apply((expiry) => new Date(expiry)),
});
export const config = allUnknown.credentials.dockerConfigJson(pulumi.interpolate\`registry.example.com:\${one.project}\`);
`;

describe("values from other resources' outputs", function () {
	this.timeout(180_000);
	const under = useStack(() => ({ files: typescriptProject(program("2099-01-01")) }));

	it("are unknown in the first preview, which succeeds without a request", async () => {
		const { requests } = await under.gitlab.during(() => succeeds(under.stack.preview()));
		expect(requests).to.deep.equal([]);
	});

	it("are used to create the tokens", async () => {
		await succeeds(under.stack.up());
		const rows = (await under.gitlab.tokens()).map(({ name, username, expires_at, owner }) => ({
			name,
			username,
			expires_at,
			owner: `${owner.type} ${owner.id}`,
		}));
		const expires_at = "2099-01-01T00:00:00.000Z";
		expect(rows.find(({ owner }) => owner === "project 5")).to.include({
			name: "from another",
			username: "from.another",
			expires_at,
		});
		expect(rows.find(({ owner }) => owner === "project 6")).to.include({ name: "dates", expires_at });
		expect(rows.find(({ owner }) => owner === "group 7")).to.include({ name: "later", expires_at });
	});

	it("show no change when they are known", async () => {
		await succeeds(under.stack.preview("--expect-no-changes"));
	});

	it("become part of a secret stack output", async () => {
		const { config } = await under.stack.outputs();
		expect(JSON.parse(String(config)).auths).to.have.property("registry.example.com:5");
	});

	it("replace the tokens that use them when they change", async () => {
		await under.stack.write({ "index.ts": program("2099-02-02") });
		await succeeds(under.stack.up());
		const expiries = (await under.gitlab.tokens()).map(({ expires_at }) => expires_at);
		expect(expiries).to.deep.equal(Array(3).fill("2099-02-02T00:00:00.000Z"));
	});

	it("never reach GitLab while they are unknown", async () => {
		for (const { path } of await under.gitlab.requests()) expect(path).to.not.contain(UNKNOWN);
	});
});
