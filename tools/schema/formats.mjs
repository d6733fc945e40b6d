// @ts-check
import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { documentation, methods } from "./docs.mjs";

const require = createRequire(import.meta.url);
/** @type {Readonly<Record<string, { args: readonly string[] }>>} */
const FORMATS = require("../../provider/dist/plugin/formats.js").FORMATS;

/** @typedef {{ [name: string]: unknown }} Json */
/** @typedef {(comment: string) => string} InWords */

const FOLDER = "model/formats";
const CLASS = "pulumi/credentials.ts";
const MERGED = "pulumi/merged-formats.ts";

/** The formats of several tokens: the argument with the list, and its entries, which `…Args` in the sources describe. */
const LISTS = {
	dockerConfigJson: { list: "registries", entry: "RegistryCredentials", required: ["registry"] },
	mavenSettings: { list: "servers", entry: "MavenServer", required: ["serverId"] },
	composerAuth: { list: "hosts", entry: "ComposerHost", required: ["host"] },
	nugetConfig: { list: "sources", entry: "NugetSource", required: ["sourceUrl"] },
};

const text = { type: "string" };
const credentials = {
	username: { ...text, description: "The username that goes with the secret." },
	password: { ...text, secret: true, description: "The secret; the function fails without it." },
};
/** Not the secret, so that the output `token`, which can be absent, fits the types of every language. */
const REQUIRED = ["username"];
/** Formats that are values by names instead of text. */
const MAPS = ["terraformToken", "argoCdRepository", "argoCdRepoCreds"];

/** The functions that write a username and a secret as their consumers expect them. @param {string} prefix @param {string} types @param {InWords} plain @returns {Record<string, Json>} */
export function formatFunctions(prefix, types, plain) {
	const files = readdirSync(new URL(`../../provider/${FOLDER}`, import.meta.url)).map(
		(file) => `${FOLDER}/${file}`,
	);
	const documented = methods(CLASS, "DeployTokenCredentials", files);
	return Object.fromEntries(
		Object.entries(FORMATS).map(([name, { args }]) => {
			const method = documented.get(name);
			if (method === undefined) throw new Error(`the format ${name} is no method`);
			const list = Object.entries(LISTS).find(([format]) => format === name)?.[1];
			const inputs = list === undefined ? inputsOf(method.parameters, plain) : inputsOfList(list, types);
			if (args.join() !== Object.keys(inputs.properties).join())
				throw new Error(`the function ${name} takes ${args}, its method ${Object.keys(inputs.properties)}`);
			const result = MAPS.includes(name) ? { type: "object", additionalProperties: text } : text;
			return [
				`${prefix}${name}`,
				{
					description: plain(method.text),
					inputs,
					outputs: {
						type: "object",
						properties: {
							result: { ...result, secret: true, description: firstSentence(plain(method.text)) },
						},
						required: ["result"],
					},
				},
			];
		}),
	);
}

/** Types of the functions' inputs. @param {InWords} plain @returns {Json} */
export function formatTypes(plain) {
	return Object.fromEntries(
		Object.values(LISTS).map(({ entry, required }) => {
			const { text: description, members } = documentation(MERGED, `${entry}Args`);
			const own = [...members]
				.filter(([name]) => name !== "credentials")
				.map(([name, comment]) => [name, { ...text, description: plain(comment) }]);
			return [
				entry,
				{
					description: plain(description),
					type: "object",
					properties: { ...Object.fromEntries(own), ...credentials },
					required: [...required, ...REQUIRED],
				},
			];
		}),
	);
}

/** @param {string} text */
function firstSentence(text) {
	return text.split(/(?<=\.)\s/)[0] ?? text;
}

/** @param {{ list: string, entry: string }} format @param {string} types */
function inputsOfList({ list, entry }, types) {
	const items = { $ref: `${types}${entry}` };
	const description = `The ${list}, each with its credentials.`;
	return {
		type: "object",
		properties: { [list]: { type: "array", items, description } },
		required: [list],
	};
}

/** @param {readonly import("./docs.mjs").Parameter[]} parameters @param {InWords} plain */
function inputsOf(parameters, plain) {
	const own = parameters.map(({ name, text: comment, type }) => [
		name,
		{ type, description: plain(comment) },
	]);
	return {
		type: "object",
		properties: { ...credentials, ...Object.fromEntries(own) },
		required: [...REQUIRED, ...parameters.filter(({ required }) => required).map(({ name }) => name)],
	};
}
