import { readFileSync } from "node:fs";
import { expect } from "chai";
import { deriveSchema } from "../../tools/schema/derive.mjs";

const schema = JSON.parse(readFileSync(new URL("../../provider/schema.json", import.meta.url), "utf8"));

describe("the packaged provider's schema", () => {
	it("is what `npm run schema` writes of the fields, the settings and the comments", () => {
		expect(schema).to.deep.equal(deriveSchema());
	});

	it("describes every property, type, resource and function, in words for every language", () => {
		const undescribed = [];
		const descriptions = [];
		const visit = (node, path) => {
			for (const [name, value] of Object.entries(node.properties ?? node.inputProperties ?? {})) {
				if (!value.description) undescribed.push(`${path}.${name}`);
				descriptions.push(value.description);
			}
		};
		for (const [token, node] of Object.entries({
			...schema.types,
			...schema.resources,
			...schema.functions,
		})) {
			if (!node.description) undescribed.push(token);
			descriptions.push(node.description);
			visit(node, token);
			for (const part of ["inputs", "outputs", "inputProperties"])
				if (node[part])
					visit(part === "inputProperties" ? { properties: node[part] } : node[part], `${token} ${part}`);
		}
		expect(undescribed).to.deep.equal([]);
		expect(
			descriptions.filter((text) => /TypeScript|`Date`|dynamic|undefined|connection `/.test(text)),
		).to.deep.equal([]);
	});

	it("names the dynamic types as aliases, so that a stack can move", () => {
		const aliases = Object.values(schema.resources).flatMap((resource) =>
			resource.aliases.map(({ type }) => type),
		);
		expect(aliases).to.have.members([
			"pulumi-nodejs:dynamic/gitlab:DeployToken",
			"pulumi-nodejs:dynamic/gitlab:DeployTokenSet",
		]);
	});

	it("marks what is secret", () => {
		const secrets = Object.entries({ ...schema.types, ...schema.resources }).flatMap(
			([token, { properties }]) =>
				Object.entries(properties)
					.filter(([, { secret }]) => secret)
					.map(([name]) => `${token.split(":").at(-1)}.${name}`),
		);
		expect(secrets).to.have.members([
			"Adoption.token",
			"RegistryCredentials.password",
			"MavenServer.password",
			"ComposerHost.password",
			"NugetSource.password",
			"DeployToken.token",
			"DeployTokenSet.secrets",
			"DeployTokenSet.contents",
		]);
	});

	it("has a format of the secret as a function that takes it, and returns it, as a secret", () => {
		const formats = Object.entries(schema.functions).filter(([, { outputs }]) => outputs.properties.result);
		expect(formats.length).to.be.greaterThan(10);
		for (const [token, { inputs, outputs }] of formats) {
			// Those of several tokens have it in the entries of their list.
			const [list] = Object.values(inputs.properties);
			expect(list.type === "array" || inputs.properties.password.secret, token).to.equal(true);
			expect(outputs.properties.result.secret, token).to.equal(true);
		}
	});
});
