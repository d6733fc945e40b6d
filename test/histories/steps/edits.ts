import type { Urn } from "../engine/resource";
import {
	type Declaration,
	type Options,
	type Program,
	type SetDeclaration,
	type TokenArgs,
	type TokenDeclaration,
	urnOf,
} from "../program/declarations";
import type { Draw } from "../run/draw";
import type { Scene, StepFunction } from "../run/step";
import { anyKeyArgs, anySetArgs, anyTokenArgs, KEYS, TOKEN_CHANGES } from "./arguments";

/** Names of resources; few, so that they are used again. */
const NAMES = ["a", "b", "c", "d", "e"] as const;

/** What is edited in a program, by what a reader calls it. */
export const EDITS = {
	"add a token": (scene) => addToken(scene, anyTokenArgs(scene.draw, scene.place.time.now())),
	"add a set": (scene) => {
		const name = freeName(scene, "set");
		const args = anySetArgs(scene.draw, scene.place.time.now());
		return name !== undefined && append(scene, { kind: "set", name, args, options: anyOptions(scene) });
	},
	"add a consumer": (scene) => {
		const name = freeName(scene, "consumer");
		const source = scene.draw.pickAny(scene.stack.program.filter(({ kind }) => kind !== "consumer"));
		if (name === undefined || source === undefined) return false;
		const key = source.kind === "set" ? scene.draw.pickAny(Object.keys(source.args.tokens)) : undefined;
		const of = key === undefined ? { urn: urnOf(source) } : { urn: urnOf(source), key };
		if (source.kind === "set" && key === undefined) return false;
		return append(scene, { kind: "consumer", name, of, fails: false, options: {} });
	},
	"remove a resource": (scene) => {
		const declaration = scene.draw.pickAny(scene.stack.program);
		if (declaration === undefined) return false;
		edit(scene, declaration, undefined);
		return true;
	},
	"rename a resource": (scene) => renameResource(scene, false),
	"rename a resource, with an alias": (scene) => renameResource(scene, true),
	"add a key to a set": (scene) =>
		changeKeys(scene, (tokens, draw, nowMs) => {
			const key = draw.pickAny(KEYS.filter((free) => tokens[free] === undefined));
			return key === undefined ? undefined : { ...tokens, [key]: anyKeyArgs(draw, nowMs) };
		}),
	"remove a key from a set": (scene) =>
		changeKeys(scene, (tokens, draw) => {
			const { [draw.pickAny(Object.keys(tokens)) ?? ""]: _, ...others } = tokens;
			return others;
		}),
	"rename a key of a set": (scene) =>
		changeKeys(scene, (tokens, draw) => {
			const from = draw.pickAny(Object.keys(tokens));
			const to = draw.pickAny(KEYS.filter((free) => tokens[free] === undefined));
			if (from === undefined || to === undefined) return undefined;
			const { [from]: entry, ...others } = tokens;
			return { ...others, [to]: entry as TokenArgs };
		}),
	"change a set's overlap": (scene) =>
		changeSet(scene, { overlap: scene.draw.pick(["0s", "10m", "1h", "2d"]) }),
	"change a set's onKeyFailure": (scene) =>
		changeSet(scene, { onKeyFailure: scene.draw.pick(["fail", "report"] as const) }),
	"change a set's maxDeletions": (scene) =>
		changeSet(scene, { maxDeletions: scene.draw.pick([1, 3, "60%"]) }),
	"change an option": (scene) => {
		const declaration = scene.draw.pickAny(scene.stack.program);
		if (declaration === undefined) return false;
		edit(scene, declaration, { ...declaration, options: { ...declaration.options, ...anyOptions(scene) } });
		return true;
	},
	"read a username from another token": (scene) => {
		const { program } = scene.stack;
		const declaration = scene.draw.pickAny(tokensOf(program));
		const source = scene.draw.pickAny(tokensOf(program));
		if (declaration === undefined || source === undefined || declaration === source) return false;
		edit(scene, declaration, { ...declaration, usernameFrom: source.name });
		return true;
	},
} as const satisfies Record<string, StepFunction>;

