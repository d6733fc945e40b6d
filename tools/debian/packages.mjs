// @ts-check
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** Whether this process may install packages of Debian. */
export function installsFromDebian() {
	return process.getuid?.() === 0 && /^ID=debian$/m.test(osRelease());
}

/**
 * Installs packages of Debian, and says so on stderr.
 * @param {string[]} packages
 * @returns {boolean} whether they are installed; apt-get says why not
 */
export function installFromDebian(...packages) {
	console.error(`installing Debian's package ${packages.join(", ")} …`);
	return apt("update") && apt("install", "--yes", "--no-install-recommends", ...packages);
}

function osRelease() {
	try {
		return readFileSync("/etc/os-release", "utf8");
	} catch {
		return "";
	}
}

/** @param {string[]} args */
function apt(...args) {
	const patience = ["-o", "DPkg::Lock::Timeout=120", "-o", "Acquire::Retries=3"];
	const { status } = spawnSync("apt-get", [...patience, ...args], {
		env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
		stdio: ["ignore", 2, 2],
	});
	return status === 0;
}
