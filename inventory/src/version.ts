import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The published name of this program. */
export const PROGRAM = "gitlab-deploy-tokens";

/** This package's folder, found from the sources and from `dist/inventory/src/`. */
export function packageFolder(): string {
	const compiled = __dirname.endsWith(join("dist", "inventory", "src"));
	return join(__dirname, compiled ? "../../.." : "..");
}

/** The version in the package's manifest. */
export function version(): string {
	const manifest = JSON.parse(readFileSync(join(packageFolder(), "package.json"), "utf8")) as {
		version: string;
	};
	return manifest.version;
}

/** Name and version that GitLab's logs show for this program. */
export function userAgent(): string {
	return `${PROGRAM}/${version()}`;
}
