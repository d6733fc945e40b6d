import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { allowedHosts } from "../../policy/src/hosts";
import { policies } from "../../policy/src/policies";
import { RULES } from "../../policy/src/rules/table";
import { tablesOf, textOf, trackedFiles } from "./documents";
import { pack, publint } from "./packed";
import { reached, sourceOf } from "./reached-files";
import { importsOf, ROOT } from "./source-files";

const manifest = JSON.parse(readFileSync(join(ROOT, "policy", "package.json"), "utf8"));

/** The rows of the table of docs/policies.md with this header. */
function rowsOf(header: string): string[][] {
	const [table] = tablesOf(textOf("docs/policies.md")).filter((found) => found.header.join() === header);
	return table?.rows ?? [];
}

/** An option as the document names it, with its default where it has one. */
function option([name, { default: value }]: [string, { default?: unknown }]): string {
	return value === undefined ? `\`${name}\`` : `\`${name}\`: \`${JSON.stringify(value)}\``;
}

describe("the policy pack", function () {
	this.timeout(240_000);
	const own = trackedFiles().filter((path) => /^policy\/src\/.*\.ts$/.test(path));
	const all = [...reached(own)];

	it("takes of the provider pure files, which take no package", () => {
		const others = all.filter((path) => !path.startsWith("policy/src/"));
		expect(others).to.have.members([
			"provider/api/duration.ts",
			"provider/model/set/lifetime.ts",
			"provider/model/values/resource-types.ts",
			"provider/model/values/virtual-registry.ts",
		]);
	});

	it("declares the packages that it imports", () => {
		const taken = all
			.flatMap((path) => importsOf(sourceOf(path)))
			.filter(({ local, target }) => !local && target !== "node:")
			.map(({ target }) => target);
		expect([...new Set(taken)]).to.have.members(Object.keys(manifest.dependencies));
	});

	it("has each rule in its documentation, with its level and its options", () => {
		expect(rowsOf("rule,level,options,requirement")).to.deep.equal(
			policies().map(({ name, enforcementLevel, configSchema, description }) => [
				`\`${name}\``,
				enforcementLevel,
				Object.entries(configSchema?.properties ?? {})
					.map(option)
					.join(", "),
				description,
			]),
		);
		expect(rowsOf("rule,remediation").map(([name]) => name)).to.deep.equal(
			RULES.filter(({ hasRemedy }) => hasRemedy).map(({ name }) => `\`${name}\``),
		);
	});

	it("names the options as its rules read them, with the same defaults", () => {
		for (const { name, schema, options } of RULES) {
			const defaults = Object.entries(schema).filter(([, { default: value }]) => value !== undefined);
			expect(Object.fromEntries(defaults.map(([key, value]) => [key, value.default])), name).to.deep.equal(
				options,
			);
		}
		expect(policies().at(-1)).to.equal(allowedHosts);
	});

	it("lists in its README each rule under its level", () => {
		const levels = tablesOf(textOf("policy/README.md")).find(
			({ header }) => header[0] === "default level",
		)?.rows;
		for (const { name, enforcementLevel } of policies())
			expect(levels?.find(([level]) => level === enforcementLevel)?.[1], name).to.contain(`\`${name}\``);
	});

	it("is packed with its program and its types, and passes publint without a word", async () => {
		const { files, tarball, remove } = await pack("policy");
		try {
			const others = files.filter((path) => !/^dist\/.*\.(js|d\.ts)$/.test(path));
			expect(others).to.have.members([
				"LICENSE",
				"PulumiPolicy.yaml",
				"README.md",
				"bin/pulumi-gitlab-deploy-tokens-policy",
				"package.json",
			]);
			expect(await publint(tarball)).to.match(/All good!/);
		} finally {
			remove();
		}
	});
});
