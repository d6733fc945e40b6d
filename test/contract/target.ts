import type { Fixture } from "../emulator/src/index";
import type { Control } from "./control";
import { startEmulatorTarget } from "./emulator-target";
import { closeConnections, exchange, type HttpResponse } from "./exchange";
import { startGitLabTarget } from "./gitlab-target";
import type { Need, Target } from "./gitlab-under-test";
import type { Caller } from "./world";

/** The base URL and token of a real GitLab, when the environment names both; else the emulator is the target. */
export function realGitLab(): { baseUrl: string; token: string } | undefined {
	const { GITLAB_BASE_URL: baseUrl, GITLAB_TOKEN: token } = process.env;
	return baseUrl && token ? { baseUrl, token } : undefined;
}

let starting: Promise<Target> | undefined;
let started: Target | undefined;

async function start(): Promise<Target> {
	const real = realGitLab();
	if (real !== undefined)
		console.log(`The GitLab under test is ${real.baseUrl}; a group is made there and removed.`);
	return real === undefined ? startEmulatorTarget() : startGitLabTarget(real.baseUrl, real.token);
}

after("stop the GitLab under test", async function () {
	this.timeout(180_000);
	await (await starting)?.stop();
	closeConnections();
});

/** The GitLab under test; inside a test of a `describe` that called `useTarget`. */
export function target(): Target {
	if (started === undefined) throw new Error("call useTarget() in the describe");
	return started;
}

/** The emulator's control interface; inside a test that needs it. */
export function control(): Control {
	const { control: found } = target();
	if (found === undefined) throw new Error('declare the test by itNeeds("control", …)');
	return found;
}

/** Starts the GitLab under test (once for the whole run) and gives each test an untouched world. */
export function useTarget(): void {
	before("start the GitLab under test", async function () {
		this.timeout(180_000);
		starting ??= start();
		started = await starting;
	});
	beforeEach("clean the world", async function () {
		if (realGitLab() !== undefined) this.timeout(180_000);
		await target().clean();
	});
}

/** Says, loudly, that a test is left out on a real GitLab, and gives it a title with the reason. */
function leftOut(title: string, reason: string): string {
	console.warn(`LEFT OUT: ${title}: ${reason}`);
	return `${title} (left out: ${reason})`;
}

/** A test that a real GitLab may be unable to hold: it is then left out, loudly. The emulator lacks nothing. */
export function itNeeds(need: Need, title: string, run: (this: Mocha.Context) => Promise<void>): Mocha.Test {
	return it(title, async function () {
		const reason = target().lacks(need);
		if (reason !== undefined) {
			if (this.test !== undefined) this.test.title = leftOut(title, reason);
			this.skip();
		}
		await run.call(this);
	});
}

/** A test of the emulator in another world than the usual one. */
export function itInWorld(fixture: Fixture, title: string, run: () => Promise<void>): Mocha.Test {
	return itNeeds("control", title, async () => {
		await control().reset(fixture);
		await run();
	});
}

/** A `describe` of what only the emulator has; left out on a real GitLab, loudly. */
export function describeEmulator(title: string, body: (this: Mocha.Suite) => void): void {
	if (realGitLab() === undefined) describe(title, body);
	else describe.skip(leftOut(title, "about the emulator, not about GitLab"), body);
}

export interface RequestOptions {
	/** Whose token goes into `PRIVATE-TOKEN`. */
	as?: Caller;
	/** A token by its text, instead of `as`. */
	token?: string;
	headers?: Record<string, string>;
	/** A body as JSON. */
	json?: unknown;
	/** A body as a form, already escaped. */
	form?: string;
	/** A body, sent unchanged. */
	content?: { type?: string; body: string | Buffer };
}

function bodyOf(options: RequestOptions): { type?: string; body?: string | Buffer } {
	if (options.json !== undefined) return { type: "application/json", body: JSON.stringify(options.json) };
	if (options.form !== undefined) return { type: "application/x-www-form-urlencoded", body: options.form };
	return options.content ?? {};
}

/** Sends one request; `route` is what follows `/api/v4`, query included and already escaped. */
export async function send(
	method: string,
	route: string,
	options: RequestOptions = {},
): Promise<HttpResponse> {
	const { origin, apiPath, tokenOf } = target();
	const token =
		options.token ?? (options.as === undefined || options.as === "anon" ? undefined : tokenOf(options.as));
	if (token === undefined && options.as !== undefined && options.as !== "anon")
		throw new Error(`no token for ${options.as}: declare the test by itNeeds("callers", …)`);
	const { type, body } = bodyOf(options);
	return exchange(origin, {
		method,
		path: `${apiPath}${route}`,
		headers: {
			...(token === undefined ? {} : { "PRIVATE-TOKEN": token }),
			...(type === undefined ? {} : { "Content-Type": type }),
			...options.headers,
		},
		...(body === undefined ? {} : { body }),
	});
}
