import { rememberSecret } from "../../../provider/api/redaction";

/** How Pulumi marks a special value. Source: Pulumi SDK, `runtime/rpc.ts`. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** A value of an export that requires the stack's key. */
export const ENCRYPTED = Symbol("encrypted");

/** A value of an export, decrypted if the export is. */
export function disclosed(value: unknown): unknown {
	if (typeof value !== "object" || value === null) return value;
	const { [SIGNATURE]: mark, plaintext } = value as Record<string, unknown>;
	if (mark === undefined) return value;
	if (mark !== SECRET || typeof plaintext !== "string") return ENCRYPTED;
	try {
		return JSON.parse(plaintext);
	} catch {
		return ENCRYPTED;
	}
}

/** Registers the secret of a decrypted resource, so that no output can contain it. */
export function rememberToken(value: unknown): void {
	const token = disclosed(value);
	if (typeof token === "string") rememberSecret(token);
}

/** A property as a string; `undefined` if it is not a string, is empty, or is encrypted. */
export function textOf(value: unknown): string | undefined {
	const plain = disclosed(value);
	return typeof plain === "string" && plain !== "" ? plain : undefined;
}

/** A property as a list of strings; `undefined` if it is not one, or part of it is encrypted. */
export function textsOf(value: unknown): string[] | undefined {
	const plain = disclosed(value);
	if (!Array.isArray(plain)) return undefined;
	const texts = plain.map(textOf);
	return texts.every((text) => text !== undefined) ? texts : undefined;
}
