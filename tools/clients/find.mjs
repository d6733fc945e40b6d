// @ts-check
import { installFromDebian, installsFromDebian } from "../debian/packages.mjs";
import { cachedProgram } from "../engine/cached-program.mjs";
import { findExecutable, pathFolders } from "../engine/executables.mjs";
import { ARGOCD, HELM } from "../engine/go-modules.mjs";
import { oneLine } from "../engine/setup-error.mjs";

/**
 * A client of GitLab's package registries.
 * @typedef {object} Client
 * @property {readonly string[]} programs what runs it, by any of these names
 * @property {readonly string[]} debian packages of Debian that have the program; none where Debian has it not
 * @property {import("../engine/go-modules.mjs").Program} [build] the program as it is built from Go modules
 */

/** What `npm run test:clients` needs, by the names that `--without` takes. @satisfies {Record<string, Client>} */
export const CLIENTS = {
	curl: { programs: ["curl"], debian: ["curl"] },
	twine: { programs: ["python3"], debian: ["python3", "python3-pip"] },
	mvn: { programs: ["mvn"], debian: ["maven"] },
	composer: { programs: ["composer"], debian: ["composer", "php-cli", "php-curl", "php-zip"] },
	terraform: { programs: ["terraform", "tofu"], debian: [] },
	gradle: { programs: ["gradle"], debian: ["gradle"] },
	nuget: { programs: ["mono"], debian: ["mono-devel"] },
	helm: { programs: ["helm"], debian: [], build: HELM },
	argocd: { programs: ["argocd-branches"], debian: [], build: ARGOCD },
	renovate: { programs: ["npm"], debian: [] },
};

/** @typedef {keyof typeof CLIENTS} ClientName */

/**
 * What the set-up sees and does of a machine; a parameter for tests.
 * @typedef {object} Machine
 * @property {NodeJS.ProcessEnv} env
 * @property {() => boolean} installsFromDebian whether packages of Debian can be installed
 * @property {(...packages: string[]) => boolean} install installs packages of Debian
 * @property {(program: import("../engine/go-modules.mjs").Program) => Promise<string>} build builds a program from Go modules
 */

/**
 * Finds the program of each client, installs it as root on Debian, or builds it.
 *
 * @param {readonly string[]} without the clients to leave out
 * @param {Partial<Machine>} [machine]
 * @returns {Promise<Partial<Record<ClientName, string>>>} the whole path of each
 * @throws {Error} naming those that are lacking, or a name of `without` that is none
 */
export async function findClients(without, machine) {
	const { env, build, ...debian } = {
		env: process.env,
		installsFromDebian,
		install: installFromDebian,
		build: cachedProgram,
		...machine,
	};
	const names = /** @type {ClientName[]} */ (Object.keys(CLIENTS));
	const unknown = without.filter((name) => !names.some((known) => known === name));
	if (unknown.length > 0)
		throw new Error(`--without names ${unknown.join(", ")}; the clients are ${names.join(", ")}`);

	/** Why a client could not be had, where it could have been. @type {Map<Client, string>} */
	const reasons = new Map();
	/** @param {Client} client */
	const ensure = async (client) => {
		const present = await onPath(client, env);
		if (present !== undefined) return present;
		if (client.build !== undefined)
			return build(client.build).catch((error) => {
				reasons.set(client, `, and it could not be built: ${oneLine(error)}`);
				return undefined;
			});
		const installs = client.debian.length > 0 && debian.installsFromDebian();
		return installs && debian.install(...client.debian) ? onPath(client, env) : undefined;
	};
	/** @type {Partial<Record<ClientName, string>>} */
	const found = {};
	/** @type {ClientName[]} */
	const missing = [];
	for (const name of names.filter((name) => !without.includes(name))) {
		const program = await ensure(CLIENTS[name]);
		if (program === undefined) missing.push(name);
		else found[name] = program;
	}
	if (missing.length > 0) throw new Error(describe(missing, reasons));
	return found;
}

/**
 * @param {readonly ClientName[]} missing
 * @param {ReadonlyMap<Client, string>} reasons
 */
function describe(missing, reasons) {
	const lines = missing.map((name) => {
		const { programs } = CLIENTS[name];
		return `  ${name}: no ${programs.join(" or ")} on PATH${reasons.get(CLIENTS[name]) ?? ""}`;
	});
	return [
		"this machine lacks clients that the tests run:",
		...lines,
		`Install them, or leave them out: npm run test:clients -- --without ${missing.join(",")}`,
	].join("\n");
}

/** @param {Client} client @param {NodeJS.ProcessEnv} env */
async function onPath({ programs }, env) {
	for (const name of programs) {
		const file = await findExecutable(name, pathFolders(env), [".exe", ".cmd", ".bat"]);
		if (file !== undefined) return file;
	}
	return undefined;
}
