import { type Adoptable, declaration, resourceName } from "./adoptable";
import { literal } from "./literal";

/** A program in Python, with the SDK that Pulumi generates for the packaged provider. */
export function pythonProgram(tokens: readonly Adoptable[]): string {
	return [
		"from pulumi_gitlab_deploy_tokens import AdoptionArgs, DeployToken",
		"",
		"# Run `pulumi up`, then remove the `adopt` lines. Pulumi then manages the tokens, but their secrets stay unknown",
		"# until the first rotation, unless you pass them: `adopt=AdoptionArgs(token_id=…, token=…)`.",
		...tokens.flatMap((token) => [
			"",
			"DeployToken(",
			`    ${literal(resourceName(token))},`,
			...declaration(token).map(([property, value]) => `    ${snakeCase(property)}=${literal(value)},`),
			`    adopt=AdoptionArgs(token_id=${token.tokenId}),`,
			")",
		]),
		"",
	].join("\n");
}

function snakeCase(property: string): string {
	return property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
