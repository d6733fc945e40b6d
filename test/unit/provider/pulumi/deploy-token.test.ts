import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { DeployToken, type DeployTokenArgs } from "../../../../provider/pulumi/deploy-token";
import { inputsOf, isSecret, unwrapped, useMocks, value } from "./program";

const ARGS = { project: 5, scopes: ["read_registry"] };

describe("the resource DeployToken", () => {
	const registered = useMocks(() => ({ token: "gldt-of-a-mock", username: "robot" }));
	let count = 0;
	const token = (args: object = {}) => {
		count += 1;
		return new DeployToken(`token-${count}`, { ...ARGS, ...args } as unknown as DeployTokenArgs);
	};
	const adopted = async (adopt: unknown) => (await inputsOf(registered, () => token({ adopt }))).adopt;

	for (const nothing of [undefined, null])
		it(`treats an \`adopt\` that resolves to ${nothing} as omitted`, async () => {
			expect(await adopted(pulumi.output(nothing))).to.equal(undefined);
			expect(await adopted(Promise.resolve(nothing))).to.equal(undefined);
			expect(await adopted(nothing)).to.equal(undefined);
		});

	it("marks the secret of a token to adopt, whether it is known at once or later", async () => {
		const adopt = { tokenId: 7, token: "gldt-x" };
		for (const given of [adopt, pulumi.output(adopt)])
			expect(unwrapped(await adopted(given))).to.deep.equal({ value: adopt, secret: true });
	});

	it("keeps its secret a secret under a program's mocks too", async () => {
		const { token: secret, username } = token();
		expect(await value(secret)).to.equal("gldt-of-a-mock");
		expect(await isSecret(secret)).to.equal(true);
		expect(await isSecret(username)).to.equal(false);
	});

	it("refuses the option `id`, which Pulumi does not apply to it", () => {
		expect(
			() => new DeployToken("old", ARGS as DeployTokenArgs, { id: "projects/5/deploy_tokens/1" }),
		).to.throw(/^DeployToken "old": .*option `id`.*`getDeployToken`.*`adopt: \{ tokenId: … \}`/);
	});
});

describe("a token to adopt whose secret is not known yet", () => {
	const registered = useMocks(() => ({}), { preview: true });

	it("is still passed on with its ID", async () => {
		const unknown = (
			pulumi.output("later") as unknown as { constructor: new (...args: unknown[]) => pulumi.Output<string> }
		).constructor;
		const later = new unknown(
			[],
			Promise.resolve("x"),
			Promise.resolve(false),
			Promise.resolve(false),
			Promise.resolve([]),
		);
		const declare = () =>
			new DeployToken("later", {
				...ARGS,
				adopt: { tokenId: 7, token: later },
			} as unknown as DeployTokenArgs);
		declare();
		for (let turn = 0; registered.length === 0 && turn < 100; turn += 1) await new Promise(setImmediate);
		expect(registered[0]?.inputs.adopt).to.include({ tokenId: 7 });
	});
});
