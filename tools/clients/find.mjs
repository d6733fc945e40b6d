// @ts-check
import { installFromDebian, installsFromDebian } from "../debian/packages.mjs";
import { findExecutable, pathFolders } from "../engine/executables.mjs";

/**
 * A client of GitLab's package registries.
 * @typedef {object} Client
 * @property {readonly string[]} programs what runs it, by any of these names
 * @property {readonly string[]} debian packages of Debian that have the program; none where Debian has it not
 */

/** What `npm run test:clients` needs, by the names that `--without` takes. @satisfies {Record<string, Client>} */
export const CLIENTS = {
	curl: { programs: ["curl"], debian: ["curl"] },
	twine: { programs: ["python3"], debian: ["python3", "python3-pip"] },
	mvn: { programs: ["mvn"], debian: ["maven"] },
	composer: { programs: ["composer"], debian: ["composer", "php-cli", "php-curl", "php-zip"] },
	terraform: { programs: ["terraform", "tofu"], debian: [] },
};

/** @typedef {keyof typeof CLIENTS} ClientName */

/**
 * What the set-up sees and does of a machine; a parameter for tests.
 * @typedef {object} Machine
 * @property {NodeJS.ProcessEnv} env
 * @property {() => boolean} installsFromDebian whether packages of Debian can be installed
 * @property {(...packages: string[]) => boolean} install installs packages of Debian
 */

/**
 * Finds the program of each client, or installs it as root on Debian.
 *
 * @param {readonly string[]} without the clients to leave out
 * @param {Partial<Machine>} [machine]
 * @returns {Promise<Partial<Record<ClientName, string>>>} the whole path of each
 * @throws {Error} naming those that are lacking, or a name of `without` that is none
 */
export async function findClients(without, machine) {
	const { env, ...debian } = { env: process.env, installsFromDebian, install: installFromDebian, ...machine };
	const names = /** @type {ClientName[]} */ (Object.keys(CLIENTS));
	const unknown = without.filter((name) => !names.some((known) => known === name));
	if (unknown.length > 0)
		throw new Error(`--without names ${unknown.join(", ")}; the clients are ${names.join(", ")}`);

	/** @param {Client} client */
	const ensure = async (client) => {
		const present = await onPath(client, env);
		const installs = present === undefined && client.debian.length > 0 && debian.installsFromDebian();
		return installs && debian.install(...client.debian) ? onPath(client, env) : present;
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
	if (missing.length > 0) throw new Error(describe(missing));
	return found;
}

/** @param {readonly ClientName[]} missing */
function describe(missing) {
	const lines = missing.map((name) => `  ${name}: no ${CLIENTS[name].programs.join(" or ")} on PATH`);
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
