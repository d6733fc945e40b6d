import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { npm } from "../../../tools/npm-packages.mjs";
import { cachedFolder, pack } from "../../engine/harness/installation";

/** Package managers, by the npm packages they come in. */
const MANAGERS = {
	npm: undefined,
	pnpm: { package: "pnpm@12.21.0", program: "pnpm/bin/pnpm.mjs" },
	"yarn 1": { package: "yarn@1.22.22", program: "yarn/bin/yarn.js" },
	"yarn 4": { package: "@yarnpkg/cli-dist@4.18.1", program: "@yarnpkg/cli-dist/bin/yarn.js" },
	bun: { package: "bun@1.4.5", program: "bun/bin/bun.exe" },
} as const;

export type Manager = keyof typeof MANAGERS;

/** What a user has, and installs. */
export interface UserProject {
	readonly manager: Manager;
	/** Version of Node, as of npm's package `node`. */
	readonly node: string;
	/** Further packages to install, with versions. */
	readonly packages: Readonly<Record<string, string>>;
	/** More files that the package manager reads. */
	readonly files?: Readonly<Record<string, string>>;
}

/** A folder in which a user installed this package. */
export interface Installed {
	readonly folder: string;
	/** Folder of that Node's programs. */
	readonly bin: string;
	/** Program of the package manager, and what runs it. */
	readonly manager: readonly string[];
	remove(): void;
}

/** Installs the packed package as a user does, in a folder outside the repository. */
export async function installAsUser({
	manager,
	node,
	packages,
	files = {},
}: UserProject): Promise<Installed> {
	const bin = join(await tools(`node@${node}`), "node", "bin");
	const folder = mkdtempSync(join(tmpdir(), "deploy-token-user-"));
	const tarball = await pack(folder);
	const dependencies = { ...packages, "pulumi-gitlab-deploy-tokens": `file:./${tarball}` };
	writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, dependencies }));
	for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
	const program = await programOf(manager, bin);
	const [command = "", ...args] = program;
	await run(command, [...args, "install"], folder, bin);
	return { folder, bin, manager: program, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Types the line of the README in an empty folder, for the packed package. */
export async function installByReadme(line: string): Promise<Installed> {
	const folder = mkdtempSync(join(tmpdir(), "deploy-token-user-"));
	const tarball = await pack(folder);
	const [, ...args] = line.replace("pulumi-gitlab-deploy-tokens", `./${tarball}`).split(" ");
	await npm(args, folder);
	const bin = join(process.execPath, "..");
	return { folder, bin, manager: ["npm"], remove: () => rmSync(folder, { recursive: true, force: true }) };
}

async function programOf(manager: Manager, bin: string): Promise<readonly string[]> {
	const source = MANAGERS[manager];
	if (source === undefined) return ["npm", "--no-audit", "--no-fund"];
	const program = join(await tools(source.package), source.program);
	return manager === "bun" ? [program] : [join(bin, "node"), program];
}

/** `node_modules` of a folder with this package, from a cache where an earlier run put it. */
async function tools(specifier: string): Promise<string> {
	const folder = await cachedFolder(specifier.replaceAll(/[^\w.-]/g, "-"), [specifier]);
	return join(folder, "node_modules");
}

/** Runs a package manager under the user's Node, with the registry that npm is configured with. */
async function run(command: string, args: readonly string[], cwd: string, bin: string): Promise<void> {
	const registry = (await npm(["config", "get", "registry"], cwd)).trim();
	const env = {
		...process.env,
		PATH: [bin, process.env.PATH].join(delimiter),
		npm_config_registry: registry,
		YARN_NPM_REGISTRY_SERVER: registry,
		YARN_ENABLE_GLOBAL_CACHE: "true",
		YARN_ENABLE_IMMUTABLE_INSTALLS: "false",
		// A CI server's would make managers refuse to write a lock file.
		CI: "",
	};
	await promisify(execFile)(command, args, { cwd, env }).catch(({ message, stdout, stderr }) => {
		throw new Error(`${message}\n${stdout}${stderr}`);
	});
}
