import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect } from "chai";
import { succeeds } from "../../support/run-program";
import { useStack } from "../harness/use-stack";

const PAGE = readFileSync(resolve(__dirname, "../../../docs/languages.md"), "utf8");
const [, program = ""] = /```yaml\n(name: .*?)```/s.exec(PAGE) ?? [];
/** The page's further pieces of a program: a format, and a group's tree. */
const PIECES = [...PAGE.matchAll(/```yaml\n(variables:\n.*?)```/gs)].map(([, text = ""]) => text);

/** The program with these pieces; the harness knows the project by this name. */
const files = {
	"Pulumi.yaml": [...PIECES, `outputs:\n  npmrc: \${npmrc}\n`].reduce(
		withPiece,
		program.replace(/^name: .*$/m, "name: trial"),
	),
};

/** Puts each section of a piece into the program's section of the same name. */
function withPiece(whole: string, piece: string): string {
	const sections = piece.matchAll(/^(\w+:\n)((?: .*\n)+)/gm);
	return [...sections].reduce(
		(text, [, name = "", lines]) => text.replace(`\n${name}`, () => `\n${name}${lines}`),
		whole,
	);
}

describe("the YAML program of docs/languages.md", function () {
	this.timeout(120_000);
	const under = useStack(() => ({ files }));

	it("is deployed as it is printed there, and is unchanged afterwards", async () => {
		expect(program).to.contain("runtime: yaml");
		expect(PIECES.join()).to.contain("npmrc").and.contain("groupTree");
		await under.stack.pulumi("config", "set", "project", "grp/proj");
		const output = await succeeds(under.stack.up());
		const names = (await under.gitlab.tokens()).map(({ name }) => name);
		expect(names).to.have.members(["pull", "web", "grp/proj", "grp/other"]);
		expect(output)
			.to.match(/images *: \[secret\]/)
			.and.match(/npmrc *: \[secret\]/);
		const { token, webToken, npmrc, images, projectUsernames } = await under.stack.outputs();
		expect(npmrc).to.contain(`:_authToken=${token}`);
		expect(JSON.parse(String(images)).auths["registry.example.com"].password).to.equal(token);
		expect([token, webToken].every((text) => String(text).startsWith("gldt-"))).to.equal(true);
		expect(projectUsernames).to.have.all.keys("grp/proj", "grp/other");
		const again = await under.stack.pulumi("preview", "--diff");
		expect(again.output).to.match(/4 unchanged/);
	});

	it("is followed by the program of the README, as it is printed there", async () => {
		const readme = readFileSync(resolve(__dirname, "../../../README.md"), "utf8");
		const [, first = ""] = /```yaml\n(name: .*?)```/s.exec(readme) ?? [];
		const renamed = first
			.replace(/^name: .*$/m, "name: trial")
			.replace("group/project", "grp/proj")
			.replace("group: group", "group: grp");
		await under.stack.write({ "Pulumi.yaml": renamed });
		await succeeds(under.stack.up());
		expect((await under.gitlab.tokens()).map(({ name }) => name)).to.have.members(["pull", "mirror"]);
		expect((await under.stack.outputs()).pullToken).to.match(/^gldt-/);
	});
});
