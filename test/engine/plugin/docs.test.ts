import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect } from "chai";
import { useStack } from "../harness/use-stack";

const PAGE = readFileSync(resolve(__dirname, "../../../docs/languages.md"), "utf8");
const [, program = ""] = /```yaml\n(name: .*?)```/s.exec(PAGE) ?? [];
const [, formats = ""] = /```yaml\n(variables:\n.*?)```/s.exec(PAGE) ?? [];

/** The program with the page's formats as well; the harness knows the project by this name. */
const files = {
	"Pulumi.yaml": program
		.replace(/^name: .*$/m, "name: trial")
		.replace(/^variables:\n/m, () => formats)
		.replace(/^outputs:\n/m, "outputs:\n  npmrc: $${npmrc}\n"),
};

describe("the YAML program of docs/languages.md", function () {
	this.timeout(120_000);
	const under = useStack(() => ({ files }));

	it("is deployed as it is printed there, and is unchanged afterwards", async () => {
		expect(program).to.contain("runtime: yaml");
		expect(formats).to.contain("fn::invoke");
		await under.stack.pulumi("config", "set", "project", "grp/proj");
		const { code, output } = await under.stack.up();
		expect(code, output).to.equal(0);
		expect((await under.gitlab.tokens()).map(({ name }) => name)).to.have.members(["pull", "web"]);
		expect(output)
			.to.match(/images *: \[secret\]/)
			.and.match(/npmrc *: \[secret\]/);
		const { token, webToken, npmrc, images } = await under.stack.outputs();
		expect(npmrc).to.contain(`:_authToken=${token}`);
		expect(JSON.parse(String(images)).auths["registry.example.com"].password).to.equal(token);
		expect([token, webToken].every((text) => String(text).startsWith("gldt-"))).to.equal(true);
		const again = await under.stack.pulumi("preview", "--diff");
		expect(again.output).to.match(/3 unchanged/);
	});
});
