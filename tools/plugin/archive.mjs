// @ts-check
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { create } from "tar";
import { inTemporaryFolder } from "../temporary-folder.mjs";
import { bundle } from "./bundle.mjs";
import { licensesOf } from "./licenses.mjs";
import { commandScript, PROGRAM, shellScript, startModule } from "./start-scripts.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Systems and processors for which Pulumi expects a separate plugin. The archives differ in the start script. */
export const TARGETS = ["linux", "darwin", "windows"].flatMap((system) =>
	["amd64", "arm64"].map((processor) => `${system}-${processor}`),
);

/**
 * Writes an archive for each target, as `pulumi plugin install … --file` takes them. The same sources give the same bytes.
 * @param {string} folder made where it is missing
 * @param {readonly string[]} targets of {@link TARGETS}
 * @returns {Promise<string[]>} the archives' paths
 */
export async function writeArchives(folder, targets) {
	const { version, engines } = JSON.parse(await readFile(join(ROOT, "provider", "package.json"), "utf8"));
	const node = engines.node.replace(/^>=/, "");
	const { code, packages } = await bundle(node);
	const common = {
		"start.cjs": startModule(node),
		"provider.cjs": code,
		LICENSE: await readFile(join(ROOT, "LICENSE")),
		"THIRD-PARTY-LICENSES": await licensesOf(packages),
	};
	await mkdir(folder, { recursive: true });
	const archives = [];
	for (const target of targets) {
		const start = target.startsWith("windows-")
			? { [`${PROGRAM}.cmd`]: commandScript(node) }
			: { [PROGRAM]: shellScript(node) };
		const archive = join(folder, `${PROGRAM}-v${version}-${target}.tar.gz`);
		await writeArchive(archive, { ...start, ...common });
		archives.push(archive);
	}
	return archives;
}

/**
 * @param {string} archive
 * @param {Readonly<Record<string, string | Uint8Array>>} files by name, without folders
 */
async function writeArchive(archive, files) {
	await inTemporaryFolder("plugin", async (staging) => {
		for (const [name, content] of Object.entries(files))
			await writeFile(join(staging, name), content, { mode: name.startsWith(PROGRAM) ? 0o755 : 0o644 });
		await create(
			{ file: archive, cwd: staging, gzip: { level: 9 }, portable: true, mtime: new Date(0) },
			Object.keys(files),
		);
	});
}
