import { decodeUtf8 } from "../ruby/utf8";
import { RackParameterError } from "./errors";
import { normalizeParams, Params } from "./nested-query";

const TOKEN = '[^\\s()<>,;:\\\\"/[\\]?=]+';
const VALUE = `"(?:\\\\"|[^"])*"|${TOKEN}`;
const NAME = new RegExp(`Content-Disposition:[^:]*;\\s*name=(${VALUE})`, "i");
const DISPOSITION = `Content-Disposition:\\s*${TOKEN}\\s*`;
const ATTRIBUTE = "[^ \\x00-\\x1f\\x7f)(><@,;:\\\\\"/[\\]?='*%]";
/** A parameter of RFC 2183, or one with an encoding of RFC 2231. */
const PARAMETER = `;\\s*(${ATTRIBUTE}+(?:\\*[0-9]+)?\\*?)=(${VALUE}|[\\w-]*'[\\w-]*'(?:%[0-9a-fA-F]{2}|${ATTRIBUTE})*)\\s*`;
const WELL_FORMED = new RegExp(`^${DISPOSITION}(?:${PARAMETER})+$`, "im");
const PARAMETERS = new RegExp(PARAMETER, "gi");
const FILENAME = new RegExp(`^${DISPOSITION}.*;\\s*filename=(${VALUE})`, "im");
const CONTENT_TYPE = /Content-Type: (.*)\r\n/i;
const CONTENT_ID = /Content-ID:\s*([^\r\n]*)/i;

/**
 * The boundary that a Content-Type names (`Rack::Multipart::Parser.parse_boundary`).
 *
 * @throws RackParameterError for a header that names it in an odd way.
 */
export function boundaryOf(contentType: string): string | undefined {
	const match = /^multipart\/.*?boundary(\s*)="?([^";,]+)"?/i.exec(contentType);
	if (match === null) return undefined;
	if (match[1] !== "" || /boundary\s*=/i.test(contentType.slice(match[0].length)))
		throw new RackParameterError("an ambiguous boundary");
	return match[2];
}

/**
 * The parameters of a multipart body as Rack 2.2 reads them (`Rack::Multipart::Parser`, multipart/parser.rb).
 *
 * The platform's own `Response#formData` is stricter (no unquoted names, no parts without a name) and repairs
 * what Rack refuses (bytes that are not UTF-8).
 *
 * @throws RackParameterError for a body that ends before its last boundary.
 */
export function parseMultipart(body: Buffer, boundary: string): Record<string, unknown> {
	const params = new Params();
	for (const { name, value } of readParts(body.toString("latin1"), boundary))
		normalizeParams(params, decodeUtf8(Buffer.from(name, "latin1")), value);
	return params.toHash();
}

interface Part {
	readonly name: string;
	readonly value: unknown;
}

function readParts(text: string, boundary: string): Part[] {
	const lines = new Lines(text, `--${boundary}`);
	const parts: Part[] = [];
	const first = lines.skipToBoundary();
	if (first === undefined) throw new RackParameterError("bad content body");
	const emptyBody = first === "end" && lines.position === boundary.length + 6 && lines.atEnd();
	for (let more = !emptyBody; more; ) {
		const head = lines.takeHead();
		const part = partOf(head, lines.takeBody());
		if (part !== undefined) parts.push(part);
		const token = lines.skipToBoundary();
		more = token === "boundary" || (token === undefined && !lines.atEnd());
	}
	return parts;
}

/** A part without a name is a parameter named after its type; a file that was not chosen is none. */
function partOf(head: string, body: string): Part | undefined {
	const filename = filenameOf(head);
	const type = CONTENT_TYPE.exec(head)?.[1];
	const given = NAME.exec(head)?.[1];
	const named = given === undefined ? CONTENT_ID.exec(head)?.[1] : dequote(given);
	const name = named === undefined || named === "" ? (filename ?? `${type ?? "text/plain"}[]`) : named;
	if (filename === "") return undefined;
	if (filename === undefined) return { name, value: decodeUtf8(Buffer.from(body, "latin1")) };
	const file = { filename, type, name };
	// Not enumerable: it is on the server's disk, and no parameter.
	Object.defineProperty(file, "content", { value: Buffer.from(body, "latin1") });
	return { name, value: file };
}

/** A file of a multipart body. */
export interface UploadedFile {
	readonly filename: string;
	readonly content: Buffer;
}

/** The parameter as a file, if it is one. */
export function uploadedFile(value: unknown): UploadedFile | undefined {
	const file = value as Partial<UploadedFile> | undefined;
	return Buffer.isBuffer(file?.content) ? (file as UploadedFile) : undefined;
}

/** `get_filename`, as far as the parameters depend on it. */
function filenameOf(head: string): string | undefined {
	const given = WELL_FORMED.test(head)
		? (parameterOf(head, "filename") ?? parameterOf(head, "filename*"))
		: FILENAME.exec(head)?.[1];
	return given === undefined ? undefined : dequote(given);
}

function parameterOf(head: string, name: string): string | undefined {
	return [...head.matchAll(PARAMETERS)].filter(([, found]) => found === name).at(-1)?.[2];
}

function dequote(text: string): string {
	return (/^"(.*)"$/s.exec(text)?.[1] ?? text).replace(/\\(.)/g, "$1");
}

/** The scanner of the parser, over the whole body at once. */
class Lines {
	position = 0;

	constructor(
		private readonly text: string,
		private readonly boundary: string,
	) {}

	atEnd(): boolean {
		return this.position >= this.text.length;
	}

	/** Reads lines until one is a boundary; `undefined` when none is. */
	skipToBoundary(): "boundary" | "end" | undefined {
		while (!this.atEnd()) {
			const newline = this.text.indexOf("\n", this.position);
			const end = newline < 0 ? this.text.length : newline + 1;
			const line = this.text.slice(this.position, end).trim();
			this.position = end;
			if (line === this.boundary) return "boundary";
			if (line === `${this.boundary}--`) return "end";
		}
		return undefined;
	}

	takeHead(): string {
		const end = this.text.indexOf("\r\n\r\n", this.position);
		if (end < 0) throw new RackParameterError("bad content body");
		const head = this.text.slice(this.position, end + 2);
		this.position = end + 4;
		return head;
	}

	takeBody(): string {
		const at = this.nextBoundary();
		const body = this.text.slice(this.position, at);
		// Two bytes more, the line break that belongs to the boundary.
		this.position = at + 2;
		return body;
	}

	private nextBoundary(): number {
		for (
			let at = this.text.indexOf(this.boundary, this.position);
			at >= 0;
			at = this.text.indexOf(this.boundary, at + 1)
		) {
			const after = this.text.slice(at + this.boundary.length, at + this.boundary.length + 2);
			if (after !== "\r\n" && after !== "--") continue;
			return at - 2 >= this.position && this.text.slice(at - 2, at) === "\r\n" ? at - 2 : at;
		}
		throw new RackParameterError("bad content body");
	}
}
