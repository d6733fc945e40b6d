import { userAgent } from "../api/connection";

/** The package's schema, as its SDKs are generated from and as YAML programs are checked against. */
export function schemaText(): string {
	// By the package's own name, so that it resolves alike from the sources and from `dist/`.
	return JSON.stringify(require("pulumi-gitlab-deploy-tokens/schema.json"));
}

/** The package's version. */
export function version(): string {
	return userAgent().split("/").at(-1) ?? "";
}
