import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The published name of this program. */
export const PROGRAM = "gitlab-deploy-tokens";

/** The version in the package's manifest, found alike from the sources and from `dist/inventory/src/`. */
export function version(): string {
	const above = __dirname.endsWith(join("dist", "inventory", "src")) ? "../../.." : "..";
	const manifest = JSON.parse(readFileSync(join(__dirname, above, "package.json"), "utf8")) as {
		version: string;
	};
	return manifest.version;
}

/** Name and version that GitLab's logs show for this program. */
export function userAgent(): string {
	return `${PROGRAM}/${version()}`;
}
