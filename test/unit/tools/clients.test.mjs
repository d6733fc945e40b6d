// @ts-check
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { findClients } from "../../../tools/clients/find.mjs";

const ALL = [
	"curl",
	"twine",
	"mvn",
	"composer",
	"terraform",
	"gradle",
	"nuget",
	"helm",
	"argocd",
	"renovate",
];

describe("the clients that `npm run test:clients` runs", () => {
	/** @type {string} */
	let folder;
	/** @param {string[]} programs */
	const put = (...programs) => {
		for (const program of programs) {
			const file = join(folder, process.platform === "win32" ? `${program}.exe` : program);
			writeFileSync(file, "");
			chmodSync(file, 0o755);
		}
	};
	/** @param {string[]} without */
	const find = (without, change = {}) =>
		findClients(without, {
			env: { PATH: folder },
			installsFromDebian: () => false,
			install: () => expect.fail("nothing is installed"),
			build: () => Promise.reject(new Error("no go on PATH")),
			...change,
		});
	/** @param {Promise<object>} attempt @returns {Promise<string>} the message of the error */
	const failure = (attempt) =>
		attempt.then(
			(found) => expect.fail(`found ${JSON.stringify(found)}`),
			(error) => error.message,
		);

	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), "deploy-token-clients-"));
	});
	afterEach(() => rmSync(folder, { recursive: true }));

	it("are those on PATH, where OpenTofu does for Terraform", async () => {
		put("curl", "python3", "mvn", "composer", "tofu", "gradle", "mono", "helm", "argocd-branches", "npm");
		const found = await find([]);
		expect(Object.keys(found)).to.deep.equal(ALL);
		expect(found.terraform).to.match(/tofu(\.exe)?$/);
	});

	it("that a machine lacks are named, with the command that leaves them out", async () => {
		put("curl", "python3", "composer", "npm");
		expect(await failure(find([]))).to.equal(
			[
				"this machine lacks clients that the tests run:",
				"  mvn: no mvn on PATH",
				"  terraform: no terraform or tofu on PATH",
				"  gradle: no gradle on PATH",
				"  nuget: no mono on PATH",
				"  helm: no helm on PATH, and it could not be built: no go on PATH",
				"  argocd: no argocd-branches on PATH, and it could not be built: no go on PATH",
				"Install them, or leave them out: npm run test:clients -- --without mvn,terraform,gradle,nuget,helm,argocd",
			].join("\n"),
		);
		const found = await find(["mvn", "terraform", "gradle", "nuget", "helm", "argocd"]);
		expect(Object.keys(found)).to.deep.equal(["curl", "twine", "composer", "renovate"]);
	});

	it("are installed as root on Debian, unless they are left out", async () => {
		put("curl", "python3", "terraform", "gradle", "helm", "argocd-branches", "npm");
		/** @type {string[]} */
		const installed = [];
		const install = (/** @type {string[]} */ ...packages) => {
			installed.push(...packages);
			put(packages.includes("mono-devel") ? "mono" : "composer");
			return true;
		};
		const found = await find(["mvn"], { installsFromDebian: () => true, install });
		expect(Object.keys(found)).to.deep.equal(ALL.filter((name) => name !== "mvn"));
		expect(installed).to.include.members(["composer", "mono-devel"]).and.not.include("maven");
	});

	it("are built from Go modules, where they can be", async () => {
		put("npm");
		const others = ALL.filter((name) => name !== "helm");
		const build = async (/** @type {{ readonly name: string }} */ { name }) => join("cache", name);
		expect(await find(others, { build })).to.deep.equal({ helm: join("cache", "helm") });
	});

	it("are not left out under a name that none of them has", async () => {
		expect(await failure(find(["maven"]))).to.equal(
			`--without names maven; the clients are ${ALL.join(", ")}`,
		);
	});
});
