// @ts-check
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { findExecutable, pathFolders } from "../engine/executables.mjs";

/** As Debian, Ubuntu, Fedora, Google and Microsoft call it. */
const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge"];

/** Where installers put it on systems that do not put it on PATH. */
const PLACES = [
	"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
	"/Applications/Chromium.app/Contents/MacOS/Chromium",
	"C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
	"C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe",
	"C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
];

/**
 * What the set-up sees and does of a machine; a parameter for tests.
 * @typedef {object} Machine
 * @property {NodeJS.ProcessEnv} env
 * @property {readonly string[]} places
 * @property {(file: string) => boolean} exists
 * @property {() => boolean} installsFromDebian whether packages of Debian can be installed
 * @property {() => boolean} install installs the package `chromium`
 */

/** @type {Machine} */
const THIS_MACHINE = {
	env: process.env,
	places: PLACES,
	exists: existsSync,
	installsFromDebian: () => process.getuid?.() === 0 && /^ID=debian$/m.test(osRelease()),
	install: () => {
		console.error("installing Debian's package chromium …");
		return apt("update") && apt("install", "--yes", "--no-install-recommends", "chromium");
	},
};

/**
 * The program of a Chromium: the one that CHROME_PATH names, one on PATH, or one in a usual place. As root on Debian,
 * the package `chromium` is installed where there is none.
 *
 * @param {Partial<Machine>} [machine]
 * @returns {Promise<string>} the whole path
 */
export async function ensureBrowser(machine) {
	const { env, places, exists, installsFromDebian, install } = { ...THIS_MACHINE, ...machine };
	const { CHROME_PATH: named } = env;
	if (named) {
		if (exists(named)) return named;
		throw new Error(`CHROME_PATH is ${named}, and there is no such file. Correct or unset it.`);
	}
	const found = async () => (await onPath(env)) ?? places.find((place) => exists(place));
	const present = await found();
	if (present !== undefined) return present;
	if (!installsFromDebian())
		throw new Error(`No browser was found for the tests of the inventory's page. ${REMEDY}`);
	const installed = install() ? await found() : undefined;
	if (installed === undefined)
		throw new Error(`Debian's package chromium could not be installed; apt-get says why above. ${REMEDY}`);
	return installed;
}

const REMEDY =
	"Install Chromium, Google Chrome or Microsoft Edge, or set CHROME_PATH to the program of one that is installed.";

/** @param {NodeJS.ProcessEnv} env */
async function onPath(env) {
	for (const name of NAMES) {
		const file = await findExecutable(name, pathFolders(env));
		if (file !== undefined) return file;
	}
	return undefined;
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
