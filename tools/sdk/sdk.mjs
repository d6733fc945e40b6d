#!/usr/bin/env node
// @ts-check
// Generates the SDK of the packaged provider for a language, from provider/schema.json, with Pulumi's generator.
//
//     npm run sdk -- --language python|go|nodejs|dotnet [--out DIR]

import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { GENERATORS, generateSdk } from "./generate.mjs";

const LANGUAGES = Object.keys(GENERATORS).join("|");
const USAGE = `usage: npm run sdk -- --language ${LANGUAGES} [--out DIR]     (DIR: dist/sdk/<language>)`;
/** Pulumi has this generator in its releases only, and not as a module. */
const JAVA = `The generator for Java cannot be built here. With a release of Pulumi:
  pulumi package gen-sdk provider/schema.json --language java --out dist/sdk`;

try {
	const { language = "", out } = parseArgs({
		options: { language: { type: "string" }, out: { type: "string" } },
	}).values;
	if (language === "java") throw new Error(JAVA);
	if (!isKnown(language)) throw new Error(USAGE);
	const folder = resolve(out ?? fileURLToPath(new URL(`../../dist/sdk/${language}`, import.meta.url)));
	await generateSdk(language, folder);
	console.log(folder);
} catch (error) {
	console.error(`error: ${error instanceof Error ? error.message : error}`);
	process.exitCode = 1;
}

/**
 * @param {string} language
 * @returns {language is import("./generate.mjs").SdkLanguage}
 */
function isKnown(language) {
	return Object.hasOwn(GENERATORS, language);
}
