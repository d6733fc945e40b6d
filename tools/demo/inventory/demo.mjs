#!/usr/bin/env node
// @ts-check
// Takes the inventory of a company's GitLab, emulated, with the states of three stacks. Every step is checked, not
// only shown: exit code 0 means that each showed what it should, 1 that one did not. Leaves one file behind, the report
// as a page.
//
//     npm run demo:inventory

import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { interruptible } from "../../engine/interrupt.mjs";
import { Interrupted } from "../../engine/setup-error.mjs";
import { expect, Unmet } from "../expectation.mjs";
import { GitLab } from "../gitlab.mjs";
import { earlierReports } from "./history.mjs";
import { states } from "./states.mjs";
import { company } from "./world.mjs";

const PROGRAM = fileURLToPath(new URL("../../../inventory/bin/gitlab-deploy-tokens.js", import.meta.url));
const SCOPE = ["--instance", "--state", "dev.json", "prod.json", "--terraform-state", "terraform.json"];
const FORMATS = { json: "report.json", csv: "report.csv", markdown: "report.md", sarif: "report.sarif" };

/** Where the page stays. */
const PAGE = fileURLToPath(new URL("../../../demo-inventory.html", import.meta.url));

const folder = await mkdtemp(join(tmpdir(), "gitlab-deploy-tokens-inventory-"));
const credential = `glpat-${randomBytes(15).toString("base64url")}`;
const { tokens, fixture } = company(credential, Date.now());
const secrets = [credential, ...tokens.map(({ secret }) => secret)];
/** @type {GitLab} */
let gitlab;
try {
	await interruptible(undefined, perform);
	console.log(`\nEverything showed what it should. The report as a page: ${pathToFileURL(PAGE)}`);
} catch (error) {
	process.exitCode = report(error);
}

/** @param {AbortSignal} signal */
async function perform(signal) {
	try {
		gitlab = await GitLab.serve(join(folder, "fixture.json"), fixture, signal);
		await act(signal);
	} catch (error) {
		// Ctrl-C reaches the emulator too, so what failed first may be a request to it.
		throw signal.aborted ? signal.reason : error;
	} finally {
		await gitlab?.stop();
		await rm(folder, { recursive: true, force: true, maxRetries: 3 });
	}
}

/**
 * @param {unknown} error
 * @returns {number} the exit code
 */
function report(error) {
	if (error instanceof Interrupted) {
		console.error("\nInterrupted; the emulator and the temporary folder are gone.");
		return 128 + constants.signals[error.signalName ?? "SIGINT"];
	}
	const expected = error instanceof Unmet ? "expected " : "";
	console.error(`\nerror: ${expected}${error instanceof Error ? error.message : String(error)}`);
	return 1;
}

/** @param {AbortSignal} signal */
async function act(signal) {
	const run = (/** @type {string} */ title, /** @type {string[]} */ args) => runProgram(title, args, signal);
	for (const [name, state] of Object.entries(states(tokens, gitlab.url)))
		await writeFile(join(folder, name), JSON.stringify(state), { mode: 0o600 });
	console.log(
		`An emulated GitLab at ${gitlab.url}: 12 groups, 60 projects, 150 deploy tokens; three stacks.`,
	);

	const table = await run("1. The report", ["report", ...SCOPE]);
	process.stdout.write(table.out);
	expect(table.code === 1, "exit code 1, since there are findings of severity high");
	expect(/^Complete: /m.test(table.out), "a complete report");

	for (const [format, file] of Object.entries(FORMATS)) {
		const { code } = await run("2. The same as a file", [
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
	await makePage(run);
	const { summary } = JSON.parse(await readFile(join(folder, FORMATS.json), "utf8"));
	expect(summary.tokens.total === 150, "150 tokens in the report");
	expect(summary.management.unknown === 0, "every token managed or unmanaged");

	const listed = await run("4. The orphan candidates", ["orphans", ...SCOPE]);
	process.stdout.write(listed.out);
	expect(listed.code === 1 && listed.out.trim().split("\n").length === 5, "five orphan candidates");

	const deleted = await run("5. One of them is deleted", ["orphans", ...SCOPE, "--delete", "146", "--yes"]);
	process.stdout.write(deleted.out);
	expect(deleted.code === 0, "exit code 0");
	const left = await gitlab.tokens();
	expect(left.length === 149 && left.every(({ id }) => id !== 146), "token 146 gone, and no other");

	await writeFile(join(folder, "prod.json"), "{");
	const refused = await run("6. A state is broken", ["orphans", ...SCOPE, "--delete", "147", "--yes"]);
	process.stdout.write(refused.err);
	expect(refused.code === 3 && (await gitlab.tokens()).length === 149, "exit code 3, and nothing deleted");
}

/**
 * Also with what a history holds of the months before.
 *
 * @param {(title: string, args: string[]) => Promise<{ code: number | null }>} run
 */
async function makePage(run) {
	await writeFile(join(folder, "history.jsonl"), earlierReports(gitlab.url, Date.now()));
	const { code } = await run("3. The same as a page", [
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
 * @param {string} title
 * @param {string[]} args
 * @param {AbortSignal} signal
 */
async function runProgram(title, args, signal) {
	console.log(`\n${title}: gitlab-deploy-tokens ${args.join(" ")}`);
	const child = spawn(process.execPath, [PROGRAM, ...args], {
		cwd: folder,
		env: { ...process.env, GITLAB_BASE_URL: gitlab.url, GITLAB_TOKEN: credential },
		stdio: ["ignore", "pipe", "pipe"],
		signal,
	});
	let out = "";
	let err = "";
	child.stdout.setEncoding("utf8").on("data", (text) => {
		out += text;
	});
	child.stderr.setEncoding("utf8").on("data", (text) => {
		err += text;
	});
	const [code] = await once(child, "close");
	checkSecrets(out + err);
	return { out, err, code };
}

/** @param {string} text */
function checkSecrets(text) {
	expect(!secrets.some((secret) => text.includes(secret)), "no secret in the output");
}
