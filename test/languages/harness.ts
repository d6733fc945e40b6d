import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { delimiter, resolve } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { writes } from "../engine/harness/gitlab";
import { runInventory } from "../engine/harness/inventory";
import { useStack } from "../engine/harness/use-stack";
import { succeeds } from "../support/run-program";

const ROOT = resolve(__dirname, "../..");

/** What `tools/languages/prepare.mjs` prints. */
interface Prepared {
	readonly files: Readonly<Record<string, string>>;
	readonly path: readonly string[];
	readonly packages: string;
}

const PAGE = readFileSync(resolve(ROOT, "docs/languages.md"), "utf8");

/** The file with the program of a language that the page continues further down, and what stays behind these lines. */
const CONTINUED: Readonly<Record<string, { readonly file: string; readonly end?: string }>> = {
	python: { file: "__main__.py" },
	typescript: { file: "index.ts" },
	go: { file: "main.go", end: "\t\treturn nil\n" },
};

/** What the page puts below a language's program. */
function continuationIn(language: string): string {
	const [, ...further] = [...PAGE.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, "gms"))];
	return further.map(([, text]) => text).join("\n");
}

/** Gets what the language needs; what the machine lacks for it fails the tests. */
async function prepare(language: string): Promise<Prepared> {
	const work = promisify(execFile)(process.execPath, ["tools/languages/prepare.mjs", language], {
		cwd: ROOT,
	});
	work.child.stderr?.pipe(process.stderr);
	return JSON.parse((await work).stdout);
}

/** Tests of the program that docs/languages.md has in a language. A test per step. */
export function describeProgram(language: string): void {
	describe(`the program of docs/languages.md in ${language}`, function () {
		this.timeout(120_000);
		let prepared: Prepared;
		before(async function () {
			this.timeout(600_000);
			prepared = await prepare(language);
		});
		const under = useStack(() => ({
			files: prepared.files,
			packages: prepared.packages,
			env: { PATH: [...prepared.path, process.env.PATH].join(delimiter) },
		}));

		it("is brought up as it is there", async () => {
			await under.stack.pulumi("config", "set", "project", "grp/proj");
			const output = await succeeds(under.stack.up());
			const rows = await under.gitlab.tokens();
			expect(rows.map(({ name }) => name)).to.have.members(["pull", "web"]);
			expect(output).to.match(/images *: "?\[secret\]/);
			const { username, token, webToken, images } = await under.stack.outputs();
			expect(JSON.parse(String(images)).auths["registry.example.com"].password).to.equal(token);
			expect([token, webToken].every((secret) => /^gldt-/.test(String(secret)))).to.equal(true);
			expect(username).to.equal(rows.find(({ name }) => name === "pull")?.username);
		});

		it("is unchanged then, lists its tokens, and GitLab is only read", async () => {
			const { requests } = await under.gitlab.during(() => succeeds(under.stack.up("--expect-no-changes")));
			expect(writes(requests)).to.deep.equal([]);
			expect((await under.stack.outputs()).known).to.have.length(2);
		});

		it("shows drift by its property in a plain preview, and is repaired", async () => {
			const pull = (await under.gitlab.tokens()).find(({ name }) => name === "pull");
			await under.gitlab.control.revoke(pull?.id ?? 0);
			const output = await succeeds(under.stack.preview("--diff"));
			expect(output).to.match(/~ status *: "active" => "revoked"/);
			await succeeds(under.stack.up());
			expect((await under.gitlab.tokens()).some(({ revoked }) => revoked)).to.equal(false);
		});

		const continued = CONTINUED[language];
		if (continued === undefined) return;
		const { file, end } = continued;
		it("creates a token for every project of a group, with the lines below it", async () => {
			const lines = continuationIn(language);
			expect(lines).to.match(/group_?tree/i);
			const program = prepared.files[file] ?? "";
			const at = end === undefined ? program.length : program.lastIndexOf(end);
			await under.stack.write({ [file]: `${program.slice(0, at)}\n${lines}${program.slice(at)}` });
			await succeeds(under.stack.up());
			const names = (await under.gitlab.tokens()).map(({ name }) => name);
			expect(names).to.include.members(["grp/proj", "grp/other"]);
			expect(JSON.stringify(await under.stack.outputs())).to.contain('"grp/proj":"gitlab+deploy-token-');
		});

		if (language !== "python") return;
		it("adopts tokens created by hand, with the program that `adopt --as python` writes", async () => {
			const { stack, gitlab } = under;
			await gitlab.createByHand("projects/5", { name: 'a "b" \\ {c}', scopes: ["read_registry"] });
			await gitlab.createByHand("projects/5", {
				name: "robot",
				username: "robot",
				scopes: ["read_repository", "read_registry"],
				expires_at: "2099-01-01",
			});
			const byHand = async () =>
				(await gitlab.tokens()).filter(({ name }) => ['a "b" \\ {c}', "robot"].includes(String(name)));
			const before = await byHand();
			const args = ["adopt", "--project", "grp/proj", "--state", "-", "--as", "python"];
			const state = (await stack.pulumi("stack", "export")).output;
			const { text: program } = await runInventory(args, gitlab.url, { state });
			await stack.write({ [file]: program });
			await succeeds(stack.up());
			await stack.write({ [file]: program.replaceAll(/^ *adopt=.*\n/gm, "") });
			await succeeds(stack.preview("--expect-no-changes"));
			expect(await gitlab.tokens())
				.to.deep.equal(before)
				.and.to.have.length(2);
		});
	});
}
