#!/usr/bin/env node
// @ts-check
// Checks the types of every example as `tsc -p` does in each folder of examples/, in one process: what all of them
// import is read once.
// An example whose optional packages are not installed here is left out, and said so.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const root = fileURLToPath(new URL("..", import.meta.url));
const examples = join(root, "examples");

/** @type {ts.FormatDiagnosticsHost} */
const FORMAT = {
	getCurrentDirectory: () => root,
	getCanonicalFileName: (file) => file,
	getNewLine: () => "\n",
};

/**
 * By the options that decide how a file is read.
 * @type {Map<string, ts.SourceFile | undefined>}
 */
const read = new Map();

let failed = 0;
for (const name of readdirSync(examples).sort()) {
	const folder = join(examples, name);
	if (!existsSync(join(folder, "package.json"))) continue;
	const missing = optionalPackages(folder).filter((wanted) => !isInstalled(folder, wanted));
	if (missing.length > 0) {
		console.log(
			`examples/${name}: left out here, since ${missing.join(", ")} is not installed; its test checks it`,
		);
		continue;
	}
	const problems = problemsOf(join(folder, "tsconfig.json"));
	if (problems.length > 0) {
		console.error(ts.formatDiagnosticsWithColorAndContext(problems, FORMAT));
		console.error(`error: examples/${name} does not compile`);
		failed += 1;
	}
}
process.exitCode = failed === 0 ? 0 : 1;

/** @param {string} configFile @returns {readonly ts.Diagnostic[]} */
function problemsOf(configFile) {
	/** @type {ts.Diagnostic[]} */
	const unreadable = [];
	const parsed = ts.getParsedCommandLineOfConfigFile(
		configFile,
		{},
		{
			...ts.sys,
			onUnRecoverableConfigFileDiagnostic: (problem) => unreadable.push(problem),
		},
	);
	if (parsed === undefined) return unreadable;
	const { options, fileNames: rootNames, errors } = parsed;
	const host = ts.createCompilerHost(options);
	const readFile = host.getSourceFile;
	const setting = JSON.stringify({ ...options, configFilePath: undefined });
	host.getSourceFile = (file, how, ...rest) => {
		const key = JSON.stringify([file, how, setting]);
		if (!read.has(key)) read.set(key, readFile(file, how, ...rest));
		return read.get(key);
	};
	return [...errors, ...ts.getPreEmitDiagnostics(ts.createProgram({ rootNames, options, host }))];
}

/** @param {string} folder @returns {string[]} */
function optionalPackages(folder) {
	const { peerDependenciesMeta = {} } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
	return Object.keys(peerDependenciesMeta);
}

/** @param {string} folder @param {string} name */
function isInstalled(folder, name) {
	return [folder, root].some((place) => existsSync(join(place, "node_modules", name)));
}
