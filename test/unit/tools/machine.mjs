// @ts-check
import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { findExecutable, pathFolders } from "../../../tools/engine/executables.mjs";

/** What the programs below need, and the set-up itself where it unpacks. Not `curl`: tests choose it. */
const BASE_TOOLS = ["tar", "gzip", "cat", "chmod", "mkdir", "sleep"];

/**
 * @typedef {object} FakeEngine
 * @property {string} [version] what `pulumi version` prints
 * @property {boolean} [languageHost]
 * @property {boolean} [dynamicProvider]
 */

/** @typedef {Awaited<ReturnType<typeof createMachine>>} Machine */

/** A machine of the test's own: one folder on PATH, a cache folder that does not exist yet, a home. */
export async function createMachine() {
	const root = await mkdtemp(join(tmpdir(), "engine-test-"));
	const bin = join(root, "bin");
	const cache = join(root, "cache");
	await mkdir(bin);
	/** @type {NodeJS.ProcessEnv} */
	const env = { PATH: bin, HOME: root, PULUMI_ENGINE_CACHE: cache };
	for (const name of BASE_TOOLS) await addTool(bin, name);
	return {
		root,
		bin,
		cache,
		env,
		/** @param {string} name */
		addTool: (name) => addTool(bin, name),
		/** The names in the cache folder; none when it was not made. */
		cached: () => readdir(cache).catch(() => []),
		remove: () => rm(root, { recursive: true, force: true }),
	};
}

/**
 * @param {string} folder
 * @param {FakeEngine} [engine]
 */
export async function writeEngine(
	folder,
	{ version = "v3.274.1", languageHost = true, dynamicProvider = true } = {},
) {
	await mkdir(folder, { recursive: true });
	await writeScript(join(folder, "pulumi"), `echo "${version}"`);
	if (languageHost) await writeScript(join(folder, "pulumi-language-nodejs"), "echo Usage >&2");
	if (dynamicProvider) await writeScript(join(folder, "pulumi-resource-pulumi-nodejs"), "exit 0");
}

/**
 * A `go` that "builds" the requested packages, and writes a line into `go.log` for each build. With `gate`, a build
 * waits until that file exists.
 * @param {Machine} machine
 * @param {{ version?: string, gate?: string, fails?: string }} [behaviour]
 */
export async function writeGo(machine, { version = "go1.26.8", gate, fails } = {}) {
	const module = join(machine.root, "sdk-module");
	await mkdir(join(module, "nodejs", "dist"), { recursive: true });
	await writeFile(join(module, "nodejs", "dist", "pulumi-resource-pulumi-nodejs"), "#!/bin/sh\n", {
		mode: 0o444,
	});
	await writeScript(
		join(machine.bin, "go"),
		`case "$1" in
env) echo "${version}" ;;
list) echo "${module}" ;;
build)
	echo "$$ $*" >> "${join(machine.root, "go.log")}"
	${gate ? `while ! [ -e "${gate}" ]; do sleep 0.02 || exit 1; done` : ":"}
	${fails ? `echo "go: downloading a v1.0.0" >&2; echo "${fails}" >&2; exit 1` : ":"}
	while [ $# -gt 0 ]; do
		case "$1" in -ldflags) version="\${2##*=}"; shift ;; -o) out="$2"; shift ;; esac
		shift
	done
	printf '#!/bin/sh\\necho %s\\n' "$version" > "$out"
	chmod +x "$out" ;;
esac`,
	);
}

/**
 * Makes an archive laid out as Pulumi's releases are.
 * @param {Machine} machine
 * @param {FakeEngine & { folder?: string }} [engine]
 * @returns {Promise<string>} the file
 */
export async function writeArchive(machine, { folder = "pulumi", ...engine } = {}) {
	const content = join(machine.root, "release");
	await writeEngine(join(content, folder), engine);
	const archive = join(machine.root, "release.tar.gz");
	await promisify(execFile)("tar", ["-czf", archive, "-C", content, "."]);
	return archive;
}

/**
 * @param {string} file
 * @param {string} body
 */
async function writeScript(file, body) {
	await writeFile(file, `#!/bin/sh\n${body}\n`);
	await chmod(file, 0o755);
}

/**
 * @param {string} bin
 * @param {string} name
 */
async function addTool(bin, name) {
	const real = await findExecutable(name, pathFolders(process.env));
	if (!real)
		throw new Error(
			`these tests need ${name} on PATH (${process.env.PATH?.split(delimiter).length} folders)`,
		);
	await symlink(real, join(bin, name));
}
