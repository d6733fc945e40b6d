// @ts-check
import { readdirSync, readFileSync } from "node:fs";

/** @typedef {"engine" | "language host" | "program" | "provider" | "other"} Role */

/** How often the processes are read. Linux keeps each one's peak, so little is missed in between. */
const INTERVAL_MS = 200;

/**
 * Watches the memory of a process and of all that it starts, until `stop` is called.
 *
 * Where there is no /proc, nothing is seen.
 * @param {number} rootPid
 * @returns {{ stop(): Partial<Record<Role, number>> }} the highest resident memory of each role's largest process, in MiB
 */
export function watchMemory(rootPid) {
	/** @type {Partial<Record<Role, number>>} */
	const peaks = {};
	/** @type {Map<number, Role>} */
	const roles = new Map();
	const look = () => {
		for (const pid of treeOf(rootPid)) {
			const peakMiB = Number(/^VmHWM:\s+(\d+) kB/m.exec(read(pid, "status"))?.[1] ?? 0) / 1024;
			// A child is its parent's image until it has begun the program it is for.
			const role = roles.get(pid) ?? roleOf(read(pid, "cmdline"));
			if (role !== "other") roles.set(pid, role);
			peaks[role] = Math.max(peaks[role] ?? 0, peakMiB);
		}
	};
	const timer = setInterval(look, INTERVAL_MS);
	return {
		stop() {
			clearInterval(timer);
			return peaks;
		},
	};
}

/**
 * @param {string} commandLine arguments, each ended by NUL
 * @returns {Role}
 */
function roleOf(commandLine) {
	const [program = ""] = commandLine.split("\0");
	if (/(^|\/)pulumi$/.test(program)) return "engine";
	if (/(^|\/)pulumi-language-nodejs$/.test(program)) return "language host";
	if (!/(^|\/)node$/.test(program)) return "other";
	if (commandLine.includes("/cmd/dynamic-provider"))
		return /console\.log/.test(commandLine) ? "other" : "provider";
	if (commandLine.includes("pulumi-resource-gitlab-deploy-tokens")) return "provider";
	return /\/cmd\/run(\0|\/)/.test(commandLine) ? "program" : "other";
}

/** @param {number} rootPid */
function treeOf(rootPid) {
	/** @type {Map<number, number[]>} */
	const children = new Map();
	for (const name of entries("/proc")) {
		const pid = Number(name);
		if (!Number.isInteger(pid)) continue;
		// The name in parentheses may hold anything; the parent is the second field after it.
		const parent = Number(read(pid, "stat").split(") ").at(-1)?.split(" ")[1]);
		const siblings = children.get(parent);
		if (siblings === undefined) children.set(parent, [pid]);
		else siblings.push(pid);
	}
	const tree = [rootPid];
	for (const pid of tree) tree.push(...(children.get(pid) ?? []));
	return tree;
}

/** @param {string} folder */
function entries(folder) {
	try {
		return readdirSync(folder);
	} catch {
		return [];
	}
}

/** @param {number} pid @param {string} name */
function read(pid, name) {
	try {
		return readFileSync(`/proc/${pid}/${name}`, "utf8");
	} catch {
		return "";
	}
}
