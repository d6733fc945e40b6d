import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packageFolder } from "../../version";

/** The parts of the page, which are files of this package. */
export interface PageSource {
	readonly skeleton: string;
	readonly style: string;
	/** All modules of the page as one script. */
	readonly script: string;
}

/** Reads the parts: skeleton and style as they are written, the script as it was compiled. */
export function pageSource(): PageSource {
	const page = join(packageFolder(), "page");
	return {
		skeleton: textOf(join(page, "page.html")),
		style: textOf(join(page, "page.css")),
		script: scriptOf(join(packageFolder(), "dist", "inventory", "page")),
	};
}

/** Bundles the modules, which import each other by path, into one script: each module becomes a function. */
function scriptOf(folder: string): string {
	const modules = readdirSync(folder)
		.filter((name) => name.endsWith(".js"))
		.sort()
		.map((name) => `"./${name.slice(0, -3)}": function (exports, require) {\n${textOf(join(folder, name))}}`);
	return `(() => {
const modules = {
${modules.join(",\n")}
};
const loaded = {};
function load(name) {
	if (!(name in loaded)) modules[name]((loaded[name] = {}), load);
	return loaded[name];
}
load("./main");
})();`;
}

/** Normalises line endings as a browser does, so that the hashes in the policy are those of what it sees. */
function textOf(path: string): string {
	return readFileSync(path, "utf8").replaceAll("\r\n", "\n");
}
