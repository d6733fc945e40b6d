import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect } from "chai";
import { SETTINGS } from "../../provider/api/settings";
import { FUNCTIONS } from "../../provider/plugin/functions";
import { failureOf } from "../engine/harness/provider-process";
import { opened, SET, secret, TOKEN } from "./harness/packaged";
import { usePackaged } from "./harness/use-packaged";

const PROVIDER = resolve(__dirname, "../../provider");
const manifest = JSON.parse(readFileSync(resolve(PROVIDER, "package.json"), "utf8"));

interface Spec {
	readonly inputProperties: object;
	readonly requiredInputs: string[];
	readonly properties: object;
	readonly required: string[];
}

describe("the packaged provider", () => {
	const under = usePackaged();

	it("has the version of the package, in its schema too", async () => {
		const provider = await under.provider();
		expect(await provider.version()).to.equal(manifest.version);
		expect((await provider.schema()).version).to.equal(manifest.version);
	});

	it("is configured by all settings, the credential a secret", async () => {
		const { provider, config } = (await (await under.provider()).schema()) as {
			provider: { inputProperties: Record<string, { secret?: boolean }> };
			config: { variables: object };
		};
		expect(provider.inputProperties).to.have.all.keys(Object.keys(SETTINGS)).and.deep.equal(config.variables);
		const secrets = Object.entries(provider.inputProperties).filter(([, property]) => property.secret);
		expect(secrets.map(([name]) => name)).to.deep.equal(["token"]);
	});

	it("has the functions of its schema", async () => {
		const { functions } = (await (await under.provider()).schema()) as {
			functions: Record<string, { inputs: { properties: object } }>;
		};
		const described = Object.entries(functions).map(([token, { inputs }]) => [
			token.split(":").at(-1),
			Object.keys(inputs.properties),
		]);
		expect(described).to.have.deep.members(Object.entries(FUNCTIONS).map(([name, { args }]) => [name, args]));
	});

	for (const { type, declared } of [
		{
			type: TOKEN,
			declared: {
				project: "5",
				scopes: ["read_registry"],
				username: "u",
				expiresIn: "9d",
				rotateBefore: "1d",
			},
		},
		{ type: SET, declared: { scopes: ["read_registry"], tokens: { web: { project: "5" } }, overlap: "1h" } },
	])
		it(`accepts and returns what the schema describes for ${type}`, async () => {
			const provider = await under.provider();
			const { resources } = (await provider.schema()) as { resources: Record<string, Spec> };
			const spec = resources[type];
			expect(Object.keys(spec?.inputProperties ?? {})).to.include.members([
				...Object.keys(declared),
				...(spec?.requiredInputs ?? []),
			]);
			const { outputs } = await provider.made(type, "x", declared);
			expect(outputs).to.include.keys(spec?.required ?? []);
			const internal = ["tokens", ...Object.keys(spec?.inputProperties ?? {})];
			const undescribed = Object.keys(outputs).filter((name) => !internal.includes(name));
			expect(Object.keys(spec?.properties ?? {})).to.include.members(undescribed);
		});

	it("reports each warning at its resource, and the same one once", async () => {
		const provider = await under.provider();
		const declared = { project: "5", scopes: ["read_regstry2"] };
		for (const name of ["one", "one"]) await provider.check(TOKEN, name, declared);
		expect(provider.said).to.have.length(1);
		expect(provider.said[0]).to.include({ severity: "warning", urn: `urn:pulumi:dev::trial::${TOKEN}::one` });
		expect(provider.said[0]?.message).to.match(/^deploy token "one": scope "read_regstry2" is unknown/);
	});

	it("refuses a state that a later release wrote, and names that", async () => {
		const provider = await under.provider();
		const made = await provider.made(TOKEN, "ci", { project: "5", scopes: ["read_registry"] });
		const later = { ...made, outputs: { ...made.outputs, stateVersion: 2 } };
		for (const call of [() => provider.read(later), () => provider.delete(later)])
			expect((await failureOf(call())).message)
				.to.contain("a later release")
				.and.contain("Install that release");
	});

	it("refuses a resource of another package", async () => {
		const provider = await under.provider();
		const { message } = await failureOf(provider.check("gitlab-deploy-tokens:index:DeployKey", "x", {}));
		expect(message).to.contain(TOKEN).and.contain(SET);
	});

	it("shows no secret in any failure, though a program put one in the wrong place", async () => {
		const provider = await under.provider();
		const hidden = "glpat-0123456789abcdefghij";
		const places = {
			project: hidden,
			name: secret(hidden),
			scopes: [hidden],
			expiresIn: hidden,
			[hidden]: 1,
		};
		for (const [name, value] of Object.entries(places)) {
			const { failures } = await provider.check(TOKEN, "ci", {
				project: "5",
				scopes: ["read_registry"],
				[name]: value,
			});
			expect(JSON.stringify(failures), name).to.not.contain(hidden);
		}
		const { inputs } = await provider.check(TOKEN, "ci", {
			project: "5",
			scopes: ["x"],
			name: secret(hidden),
		});
		expect(opened(inputs.name)).to.equal(hidden);
	});
});
