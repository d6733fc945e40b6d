import { expect } from "chai";
import { parse } from "yaml";
import { commandLine } from "../../inventory/src/cli/program";
import { fencesOf, textOf, trackedFiles } from "../meta/documents";
import { ioOf } from "./made-up-io";

/** A command as a document shows it. */
interface Shown {
	readonly where: string;
	readonly words: readonly string[];
}

const recipes = fencesOf("docs/inventory.md")
	.filter(({ language }) => language === "yaml")
	.map(({ code, line }) => ({ line, content: parse(code) as Record<string, unknown> }));

/** Every line of every `script` and `run` in a pipeline. */
function scriptLines(value: unknown, isScript = false): string[] {
	if (typeof value === "string") return isScript ? value.trim().split("\n") : [];
	if (Array.isArray(value)) return value.flatMap((member) => scriptLines(member, isScript));
	if (typeof value !== "object" || value === null) return [];
	return Object.entries(value).flatMap(([key, held]) =>
		scriptLines(held, isScript || ["script", "before_script", "run"].includes(key)),
	);
}

/** Calls of this program, in pipelines and in shell blocks. */
function shownCommands(): Shown[] {
	const documents = trackedFiles().filter((path) => /^(?:docs|inventory)\/.*\.md$|^README\.md$/.test(path));
	const shell = documents.flatMap((document) =>
		fencesOf(document)
			.filter(({ language }) => /^(?:sh|console)$/.test(language))
			.flatMap(({ code, line }) => code.split("\n").map((text) => ({ where: `${document}:${line}`, text }))),
	);
	const pipelines = recipes.flatMap(({ line, content }) =>
		scriptLines(content).map((text) => ({ where: `docs/inventory.md:${line}`, text })),
	);
	return [...shell, ...pipelines].flatMap(({ where, text }) => {
		const [, call] = /npx gitlab-deploy-tokens (.*?)(?: #.*)?$/.exec(text) ?? [];
		return call === undefined ? [] : [{ where, words: call.trim().split(/\s+/) }];
	});
}

/** Why the command line would refuse such a call; it is parsed for real, and not run. */
async function refusal({ words }: Shown): Promise<string> {
	let printed = "";
	const io = ioOf({
		err: (text) => {
			printed += text;
		},
	});
	const program = commandLine(io, () => {});
	for (const command of program.commands) command.action(() => {});
	await program.parseAsync([...words], { from: "user" }).catch((error: Error) => {
		printed += error.message;
	});
	return printed;
}

describe("the calls of the command line in the documents", () => {
	const shown = shownCommands();

	it("are found, in pipelines too", () => {
		expect(shown.length).to.be.at.least(12);
		expect(recipes).to.have.length(2);
		expect(shown.map(({ words: [command] }) => command)).to.include.members([
			"report",
			"orphans",
			"adopt",
			"watch",
		]);
	});

	for (const each of shown)
		it(`is accepted as printed in ${each.where}: ${each.words.join(" ").slice(0, 60)}`, async () => {
			expect(await refusal(each)).to.equal("");
		});

	it("is refused with another name", async () => {
		expect(await refusal({ where: "", words: ["report", "--groups", "acme"] })).to.contain("unknown option");
		expect(await refusal({ where: "", words: ["report", "--format", "xml"] })).to.contain("invalid");
	});
});

describe("the pipelines of docs/inventory.md", () => {
	it("run every night: drift, rotation and report", () => {
		for (const { content } of recipes) {
			const lines = scriptLines(content).join("\n");
			expect(lines).to.match(/^pulumi preview .*--expect-no-changes/m);
			expect(lines).to.match(/^pulumi up .*--yes/m);
			expect(lines).to.match(/^npx gitlab-deploy-tokens report /m);
			expect(lines, "secrets are variables").to.not.match(/TOKEN=|glpat-|--show-secrets/);
		}
	});

	it("do not let a finding or drift stop the rotation, and always keep the report", () => {
		const [gitlab, github] = recipes.map(({ content }) => content) as [
			Record<string, { allow_failure?: unknown; when?: string; artifacts?: { when: string } }>,
			{
				jobs: {
					tokens: { steps: { name?: string; if?: string; uses?: string; "continue-on-error"?: boolean }[] };
				};
			},
		];
		expect(gitlab.drift?.allow_failure).to.equal(true);
		expect(gitlab.report).to.deep.include({ when: "always", allow_failure: { exit_codes: [1] } });
		expect(gitlab.report?.artifacts?.when).to.equal("always");
		const { steps } = github.jobs.tokens;
		expect(steps.find(({ name }) => name?.startsWith("Drift"))?.["continue-on-error"]).to.equal(true);
		for (const step of steps.slice(-2)) expect(step.if).to.equal("always()");
	});

	it("are introduced with the variables that they need", () => {
		const text = textOf("docs/inventory.md");
		for (const name of ["GITLAB_TOKEN", "PULUMI_ACCESS_TOKEN", "PULUMI_CONFIG_PASSPHRASE"])
			expect(text).to.contain(`\`${name}\``);
	});
});