/** A change of each property, in a single token or in a key of a set. */
export const PROPERTY_EDITS: Readonly<Record<string, StepFunction>> = Object.fromEntries(
	Object.entries(TOKEN_CHANGES).map(([property, change]): [string, StepFunction] => [
		`change ${property}`,
		(scene) => {
			const { draw, stack, place } = scene;
			const declaration = draw.pickAny(stack.program.filter(({ kind }) => kind !== "consumer"));
			if (declaration === undefined || declaration.kind === "consumer") return false;
			const nowMs = place.time.now();
			if (declaration.kind === "token") {
				edit(scene, declaration, { ...declaration, args: change(declaration.args, draw, nowMs) });
				return true;
			}
			const key = draw.pickAny(Object.keys(declaration.args.tokens));
			const entry = key === undefined ? undefined : declaration.args.tokens[key];
			if (key === undefined || entry === undefined || property === "connection") return false;
			const tokens = { ...declaration.args.tokens, [key]: change(entry, draw, nowMs) };
			edit(scene, declaration, { ...declaration, args: { ...declaration.args, tokens } });
			return true;
		},
	]),
);

/** Puts a declaration in place of one of the program, or takes that out. */
export function edit({ stack, log }: Scene, from: Declaration, to: Declaration | undefined): void {
	stack.program = stack.program.flatMap((declaration) =>
		declaration === from ? (to === undefined ? [] : [to]) : [declaration],
	);
	log(`${stack.name}: ${urnOf(from)} → ${to === undefined ? "out" : JSON.stringify(to)}`);
}

export function append({ stack, log }: Scene, declaration: Declaration): boolean {
	stack.program = [...stack.program, declaration];
	log(`${stack.name}: + ${JSON.stringify(declaration)}`);
	return true;
}

export function addToken(scene: Scene, args: TokenArgs): boolean {
	const name = freeName(scene, "token");
	return name !== undefined && append(scene, { kind: "token", name, args, options: anyOptions(scene) });
}

export function tokensOf(program: Program): TokenDeclaration[] {
	return program.filter((declaration) => declaration.kind === "token");
}

export function setsOf(program: Program): SetDeclaration[] {
	return program.filter((declaration) => declaration.kind === "set");
}

export function freeName({ stack, draw }: Scene, kind: Declaration["kind"]): string | undefined {
	// A name that another one had before is still taken: two resources cannot claim one entry of the state.
	const taken = new Set(
		stack.program
			.filter((other) => other.kind === kind)
			.flatMap(({ name, options }) => [name, options.alias]),
	);
	return draw.pickAny(NAMES.filter((name) => !taken.has(name)));
}

function anyOptions({ draw, stack }: Scene): Options {
	const others = stack.program.filter(({ kind }) => kind !== "consumer").map(urnOf);
	const dependency = draw.chance(0.2) ? draw.pickAny(others) : undefined;
	return {
		...(draw.chance(0.15) ? { deleteBeforeReplace: draw.chance(0.8) } : {}),
		...(draw.chance(0.1) ? { retainOnDelete: draw.chance(0.6) } : {}),
		...(dependency === undefined ? {} : { dependsOn: [dependency satisfies Urn] }),
	};
}

function renameResource(scene: Scene, alias: boolean): boolean {
	const declaration = scene.draw.pickAny(scene.stack.program.filter(({ kind }) => kind !== "consumer"));
	const name = declaration && freeName(scene, declaration.kind);
	if (declaration === undefined || name === undefined) return false;
	const { alias: _, ...options } = declaration.options;
	const renamed = {
		...declaration,
		name,
		options: alias ? { ...options, alias: declaration.name } : options,
	};
	edit(scene, declaration, renamed);
	// Whoever reads it reads it under its new name.
	for (const reader of scene.stack.program)
		if (reader.kind === "consumer" && reader.of.urn === urnOf(declaration))
			edit(scene, reader, { ...reader, of: { ...reader.of, urn: urnOf(renamed) } });
	return true;
}

type Keys = SetDeclaration["args"]["tokens"];

function changeKeys(
	scene: Scene,
	change: (tokens: Keys, draw: Draw, nowMs: number) => Keys | undefined,
): boolean {
	const declaration = scene.draw.pickAny(setsOf(scene.stack.program));
	if (declaration === undefined) return false;
	const tokens = change(declaration.args.tokens, scene.draw, scene.place.time.now());
	if (tokens === undefined) return false;
	edit(scene, declaration, { ...declaration, args: { ...declaration.args, tokens } });
	return true;
}

function changeSet(scene: Scene, change: Partial<SetDeclaration["args"]>): boolean {
	const declaration = scene.draw.pickAny(setsOf(scene.stack.program));
	if (declaration === undefined) return false;
	edit(scene, declaration, { ...declaration, args: { ...declaration.args, ...change } });
	return true;
}
