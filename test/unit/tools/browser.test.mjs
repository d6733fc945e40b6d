// @ts-check
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { ensureBrowser } from "../../../tools/browser/setup.mjs";

/** A machine without a browser on which none can be installed, but for what is changed. */
function machine(change = {}) {
	return {
		env: {},
		places: [],
		exists: () => true,
		installsFromDebian: () => false,
		install: () => expect.fail("nothing is installed"),
		...change,
	};
}

/** @param {Promise<string>} attempt @returns {Promise<string>} the message of the error */
async function failure(attempt) {
	return await attempt.then(
		(found) => expect.fail(`found ${found}`),
		(error) => error.message,
	);
}

describe("the browser for the tests of the inventory's page", () => {
	/** @type {string} */
	let folder;
	const program = () => join(folder, process.platform === "win32" ? "chromium.exe" : "chromium");
	const put = () => {
		writeFileSync(program(), "");
		chmodSync(program(), 0o755);
	};

	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), "deploy-token-browser-"));
	});
	afterEach(() => rmSync(folder, { recursive: true }));

	it("is the one that CHROME_PATH names, before all others", async () => {
		put();
		const env = { CHROME_PATH: "/opt/mine", PATH: folder };
		expect(await ensureBrowser(machine({ env }))).to.equal("/opt/mine");
		const message = await failure(ensureBrowser(machine({ env, exists: () => false })));
		expect(message).to.contain("CHROME_PATH is /opt/mine, and there is no such file");
	});

	it("is one on PATH, else one in a usual place", async () => {
		const places = ["/opt/first", "/opt/second"];
		const exists = (/** @type {string} */ file) => file === "/opt/second";
		const there = machine({ env: { PATH: folder }, places, exists });
		expect(await ensureBrowser(there)).to.equal("/opt/second");
		put();
		expect(await ensureBrowser(there)).to.equal(program());
	});

	it("is installed as root on Debian, where there is none", async () => {
		const install = () => {
			put();
			return true;
		};
		const debian = machine({ env: { PATH: folder }, installsFromDebian: () => true, install });
		expect(await ensureBrowser(debian)).to.equal(program());
	});

	it("is requested with what to do, where it cannot be found", async () => {
		expect(await failure(ensureBrowser(machine()))).to.match(/^No browser was found .* set CHROME_PATH/);
		const refused = machine({ installsFromDebian: () => true, install: () => false });
		expect(await failure(ensureBrowser(refused))).to.match(/could not be installed.* set CHROME_PATH/);
	});
});
