import { expect } from "chai";
import { pulumiCli } from "../../../inventory/src/cli/pulumi";
import type { Report } from "../../../inventory/src/report/report";
import { succeeds } from "../../support/run-program";
import { runInventory } from "../harness/inventory";
import { useStack } from "../harness/use-stack";
import { PLUGINS } from "./harness/yaml";

const files = {
	"Pulumi.yaml": JSON.stringify({ name: "trial", runtime: "yaml", plugins: PLUGINS }),
	"Main.yaml": "resources: {}\n",
};

describe("tokens created by hand, in a YAML project", function () {
	this.timeout(120_000);
	const under = useStack(() => ({ files }));

	it("are taken in by a program and by an import file, without a rotation", async () => {
		const { gitlab, stack } = under;
		const pulumi = pulumiCli(stack.environment);
		const run = (...args: string[]) =>
			runInventory([...args, "--stack", "organization/trial/dev"], gitlab.url, { pulumi });
		const scopes = ["read_registry"];
		await gitlab.createByHand("projects/5", { name: `a ${"$"}{b} ${"$$"}{c}: 'd'`, scopes });
		await gitlab.createByHand("groups/7", {
			name: "robot",
			scopes,
			username: "robot",
			expires_at: "2099-01-01",
		});
		await gitlab.createByHand("projects/6", { name: "imported", scopes, expires_at: "2099-01-01" });
		const before = await gitlab.tokens();

		const { text: program } = await run("adopt", "--group", "grp", "--as", "yaml");
		const { text: imports } = await run("adopt", "--project", "grp/other", "--as", "import-file");
		await stack.write({ "import.json": imports });
		const flags = ["--yes", "--skip-preview", "--generate-code=false", "--protect=false"];
		await succeeds(stack.pulumi("import", "--file", "import.json", ...flags));
		await stack.write({ "Main.yaml": program.replace("      adopt: { tokenId: 3 }\n", "") });
		await succeeds(stack.up());
		await stack.write({ "Main.yaml": program.replaceAll(/^\s*adopt: \{.*\n/gm, "") });
		await succeeds(stack.preview("--diff", "--expect-no-changes"));

		expect(await gitlab.tokens()).to.deep.equal(before);
		const { text } = await run("report", "--group", "grp", "--format", "json");
		const { management, findings }: Report["summary"] = JSON.parse(text).summary;
		expect([management, findings.high]).to.deep.equal([{ managed: 3, unmanaged: 0, unknown: 0 }, 0]);
	});
});
