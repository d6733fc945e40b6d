import type { Urn } from "../engine/resource";

/** The owner of a token as a program writes it. */
export interface OwnerArgs {
	readonly project?: number | string;
	readonly group?: number | string;
}

export interface AdoptArgs {
	readonly tokenId: number;
	readonly token?: string;
}

/** What a program declares of one token; a key of a set declares the same, but for `connection`. */
export interface TokenArgs extends OwnerArgs {
	readonly name?: string;
	readonly scopes?: readonly string[];
	readonly username?: string;
	readonly expiresAt?: string;
	readonly expiresIn?: string;
	readonly rotateBefore?: string;
	readonly adopt?: AdoptArgs;
	readonly connection?: string;
}

export interface SetArgs extends Omit<TokenArgs, keyof OwnerArgs | "name" | "adopt"> {
	readonly tokens: Readonly<Record<string, TokenArgs>>;
	readonly overlap?: string;
	readonly onKeyFailure?: "fail" | "report";
	readonly maxDeletions?: number | string;
}

/** Options of a resource. */
export interface Options {
	readonly deleteBeforeReplace?: boolean;
	readonly retainOnDelete?: boolean;
	readonly dependsOn?: readonly Urn[];
	/** The name that it had before. */
	readonly alias?: string;
}

export interface TokenDeclaration {
	readonly kind: "token";
	readonly name: string;
	readonly args: TokenArgs;
	/** Another token whose number is part of the username. */
	readonly usernameFrom?: string;
	readonly options: Options;
}

export interface SetDeclaration {
	readonly kind: "set";
	readonly name: string;
	readonly args: SetArgs;
	readonly options: Options;
}

/** Represents a consumer of a token in a stack. */
export interface ConsumerDeclaration {
	readonly kind: "consumer";
	readonly name: string;
	/** Whose token; `key` of a set. */
	readonly of: { readonly urn: Urn; readonly key?: string };
	/** Whether it cannot be made or changed. */
	readonly fails: boolean;
	readonly options: Options;
}

export type Declaration = TokenDeclaration | SetDeclaration | ConsumerDeclaration;

/** What a program declares, in its order. */
export type Program = readonly Declaration[];

export function urnOf({ kind, name }: Pick<Declaration, "kind" | "name">): Urn {
	return `${kind}:${name}`;
}

/** The numbers that a program names in `adopt`. */
export function adoptedNumbers(program: Program): number[] {
	return tokensOf(program).flatMap(({ adopt }) => adopt?.tokenId ?? []);
}

/** What a program declares of the tokens that adopt a number. */
export function adopters(program: Program, tokenId: number): TokenArgs[] {
	return tokensOf(program).filter(({ adopt }) => adopt?.tokenId === tokenId);
}

function tokensOf(program: Program): TokenArgs[] {
	return program.flatMap((declaration) => {
		if (declaration.kind === "token") return [declaration.args];
		return declaration.kind === "set" ? Object.values(declaration.args.tokens) : [];
	});
}
