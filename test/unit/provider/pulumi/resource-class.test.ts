import { validateResourceOfType } from "@pulumi/policy";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { DeployToken, DeployTokenSet } from "pulumi-gitlab-deploy-tokens";
import * as other from "../../../../provider/pulumi/deploy-token";
import * as otherSet from "../../../../provider/pulumi/deploy-token-set";
import { useMocks } from "./program";

/** What the policy server compares with a resource's type. */
const { getPulumiType } = require("@pulumi/policy") as { getPulumiType(resourceClass: unknown): unknown };

const CLASSES = [
	[DeployToken, "pulumi-nodejs:dynamic/gitlab:DeployToken"],
	[DeployTokenSet, "pulumi-nodejs:dynamic/gitlab:DeployTokenSet"],
] as const;

describe("the classes of the resources", () => {
	useMocks();
	const token = () => new DeployToken("token", { project: 5, scopes: ["read_registry"] });
	const set = () => new DeployTokenSet("set", { tokens: {} });

	for (const [type, name] of CLASSES)
		it(`report their type to policies: ${name}`, () => {
			expect(getPulumiType(type)).to.equal(name);
			const policy = validateResourceOfType(type as never, () => undefined) as { __pulumiType?: string };
			expect(policy.__pulumiType).to.equal(name);
		});

	it("distinguish their own resources from others", () => {
		class Other extends pulumi.ComponentResource {}
		const component = new Other("trial:index:Other", "other");
		expect(DeployToken.isInstance(token())).to.equal(true);
		expect(DeployTokenSet.isInstance(set())).to.equal(true);
		for (const value of [set(), component, undefined, null, "text", {}])
			expect(DeployToken.isInstance(value)).to.equal(false);
		for (const value of [token(), component, undefined])
			expect(DeployTokenSet.isInstance(value)).to.equal(false);
	});

	it("recognise resources of another copy of the package", () => {
		expect(other.DeployToken).to.not.equal(DeployToken);
		expect(other.DeployToken.isInstance(token())).to.equal(true);
		expect(otherSet.DeployTokenSet.isInstance(set())).to.equal(true);
	});
});
