import { type Adoptable, declaration, resourceName } from "./adoptable";
import { literal } from "./literal";

/** `Main.yaml` of a Pulumi project in YAML, with the packaged provider. */
export function yamlProgram(tokens: readonly Adoptable[]): string {
	return [
		"# Run `pulumi up`, then remove the `adopt` lines. Pulumi then manages the tokens, but their secrets stay unknown",
		"# until the first rotation, unless you pass them: `adopt: { tokenId: …, token: … }`.",
		...(tokens.length === 0 ? ["resources: {}"] : ["resources:"]),
		...tokens.flatMap((token) => [
			`  ${literal(resourceName(token))}:`,
			"    type: gitlab-deploy-tokens:DeployToken",
			"    properties:",
			...declaration(token).map(([property, value]) => `      ${property}: ${yamlLiteral(value)}`),
			`      adopt: { tokenId: ${token.tokenId} }`,
		]),
		"",
	].join("\n");
}

/** Pulumi reads `${…}` in a string as a reference, and `$$` as one dollar sign. */
function yamlLiteral(value: string | readonly string[]): string {
	return literal(value).replaceAll("$", () => "$$");
}
