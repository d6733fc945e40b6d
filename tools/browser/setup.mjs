// @ts-check
import { existsSync } from "node:fs";
import { installFromDebian, installsFromDebian } from "../debian/packages.mjs";
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
	installsFromDebian,
	install: () => installFromDebian("chromium"),
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
