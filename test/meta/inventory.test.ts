import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { formatHtml } from "../../inventory/src/formats/html/format-html";
import { RULES } from "../../inventory/src/rules/table";
import { row } from "../inventory/made-up";
import { reportOf } from "../inventory/made-up-report";
import { tablesOf, textOf, trackedFiles } from "./documents";
import { pack } from "./packed";
import { reached, sourceOf } from "./reached-files";
import { importsOf, ROOT } from "./source-files";

const run = promisify(execFile);
const PACKAGE = join(ROOT, "inventory");
const manifest = JSON.parse(readFileSync(join(PACKAGE, "package.json"), "utf8"));

describe("the package gitlab-deploy-tokens", function () {
	this.timeout(240_000);
	const own = trackedFiles().filter((path) => /^inventory\/src\/.*\.ts$/.test(path));
	const all = [...reached(own)];

	it("imports only the provider's api and model", () => {
		const others = all.filter((path) => !/^(inventory\/src|provider\/(api|model))\//.test(path));
		expect(others).to.deep.equal(["inventory/page/data.ts"]);
	});

	it("takes of its page the type of the data, and the page takes nothing of anything", () => {
		const taken = own
			.flatMap((path) => importsOf(sourceOf(path)))
			.filter(({ target }) => target.startsWith("inventory/page/"));
		expect(taken).to.deep.equal([{ target: "inventory/page/data", local: true, value: false }]);
		const page = trackedFiles().filter((path) => /^inventory\/page\/.*\.ts$/.test(path));
		expect(page).to.include("inventory/page/main.ts");
		const others = [...reached(page)].filter((path) => !page.includes(path));
		const packages = page.flatMap((path) => importsOf(sourceOf(path))).filter(({ local }) => !local);
		expect([...others, ...packages]).to.deep.equal([]);
	});

	it("declares exactly the packages that it and those files import", () => {
		const taken = all
			.flatMap((path) => importsOf(sourceOf(path)))
			.filter(({ local, target, value }) => !local && value && target !== "node:")
			.map(({ target }) => target);
		expect([...new Set(taken)]).to.have.members(Object.keys(manifest.dependencies));
	});

	it("has each rule in its documentation, with its severity", () => {
		const [rows] = tablesOf(textOf("docs/inventory.md"))
			.filter(({ header }) => header.join() === "rule,severity,finds")
			.map((table) => table.rows);
		expect(rows).to.deep.equal(RULES.map(({ id, severity, title }) => [`\`${id}\``, severity, title]));
	});

	it("runs from what is packed, without the rest of the repository", async () => {
		const { folder, files, tarball, remove } = await pack("inventory");
		try {
			const others = files.filter((path) => !/^dist\/.*\.js$/.test(path));
			expect(others).to.have.members([
				"LICENSE",
				"README.md",
				"bin/gitlab-deploy-tokens.js",
				"monitoring/alerts.yml",
				"monitoring/grafana-dashboard.json",
				"package.json",
				"page/page.css",
				"page/page.html",
				"schemas/config.schema.json",
				"schemas/report.schema.json",
			]);
			await run("tar", ["xzf", tarball, "-C", folder]);
			const modules = join(folder, "node_modules");
			mkdirSync(modules);
			for (const name of Object.keys(manifest.dependencies)) {
				const entry = require.resolve(name, { paths: [PACKAGE] });
				const [at = ""] = new RegExp(`^.*[\\\\/]node_modules[\\\\/]${name}(?=[\\\\/])`).exec(entry) ?? [
					dirname(entry),
				];
				symlinkSync(at, join(modules, name), "junction");
			}
			const program = join(folder, "package", "bin", "gitlab-deploy-tokens.js");
			const { stdout: version } = await run(process.execPath, [program, "--version"], { cwd: folder });
			expect(version.trim()).to.equal(manifest.version);
			const failed = await run(process.execPath, [program, "report"], { cwd: folder }).catch(
				(error) => error,
			);
			expect(failed.code).to.equal(2);
			const format = join(folder, "package", "dist", "inventory", "src", "formats", "html", "format-html.js");
			const code = `process.stdout.write(require(${JSON.stringify(format)}).formatHtml(JSON.parse(process.argv[1])))`;
			const report = reportOf({ tokens: [row()] });
			const { stdout: page } = await run(process.execPath, ["-e", code, JSON.stringify(report)]);
			expect(page).to.equal(formatHtml(report, undefined));
		} finally {
			remove();
		}
	});
});
