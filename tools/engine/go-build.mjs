// @ts-check
import { chmod, copyFile, mkdir, readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import semver from "semver";
import { publish } from "./cache.mjs";
import { findExecutable, pathFolders } from "./executables.mjs";
import { buildableVersions, engineProgram, LANGUAGE_HOST, readGoMod } from "./go-modules.mjs";
import { run } from "./run.mjs";
import { Unavailable } from "./setup-error.mjs";
import { verifyEngine } from "./verify.mjs";

/** Measured with every module to be fetched and compiled. */
const BUILD_TIME = "about 5 minutes on two free cores, 10 and more on busy ones";

/** Go's linker writes the version into this variable; a build without it calls itself a development version. */
const VERSION_VARIABLE = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";

/**
 * Builds the engine and the language host from Go modules, and puts them into the cache.
 * @param {string} target the folder in the cache
 * @param {import("./ensure-engine.mjs").Work} work
 * @returns {Promise<import("./verify.mjs").VerifiedEngine>}
 * @throws {Unavailable} with the reason
 */
export async function buildEngine(target, work) {
	const { version } = work.settings;
	const buildable = await buildableVersions();
	if (!buildable.includes(version)) {
		throw new Unavailable(`only ${buildable.join(" and ")} can be built, not ${version}`);
	}
	const go = await findGo(work.env);
	const temporary = join(work.folder, "go-tmp");
	const bin = join(work.folder, "go-bin");
	await mkdir(temporary);
	await mkdir(bin);
	const env = goEnvironment(work.env, temporary);
	await checkGoVersion(go, engineProgram(version), env, work);

	work.progress.note(
		`next is a build of ${version} from Go modules: ${BUILD_TIME}; it is kept for later runs`,
	);
	await build(go, engineProgram(version), bin, env, work);
	await build(go, LANGUAGE_HOST, bin, env, work);
	await copyScripts(go, bin, env, work);

	const pulumi = await findExecutable("pulumi", [bin]);
	if (!pulumi) throw new Unavailable("the build left no program");
	await verifyEngine(pulumi, [], {
		env: work.env,
		signal: work.signal,
		probeMs: work.timings.probeMs,
		onlyVersion: version,
	});
	await publish(bin, target, work.folder);
	return { pulumi: join(target, basename(pulumi)), version };
}

/**
 * Builds one program by itself.
 * @param {import("./go-modules.mjs").Program} program
 * @param {Pick<import("./ensure-engine.mjs").Work, "env" | "signal" | "progress" | "folder">} work
 * @returns {Promise<string>} the folder that has it, in the folder of the work
 * @throws {Unavailable} with the reason
 */
export async function buildProgram(program, work) {
	const go = await findGo(work.env);
	const temporary = join(work.folder, "go-tmp");
	const bin = join(work.folder, "go-bin");
	await mkdir(temporary);
	await mkdir(bin);
	const env = goEnvironment(work.env, temporary);
	await checkGoVersion(go, program, env, work);
	await build(go, program, bin, env, work);
	if (program.script !== undefined)
		await copyScript(join(await moduleFolder(go, program, env, work), program.script), bin);
	return bin;
}

/** @param {NodeJS.ProcessEnv} env */
async function findGo(env) {
	const go = await findExecutable("go", pathFolders(env));
	if (!go) throw new Unavailable("no go on PATH");
	return go;
}

/**
 * The user's Go settings are kept (proxy, checksum database, caches), except those that would change the build.
 * Without cgo, as Pulumi's own releases are built: no C compiler is needed, and the result runs with any libc.
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
 * @param {import("./go-modules.mjs").Program} program
 * @param {NodeJS.ProcessEnv} env
 * @param {Pick<import("./ensure-engine.mjs").Work, "signal">} work
 */
async function checkGoVersion(go, program, env, { signal }) {
	// In the folder of go.mod, where Go may select a newer toolchain itself.
	const { code, stdout, stderr } = await run(go, ["env", "GOVERSION"], { cwd: program.folder, env, signal });
	if (code !== 0) throw new Unavailable(`go env failed: ${firstError(stderr, code)}`);
	// "go1.26.8", "go1.27rc1", "go1.26.8 X:nocoverageredesign", "devel go1.27-…"
	const found = semver.coerce(stdout[0])?.version;
	const { go: needed } = await readGoMod(program);
	if (found === undefined || semver.lt(found, needed)) {
		throw new Unavailable(`${go} is Go ${found ?? "of an unknown version"}; the build needs ${needed}`);
	}
}

/**
 * @param {string} go
 * @param {import("./go-modules.mjs").Program} program
 * @param {string} bin
 * @param {NodeJS.ProcessEnv} env
 * @param {Pick<import("./ensure-engine.mjs").Work, "signal" | "progress">} work
 */
async function build(go, program, bin, env, { signal, progress }) {
	const { version } = await readGoMod(program);
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
async function copyScripts(go, bin, env, work) {
	const scripts = join(await moduleFolder(go, LANGUAGE_HOST, env, work), "nodejs", "dist");
	for (const name of await readdir(scripts)) await copyScript(join(scripts, name), bin);
}

/**
 * @param {string} script
 * @param {string} bin
 */
async function copyScript(script, bin) {
	const copy = join(bin, basename(script));
	await copyFile(script, copy);
	// Files of the module cache are read-only.
	await chmod(copy, 0o755);
}

/**
 * Where the module cache has the module of a program.
 * @param {string} go
 * @param {import("./go-modules.mjs").Program} program
 * @param {NodeJS.ProcessEnv} env
 * @param {Pick<import("./ensure-engine.mjs").Work, "signal">} work
 */
async function moduleFolder(go, { folder, module }, env, { signal }) {
	const args = ["list", "-mod=readonly", "-m", "-f", "{{.Dir}}", module];
	const { code, stdout, stderr } = await run(go, args, { cwd: folder, env, signal });
	const found = stdout[0];
	if (code !== 0 || !found) throw new Unavailable(`go list failed: ${firstError(stderr, code)}`);
	return found;
}

/**
 * Go's first complaint is the cause, the rest follows from it. Lines with `#` name the package only.
 * @param {string[]} stderr
 * @param {number | undefined} code
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
