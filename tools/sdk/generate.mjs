// @ts-check
import { spawn } from "node:child_process";
import { createReadStream } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { cachedProgram } from "../engine/cached-program.mjs";
import { DOTNET_GENERATOR, SDK_GENERATOR } from "../engine/go-modules.mjs";

const SCHEMA = fileURLToPath(new URL("../../provider/schema.json", import.meta.url));

/** The languages whose SDKs can be generated, with what does it. */
export const GENERATORS = {
	python: SDK_GENERATOR,
	go: SDK_GENERATOR,
	nodejs: SDK_GENERATOR,
	dotnet: DOTNET_GENERATOR,
};

/** @typedef {keyof typeof GENERATORS} SdkLanguage */

/**
 * Writes the SDK of a language into a folder, in place of what is there.
 * @param {SdkLanguage} language
 * @param {string} folder
 */
export async function generateSdk(language, folder) {
	const program = await cachedProgram(GENERATORS[language]);
	const generator = spawn(program, [language], { stdio: ["pipe", "pipe", "inherit"] });
	const [output] = await Promise.all([
		text(generator.stdout),
		pipeline(createReadStream(SCHEMA), generator.stdin),
	]);
	if (output === "") throw new Error(`The SDK for ${language} could not be generated; the reason is above.`);
	/** @type {Record<string, string>} */
	const files = JSON.parse(output);
	await rm(folder, { recursive: true, force: true });
	for (const [name, content] of Object.entries(files)) {
		const file = join(folder, name);
		await mkdir(dirname(file), { recursive: true });
		await writeFile(file, Buffer.from(content, "base64"));
	}
}
