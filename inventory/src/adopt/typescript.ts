import { type Adoptable, declaration, resourceName } from "./adoptable";
import { literal } from "./literal";

const REMARK = [
	"// Run `pulumi up`, then remove the `adopt` lines. Pulumi then manages the tokens, but their secrets stay unknown",
	"// until the first rotation, unless you pass them: `adopt: { tokenId, token }`.",
];

/** A program in TypeScript that adopts tokens, each as a `DeployToken`. */
export function typescriptProgram(tokens: readonly Adoptable[]): string {
	return [
		'import { DeployToken } from "pulumi-gitlab-deploy-tokens";',
		"",
		...REMARK,
		...tokens.flatMap((token) => [
			"",
			`new DeployToken(${literal(resourceName(token))}, {`,
			...properties(token).map((line) => `\t${line}`),
			"});",
		]),
		"",
	].join("\n");
}

/** A program in TypeScript that adopts tokens, all in one `DeployTokenSet`. */
export function typescriptSetProgram(tokens: readonly Adoptable[]): string {
	return [
		'import { DeployTokenSet } from "pulumi-gitlab-deploy-tokens";',
		"",
		...REMARK,
		'new DeployTokenSet("adopted", {',
		"\ttokens: {",
		...tokens.flatMap((token) => [
			`\t\t${literal(resourceName(token))}: {`,
			...properties(token).map((line) => `\t\t\t${line}`),
			"\t\t},",
		]),
		"\t},",
		"});",
		"",
	].join("\n");
}

function properties(token: Adoptable): string[] {
	return [
		...declaration(token).map(([property, value]) => `${property}: ${literal(value)},`),
		`adopt: { tokenId: ${token.tokenId} },`,
	];
}
