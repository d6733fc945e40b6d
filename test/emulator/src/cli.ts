import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { demoFixture } from "./fixture/demo";
import { FixtureError } from "./fixture/fixture-error";
import type { Fixture } from "./fixture/schema";
import { type RunningEmulator, startEmulator } from "./server";

const USAGE = `Usage: gitlab-deploy-token-emulator [options]

A small, stateful GitLab emulator: the deploy token API at /api/v4, what tokens give access to, and a page at /.

Options:
  --port N        port to listen on (default: 8929; 0 selects a free one)
  --host H        address to listen on (default: 127.0.0.1)
  --fixture FILE  JSON with users, groups, projects and deploy tokens (default: a demo world)
  --verbose       print one line for each API request to stderr, without secrets
  --help          print this help
  --version       print the version
`;

const DEFAULT_PORT = 8929;

/** An error that the user can fix; only its message is printed. */
class UsageError extends Error {}

/** Runs the command. Resolves when the server is listening, or the help or the version has been printed. */
export async function main(args: readonly string[]): Promise<void> {
	try {
		await run(args);
	} catch (error) {
		process.stderr.write(`gitlab-deploy-token-emulator: ${oneLine(explain(error))}\n`);
		process.exitCode = 1;
	}
}

async function run(args: readonly string[]): Promise<void> {
	const options = parseOptions(args);
	if (options.help === true) {
		process.stdout.write(USAGE);
		return;
	}
	if (options.version === true) {
		process.stdout.write(`${readVersion()}\n`);
		return;
	}
	const emulator = await start(options);
	const stop = () => {
		void emulator.close().then(() => process.exit(0));
	};
	process.once("SIGTERM", stop);
	process.once("SIGINT", stop);
	if (options.fixture === undefined) process.stderr.write(describeDemo());
	process.stdout.write(`GitLab emulator listening on ${emulator.url}\n`);
}

type Options = ReturnType<typeof parseOptions>;

async function start(options: Options): Promise<RunningEmulator> {
	const port = parsePort(options.port);
	const { host = "127.0.0.1", fixture } = options;
	try {
		return await startEmulator({
			port,
			host,
			...(fixture === undefined ? {} : { fixture: readFixture(fixture) }),
			...(options.verbose === true ? { log: (line: string) => process.stderr.write(`${line}\n`) } : {}),
		});
	} catch (error) {
		if (error instanceof FixtureError) throw new UsageError(`--fixture: ${fixture}: ${error.message}`);
		throw new UsageError(explainListen(errorCode(error), port, host) ?? explain(error));
	}
}

function parseOptions(args: readonly string[]) {
	try {
		return parseArgs({
			args: [...args],
			options: {
				port: { type: "string" },
				host: { type: "string" },
				fixture: { type: "string" },
				verbose: { type: "boolean" },
				help: { type: "boolean" },
				version: { type: "boolean" },
			},
		}).values;
	} catch (error) {
		throw new UsageError(`${error instanceof Error ? error.message : "bad options"} (see --help)`);
	}
}

function parsePort(text: string | undefined): number {
	if (text === undefined) return DEFAULT_PORT;
	const port = Number(text);
	if (!/^\d+$/.test(text) || port > 65_535)
		throw new UsageError(`--port: expected 0 to 65535, got "${text}"`);
	return port;
}

/** The file's JSON; the server validates it as a fixture when it loads it. */
function readFixture(file: string): Fixture {
	let source: string;
	try {
		source = readFileSync(file, "utf8");
	} catch (error) {
		throw new UsageError(
			`--fixture: ${file} cannot be read (${errorCode(error) ?? "unknown reason"}); check its path and permissions`,
		);
	}
	try {
		return JSON.parse(source);
	} catch {
		throw new UsageError(`--fixture: ${file} is not valid JSON`);
	}
}

function describeDemo(): string {
	const logins = (demoFixture.users ?? []).flatMap((user) =>
		(user.accessTokens ?? []).map((token) => `  ${user.username.padEnd(12)} PRIVATE-TOKEN: ${token.token}\n`),
	);
	return `Without --fixture, this is a demo world: the group acme and its projects. The access tokens of its users:\n${logins.join("")}`;
}

function explain(error: unknown): string {
	return error instanceof Error ? error.message : "failed for an unknown reason";
}

function explainListen(code: string | undefined, port: number, host: string): string | undefined {
	switch (code) {
		case "EADDRINUSE":
			return `--port: port ${port} is in use; choose another port, or 0 for a free one`;
		case "EACCES":
			return `--port: this user may not listen on port ${port}; choose a port above 1023`;
		case "EADDRNOTAVAIL":
		case "ENOTFOUND":
			return `--host: this machine has no address ${host}; choose one that it has, such as 127.0.0.1`;
		default:
			return undefined;
	}
}

function oneLine(message: string): string {
	return message.replace(/\s*\n\s*/g, " ");
}

function errorCode(error: unknown): string | undefined {
	return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

function readVersion(): string {
	const manifest: unknown = JSON.parse(readFileSync(join(__dirname, "..", "package.json"), "utf8"));
	return String((manifest as { version?: unknown }).version);
}
