import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { Repositories } from "../../src/git/repositories";
import { basic, TOKENS, useEmulator } from "./fixture";

const run = promisify(execFile);

describe("Git over HTTP", () => {
	const emulator = useEmulator();
	const folder = mkdtempSync(join(tmpdir(), "emulator-git-test-"));
	after(() => rmSync(folder, { recursive: true, force: true }));

	const ask = (path: string, options: RequestInit = {}) =>
		fetch(`${emulator.url}/${path}`, { redirect: "manual", headers: basic(TOKENS.project), ...options });

	it("clones what the fixture declares", async () => {
		const target = join(folder, "clone");
		// Not on the command line, which everybody on the machine sees.
		const config = {
			GIT_CONFIG_COUNT: "1",
			GIT_CONFIG_KEY_0: "http.extraHeader",
			GIT_CONFIG_VALUE_0: `Authorization: ${basic(TOKENS.project).Authorization}`,
		};
		const url = `${emulator.url}/grp/sub/proj.git`;
		await run("git", ["clone", "--quiet", url, target], { env: { ...process.env, ...config } });
		expect(readFileSync(join(target, "src/main.c"), "utf8")).to.equal("int main;\n");
		const { stdout } = await run("git", ["-C", target, "log", "--format=%D %s"]);
		expect(stdout.trim()).to.equal("HEAD -> main, origin/main, origin/HEAD First commit");
	});

	for (const [title, path, options, status, body] of [
		[
			"a push",
			"grp/sub/proj.git/info/refs?service=git-receive-pack",
			{},
			403,
			"You are not allowed to upload code.",
		],
		[
			"a pack that is sent",
			"grp/sub/proj.git/git-receive-pack",
			{ method: "POST" },
			403,
			"You are not allowed to upload code.",
		],
		[
			"the dumb protocol",
			"grp/sub/proj.git/info/refs",
			{},
			403,
			"The command you're trying to execute is not allowed.",
		],
		["HEAD", "grp/sub/proj.git/info/refs?service=git-upload-pack", { method: "HEAD" }, 403, ""],
		[
			"a project that does not exist",
			"grp/sub/no.git/info/refs?service=git-upload-pack",
			{},
			404,
			"The project you were looking for could not be found or you don't have permission to view it.",
		],
	] as const)
		it(`refuses ${title} with ${status}`, async () => {
			const response = await ask(path, options);
			expect(response.status).to.equal(status);
			expect(await response.text()).to.equal(body);
		});

	it("reports that a project has no repository", async () => {
		const response = await ask("grp/other/bare.git/info/refs?service=git-upload-pack", {
			headers: basic(TOKENS.otherProject),
		});
		expect(response.status).to.equal(404);
		expect(await response.text()).to.equal("A repository for this project does not exist yet.");
	});

	it("asks for Basic credentials, and links to their documentation, where they are missing", async () => {
		const response = await ask("grp/sub/proj.git/info/refs?service=git-upload-pack", { headers: {} });
		expect(response.headers.get("www-authenticate")).to.equal('Basic realm="GitLab"');
		expect(response.headers.get("content-type")).to.equal("text/plain; charset=utf-8");
		expect(await response.text()).to.match(/^HTTP Basic: Access denied\. .*\/help\/topics\/git\//);
	});

	it("serves a public project without credentials, and not with wrong ones", async () => {
		const path = "grp/other/open.git/info/refs?service=git-upload-pack";
		expect((await ask(path, { headers: {} })).status).to.equal(200);
		expect((await ask(path, { headers: basic("gldt-nobody-has-this-one") })).status).to.equal(401);
		const push = path.replace("upload", "receive");
		expect((await ask(push, { headers: {} })).status).to.equal(401);
	});

	it("finds a project under the path it had before", async () => {
		expect((await ask("grp/sub/old.git/info/refs?service=git-upload-pack")).status).to.equal(200);
	});

	it("redirects the address without .git", async () => {
		const response = await ask("grp/sub/proj/info/refs?service=git-upload-pack");
		expect(response.status).to.equal(301);
		expect(response.headers.get("location")).to.equal(
			`${emulator.url}/grp/sub/proj.git/info/refs?service=git-upload-pack`,
		);
	});

	it("serves the files that a control request declares", async () => {
		await emulator.control("projects/6", { repository: { files: { "new.txt": "new\n" } } });
		const response = await ask("grp/other/bare.git/info/refs?service=git-upload-pack", {
			headers: basic(TOKENS.otherProject),
		});
		expect(response.status).to.equal(200);
		expect(await response.text()).to.contain("refs/heads/main");
	});

	it("keeps one repository for the same files, and removes all of them when the server closes", async () => {
		const repositories = new Repositories();
		const [first, second] = [{ a: "1" }, { a: "1" }].map((files) => repositories.find(files));
		expect(await first).to.deep.equal(await second);
		const { root, name } = (await first) ?? expect.fail("no repository");
		expect(existsSync(join(root, name))).to.equal(true);
		await repositories.close();
		expect(existsSync(root)).to.equal(false);
	});
});
