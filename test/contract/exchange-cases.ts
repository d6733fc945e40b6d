import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Caller, WorldChanges } from "./world";

/**
 * One request and the response of a GitLab, as data: `exchanges/*.json`.
 *
 * In texts, `{{name}}` is a place of the GitLab under test (`id`, `path`, `collection`, `oldProject`, `token`,
 * `externalUrl`), and `{{repeat 3 ab}}` is `ababab`.
 */
export interface ExchangeCase {
	title: string;
	/** The kinds of owner it is sent to; both when absent. */
	owners?: ("project" | "group")[];
	/** The caller; one with full permission by default. */
	as?: Caller;
	/** What the world needs to be, where it is not the ordinary one: for a GitLab that can be controlled. */
	world?: WorldChanges;
	/** The instant at which it is sent. */
	clock?: string;
	/** Deploy tokens that are created before; `token` is the id of the last one. */
	given?: object[];
	request: {
		method: string;
		/** What follows `…/deploy_tokens` of the owner or, with `at`, the path of the API or the host. */
		path?: string;
		at?: "api" | "host";
		headers?: Record<string, string>;
		/** The body verbatim; an object is sent as JSON. */
		body?: string | object;
		/** Every character of the body is a byte. */
		bytes?: true;
	};
	response: {
		status: number;
		/** Exact; `null` is absent; text between slashes is a regular expression. */
		headers?: Record<string, string | null>;
		/** Exact text, or the value of the JSON, in the order of its keys. */
		body?: string | object;
		/** Members of the body among others. */
		members?: object;
		/** The `typeof` of members of the body. */
		types?: Record<string, string>;
		/** Text that is in the body, among other text. */
		text?: string;
	};
	/** How many deploy tokens there are afterwards, where that is not what the status says. */
	stored?: number;
}

/** Cases of one kind, and where the rule is written that they follow. */
export interface ExchangeCases {
	about: string;
	source: string;
	exchanges: ExchangeCase[];
}

const folder = join(__dirname, "exchanges");
const topKeys = ["title", "owners", "as", "world", "clock", "given", "request", "response", "stored"];
const requestKeys = ["method", "path", "at", "headers", "body", "bytes"];
const responseKeys = ["status", "headers", "body", "members", "types", "text"];

/** All cases, file by file. Throws on an unknown key, which would be ignored. */
export function exchangeCases(): ExchangeCases[] {
	return readdirSync(folder)
		.filter((name) => name.endsWith(".json"))
		.sort()
		.map((name) => {
			const file = JSON.parse(readFileSync(join(folder, name), "utf8")) as ExchangeCases;
			assertKeys(name, file, ["about", "source", "exchanges"]);
			for (const exchangeCase of file.exchanges) {
				assertKeys(name, exchangeCase, topKeys);
				assertKeys(`${name}: ${exchangeCase.title}`, exchangeCase.request, requestKeys);
				assertKeys(`${name}: ${exchangeCase.title}`, exchangeCase.response, responseKeys);
			}
			return file;
		});
}

function assertKeys(where: string, value: object, known: string[]): void {
	const unknown = Object.keys(value).filter((key) => !known.includes(key));
	if (unknown.length > 0) throw new Error(`${where}: unknown ${unknown.join(", ")}`);
}
