import type { SetDeclaration, TokenArgs, TokenDeclaration } from "../program/declarations";
import type { Scene, StepFunction } from "../run/step";
import type { Row } from "../world/ledger";
import { argsLike, KEYS } from "./arguments";
import { addToken, edit, freeName, setsOf, tokensOf } from "./edits";

/** Ways in which a program takes tokens over, and stops naming them. */
export const ADOPTIONS = {
	"adopt a stranger's token": (scene) => {
		const row = scene.draw.pickAny(rows(scene, (other) => other.stack === undefined));
		return row !== undefined && addToken(scene, argsLike(row, scene.draw));
	},
	"adopt a token into a set": (scene) => {
		const row = scene.draw.pickAny(rows(scene, (other) => other.stack === undefined));
		return row !== undefined && addKey(scene, argsLike(row, scene.draw));
	},
	"adopt a token that another resource of the stack holds": (scene) => {
		const row = scene.draw.pickAny(rows(scene, (other) => other.stack === scene.stack.name));
		return row !== undefined && addToken(scene, argsLike(row, scene.draw));
	},
	"rename a resource that adopts its own token": (scene) => {
		const found = heldDeclaration(scene);
		const name = freeName(scene, "token");
		if (found === undefined || name === undefined) return false;
		const { declaration, row } = found;
		edit(scene, declaration, { ...declaration, name, args: adopting(scene, declaration.args, row) });
		return true;
	},
	"keep a token, and adopt it by its own number": (scene) => {
		const found = heldDeclaration(scene);
		if (found === undefined) return false;
		const { declaration, row } = found;
		edit(scene, declaration, { ...declaration, args: adopting(scene, declaration.args, row) });
		return true;
	},
	"move a token into a set": (scene) => {
		const found = heldDeclaration(scene);
		if (found === undefined || setsOf(scene.stack.program).length === 0) return false;
		const { declaration, row } = found;
		if (!addKey(scene, adopting(scene, declaration.args, row))) return false;
		edit(scene, declaration, undefined);
		return true;
	},
	"move a key of a set to a token": (scene) => {
		const found = heldKey(scene);
		const name = freeName(scene, "token");
		if (found === undefined || name === undefined) return false;
		edit(scene, found.declaration, withoutKey(found.declaration, found.key));
		return addToken(scene, argsLike(found.row, scene.draw));
	},
	"move a key from one set to another": (scene) => {
		const found = heldKey(scene);
		if (found === undefined || setsOf(scene.stack.program).length < 2) return false;
		edit(scene, found.declaration, withoutKey(found.declaration, found.key));
		return addKey(scene, argsLike(found.row, scene.draw), found.declaration.name);
	},
	"stop naming what was adopted": (scene) => {
		let changed = false;
		for (const declaration of scene.stack.program) {
			if (declaration.kind === "token" && declaration.args.adopt !== undefined) {
				const { adopt, ...args } = declaration.args;
				edit(scene, declaration, { ...declaration, args });
				changed = true;
			}
			if (declaration.kind === "set" && Object.values(declaration.args.tokens).some(({ adopt }) => adopt)) {
				const tokens = Object.fromEntries(
					Object.entries(declaration.args.tokens).map(([key, { adopt, ...args }]) => [key, args]),
				);
				edit(scene, declaration, { ...declaration, args: { ...declaration.args, tokens } });
				changed = true;
			}
		}
		return changed;
	},
} as const satisfies Record<string, StepFunction>;

function rows({ place }: Scene, wanted: (row: Row) => boolean): Row[] {
	return [...place.ledger.rows.values()].filter(wanted);
}

/** A single token of the program that the state holds. */
function heldDeclaration(scene: Scene): { declaration: TokenDeclaration; row: Row } | undefined {
	const { stack, draw } = scene;
	const found = tokensOf(stack.program).flatMap((declaration) => {
		const held = stack.held.find(({ urn, leaving }) => urn === `token:${declaration.name}` && !leaving);
		const row = held && stack.rowOf(held);
		return row === undefined ? [] : [{ declaration, row }];
	});
	return draw.pickAny(found);
}

function heldKey({ stack, draw }: Scene): { declaration: SetDeclaration; key: string; row: Row } | undefined {
	const found = setsOf(stack.program).flatMap((declaration) =>
		stack.held.flatMap((held) => {
			const { urn, key, leaving } = held;
			if (urn !== `set:${declaration.name}` || leaving || key === undefined) return [];
			const row = stack.rowOf(held);
			return row === undefined || declaration.args.tokens[key] === undefined
				? []
				: [{ declaration, key, row }];
		}),
	);
	return draw.pickAny(found);
}

/** The declaration, made to name the row that it has. */
function adopting({ draw }: Scene, args: TokenArgs, row: Row): TokenArgs {
	const { expiresAt: _, ...like } = argsLike(row, draw);
	const { adopt, expiresAt, expiresIn, rotateBefore, connection } = { ...args, ...like };
	const lifetime =
		expiresIn !== undefined
			? { expiresIn, ...(rotateBefore === undefined ? {} : { rotateBefore }) }
			: expiresAt === undefined
				? {}
				: { expiresAt };
	return {
		...like,
		...lifetime,
		...(adopt === undefined ? {} : { adopt }),
		...(connection === undefined ? {} : { connection }),
	};
}

function addKey(scene: Scene, { connection, ...args }: TokenArgs, except?: string): boolean {
	const free = setsOf(scene.stack.program).filter(
		({ name, args: { tokens } }) => name !== except && KEYS.some((key) => tokens[key] === undefined),
	);
	const declaration = scene.draw.pickAny(free);
	if (declaration === undefined) return false;
	const { tokens } = declaration.args;
	const key = scene.draw.pick(KEYS.filter((other) => tokens[other] === undefined));
	edit(scene, declaration, {
		...declaration,
		args: { ...declaration.args, tokens: { ...tokens, [key]: args } },
	});
	return true;
}

function withoutKey(declaration: SetDeclaration, key: string): SetDeclaration {
	const { [key]: _, ...tokens } = declaration.args.tokens;
	return { ...declaration, args: { ...declaration.args, tokens } };
}
