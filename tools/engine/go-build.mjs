// @ts-check
import { chmod, copyFile, mkdir, readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { publish } from "./cache.mjs";
import { findExecutable, pathFolders } from "./executables.mjs";
import { run } from "./run.mjs";
import { Unavailable } from "./setup-error.mjs";
import { verifyEngine } from "./verify.mjs";
import { isAtLeast } from "./version.mjs";

/**
 * The two programs are two builds: the engine's module no longer has the language host, and the last release
 * that has it needs another version of the same SDK.
 */
const PROGRAMS = {
	engine: {
		name: "pulumi",
		folder: join(import.meta.dirname, "go", "pulumi"),
		module: "github.com/pulumi/pulumi/pkg/v3",
		package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
	},
	languageHost: {
		name: "pulumi-language-nodejs",
		folder: join(import.meta.dirname, "go", "language-nodejs"),
		module: "github.com/pulumi/pulumi/sdk/v3",
		package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
	},
};

/** @typedef {(typeof PROGRAMS)[keyof typeof PROGRAMS]} Program */

/** Go's linker writes the version into this variable; a build without it calls itself a development version. */
const VERSION_VARIABLE = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";

/**
 * What the committed go.mod files ask for, without a leading `v`.
 * @returns {Promise<{ engine: string, languageHost: string, go: string }>}
 */
export async function readGoVersions() {
	const engine = await readGoMod(PROGRAMS.engine);
	const languageHost = await readGoMod(PROGRAMS.languageHost);
	return { engine: engine.version, languageHost: languageHost.version, go: engine.go };
}

/**
 * Builds the engine and the language host from Go modules, and puts them into the cache.
 * @param {string} target the folder in the cache
 * @param {import("./ensure-engine.mjs").Work} work
 * @returns {Promise<import("./verify.mjs").VerifiedEngine>}
 * @throws {Unavailable} with the reason
 */
export async function buildEngine(target, work) {
	const go = await findExecutable("go", pathFolders(work.env));
	if (!go) throw new Unavailable("no go on PATH");
	const temporary = join(work.folder, "go-tmp");
	const bin = join(work.folder, "go-bin");
	await mkdir(temporary);
	await mkdir(bin);
	const env = goEnvironment(work.env, temporary);
	const versions = await readGoVersions();
	await checkGoVersion(go, versions.go, env, work);

	await build(go, PROGRAMS.engine, versions.engine, bin, env, work);
	await build(go, PROGRAMS.languageHost, versions.languageHost, bin, env, work);
	await copyScripts(go, bin, env, work);

	const pulumi = await findExecutable("pulumi", [bin]);
	if (!pulumi) throw new Unavailable("the build left no program");
	const verified = await verifyEngine(pulumi, [], {
		env: work.env,
		signal: work.signal,
		answerMs: work.timings.answerMs,
	});
	await publish(bin, target, work.folder);
	return { pulumi: join(target, basename(pulumi)), version: verified.version };
}

/**
 * The user's Go settings stay (proxy, checksum database, caches); what would build something else does not.
 * Without cgo, as Pulumi's own releases are built: no C compiler is needed, and the result runs beside any libc.
 * @param {NodeJS.ProcessEnv} env
 * @param {string} temporary
 * @returns {NodeJS.ProcessEnv}
 */
function goEnvironment(env, temporary) {
	const { GOOS: _os, GOARCH: _arch, ...kept } = env;
	return { ...kept, GOWORK: "off", GO111MODULE: "on", CGO_ENABLED: "0", GOTMPDIR: temporary };
}

/**
 * @param {string} go
 * @param {string} needed
 * @param {NodeJS.ProcessEnv} env
 * @param {import("./ensure-engine.mjs").Work} work
 */
async function checkGoVersion(go, needed, env, { signal }) {
	const { code, stdout, stderr } = await run(go, ["env", "GOVERSION"], {
		cwd: PROGRAMS.engine.folder,
		env,
		signal,
	});
	if (code !== 0) throw new Unavailable(`go env failed: ${firstError(stderr, code)}`);
	// "go1.26.8", "go1.27rc1", "go1.26.8 X:nocoverageredesign", "devel go1.27-…"
	const match = /go(\d+)\.(\d+)(?:\.(\d+))?/.exec(stdout[0] ?? "");
	const found = match ? `${match[1]}.${match[2]}.${match[3] ?? "0"}` : "";
	if (!isAtLeast(found, needed)) {
		throw new Unavailable(`${go} is Go ${found || "of an unknown version"}; the build needs ${needed}`);
	}
}

/**
 * @param {string} go
 * @param {Program} program
 * @param {string} version
 * @param {string} bin
 * @param {NodeJS.ProcessEnv} env
 * @param {import("./ensure-engine.mjs").Work} work
 */
async function build(go, program, version, bin, env, { signal, progress }) {
	const step = progress.begin(`building ${program.name} ${version} from Go modules`);
	let modules = 0;
	try {
		const output = join(bin, process.platform === "win32" ? `${program.name}.exe` : program.name);
		const flags = ["-mod=readonly", "-ldflags", `-s -w -X ${VERSION_VARIABLE}=v${version}`];
		const { code, stderr } = await run(go, ["build", ...flags, "-o", output, program.package], {
			cwd: program.folder,
			env,
			signal,
			onStderrLine(line) {
				if (isDownloadLine(line)) step.update(`${++modules} modules fetched`);
			},
		});
		if (code !== 0) throw new Unavailable(`go build of ${program.name} failed: ${firstError(stderr, code)}`);
	} finally {
		step.end();
	}
}

/**
 * The plugin of dynamic providers is a script that starts Node; the module carries it as a file.
 * @param {string} go
 * @param {string} bin
 * @param {NodeJS.ProcessEnv} env
 * @param {import("./ensure-engine.mjs").Work} work
 */
async function copyScripts(go, bin, env, { signal }) {
	const { folder, module } = PROGRAMS.languageHost;
	const { code, stdout, stderr } = await run(go, ["list", "-mod=readonly", "-m", "-f", "{{.Dir}}", module], {
		cwd: folder,
		env,
		signal,
	});
	const moduleFolder = stdout[0];
	if (code !== 0 || !moduleFolder) throw new Unavailable(`go list failed: ${firstError(stderr, code)}`);
	const scripts = join(moduleFolder, "nodejs", "dist");
	for (const name of await readdir(scripts)) {
		await copyFile(join(scripts, name), join(bin, name));
		// Files of the module cache are read-only.
		await chmod(join(bin, name), 0o755);
	}
}

/** @param {Program} program */
async function readGoMod(program) {
	const text = await readFile(join(program.folder, "go.mod"), "utf8");
	const version = new RegExp(`^require ${program.module} v(\\S+)$`, "m").exec(text)?.[1];
	const go = /^go (\S+)$/m.exec(text)?.[1];
	if (!version || !go)
		throw new Error(`${program.folder}/go.mod does not name ${program.module} and a Go version`);
	return { version, go };
}

/**
 * Go's first complaint is the cause, the rest follows from it. Lines with `#` name the package only.
 * @param {string[]} stderr
 * @param {number | null} code
 */
function firstError(stderr, code) {
	return (
		stderr.find((line) => line.trim() && !isDownloadLine(line) && !line.startsWith("#")) ??
		`exit code ${code}`
	);
}

/** @param {string} line */
function isDownloadLine(line) {
	return line.startsWith("go: downloading ");
}
