import { execFileSync } from "node:child_process";
import { expect } from "chai";
import { fencesOf } from "../meta/documents";

/** Calls of `pulumi` in the pipelines of the documentation. */
const calls = fencesOf("docs/inventory.md")
	.filter(({ language }) => language === "yaml")
	.flatMap(({ code }) => [...code.matchAll(/\bpulumi (preview|up) (.*)$/gm)])
	.map(([, command = "", rest = ""]) => ({ command, options: rest.match(/--[\w-]+/g) ?? [] }));

describe("the pipelines of docs/inventory.md", function () {
	this.timeout(60_000);

	for (const command of ["preview", "up"])
		it(`call \`pulumi ${command}\` with options that it has`, () => {
			const help = execFileSync("pulumi", [command, "--help"], { encoding: "utf8" });
			const used = calls.filter((call) => call.command === command).flatMap(({ options }) => options);
			expect(used.length).to.be.above(3);
			for (const option of used) expect(help).to.match(new RegExp(`${option}\\b`));
		});
});
