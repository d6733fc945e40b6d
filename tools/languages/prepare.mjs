#!/usr/bin/env node
// @ts-check
// Gets what the program of docs/languages.md in a language needs, and prints as JSON how to run it.
//
//     node tools/languages/prepare.mjs yaml|python|typescript|go

import { LANGUAGES } from "./languages.mjs";

const [, , language = ""] = process.argv;
const prepare = LANGUAGES[language];
try {
	if (prepare === undefined) throw new Error(`${language} is none of ${Object.keys(LANGUAGES).join(", ")}`);
	console.log(JSON.stringify(await prepare()));
} catch (error) {
	console.error(`error: ${error instanceof Error ? error.message : error}`);
	process.exitCode = 1;
}
