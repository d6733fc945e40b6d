import { RubyFloat } from "./float";

export class JsonSyntaxError extends Error {
	override readonly name = "JsonSyntaxError";
}

/** Receives what is read while it is read, so that it can stop the reading by throwing. */
export interface JsonObserver {
	/** Before an array or an object, with the number of those around it. */
	opened(depth: number): void;
	/** After a member of an array, with the number of those before it. */
	element(index: number): void;
	key(): void;
	/** After a member of an object, with the number of those before it. */
	member(index: number): void;
}

const SPACE = /(?:[ \t\r\n]+|\/\*[\s\S]*?\*\/|\/\/[^\n]*(?:\n|$))*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them in strings
const STRING = /"[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*)*"/y;
const LITERALS: readonly (readonly [string, unknown])[] = [
	["true", true],
	["false", false],
	["null", null],
];

/**
 * JSON as Ruby's `json` 2.19 reads it: comments are white space, an integer keeps its digits (a `bigint` where a
 * number would lose some), and what has a fraction or an exponent is a `RubyFloat`.
 *
 * `JSON.parse` rounds integers beyond 2⁵³ and does not distinguish `1.0` from `1`; `lossless-json` does, but does
 * not support comments and cannot be stopped at a depth.
 *
 * @throws JsonSyntaxError, and whatever the observer throws.
 */
export function parseRubyJson(text: string, observer?: JsonObserver): unknown {
	return new Reader(text, observer).document();
}

class Reader {
	private position = 0;
	private depth = 0;

	constructor(
		private readonly text: string,
		private readonly observer: JsonObserver | undefined,
	) {}

	document(): unknown {
		const value = this.value();
		this.skipSpace();
		if (this.position < this.text.length) throw new JsonSyntaxError("unexpected text after the value");
		return value;
	}

	private value(): unknown {
		this.skipSpace();
		switch (this.text[this.position]) {
			case "{":
				return this.nested(() => this.object());
			case "[":
				return this.nested(() => this.array());
			case '"':
				return this.string();
			default:
				return this.scalar();
		}
	}

	private nested<Value>(read: () => Value): Value {
		this.observer?.opened(this.depth);
		this.depth += 1;
		this.position += 1;
		const value = read();
		this.depth -= 1;
		return value;
	}

	private object(): Record<string, unknown> {
		const object: Record<string, unknown> = Object.create(null);
		if (this.take("}")) return object;
		for (let index = 0; ; index += 1) {
			this.skipSpace();
			const key = this.string();
			this.observer?.key();
			if (!this.take(":")) throw new JsonSyntaxError("expected ':'");
			object[key] = this.value();
			this.observer?.member(index);
			if (this.take("}")) return object;
			if (!this.take(",")) throw new JsonSyntaxError("expected ',' or '}'");
		}
	}

	private array(): unknown[] {
		const array: unknown[] = [];
		if (this.take("]")) return array;
		for (;;) {
			array.push(this.value());
			this.observer?.element(array.length - 1);
			if (this.take("]")) return array;
			if (!this.take(",")) throw new JsonSyntaxError("expected ',' or ']'");
		}
	}

	private string(): string {
		const found = this.match(STRING);
		if (found === undefined) throw new JsonSyntaxError("expected a string");
		return JSON.parse(found[0]) as string;
	}

	private scalar(): unknown {
		for (const [word, value] of LITERALS) {
			if (!this.text.startsWith(word, this.position)) continue;
			this.position += word.length;
			return value;
		}
		const found = this.match(NUMBER);
		if (found === undefined) throw new JsonSyntaxError("expected a value");
		const number = Number(found[0]);
		if (found[1] !== undefined || found[2] !== undefined) return new RubyFloat(number);
		if (number === 0) return 0;
		return Number.isSafeInteger(number) ? number : BigInt(found[0]);
	}

	private take(token: string): boolean {
		this.skipSpace();
		if (this.text[this.position] !== token) return false;
		this.position += 1;
		return true;
	}

	private skipSpace(): void {
		this.match(SPACE);
	}

	private match(pattern: RegExp): RegExpExecArray | undefined {
		pattern.lastIndex = this.position;
		const found = pattern.exec(this.text);
		if (found === null) return undefined;
		this.position = pattern.lastIndex;
		return found;
	}
}
