#!/usr/bin/env node
// @ts-check
// Takes the inventory of a company's GitLab, emulated, with the states of three stacks. Every step is checked, not
// only shown: exit code 0 means that each showed what it should, 1 that one did not. Leaves one file behind, the report
// as a page.
//
//     npm run demo:inventory

import { randomBytes } from "node:crypto";
import { copyFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { EmulatorProcess } from "gitlab-deploy-token-emulator";
import { reportFailure } from "../../engine/exit-code.mjs";
import { interruptible } from "../../engine/interrupt.mjs";
import { run } from "../../engine/run.mjs";
import { inTemporaryFolder } from "../../temporary-folder.mjs";
import { expect, Unmet } from "../expectation.mjs";
import { earlierReports } from "./history.mjs";
import { states } from "./states.mjs";
import { company } from "./world.mjs";

const PROGRAM = fileURLToPath(new URL("../../../inventory/bin/gitlab-deploy-tokens.js", import.meta.url));
const SCOPE = ["--instance", "--state", "dev.json", "prod.json", "--terraform-state", "terraform.json"];
const FORMATS = { json: "report.json", csv: "report.csv", markdown: "report.md", sarif: "report.sarif" };

/** Where the page stays. */
const PAGE = fileURLToPath(new URL("../../../demo-inventory.html", import.meta.url));

const credential = `glpat-${randomBytes(15).toString("base64url")}`;
const { tokens, fixture } = company(credential, Date.now());
const secrets = [credential, ...tokens.map(({ secret }) => secret)];
try {
	await interruptible(undefined, (signal) =>
		inTemporaryFolder("inventory", async (folder) => {
			const gitlab = await EmulatorProcess.start({ fixture, signal });
			await act({ gitlab, folder, signal }).finally(() => gitlab.stop());
		}),
	);
	console.log(`\nEverything showed what it should. The report as a page: ${pathToFileURL(PAGE)}`);
} catch (error) {
	const expected = error instanceof Unmet ? "expected " : "";
	process.exitCode = reportFailure(error, (reason) => `\nerror: ${expected}${reason}`);
}

/**
 * @typedef {object} Place
 * @property {import("gitlab-deploy-token-emulator").RunningEmulatorProcess} gitlab
 * @property {string} folder
 * @property {AbortSignal} signal
 */

/** @param {Place} place */
async function act(place) {
	const { gitlab, folder } = place;
	const tokensLeft = () => gitlab.control.tokens();
	for (const [name, state] of Object.entries(states(tokens, gitlab.url)))
		await writeFile(join(folder, name), JSON.stringify(state), { mode: 0o600 });
	console.log(
		`An emulated GitLab at ${gitlab.url}: 12 groups, 60 projects, 150 deploy tokens; three stacks.`,
	);

	const table = await runProgram(place, "1. The report", ["report", ...SCOPE]);
	process.stdout.write(table.out);
	expect(table.code === 1, "exit code 1, since there are findings of severity high");
	expect(/^Complete: /m.test(table.out), "a complete report");

	for (const [format, file] of Object.entries(FORMATS)) {
		const { code } = await runProgram(place, "2. The same as a file", [
			"report",
			...SCOPE,
			"--format",
			format,
			"--output",
			file,
		]);
		expect(code === 1, `exit code 1 with the format ${format}`);
		const text = await readFile(join(folder, file), "utf8");
		checkSecrets(text);
		console.log(`   ${text.length} characters`);
	}
	await makePage(place);
	const { summary } = JSON.parse(await readFile(join(folder, FORMATS.json), "utf8"));
	expect(summary.tokens.total === 150, "150 tokens in the report");
	expect(summary.management.unknown === 0, "every token managed or unmanaged");

	const listed = await runProgram(place, "4. The orphan candidates", ["orphans", ...SCOPE]);
	process.stdout.write(listed.out);
	expect(listed.code === 1 && listed.out.trim().split("\n").length === 5, "five orphan candidates");

	const deleted = await runProgram(place, "5. One of them is deleted", [
		"orphans",
		...SCOPE,
		"--delete",
		"146",
		"--yes",
	]);
	process.stdout.write(deleted.out);
	expect(deleted.code === 0, "exit code 0");
	const left = await tokensLeft();
	expect(left.length === 149 && left.every(({ id }) => id !== 146), "token 146 gone, and no other");

	await writeFile(join(folder, "prod.json"), "{");
	const refused = await runProgram(place, "6. A state is broken", [
		"orphans",
		...SCOPE,
		"--delete",
		"147",
		"--yes",
	]);
	process.stdout.write(refused.err);
	expect(refused.code === 3 && (await tokensLeft()).length === 149, "exit code 3, and nothing deleted");
}

/**
 * Also with what a history holds of the months before.
 *
 * @param {Place} place
 */
async function makePage(place) {
	const { gitlab, folder } = place;
	await writeFile(join(folder, "history.jsonl"), earlierReports(gitlab.url, Date.now()));
	const { code } = await runProgram(place, "3. The same as a page", [
		"report",
		...SCOPE,
		...["--history", "history.jsonl"],
		...["--format", "html", "--output", "report.html"],
	]);
	expect(code === 1, "exit code 1 with the format html");
	const page = await readFile(join(folder, "report.html"), "utf8");
	checkSecrets(page);
	expect(page.includes("Content-Security-Policy"), "a page with a policy that forbids requests");
	await copyFile(join(folder, "report.html"), PAGE);
	console.log(`   ${page.length} characters`);
}

/**
 * @param {Place} place
 * @param {string} title
 * @param {string[]} args
 */
async function runProgram({ gitlab, folder, signal }, title, args) {
	console.log(`\n${title}: gitlab-deploy-tokens ${args.join(" ")}`);
	const env = { ...process.env, GITLAB_BASE_URL: gitlab.url, GITLAB_TOKEN: credential };
	const { code, stdout, stderr } = await run(process.execPath, [PROGRAM, ...args], {
		cwd: folder,
		env,
		signal,
	});
	const [out = "", err = ""] = [stdout, stderr].map((lines) => lines.map((line) => `${line}\n`).join(""));
	checkSecrets(`${out}${err}`);
	return { out, err, code };
}

/** @param {string} text */
function checkSecrets(text) {
	expect(!secrets.some((secret) => text.includes(secret)), "no secret in the output");
}
