import { userAgent } from "../api/connection";

/** The package's schema, from which its SDKs are generated and by which YAML programs are checked. */
export function schemaText(): string {
	// By the package's own name, so that it resolves alike from the sources and from `dist/`.
	return JSON.stringify(require("pulumi-gitlab-deploy-tokens/schema.json"));
}

/** The package's version. */
export function version(): string {
	return userAgent().split("/").at(-1) ?? "";
}
